using Grizzly.Catalog;
using Grizzly.Common;
using Grizzly.Evaluation;
using Grizzly.Logical;
using Grizzly.Vectors;

namespace Grizzly.Execution;

/// <summary>
/// Makes complete rows of new ones: fills in generated columns, then checks NOT NULL and CHECK. One thread each; a
/// table without any of these costs nothing.
/// </summary>
internal sealed unsafe class RowChecker
{
    private readonly TableEntry _table;
    private readonly IReadOnlyList<RowCheck> _checks;
    private readonly PredicateEvaluator[] _predicates;
    private readonly int[] _notNull;
    private readonly RowValue[] _stored;
    private readonly ExpressionEvaluator? _storedValues;
    private readonly RowValue[] _virtual;
    private readonly ExpressionEvaluator? _virtualValues;
    private readonly DataChunk? _complete;
    private readonly DataChunk? _shown;

    public RowChecker(TableEntry table, TableRules rules, EvaluationContext context)
    {
        _table = table;
        _checks = rules.Checks;
        _predicates = rules.Checks.Count == 0
            ? []
            : [.. rules.Checks.Select(check => new PredicateEvaluator(check.Condition, context))];
        _notNull = NotNullColumns(table);
        _stored = [.. rules.Generated.Where(column => !column.IsVirtual)];
        _virtual = [.. rules.Generated.Where(column => column.IsVirtual)];
        if (_stored.Length > 0)
        {
            _storedValues = new ExpressionEvaluator(_stored.Select(column => column.Value), context);
            _complete = new DataChunk(new ColumnVector[table.Columns.Count]);
        }
        if (_virtual.Length > 0)
        {
            _virtualValues = new ExpressionEvaluator(_virtual.Select(column => column.Value), context);
            _shown = new DataChunk(new ColumnVector[table.Columns.Count]);
        }
    }

    /// <summary>
    /// The rows as they are stored, valid until the next call; raises 23502 and 23514. Generated columns of
    /// <paramref name="rows"/> may hold anything, virtual ones NULL.
    /// </summary>
    public DataChunk Complete(DataChunk rows)
    {
        if (_storedValues is not null)
        {
            rows.Columns.CopyTo(_complete!.Columns, 0);
            for (int i = 0; i < _stored.Length; i++)
                _complete.Columns[_stored[i].Column] = _storedValues.Evaluate(i, rows);
            _complete.SetCount(rows.Count);
            rows = _complete;
        }
        foreach (int column in _notNull)
        {
            if (rows.Columns[column].Validity is not null) CheckNotNull(rows.Columns[column], rows.Count, column);
        }
        for (int i = 0; i < _predicates.Length; i++) CheckCondition(i, rows);
        return rows;
    }

    /// <summary>Stored rows as users see them: with their virtual columns. Valid until the next call.</summary>
    public DataChunk WithVirtual(DataChunk rows)
    {
        if (_virtualValues is null) return rows;
        rows.Columns.CopyTo(_shown!.Columns, 0);
        for (int i = 0; i < _virtual.Length; i++)
            _shown.Columns[_virtual[i].Column] = _virtualValues.Evaluate(i, rows);
        _shown.SetCount(rows.Count);
        return _shown;
    }

    private void CheckNotNull(ColumnVector vector, int count, int column)
    {
        for (int row = 0; row < count; row++)
        {
            if (vector.IsNullAt(row))
                throw Errors.NotNullViolated(_table.Schema, _table.Name, _table.Columns[column].Name);
        }
    }

    private void CheckCondition(int index, DataChunk rows)
    {
        ulong* isTrue = stackalloc ulong[ColumnVector.MaskWords];
        ulong* isNull = stackalloc ulong[ColumnVector.MaskWords];
        _predicates[index].EvaluateMask(rows, isTrue, isNull);
        for (int start = 0; start < rows.Count; start += 64)
        {
            ulong wanted = rows.Count - start >= 64 ? ulong.MaxValue : (1UL << (rows.Count - start)) - 1;
            if (((isTrue[start >> 6] | isNull[start >> 6]) & wanted) != wanted)
                throw Errors.CheckViolated(_table.Schema, _table.Name, _checks[index].Name);
        }
    }

    private static int[] NotNullColumns(TableEntry table)
    {
        int count = 0;
        foreach (ColumnDefinition column in table.Columns) count += column is { IsNotNull: true, IsVirtual: false }
            ? 1 : 0;
        if (count == 0) return [];
        var columns = new int[count];
        for (int i = 0, at = 0; i < table.Columns.Count; i++)
        {
            if (table.Columns[i] is { IsNotNull: true, IsVirtual: false }) columns[at++] = i;
        }
        return columns;
    }
}
