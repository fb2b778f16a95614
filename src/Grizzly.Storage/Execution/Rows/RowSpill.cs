using Grizzly.Common;
using Grizzly.Functions;
using Grizzly.Storage;
using Grizzly.Types;

namespace Grizzly.Execution;

/// <summary>How rows of one layout are written to spill files and read back: header and values as they lie in memory,
/// then what they point to.</summary>
/// <remarks>Per row: the row's bytes; the bytes of each string too long for its view; each aggregate state that points
/// into an arena.
/// The format lives as long as one statement.</remarks>
internal sealed unsafe class RowSpillFormat(RowLayout layout, AggregateSet? aggregates = null)
{
    private readonly int[] _strings =
        [.. Enumerable.Range(0, layout.Types.Length).Where(column =>
            layout.Types[column].Physical == PhysicalType.String)];

    private readonly int[] _states = aggregates is null
        ? []
        : [.. Enumerable.Range(0, aggregates.Specs.Count).Where(state =>
            aggregates!.Specs[state].Function.Kernel.UsesArena)];

    public void Write(byte* row, ByteWriter writer)
    {
        writer.Raw(new ReadOnlySpan<byte>(row, layout.RowBytes));
        foreach (int column in _strings)
        {
            StringView* view = (StringView*)(row + layout.Offsets[column]);
            if (!RowCompare.IsNull(row, column) && !view->IsInline) writer.Raw(StringView.SpanOf(view));
        }
        foreach (int state in _states) Kernel(state).Save(row + aggregates!.OffsetOf(state), writer);
    }

    /// <summary>Reads one row into a new row of the collection.</summary>
    public byte* Read(ref ByteReader reader, RowCollection rows)
    {
        byte* row = rows.Allocate();
        reader.Raw(layout.RowBytes).CopyTo(new Span<byte>(row, layout.RowBytes));
        foreach (int column in _strings)
        {
            StringView* view = (StringView*)(row + layout.Offsets[column]);
            if (!RowCompare.IsNull(row, column) && !view->IsInline) *view = rows.Arena.Add(reader.Raw(view->Length));
        }
        foreach (int state in _states)
        {
            byte* target = row + aggregates!.OffsetOf(state);
            new Span<byte>(target, Kernel(state).StateSize).Clear();
            Kernel(state).Load(ref reader, target, rows.Arena);
        }
        return row;
    }

    private AggregateKernel Kernel(int state) => aggregates!.Specs[state].Function.Kernel;
}

/// <summary>A sequence of rows on disk, written by one thread in blocks. Readable when finished.</summary>
internal sealed unsafe class RowSpillRun(RowSpillFormat format, TemporaryFile file)
{
    private const int BlockBytes = 256 * 1024;

    private readonly List<(long Offset, int Length, int Rows)> _blocks = [];
    private ByteWriter? _open;
    private int _openRows;

    public long RowCount { get; private set; }

    public int BlockCount => _blocks.Count;

    public long Bytes { get; private set; }

    public void Add(byte* row)
    {
        _open ??= new ByteWriter(64 * 1024);
        format.Write(row, _open);
        RowCount++;
        _openRows++;
        if (_open.Length >= BlockBytes) FlushBlock();
    }

    /// <summary>Writes what is buffered and gives the buffer back.</summary>
    public void Finish()
    {
        if (_openRows > 0) FlushBlock();
        _open = null;
    }

    /// <summary>Reads one block's rows into the collection and appends their addresses in order.</summary>
    public void ReadBlock(int index, RowCollection rows, List<nint> addresses)
    {
        (long offset, int length, int count) = _blocks[index];
        byte[] bytes = System.Buffers.ArrayPool<byte>.Shared.Rent(length);
        try
        {
            file.Read(offset, bytes.AsSpan(0, length));
            var reader = new ByteReader(bytes.AsSpan(0, length));
            for (int i = 0; i < count; i++) addresses.Add((nint)format.Read(ref reader, rows));
        }
        finally
        {
            System.Buffers.ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    private void FlushBlock()
    {
        long offset = file.Append(_open!.Written);
        _blocks.Add((offset, _open.Length, _openRows));
        Bytes += _open.Length;
        _open.Clear();
        _openRows = 0;
    }
}
