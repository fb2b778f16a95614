using Grizzly.Common;
using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Functions;

/// <summary>unnest(list, …): a row for each element; shorter lists beside longer ones end in NULLs.</summary>
internal sealed class UnnestFunction(IReadOnlyList<Value> lists) : BoundTableFunction
{
    public static IEnumerable<TableFunction> All =>
    [
        new("unnest", "A row for each element of a list; of several lists side by side.", "unnest([1, 2, 3])",
            (arguments, named) => Make(arguments, named)) { Signatures = ["unnest(LIST, ...)"] },
    ];

    private readonly Value[] _lists = [.. lists.Select(list => list.Type.IsNull
        ? Value.Null(LogicalType.List(LogicalType.Integer)) : list)];

    public override string Name => "unnest";

    public override IReadOnlyList<string> ColumnNames => [.. _lists.Select(_ => "unnest")];

    public override IReadOnlyList<LogicalType> ColumnTypes => [.. _lists.Select(list => list.Type.Element)];

    public override double EstimatedRows => 10;

    public override ITableFunctionSource Open(IReadOnlyList<int> columns, StatementContext context) =>
        new Source(_lists, columns);

    /// <summary>The function over constants, or over NULLs of the types to learn its columns.</summary>
    public static UnnestFunction Make(IReadOnlyList<Value> arguments, IReadOnlyDictionary<string, Value> named)
    {
        if (named.Count > 0) throw Errors.NotSupported("unnest with options in FROM");
        if (arguments.Count == 0) throw Errors.Invalid("unnest needs a list");
        foreach (Value argument in arguments)
        {
            if (!argument.Type.IsList && !argument.Type.IsNull)
                throw Errors.NoMatchingFunction($"unnest({argument.Type.Name})", ["unnest(LIST, ...)"], default);
        }
        return new UnnestFunction(arguments);
    }

    private sealed class Source(Value[] lists, IReadOnlyList<int> columns) : ITableFunctionSource
    {
        public int MaxThreads => 1;

        public ITableFunctionReader OpenReader() => new Reader(lists, columns);

        public void Dispose()
        {
        }
    }

    private sealed class Reader : ITableFunctionReader
    {
        private readonly ColumnVector[] _vectors;
        private readonly ElementFeed[] _feeds;
        private readonly IReadOnlyList<int> _columns;

        public Reader(Value[] lists, IReadOnlyList<int> columns)
        {
            _columns = columns;
            _vectors = [.. lists.Select(list => new ColumnVector(list.Type))];
            _feeds = [.. lists.Select(list => new ElementFeed(list.Type))];
            for (int i = 0; i < lists.Length; i++)
            {
                _vectors[i].SetConstant(lists[i]);
                _feeds[i].Start(_vectors[i], 1);
            }
        }

        public bool Read(DataChunk output, int maxRows, out long sequence, CancellationToken cancellation)
        {
            sequence = 0;
            int count = 0;
            foreach (ElementFeed feed in _feeds)
            {
                feed.Next(maxRows);
                count = Math.Max(count, feed.Count);
            }
            for (int i = 0; i < _columns.Count; i++)
            {
                ElementFeed feed = _feeds[_columns[i]];
                for (int row = feed.Count; row < count; row++) feed.Elements.SetNull(row);
                output.Columns[i].Reference(feed.Elements);
            }
            output.SetCount(count);
            return count > 0;
        }

        public void Dispose()
        {
            foreach (ColumnVector vector in _vectors) vector.Dispose();
            foreach (ElementFeed feed in _feeds) feed.Elements.Dispose();
        }
    }
}
