using Grizzly.Common;
using Grizzly.Storage;
using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Execution;

/// <summary>A hash join that did not fit in memory: both sides partitioned by key hash into spill runs (Grace hash
/// join; Kitsuregawa, Tanaka and Moto-oka, New Generation Computing 1983).</summary>
/// <remarks>
/// A build thread whose rows outgrow its share writes them out; at the end of the build all rows are. Probing then writes
/// the probe rows into the partitions of the same hash, and <see cref="SpilledJoinSource"/> joins partition by partition.
/// A partition must fit in memory. Partitions are told apart by bits 40 to 44 of the hash.
/// </remarks>
internal sealed unsafe class JoinSpill : IDisposable
{
    public const int PartitionCount = 32;

    private readonly JoinSpec _spec;
    private readonly bool _hasIntegerKey;
    private readonly RowSpillFormat _buildFormat;
    private readonly TemporaryFile _file;
    private readonly List<RowSpillRun>[] _build = NewPartitions();
    private readonly List<RowSpillRun>[] _probe = NewPartitions();

    public JoinSpill(JoinSpec spec, RowLayout buildLayout, bool hasIntegerKey, QueryContext context)
    {
        _spec = spec;
        _hasIntegerKey = hasIntegerKey;
        _buildFormat = new RowSpillFormat(buildLayout);
        _file = context.Spill.Create();
        Context = context;
    }

    public JoinSpec Spec => _spec;

    public QueryContext Context { get; }

    /// <summary>True where some build row had a NULL key that matches nothing.</summary>
    public bool HasNullKey { get; set; }

    /// <summary>Writes build rows out. Thread-safe.</summary>
    public void AddBuild(RowCollection rows)
    {
        var writers = new RowSpillRun?[PartitionCount];
        foreach (RowBlock block in rows.Blocks)
        {
            Context.ThrowIfCancelled();
            byte* row = block.Rows;
            for (int i = 0; i < block.Count; i++, row += rows.Layout.RowBytes)
            {
                ulong key = *(ulong*)(row + RowLayout.HashOffset);
                Writer(writers, _buildFormat, _hasIntegerKey ? IntegerKeys.Hash((long)key) : key).Add(row);
            }
        }
        Finish(writers, _build);
    }

    /// <summary>Writes a probe row out; <paramref name="writers"/> belong to the calling thread.</summary>
    public void AddProbe(RowSpillRun?[] writers, RowSpillFormat format, ulong hash, byte* row) =>
        Writer(writers, format, hash).Add(row);

    /// <summary>The thread has written its last probe row.</summary>
    public void FinishProbe(RowSpillRun?[] writers) => Finish(writers, _probe);

    /// <summary>Hashes of the probe keys of a chunk, equal to those of matching build rows.</summary>
    public void HashProbe(DataChunk input, ulong* hashes, ProbeScratch scratch)
    {
        if (_hasIntegerKey)
        {
            long* keys = IntegerKeys.Widen(input.Columns[_spec.ProbeKeys[0]], input.Count, scratch);
            for (int i = 0; i < input.Count; i++) hashes[i] = IntegerKeys.Hash(keys[i]);
            return;
        }
        for (int key = 0; key < _spec.ProbeKeys.Length; key++)
            VectorHash.Hash(input.Columns[_spec.ProbeKeys[key]], input.Count, hashes, combine: key > 0);
    }

    /// <summary>One partition's build rows as a table ready to be probed; the caller disposes it.</summary>
    public JoinHashTable LoadBuild(int partition)
    {
        var table = new JoinHashTable(_spec, Context.Memory) { HasNullKey = HasNullKey, IsPartition = true };
        try
        {
            var addresses = new List<nint>();
            foreach (RowSpillRun run in _build[partition])
            {
                for (int block = 0; block < run.BlockCount; block++)
                {
                    Context.ThrowIfCancelled();
                    run.ReadBlock(block, table.Rows, addresses);
                    addresses.Clear();
                }
            }
            table.Build(Context);
            return table;
        }
        catch
        {
            table.Dispose();
            throw;
        }
    }

    public IReadOnlyList<RowSpillRun> ProbeRuns(int partition) => _probe[partition];

    public void Dispose() => _file.Dispose();

    private static List<RowSpillRun>[] NewPartitions() => [.. Enumerable.Range(0, PartitionCount).Select(_ => new List<RowSpillRun>())];

    private RowSpillRun Writer(RowSpillRun?[] writers, RowSpillFormat format, ulong hash) =>
        writers[(int)(hash >> 40) & (PartitionCount - 1)] ??= new RowSpillRun(format, _file);

    private static void Finish(RowSpillRun?[] writers, List<RowSpillRun>[] partitions)
    {
        for (int i = 0; i < PartitionCount; i++)
        {
            if (writers[i] is not { } run) continue;
            run.Finish();
            lock (partitions) partitions[i].Add(run);
        }
    }
}

/// <summary>One thread's probing of a spilled join: writes its rows into partitions and yields nothing.</summary>
internal sealed unsafe class JoinSpillState(JoinSpill spill) : StageState
{
    private readonly RowSpillRun?[] _writers = new RowSpillRun?[JoinSpill.PartitionCount];
    private readonly ProbeScratch _scratch = new();
    private readonly nint[] _rows = GC.AllocateArray<nint>(ColumnVector.MaxCapacity, pinned: true);
    private RowLayout? _layout;
    private RowSpillFormat? _format;

    public override StageResult Execute(DataChunk input, DataChunk output)
    {
        output.SetCount(0);
        if (input.Count == 0) return StageResult.NeedsInput;
        if (_layout is null)
        {
            LogicalType[] types = [.. input.Columns.Select(column => column.Type)];
            _layout = new RowLayout(types);
            _format = new RowSpillFormat(_layout);
        }
        ulong* hashes = stackalloc ulong[ColumnVector.MaxCapacity];
        spill.HashProbe(input, hashes, _scratch);
        using var rows = new RowCollection(_layout, spill.Context.Memory);
        fixed (nint* addresses = _rows)
        {
            rows.Append(input.Columns, input.Count, (byte**)addresses);
            for (int i = 0; i < input.Count; i++)
                spill.AddProbe(_writers, _format!, hashes[i], (byte*)addresses[i]);
        }
        return StageResult.NeedsInput;
    }

    public override void Dispose() => spill.FinishProbe(_writers);
}
