using System.Runtime.InteropServices;

namespace Grizzly.Formats;

/// <summary>Bytes of one range in native memory, with room before and behind that SIMD may read. Not
/// thread-safe.</summary>
/// <remarks>Byte <c>o</c> of the file lies at address <see cref="Bytes"/> + <see cref="Head"/> + o - FileOffset; 32-bit
/// positions count from <see cref="Bytes"/>, so no position of a file's byte is ever 0.</remarks>
internal sealed unsafe class RangeBuffer : IDisposable
{
    public const int Head = 64;
    private const int Tail = 192;
    private const int PieceBytes = 256 * 1024;
    private long _capacity;

    ~RangeBuffer() => NativeMemory.AlignedFree(Bytes);

    public byte* Bytes { get; private set; }

    /// <summary>The file's byte at position <see cref="Head"/>.</summary>
    public long FileOffset { get; private set; }

    /// <summary>Position behind the last byte read.</summary>
    public uint End { get; private set; }

    /// <summary>What occurs in the bytes read.</summary>
    public ByteClasses Classes { get; private set; }

    public long FileEnd => FileOffset + End - Head;

    public uint PositionOf(long fileOffset) => (uint)(fileOffset - FileOffset + Head);

    public long OffsetOf(uint position) => FileOffset + position - Head;

    public void Start(long fileOffset)
    {
        FileOffset = fileOffset;
        End = Head;
        Classes = ByteClasses.None;
    }

    /// <summary>Reads and classifies up to the file's byte <paramref name="to"/>, piece by piece while each is in the
    /// cache.</summary>
    public void ReadTo(
        CsvFile file, long to, CsvTokenizer tokenizer, in CsvDialect dialect, CancellationToken cancellation)
    {
        Reserve(to - FileOffset);
        while (FileEnd < to)
        {
            cancellation.ThrowIfCancellationRequested();
            int count = (int)Math.Min(PieceBytes, to - FileEnd);
            file.Read(FileEnd, new Span<byte>(Bytes + End, count));
            Classes |= tokenizer.Classify(Bytes + End, count, dialect);
            End += (uint)count;
        }
    }

    /// <summary>Ends the bytes with a terminator where the file's last line has none; returns the position
    /// behind.</summary>
    public uint Terminate(byte terminator)
    {
        if (End > Head && Bytes[End - 1] == terminator) return End;
        Bytes[End] = terminator;
        return End + 1;
    }

    public void Dispose()
    {
        NativeMemory.AlignedFree(Bytes);
        Bytes = null;
        _capacity = 0;
        GC.SuppressFinalize(this);
    }

    private void Reserve(long bytes)
    {
        long wanted = Head + bytes + Tail;
        if (wanted <= _capacity) return;
        byte* grown = (byte*)NativeMemory.AlignedAlloc((nuint)wanted, 64);
        if (Bytes is not null)
        {
            Buffer.MemoryCopy(Bytes, grown, wanted, Math.Min(_capacity, End));
            NativeMemory.AlignedFree(Bytes);
        }
        Bytes = grown;
        _capacity = wanted;
    }
}
