using Grizzly.Functions;
using Grizzly.Types;

namespace Grizzly.Extensions.Tpch;

/// <summary>A call of tpch_rows whose table and scale factor are settled.</summary>
/// <remarks>Plans outlive executions, so this keeps no generator, which would keep the text pool: each execution makes
/// its own.</remarks>
internal sealed class TpchRows : BoundTableFunction
{
    private readonly string _table;
    private readonly double _scaleFactor;

    /// <exception cref="Common.GrizzlyException">22023: no such table or scale factor.</exception>
    public TpchRows(string table, double scaleFactor)
    {
        using TpchGenerator generator = TpchGenerator.Create(scaleFactor);
        TpchTable known = generator.FindTable(table)
            ?? throw TpchErrors.TableNotFound(table, generator.Tables.Select(candidate => candidate.Name));
        _table = table;
        _scaleFactor = scaleFactor;
        ColumnNames = [.. known.Columns.Select(column => column.Name)];
        ColumnTypes = [.. known.Columns.Select(column => TypeOf(column.Kind))];
        EstimatedRows = known.UnitCount * (known.MaxRowsPerUnit + 1.0) / 2;
    }

    public override string Name => $"tpch_rows({_table})";

    public override IReadOnlyList<string> ColumnNames { get; }

    public override IReadOnlyList<LogicalType> ColumnTypes { get; }

    public override double EstimatedRows { get; }

    public override ITableFunctionSource Open(IReadOnlyList<int> columns, StatementContext context) =>
        new TpchRowSource(TpchGenerator.Create(_scaleFactor), _table, columns);

    private static LogicalType TypeOf(TpchColumnKind kind) => kind switch
    {
        TpchColumnKind.Integer => LogicalType.Integer,
        TpchColumnKind.BigInt => LogicalType.BigInt,
        TpchColumnKind.Decimal15_2 => LogicalType.Decimal(15, 2),
        TpchColumnKind.Date => LogicalType.Date,
        _ => LogicalType.Varchar,
    };
}
