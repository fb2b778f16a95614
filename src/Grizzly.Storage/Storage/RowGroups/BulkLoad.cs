using Grizzly.Common;
using Grizzly.Transactions;
using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Storage;

/// <summary>
/// A load of many rows: each thread compresses its own row groups, which join the table together at <see
/// cref="Finish"/>.
/// </summary>
/// <remarks>
/// In a persistent database the groups are written straight to blocks and only referenced from the log. Remainders
/// below 16,384 rows go through the open row group instead. Thread-safe; appenders are not.
/// </remarks>
public sealed class BulkLoad : IDisposable
{
    private const int SmallRows = 16 * 1024;
    private readonly DataTable _table;
    private readonly Transaction _transaction;
    private readonly List<BulkAppender> _appenders = [];
    private readonly List<LoadedGroup> _groups = [];
    private bool _isFinished;

    internal BulkLoad(DataTable table, Transaction transaction)
    {
        _table = table;
        _transaction = transaction;
    }

    internal DataTable Table => _table;

    /// <summary>Row ids of the rows added, once finished.</summary>
    public List<(long First, long Count)> RowRanges { get; } = [];

    /// <summary>One per thread; owned by the load.</summary>
    public BulkAppender CreateAppender()
    {
        var appender = new BulkAppender(this);
        lock (_appenders) _appenders.Add(appender);
        return appender;
    }

    /// <summary>
    /// Completes all appenders (no longer in use) and adds their groups to the table in the order of their sequence
    /// numbers. Returns the number of rows. They become visible when the transaction commits.
    /// </summary>
    public long Finish()
    {
        Check.Assert(!_isFinished);
        long rows = 0;
        var small = new List<BulkAppender>();
        foreach (BulkAppender appender in _appenders)
        {
            rows += appender.TotalRows;
            if (appender.PendingRows >= SmallRows) appender.EndGroup();
            else if (appender.PendingRows > 0) small.Add(appender);
            appender.Flush();
        }
        _groups.Sort((left, right) => left.Sequence.CompareTo(right.Sequence));
        _isFinished = true;
        _table.Link(_transaction, [.. _groups.Select(g => (g.Segments, g.Rows))], RowRanges);
        var stretches = small.SelectMany(appender => appender.PendingStretches.Select(stretch => (appender, stretch)));
        foreach ((BulkAppender appender, PendingStretch stretch) in stretches.OrderBy(item => item.stretch.Sequence))
            appender.AppendPending(_transaction, stretch);
        Dispose();
        return rows;
    }

    /// <summary>Gives up what was not finished.</summary>
    public void Dispose()
    {
        foreach (BulkAppender appender in _appenders) appender.Dispose();
        _appenders.Clear();
        if (_isFinished) return;
        _isFinished = true;
        foreach (LoadedGroup group in _groups)
        {
            foreach (ColumnSegment segment in group.Segments) segment.Release(wasNeverPublished: true);
        }
    }

    internal void Add(long sequence, ColumnSegment[] segments, int rows, DistinctSketch[] sketches)
    {
        lock (_groups) _groups.Add(new LoadedGroup(sequence, segments, rows));
        _table.MergeSketches(sketches);
    }

    internal void Note(long rowId)
    {
        if (RowRanges.Count > 0 && RowRanges[^1].First + RowRanges[^1].Count == rowId)
            RowRanges[^1] = (RowRanges[^1].First, RowRanges[^1].Count + 1);
        else RowRanges.Add((rowId, 1));
    }

    private readonly record struct LoadedGroup(long Sequence, ColumnSegment[] Segments, int Rows);
}

/// <summary>Collects rows on one thread and compresses them, a row group at a time, on that thread.</summary>
public sealed class BulkAppender : IDisposable
{
    private const int LeastGroupRows = 64 * 1024;

    private readonly BulkLoad _load;
    private readonly ColumnCollector[] _columns;
    private readonly BlockWriter? _writer;
    private readonly ByteWriter _scratch = new(1 << 16);

    internal BulkAppender(BulkLoad load)
    {
        _load = load;
        StorageContext context = load.Table.Context;
        _columns = [.. load.Table.Types.Select(t => new ColumnCollector(t, context.Allocator))];
        _writer = context.Blocks is null ? null : new BlockWriter(context.Blocks);
    }

