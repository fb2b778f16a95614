using System.Runtime.ExceptionServices;
using Grizzly.Common;
using Grizzly.Functions;

namespace Grizzly.Formats;

/// <summary>One execution of a scan: hands out ranges of bytes and passes the row boundary from each to the next.
/// Thread-safe.</summary>
/// <remarks>
/// Files are cut into ranges of equal size; a range's rows are those that begin in it. Where a range begins inside
/// quotes cannot be known from its own bytes, so nothing is guessed: threads read and classify their ranges in
/// parallel, then each waits until the range before it has told where its last row ended, finds the end of its own last
/// row and passes that on, and only then converts. Without a quote in the range the end is the first line end behind
/// it, which costs nothing; with quotes the range's structure is walked once more than needed, still much faster than
/// conversion, so that the wait stays short. Whoever holds a range is running inside Read, so the wait cannot lock up.
/// </remarks>
internal sealed class CsvSource : ITableFunctionSource, IRejectingSource
{
    private const int WaitMs = 20;

    private readonly Lock _claiming = new();
    private readonly object _baton = new();
    private readonly CsvRejects _rejects;
    private readonly List<CsvOpenFile> _open = [];
    private CsvOpenFile? _current;
    private int _nextFile;
    private long _nextSequence;
    private long _releasedBytes;
    private long _passedSequence = -1;
    private long _passedOffset;
    private ExceptionDispatchInfo? _failure;

    public CsvSource(CsvScan scan, IReadOnlyList<int> columns)
    {
        Scan = scan;
        Columns = columns;
        _rejects = new CsvRejects(scan.Files, scan.Options.RejectLimit, scan.Options.Compression);
        MaxThreads = (int)Math.Clamp(scan.TotalBytes / scan.Settings.RangeBytes + 1, 1, 4096);
    }

    public CsvScan Scan { get; }

    public IReadOnlyList<int> Columns { get; }

    public int MaxThreads { get; }

    public double ShareDone => Scan.TotalBytes == 0
        ? double.NaN
        : Math.Min(1, (double)Interlocked.Read(ref _releasedBytes) / Scan.TotalBytes);

    public long RejectedCount => _rejects.Count;

    public ITableFunctionReader OpenReader() => new CsvRangeReader(this);

    public IReadOnlyList<RejectedRow> GetRejects() => _rejects.Resolve();

    public void Reject(in CsvReject reject) => _rejects.Add(reject);

    /// <summary>The next range, or null at the end; give it back by <see cref="Release"/>.</summary>
    public CsvRange? Claim()
    {
        lock (_claiming)
        {
            while (_current is null)
            {
                if (_nextFile == Scan.Paths.Count) return null;
                _current = OpenNext();
                if (_current.File.Length == 0) CloseCurrent();
            }
            CsvOpenFile file = _current;
            long from = file.NextByte, to = Math.Min(file.File.Length, from + Scan.Settings.RangeBytes);
            file.NextByte = to;
            file.Users++;
            if (to == file.File.Length) CloseCurrent();
            return new CsvRange(file, _nextSequence++, from, to);
        }
    }

    public void Release(CsvRange range)
    {
        Interlocked.Add(ref _releasedBytes, range.To - range.From);
        lock (_claiming) Leave(range.File);
    }

    /// <summary>Waits for the range before and returns where this range's first row begins.</summary>
    public long Await(CsvRange range, CancellationToken cancellation)
    {
        lock (_baton)
        {
            while (_passedSequence != range.Sequence - 1)
            {
                _failure?.Throw();
                cancellation.ThrowIfCancellationRequested();
                Monitor.Wait(_baton, WaitMs);
            }
            return range.IsFirst ? range.File.DataOffset : _passedOffset;
        }
    }

    /// <summary>Tells the range behind where its first row begins.</summary>
    public void Pass(CsvRange range, long offset)
    {
        lock (_baton)
        {
            Check.Assert(_passedSequence == range.Sequence - 1);
            _passedSequence = range.Sequence;
            _passedOffset = offset;
            Monitor.PulseAll(_baton);
        }
    }

    /// <summary>Wakes those who wait for a range that failed.</summary>
    public void Fail(Exception error)
    {
        lock (_baton)
        {
            _failure ??= ExceptionDispatchInfo.Capture(error);
            Monitor.PulseAll(_baton);
        }
    }

    public void Dispose()
    {
        lock (_claiming)
        {
            foreach (CsvOpenFile file in _open) file.File.Dispose();
            _open.Clear();
        }
    }

    private CsvOpenFile OpenNext()
    {
        CsvFile file = CsvFile.Open(Scan.Files, Scan.Paths[_nextFile], Scan.Options.Compression);
        try
        {
            CsvFileStart start =
                CsvHead.Inspect(file, Scan.Options, Scan.Dialect, Scan.HasHeader, Scan.ColumnNames.Count);
            var opened = new CsvOpenFile(file, _nextFile++, Scan.Dialect, start);
            _open.Add(opened);
            return opened;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private void CloseCurrent()
    {
        Leave(_current!);
        _current = null;
    }

    private void Leave(CsvOpenFile file)
    {
        if (--file.Users > 0) return;
        file.File.Dispose();
        _open.Remove(file);
    }
}
