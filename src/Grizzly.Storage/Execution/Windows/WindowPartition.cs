using System.Runtime.CompilerServices;
using Grizzly.Common;
using Grizzly.Vectors;

namespace Grizzly.Execution;

/// <summary>The rows of one partition in order, and their groups of peers. Reused for one partition after the other by
/// one thread.</summary>
internal sealed unsafe class WindowPartition(WindowSpec spec, QueryContext context) : IDisposable
{
    private NativeBuffer? _buffer;
    private long _capacity;
    private int[] _group = [];
    private int[] _groupStart = new int[2];

    public WindowSpec Spec => spec;

    public QueryContext Context => context;

    public RowLayout Layout => spec.Layout;

    public int Count { get; private set; }

    public byte** Rows { get; private set; }

    public int GroupCount { get; private set; }

    /// <summary>The number of each row's group of peers. After <see cref="FindPeers"/>.</summary>
    public int[] Group => _group;

    /// <summary>The first row of each group, and <see cref="Count"/> at the end.</summary>
    public int[] GroupStart => _groupStart;

    /// <summary>Rows and groups of the same partition that have been dealt with already.</summary>
    public long RowsBefore { get; private set; }

    public long GroupsBefore { get; private set; }

    /// <summary>Makes room for the next partition, or for the next rows of the same one.</summary>
    public void Clear(bool continues)
    {
        RowsBefore = continues ? RowsBefore + Count : 0;
        GroupsBefore = continues ? GroupsBefore + GroupCount : 0;
        Count = GroupCount = 0;
    }

    public void Add(byte* row)
    {
        if (Count == _capacity) Grow();
        Rows[Count++] = row;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void FindPeers()
    {
        if (_group.Length < Count) _group = new int[Math.Max(64, (int)BitRound(Count))];
        GroupCount = 0;
        for (int i = 0; i < Count; i++)
        {
            if ((i & 0xFFFF) == 0) context.ThrowIfCancelled();
            if (i == 0 || !spec.ArePeers(Rows[i - 1], Rows[i]))
            {
                if (GroupCount + 2 > _groupStart.Length) Array.Resize(ref _groupStart, _groupStart.Length * 2);
                _groupStart[GroupCount++] = i;
            }
            _group[i] = GroupCount - 1;
        }
        _groupStart[GroupCount] = Count;
    }

    /// <summary>A BIGINT of a row; null for NULL.</summary>
    public long? Integer(int column, int row) =>
        RowCompare.IsNull(Rows[row], column) ? null : *(long*)(Rows[row] + Layout.Offsets[column]);

    /// <summary>Writes a value of a row into a flat vector; strings go on pointing to the row's bytes.</summary>
    public void CopyValue(int column, byte* row, ColumnVector result, int at)
    {
        if (RowCompare.IsNull(row, column))
        {
            result.SetNull(at);
            return;
        }
        int size = Layout.Types[column].SizeInBytes;
        Unsafe.CopyBlockUnaligned(result.Data + (long)at * size, row + Layout.Offsets[column], (uint)size);
    }

    public void Dispose()
    {
        _buffer?.Dispose();
        _buffer = null;
        _capacity = 0;
    }

    private static uint BitRound(int count) => System.Numerics.BitOperations.RoundUpToPowerOf2((uint)count);

    private void Grow()
    {
        if (Count > int.MaxValue / 2) throw Errors.NotSupported("a window partition of more than 1,073,741,823 rows");
        long capacity = Math.Max(1024, _capacity * 2);
        NativeBuffer larger = context.Memory.Rent(capacity * sizeof(byte*));
        if (_buffer is not null)
        {
            Buffer.MemoryCopy(_buffer.Pointer, larger.Pointer, larger.Capacity, (long)Count * sizeof(byte*));
            _buffer.Dispose();
        }
        _buffer = larger;
        _capacity = capacity;
        Rows = (byte**)larger.Pointer;
    }
}
