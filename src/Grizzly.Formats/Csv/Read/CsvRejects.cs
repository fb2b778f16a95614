using Grizzly.Common;
using Grizzly.Functions;

namespace Grizzly.Formats;

/// <summary>A row left out, before its line number is known.</summary>
/// <param name="Offset">Where in the file the row begins.</param>
internal readonly record struct CsvReject(
    int FileIndex, string Path, byte Terminator, long Offset, int Column, string? ColumnName, string Text,
    string Message);

/// <summary>Counts rejected rows and keeps some. Thread-safe.</summary>
internal sealed class CsvRejects(IFileSystem files, int limit, FileCompression compression)
{
    private readonly List<CsvReject> _kept = [];
    private long _count;

    public long Count => Interlocked.Read(ref _count);

    public void Add(in CsvReject reject)
    {
        Interlocked.Increment(ref _count);
        lock (_kept)
        {
            if (_kept.Count < limit) _kept.Add(reject);
        }
    }

    /// <summary>Numbers the lines, in one pass over each file that has rejects.</summary>
    public IReadOnlyList<RejectedRow> Resolve()
    {
        CsvReject[] rejects;
        lock (_kept) rejects = [.. _kept.OrderBy(reject => reject.FileIndex).ThenBy(reject => reject.Offset)];
        var rows = new RejectedRow[rejects.Length];
        CsvFile? file = null;
        try
        {
            long line = 1, counted = 0;
            for (int i = 0; i < rejects.Length; i++)
            {
                CsvReject reject = rejects[i];
                if (i == 0 || rejects[i - 1].FileIndex != reject.FileIndex)
                {
                    file?.Dispose();
                    file = CsvFile.Open(files, reject.Path, compression);
                    (line, counted) = (1, 0);
                }
                line += file!.CountLines(counted, reject.Offset, reject.Terminator);
                counted = reject.Offset;
                rows[i] =
                    new RejectedRow(reject.Path, line, reject.Column, reject.ColumnName, reject.Text, reject.Message);
            }
        }
        finally
        {
            file?.Dispose();
        }
        return rows;
    }
}
