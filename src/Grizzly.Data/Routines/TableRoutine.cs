using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Grizzly.Common;
using Grizzly.Functions;
using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Data;

/// <summary>Makes table functions of delegates that give objects.</summary>
internal static class TableRoutine
{
    private const DynamicallyAccessedMemberTypes Properties = DynamicallyAccessedMemberTypes.PublicProperties;

    public static TableFunction Of<[DynamicallyAccessedMembers(Properties)] TRow>(
        string name, LogicalType[] parameters, Func<object[], IEnumerable<TRow>> run)
    {
        RowColumn[] columns = ColumnsOf(typeof(TRow));
        string signature = $"{name}({string.Join(", ", parameters.Select(type => type.Name))})";
        return new TableFunction(name, "a table function of the application", signature, (values, named) =>
        {
            LogicalType[] types = [.. values.Select(value => value.Type)];
            if (named.Count > 0 || !ScalarRoutine.Fits(parameters, types, [.. values.Select(value => (Value?)value)]))
            {
                string call = $"{name}({string.Join(", ", types.Select(type => type.Name))})";
                throw Errors.NoMatchingFunction(call, [signature]);
            }
            object[] arguments = [.. values.Select((value, i) => Argument(value, parameters[i], name))];
            return new Bound<TRow>(name, columns, () => run(arguments));
        })
        {
            Signatures = [signature],
        };
    }

    private static object Argument(in Value value, LogicalType type, string name)
    {
        if (value.IsNull) throw Errors.InvalidArgument($"an argument of {name} is NULL");
        Value cast = value.Type == type ? value : ValueText.Parse(ValueText.FormatUtf8(value), type);
        object argument = NestedReads.ToObject(cast)!;
        Type wanted = type.Id is LogicalTypeId.HugeInt ? typeof(Int128)
            : type.Id is LogicalTypeId.UHugeInt ? typeof(UInt128) : argument.GetType();
        return ScalarConversion.To(argument, wanted);
    }

    private static RowColumn[] ColumnsOf([DynamicallyAccessedMembers(Properties)] Type row)
    {
        if (VectorValue.Find(row) is { } type) return [new RowColumn("value", type, item => item)];
        return
        [
            .. row.GetProperties(BindingFlags.Public | BindingFlags.Instance)
                .Where(property => property.CanRead && property.GetIndexParameters().Length == 0)
                .Select(property => new RowColumn(
                    property.Name,
                    VectorValue.Find(property.PropertyType) ?? throw DataErrors.NoRoutineType(property.PropertyType),
                    property.GetValue)),
        ];
    }

    private sealed record RowColumn(string Name, LogicalType Type, Func<object?, object?> Get);

    private sealed class Bound<TRow>(string name, RowColumn[] columns, Func<IEnumerable<TRow>> run)
        : BoundTableFunction
    {
        public override string Name => name;

        public override IReadOnlyList<string> ColumnNames => Array.ConvertAll(columns, column => column.Name);

        public override IReadOnlyList<LogicalType> ColumnTypes => Array.ConvertAll(columns, column => column.Type);

        public override ITableFunctionSource Open(IReadOnlyList<int> wanted, StatementContext context) =>
            new Source<TRow>(name, [.. wanted.Select(index => columns[index])], run);
    }

    private sealed class Source<TRow>(string name, RowColumn[] columns, Func<IEnumerable<TRow>> run)
        : ITableFunctionSource
    {
        public int MaxThreads => 1;

        public ITableFunctionReader OpenReader() => new Reader<TRow>(name, columns, run);

        public void Dispose()
        {
        }
    }

    private sealed class Reader<TRow>(string name, RowColumn[] columns, Func<IEnumerable<TRow>> run)
        : ITableFunctionReader
    {
        private IEnumerator<TRow>? _rows;

        public bool Read(DataChunk output, int maxRows, out long sequence, CancellationToken cancellation)
        {
            cancellation.ThrowIfCancellationRequested();
            sequence = 0;
            output.Reset();
            int count = 0;
            try
            {
                _rows ??= run().GetEnumerator();
                while (count < maxRows && _rows.MoveNext())
                {
                    object? row = _rows.Current;
                    for (int i = 0; i < columns.Length; i++)
                        ColumnWriter.Write(output.Columns[i], count, columns[i].Get(row), columns[i].Name);
                    count++;
                }
            }
            catch (Exception error) when (error is not GrizzlyException)
            {
                throw DataErrors.RoutineFailed(name, error);
            }
            output.SetCount(count);
            return count > 0;
        }

        public void Dispose() => _rows?.Dispose();
    }
}
