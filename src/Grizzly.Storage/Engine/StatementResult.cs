using Grizzly.Common;
using Grizzly.Logical;
using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Engine;

/// <summary>What one statement gives back: rows chunk by chunk, or a number of affected rows.</summary>
/// <remarks>Not thread-safe; dispose before the session's next statement. An autocommit transaction commits when the
/// rows are read or disposed of.</remarks>
public class StatementResult : IDisposable
{
    private readonly Func<DataChunk?>? _next;
    private readonly Action<bool>? _close;
    private bool _isClosed;

    internal StatementResult(
        StatementKind kind,
        IReadOnlyList<string> columnNames,
        IReadOnlyList<LogicalType> columnTypes,
        long recordsAffected,
        Func<DataChunk?>? next = null,
        Action<bool>? close = null)
    {
        Kind = kind;
        ColumnNames = columnNames;
        ColumnTypes = columnTypes;
        RecordsAffected = recordsAffected;
        _next = next;
        _close = close;
    }

    public StatementKind Kind { get; }

    public IReadOnlyList<string> ColumnNames { get; }

    public IReadOnlyList<LogicalType> ColumnTypes { get; }

    /// <summary>True where there are columns to read.</summary>
    public bool HasRows => ColumnNames.Count > 0;

    /// <summary>Rows inserted, updated or deleted; -1 for statements that change no rows.</summary>
    public long RecordsAffected { get; }

    /// <summary>What the user should know though the statement has succeeded; mostly nothing.</summary>
    public IReadOnlyList<Notice> Notices { get; internal set; } = [];

    /// <summary>The next rows, valid until the next call; null at the end.</summary>
    public DataChunk? Next()
    {
        if (_isClosed) return null;
        DataChunk? chunk;
        try
        {
            chunk = NextRows();
        }
        catch
        {
            Close(succeeded: false);
            throw;
        }
        if (chunk is null) Close(succeeded: true);
        return chunk;
    }

    public void Dispose()
    {
        Close(succeeded: true);
        GC.SuppressFinalize(this);
    }

    internal static StatementResult Command(StatementKind kind, long recordsAffected = -1) =>
        new(kind, [], [], recordsAffected);

    /// <summary>A result of text rows made in advance (EXPLAIN, SHOW).</summary>
    internal static StatementResult OfText(StatementKind kind, string column, IReadOnlyList<string> rows)
    {
        int next = 0;
        var chunk = new DataChunk([LogicalType.Varchar]);
        return new StatementResult(kind, [column], [LogicalType.Varchar], -1, Fill, _ => chunk.Dispose());

        DataChunk? Fill()
        {
            if (next >= rows.Count) return null;
            int count = Math.Min(ColumnVector.MaxCapacity, rows.Count - next);
            chunk.Reset();
            for (int i = 0; i < count; i++) chunk.Columns[0].SetValue(i, Value.OfVarchar(rows[next + i]));
            next += count;
            chunk.SetCount(count);
            return chunk;
        }
    }

    private void Close(bool succeeded)
    {
        if (_isClosed) return;
        _isClosed = true;
        CloseRows(succeeded);
    }

    /// <summary>Computes the next rows.</summary>
    private protected virtual DataChunk? NextRows() => _next?.Invoke();

    /// <summary>Called once: true after success, false after an error.</summary>
    private protected virtual void CloseRows(bool succeeded) => _close?.Invoke(succeeded);
}
