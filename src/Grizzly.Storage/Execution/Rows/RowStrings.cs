using Grizzly.Types;

namespace Grizzly.Execution;

/// <summary>Takes care of the string bytes behind rows that are copied as they are.</summary>
internal static unsafe class RowStrings
{
    /// <summary>Copies the bytes of a row's long strings into the collection's arena and points the row at
    /// them.</summary>
    public static void Own(RowCollection collection, byte* row)
    {
        RowLayout layout = collection.Layout;
        for (int column = 0; column < layout.Types.Length; column++)
        {
            if (layout.Types[column].Physical != PhysicalType.String || RowCompare.IsNull(row, column)) continue;
            StringView* view = (StringView*)(row + layout.Offsets[column]);
            *view = collection.Arena.Add(*view);
        }
    }
}
