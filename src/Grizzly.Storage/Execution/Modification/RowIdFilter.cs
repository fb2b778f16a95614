using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Execution;

/// <summary>Lets the first row with each row id pass: a join may find a row of the target more than once.</summary>
internal sealed unsafe class RowIdFilter(IReadOnlyList<LogicalType> types, int rowIdColumn) : IDisposable
{
    private readonly HashSet<long> _seen = [];
    private readonly DataChunk _kept = new(types);
    private readonly long[] _rowIds = new long[ColumnVector.MaxCapacity];
    private readonly ushort[] _selection = GC.AllocateArray<ushort>(ColumnVector.MaxCapacity + 64, pinned: true);

    /// <summary>The rows kept last.</summary>
    public DataChunk Rows => _kept;

    public ReadOnlySpan<long> RowIds => _rowIds.AsSpan(0, _kept.Count);

    /// <summary>Keeps the rows whose ids are new; returns their number.</summary>
    /// <param name="isUnique">True where the ids are known to occur once.</param>
    public int Keep(DataChunk rows, bool isUnique = false)
    {
        int count = 0;
        ColumnVector ids = rows.Columns[rowIdColumn];
        for (int i = 0; i < rows.Count; i++)
        {
            long rowId = *(long*)ids.AddressOf(i);
            if (!isUnique && !_seen.Add(rowId)) continue;
            _rowIds[count] = rowId;
            _selection[count++] = (ushort)i;
        }
        if (count == rows.Count) _kept.Reference(rows);
        else fixed (ushort* selection = _selection) _kept.Select(rows, selection, count);
        return count;
    }

    public void Dispose() => _kept.Dispose();
}
