using Grizzly.Types;

namespace Grizzly.Storage;

/// <summary>What the optimizer may assume about a column. Bounds are conservative: deleted rows still count.</summary>
/// <param name="RowCount">Rows, deleted ones not counted as far as known.</param>
/// <param name="NullCount">At most so many NULLs.</param>
/// <param name="Min">No value is smaller; NULL where unknown. Strings: a prefix of the smallest.</param>
/// <param name="Max">No value is larger (for strings: no value's first 15 bytes are); NULL where unknown.</param>
/// <param name="DistinctCount">Estimated distinct values, at least 1.</param>
/// <param name="IsExact">True where Min and Max hold for every row now in the table, rows not yet committed
/// included.</param>
public sealed record ColumnStatistics(
    long RowCount, long NullCount, Value Min, Value Max, double DistinctCount, bool IsExact);
