using System.Data.Common;
using System.Text;

namespace Grizzly.Common;

/// <summary>An error reported by Grizzly, always with a five-character SQLSTATE.</summary>
/// <remarks>
/// <see cref="Detail"/> is the bare fact; <see cref="Exception.Message"/> adds SQLSTATE, the SQL line with a caret and
/// the hint once the
/// session has attached the statement text. Instances are not thread-safe while text is being attached.
/// </remarks>
public sealed class GrizzlyException : DbException
{
    private readonly string _sqlState;
    private string? _sqlText;

    public GrizzlyException(string sqlState, string detail, SourceSpan span = default, string? hint = null,
        Exception? inner = null)
        : base(detail, inner)
    {
        _sqlState = sqlState;
        Detail = detail;
        Span = span == default ? SourceSpan.None : span;
        Hint = hint;
    }

    /// <summary>The five-character SQLSTATE code of the SQL standard, as PostgreSQL assigns it. See
    /// <see cref="SqlStates"/>.</summary>
    public override string SqlState => _sqlState;

    /// <summary>The fact, in lower case, without SQLSTATE, position or hint.</summary>
    public string Detail { get; }

    /// <summary>What the user can do about it, or null.</summary>
    public string? Hint { get; }

    /// <summary>The schema, table, column and constraint the error is about; null where there is none.</summary>
    public string? SchemaName { get; init; }

    /// <inheritdoc cref="SchemaName"/>
    public string? TableName { get; init; }

    /// <inheritdoc cref="SchemaName"/>
    public string? ColumnName { get; init; }

    /// <inheritdoc cref="SchemaName"/>
    public string? ConstraintName { get; init; }

    /// <summary>Where in the statement text the error is, or <see cref="SourceSpan.None"/>.</summary>
    public SourceSpan Span { get; private set; }

    /// <summary>One-based character position in the statement text, or 0 if unknown (as PostgreSQL counts).</summary>
    public int Position => Span.IsNone ? 0 : Span.Start + 1;

    /// <summary>True where trying the same transaction again may succeed: serialization failure, deadlock, lock not
    /// available.</summary>
    public override bool IsTransient =>
        _sqlState is SqlStates.SerializationFailure or SqlStates.DeadlockDetected or SqlStates.LockNotAvailable;

    public override string Message
    {
        get
        {
            var text = new StringBuilder();
            text.Append(_sqlState).Append(": ").Append(Detail);
            AppendExcerpt(text);
            if (Hint is not null) text.Append("\nHINT: ").Append(Hint);
            return text.ToString();
        }
    }

    /// <summary>Attaches the statement text so that <see cref="Exception.Message"/> can show line and caret; the first
    /// call wins.</summary>
    public GrizzlyException WithSql(string sqlText)
    {
        _sqlText ??= sqlText;
        return this;
    }

    /// <summary>Gives a position to an error that was raised without one; the first position wins.</summary>
    public GrizzlyException WithSpan(SourceSpan span)
    {
        if (Span.IsNone && _sqlText is null) Span = span;
        return this;
    }

    private void AppendExcerpt(StringBuilder text)
    {
        if (_sqlText is null || Span.IsNone || Span.Start > _sqlText.Length) return;
        int lineStart = Span.Start == 0 ? 0 : _sqlText.LastIndexOf('\n', Span.Start - 1) + 1;
        int lineEnd = _sqlText.IndexOf('\n', Span.Start);
        if (lineEnd < 0) lineEnd = _sqlText.Length;
        int lineNumber = _sqlText.AsSpan(0, lineStart).Count('\n') + 1;
        const int Before = 60, After = 60;
        int from = Math.Max(lineStart, Span.Start - Before);
        int to = Math.Min(lineEnd, Span.Start + After);
        string prefix = $"LINE {lineNumber}: " + (from > lineStart ? "..." : "");
        text.Append('\n').Append(prefix).Append(_sqlText.AsSpan(from, to - from).TrimEnd()).Append('\n');
        text.Append(' ', prefix.Length);
        foreach (char c in _sqlText.AsSpan(from, Span.Start - from)) text.Append(c == '\t' ? '\t' : ' ');
        int carets = Math.Max(1, Math.Min(Span.End, to) - Span.Start);
        text.Append('^', carets);
    }
}
