using Grizzly.Common;
using Grizzly.Storage;

namespace Grizzly.Execution;

/// <summary>Groups that did not fit in memory: partitioned by hash into spill runs, merged one partition at a time when
/// read.</summary>
/// <remarks>
/// A thread whose table has outgrown its share writes all its groups out and starts anew. Every group of one key is in
/// the same partition, so
/// partitions are merged independently. A partition that is still too large is split again by other bits of the hash.
/// Partition bits start at bit 40 and go down: the slot uses the low bits, the salt the high 16.
/// </remarks>
internal sealed unsafe class AggregateSpill : IDisposable
{
    public const int PartitionBits = 4;
    private const int PartitionCount = 1 << PartitionBits;
    private const int DeepestLevel = 6;

    private readonly AggregateSet _aggregates;
    private readonly QueryContext _context;
    private readonly RowSpillFormat _format;
    private readonly TemporaryFile _file;
    private readonly int _level;
    private readonly List<RowSpillRun>[] _runs = new List<RowSpillRun>[PartitionCount];

    public AggregateSpill(AggregateSet aggregates, QueryContext context, int level = 0)
    {
        if (level > DeepestLevel) throw Errors.NotSupported(
            "an aggregation with this many groups under this memory limit");
        _aggregates = aggregates;
        _context = context;
        _level = level;
        _format = new RowSpillFormat(aggregates.Layout, aggregates);
        _file = context.Spill.Create();
        for (int i = 0; i < PartitionCount; i++) _runs[i] = [];
    }

    public int Partitions => PartitionCount;

    /// <summary>Writes all rows of a collection out. Thread-safe.</summary>
    public void Add(RowCollection rows)
    {
        var writers = new RowSpillRun?[PartitionCount];
        int rowBytes = rows.Layout.RowBytes;
        foreach (RowBlock block in rows.Blocks)
        {
            _context.ThrowIfCancelled();
            byte* row = block.Rows;
            for (int i = 0; i < block.Count; i++, row += rowBytes) WriterFor(row, writers).Add(row);
        }
        Finish(writers);
    }

    /// <summary>
    /// Reads a partition and merges it: lists of group rows, each valid until the next is asked for. What does not fit
    /// is split further.
    /// </summary>
    public IEnumerable<List<nint>> Merge(int partition)
    {
        long bytes = _runs[partition].Sum(run => run.Bytes);
        if (bytes > _context.SpillThreshold * 2 && _level < DeepestLevel)
        {
            using AggregateSpill deeper = SplitFurther(partition);
            for (int i = 0; i < PartitionCount; i++)
            {
                foreach (List<nint> groups in deeper.Merge(i)) yield return groups;
            }
            yield break;
        }
        var collections = new List<RowCollection>();
        long rows = _runs[partition].Sum(run => run.RowCount);
        using var table = new GroupTable(_aggregates, _context.Memory, Math.Min(rows, 1 << 20));
        try
        {
            var groups = new List<nint>();
            ReadInto(partition, table, collections, groups);
            yield return groups;
        }
        finally
        {
            foreach (RowCollection collection in collections) collection.Dispose();
        }
    }

    public void Dispose() => _file.Dispose();

    private void ReadInto(int partition, GroupTable table, List<RowCollection> collections, List<nint> groups)
    {
        var addresses = new List<nint>();
        foreach (RowSpillRun run in _runs[partition])
        {
            for (int block = 0; block < run.BlockCount; block++)
            {
                _context.ThrowIfCancelled();
                var rows = new RowCollection(_aggregates.Layout, _context.Memory);
                collections.Add(rows);
                addresses.Clear();
                run.ReadBlock(block, rows, addresses);
                bool anyAdopted = false;
                foreach (nint row in addresses)
                {
                    table.Merge((byte*)row, out bool adopted);
                    if (adopted) groups.Add(row);
                    anyAdopted |= adopted;
                }
                if (anyAdopted) continue;
                rows.Dispose();
                collections.RemoveAt(collections.Count - 1);
            }
        }
    }

    private AggregateSpill SplitFurther(int partition)
    {
        var deeper = new AggregateSpill(_aggregates, _context, _level + 1);
        var addresses = new List<nint>();
        var writers = new RowSpillRun?[PartitionCount];
        foreach (RowSpillRun run in _runs[partition])
        {
            for (int block = 0; block < run.BlockCount; block++)
            {
                using var rows = new RowCollection(_aggregates.Layout, _context.Memory);
                addresses.Clear();
                run.ReadBlock(block, rows, addresses);
                foreach (nint row in addresses) deeper.WriterFor((byte*)row, writers).Add((byte*)row);
            }
        }
        deeper.Finish(writers);
        return deeper;
    }

    private RowSpillRun WriterFor(byte* row, RowSpillRun?[] writers)
    {
        ulong hash = *(ulong*)(row + RowLayout.HashOffset);
        int partition = (int)(hash >> (40 - _level * PartitionBits)) & (PartitionCount - 1);
        return writers[partition] ??= new RowSpillRun(_format, _file);
    }

    private void Finish(RowSpillRun?[] writers)
    {
        for (int i = 0; i < PartitionCount; i++)
        {
            if (writers[i] is not { } run) continue;
            run.Finish();
            lock (_runs) _runs[i].Add(run);
        }
    }
}