    /// <summary>Rows appended so far.</summary>
    public long TotalRows { get; private set; }

    internal int PendingRows => _columns.Length == 0 ? 0 : _columns[0].Count;

    /// <summary>Rows not yet in a row group, by the sequence they came with.</summary>
    internal List<PendingStretch> PendingStretches { get; } = [];

    /// <summary>
    /// Appends a chunk. A row group takes the sequence number of its first chunk, and groups end up in the table in
    /// that order. A chunk of another sequence starts a new group unless the last is still small; so rows stay in order
    /// in loads below 16,384 rows per thread, and group by group beyond.
    /// </summary>
    public void Append(DataChunk chunk, long sequence = 0)
    {
        Check.Assert(chunk.ColumnCount == _columns.Length);
        for (int done = 0; done < chunk.Count;)
        {
            bool isNewStretch = PendingStretches.Count == 0 || PendingStretches[^1].Sequence != sequence;
            if (isNewStretch && PendingRows >= LeastGroupRows) EndGroup();
            if (isNewStretch) PendingStretches.Add(new PendingStretch(sequence, PendingRows, 0));
            int count = Math.Min(chunk.Count - done, RowGroupLayout.MaxRows - PendingRows);
            bool isFull = PendingRows + count == RowGroupLayout.MaxRows;
            for (int i = 0; i < _columns.Length; i++)
            {
                _columns[i].Append(chunk.Columns[i], done, count);
                isFull |= _columns[i].IsFull;
            }
            done += count;
            TotalRows += count;
            PendingStretches[^1] = PendingStretches[^1] with { Rows = PendingStretches[^1].Rows + count };
            if (isFull) EndGroup();
        }
    }

    /// <summary>Closes the row group being collected, whatever its size; the next chunk starts another.</summary>
    public void EndGroup()
    {
        int rows = PendingRows;
        if (rows == 0) return;
        StorageContext context = _load.Table.Context;
        var segments = new ColumnSegment[_columns.Length];
        var sketches = new DistinctSketch[_columns.Length];
        int built = 0;
        try
        {
            for (; built < segments.Length; built++)
            {
                LongWork.ThrowIfCancelled();
                sketches[built] = new DistinctSketch();
                (HotSegment hot, ZoneMap zone) =
                    SegmentBuilder.Build(_columns[built], context.Allocator, sketches[built]);
                segments[built] = ColumnSegment.FromHot(context, hot, zone);
                // Nobody loads it before Finish has flushed the writer.
                if (_writer is not null) segments[built].Place(segments[built].Write(_writer, _scratch));
                _columns[built].Reset();
            }
        }
        catch
        {
            foreach (ColumnSegment? segment in segments) segment?.Release(wasNeverPublished: true);
            throw;
        }
        _load.Add(PendingStretches[0].Sequence, segments, rows, sketches);
        PendingStretches.Clear();
    }

    public void Dispose()
    {
        foreach (ColumnCollector column in _columns) column.Dispose();
        _writer?.Dispose();
    }

    internal void Flush() => _writer?.Flush();

    /// <summary>Puts one stretch of the rows collected so far through the table's open row group.</summary>
    internal void AppendPending(Transaction transaction, PendingStretch stretch)
    {
        LogicalType[] types = [.. _load.Table.Types.Select(LogicalTypes.AnyOf)];
        using var shown = new DataChunk(types);
        using var rows = new DataChunk(types);
        int end = stretch.Start + stretch.Rows;
        Span<long> rowIds = stackalloc long[ColumnVector.MaxCapacity];
        for (int start = stretch.Start; start < end;)
        {
            // Collectors show windows that begin at whole validity words.
            int window = start & ~63, count = Math.Min(ColumnVector.MaxCapacity, end - window);
            for (int i = 0; i < _columns.Length; i++) _columns[i].Show(window, count, shown.Columns[i]);
            shown.SetCount(count);
            rows.Reset();
            rows.Append(shown, start - window, window + count - start);
            _load.Table.Append(transaction, rows, rowIds);
            for (int i = 0; i < rows.Count; i++) _load.Note(rowIds[i]);
            start = window + count;
        }
    }
}

/// <summary>Rows that came with one sequence number, in the columns being collected.</summary>
internal readonly record struct PendingStretch(long Sequence, int Start, int Rows);
