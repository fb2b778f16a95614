using Grizzly.Logical;
using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Execution;

/// <summary>The rows RETURNING gives back, kept until the statement has made all its changes. One thread.</summary>
internal sealed class ReturnedBuffer : IDisposable
{
    private readonly DataChunk _row;
    private readonly ColumnVector[] _nulls;
    private readonly int _width;
    private readonly bool _hasOld;
    private readonly bool _hasNew;

    /// <param name="width">Columns of the table.</param>
    public ReturnedBuffer(ReturnedRows returned, int width)
    {
        IReadOnlyList<LogicalType> types = [.. returned.Columns.Select(column => column.Type)];
        Rows = new ChunkBufferSink(types) { Node = new PlanNode("BUFFER", []) };
        _row = new DataChunk(new ColumnVector[types.Count]);
        _nulls = [.. types.Select(type => new ColumnVector(type))];
        foreach (ColumnVector vector in _nulls) vector.SetConstantNull();
        (_width, _hasOld, _hasNew) = (width, returned.HasOld, returned.HasNew);
    }

    public ChunkBufferSink Rows { get; }

    public bool NeedsOld => _hasOld;

    /// <summary>Keeps rows; those before or after the change are null where there are none.</summary>
    /// <param name="extra">The input's rows; columns from <paramref name="firstExtra"/> on are kept.</param>
    public void Add(DataChunk? old, DataChunk? @new, DataChunk extra, int firstExtra)
    {
        int at = 0;
        if (_hasOld) Show(old, ref at);
        if (_hasNew) Show(@new, ref at);
        for (int i = firstExtra; at < _row.ColumnCount; i++) _row.Columns[at++] = extra.Columns[i];
        _row.SetCount((old ?? @new ?? extra).Count);
        Rows.Append(_row);
    }

    /// <summary>Forgets the rows.</summary>
    public void Clear() => Rows.Clear();

    public void Dispose()
    {
        foreach (ColumnVector vector in _nulls) vector.Dispose();
        Rows.Dispose();
    }

    private void Show(DataChunk? rows, ref int at)
    {
        for (int i = 0; i < _width; i++, at++) _row.Columns[at] = rows is null ? _nulls[at] : rows.Columns[i];
    }
}
