using Grizzly.Types;

namespace Grizzly.Indexes;

/// <summary>How one column of an index is ordered.</summary>
/// <param name="Type">Of the values; <see cref="KeyEncoding.Supports"/> says which types can be indexed.</param>
/// <param name="IsDescending">Largest first.</param>
/// <param name="NullsFirst">NULLs before all values, whatever the direction.</param>
public readonly record struct KeyColumn(LogicalType Type, bool IsDescending, bool NullsFirst);
