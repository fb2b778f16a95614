using Grizzly.Common;
using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Functions;

/// <summary>grizzly_functions(): a row for each name of a function that SQL can call, by kind and name.</summary>
internal sealed class FunctionListing : BoundTableFunction
{
    private static readonly string[] Names =
        ["function_name", "alias_of", "function_type", "description", "example", "signatures"];

    /// <summary>Rows, once somebody asks: the registry cannot list itself while it is being made.</summary>
    private static readonly Lazy<string?[][]> Rows = new(MakeRows);

    public static IEnumerable<TableFunction> All =>
    [
        Named("grizzly_functions"),
        Named("duckdb_functions"),
    ];

    public override string Name => "grizzly_functions";

    public override IReadOnlyList<string> ColumnNames => Names;

    public override IReadOnlyList<LogicalType> ColumnTypes => [.. Names.Select(_ => LogicalType.Varchar)];

    public override double EstimatedRows => Rows.Value.Length;

    public override ITableFunctionSource Open(IReadOnlyList<int> columns, StatementContext context) =>
        new Source(columns);

    private static TableFunction Named(string name) =>
        new(name, "The functions of SQL, with what they do and an example.", $"{name}()", (arguments, named) =>
            arguments.Count == 0 && named.Count == 0
                ? new FunctionListing()
                : throw Errors.NoMatchingFunction($"{name} with arguments", [$"{name}()"], default))
        {
            Signatures = [$"{name}()"],
        };

    private static string?[][] MakeRows()
    {
        var rows = new List<string?[]>();
        void Add(string name, IReadOnlyList<string> aliases, string kind, string description, string example,
            IReadOnlyList<string> signatures)
        {
            rows.Add([name, null, kind, description, example, string.Join('\n', signatures)]);
            foreach (string alias in aliases)
                rows.Add([alias, name, kind, description, example, string.Join('\n', signatures)]);
        }
        foreach (ScalarFunction one in FunctionRegistry.Scalars)
            Add(one.Name, one.Aliases, "scalar", one.Description, one.Example, one.Signatures);
        foreach (AggregateFunction one in FunctionRegistry.Aggregates)
            Add(one.Name, one.Aliases, "aggregate", one.Description, one.Example, one.Signatures);
        foreach (TableFunction one in FunctionRegistry.Tables)
            Add(one.Name, [], "table", one.Description, one.Example, one.Signatures);
        return [.. rows.OrderBy(row => row[2], StringComparer.Ordinal).ThenBy(row => row[0], StringComparer.Ordinal)];
    }

    private sealed class Source(IReadOnlyList<int> columns) : ITableFunctionSource
    {
        public int MaxThreads => 1;

        public ITableFunctionReader OpenReader() => new Reader(columns);

        public void Dispose()
        {
        }
    }

    private sealed class Reader(IReadOnlyList<int> columns) : ITableFunctionReader
    {
        private int _next;

        public bool Read(DataChunk output, int maxRows, out long sequence, CancellationToken cancellation)
        {
            sequence = 0;
            int count = Math.Min(maxRows, Rows.Value.Length - _next);
            output.Reset();
            for (int i = 0; i < columns.Count; i++)
            {
                for (int row = 0; row < count; row++)
                {
                    string? text = Rows.Value[_next + row][columns[i]];
                    if (text is null) output.Columns[i].SetNull(row);
                    else output.Columns[i].SetValue(row, Value.OfVarchar(text));
                }
            }
            _next += count;
            output.SetCount(count);
            return count > 0;
        }

        public void Dispose()
        {
        }
    }
}
