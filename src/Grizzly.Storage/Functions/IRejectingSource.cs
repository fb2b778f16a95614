namespace Grizzly.Functions;

/// <summary>A table function's execution that can leave out bad rows and tell which (IGNORE_ERRORS).
/// Thread-safe.</summary>
public interface IRejectingSource
{
    /// <summary>Rows left out so far.</summary>
    long RejectedCount { get; }

    /// <summary>Rows left out, at most as many as the reject limit allows, in the order of the input. May read the
    /// input again to find line numbers, so ask once, at the end and before the source is disposed.</summary>
    IReadOnlyList<RejectedRow> GetRejects();
}

/// <summary>One row that was left out.</summary>
/// <param name="Path">The file.</param>
/// <param name="Line">One-based number of the line the row begins on.</param>
/// <param name="Column">One-based number of the offending column, 0 where the whole row is at fault.</param>
/// <param name="ColumnName">The column's name, or null.</param>
/// <param name="Text">The offending text, shortened.</param>
/// <param name="Message">What is wrong with it.</param>
public sealed record RejectedRow(string Path, long Line, int Column, string? ColumnName, string Text, string Message);
