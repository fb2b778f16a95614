using System.Runtime.Intrinsics;

namespace Grizzly.Formats;

/// <summary>Which instructions find the structure.</summary>
internal enum CsvScanMode
{
    /// <summary>The widest vectors the processor has.</summary>
    Widest,
    Scalar,
    Vector128,
    Vector256,
    Vector512,
}

/// <summary>What occurs among some bytes.</summary>
[Flags]
internal enum ByteClasses
{
    None = 0,
    Quote = 1,
    CarriageReturn = 2,
    Nul = 4,
    NonAscii = 8,
}

/// <summary>Finds rows and fields. Stateless and thread-safe; buffers are readable for 64 bytes past their
/// end.</summary>
internal abstract unsafe class CsvTokenizer
{
    public static CsvTokenizer For(CsvScanMode mode) => mode switch
    {
        CsvScanMode.Scalar => new ScalarTokenizer(),
        CsvScanMode.Vector128 => new BlockTokenizer<Block128>(),
        CsvScanMode.Vector256 => new BlockTokenizer<Block256>(),
        CsvScanMode.Vector512 => new BlockTokenizer<Block512>(),
        _ when Vector512.IsHardwareAccelerated => new BlockTokenizer<Block512>(),
        _ when Vector256.IsHardwareAccelerated => new BlockTokenizer<Block256>(),
        _ when Vector128.IsHardwareAccelerated => new BlockTokenizer<Block128>(),
        _ => new ScalarTokenizer(),
    };

    /// <summary>Which kinds of bytes occur in <paramref name="count"/> bytes; without a quote byte pass the line
    /// feed.</summary>
    public abstract ByteClasses Classify(byte* bytes, long count, in CsvDialect dialect);

    /// <summary>
    /// Fills the table with up to <paramref name="maxRows"/> complete rows of buffer[from, end), fewer where the table
    /// is full. Without <paramref name="hasQuotes"/> the caller vouches that no quote byte occurs.
    /// </summary>
    public abstract void Tokenize(
        byte* buffer, uint from, uint end, in CsvDialect dialect, bool hasQuotes, int maxRows, CsvFieldTable table);

    /// <summary>
    /// The first row start at or after <paramref name="limit"/>, counted from the row start <paramref name="from"/>; 0
    /// where the row before it is not complete before <paramref name="end"/>. <paramref name="lastStart"/> is the last
    /// row start found before the result.
    /// </summary>
    public abstract uint FindRowStart(
        byte* buffer, uint from, uint end, uint limit, in CsvDialect dialect, out uint lastStart);
}
