namespace Grizzly.Formats;

/// <summary>How files are cut up; results do not depend on it. Tests use tiny ranges and every scan mode.</summary>
/// <param name="RangeBytes">Bytes a thread takes at a time.</param>
/// <param name="ReadAheadBytes">Bytes read beyond a range to complete its last row; doubled where that is not
/// enough.</param>
/// <param name="BlockRows">Rows tokenized and converted at a time, so that text, positions and values stay in the first
/// cache levels.</param>
/// <param name="Mode">Which instructions find the structure.</param>
internal sealed record CsvScanSettings(
    int RangeBytes = 8 << 20, int ReadAheadBytes = 16 << 10, int BlockRows = 256, CsvScanMode Mode = CsvScanMode.Widest)
{
    public static readonly CsvScanSettings Default = new();
}
