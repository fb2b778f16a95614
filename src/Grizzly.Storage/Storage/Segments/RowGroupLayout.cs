namespace Grizzly.Storage;

/// <summary>Sizes of row groups and the form of row ids.</summary>
public static class RowGroupLayout
{
    /// <summary>Row ids per row group: row id = group number * this + offset. A group may hold fewer rows.</summary>
    public const int MaxRows = 122_880;

    /// <summary>Rows per slot of the delta store and of row versions; also the most rows a chunk holds.</summary>
    public const int SlotRows = 1024;

    public const int SlotCount = MaxRows / SlotRows;

    public static int GroupOf(long rowId) => (int)(rowId / MaxRows);

    public static int OffsetOf(long rowId) => (int)(rowId % MaxRows);
}
