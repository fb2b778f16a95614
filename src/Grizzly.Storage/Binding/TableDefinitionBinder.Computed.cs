using Grizzly.Common;
using Grizzly.Functions;
using Grizzly.Logical;
using Grizzly.Sql;
using Grizzly.Types;
using ColumnDefinition = Grizzly.Catalog.ColumnDefinition;
using GeneratedKind = Grizzly.Catalog.GeneratedKind;
using IdentityKind = Grizzly.Catalog.IdentityKind;

namespace Grizzly.Binding;

/// <summary>Generated columns: over plain columns and over each other, but never in a circle.</summary>
internal sealed partial class TableDefinitionBinder
{
    /// <summary>Binds those whose columns are known, until all are or none can be.</summary>
    private void AddGenerated(IReadOnlyList<Sql.ColumnDefinition> columns, int first)
    {
        var pending = new SortedDictionary<int, (Sql.ColumnDefinition Column, GeneratedConstraint Constraint)>();
        for (int i = 0; i < columns.Count; i++)
        {
            foreach (ColumnConstraint constraint in columns[i].Constraints)
            {
                if (constraint is not GeneratedConstraint generated) continue;
                RequireGeneratable(_columns[first + i], generated, pending.ContainsKey(first + i));
                pending[first + i] = (columns[i], generated);
            }
        }
        while (pending.Count > 0)
        {
            GrizzlyException? failure = null;
            int before = pending.Count;
            foreach (int index in pending.Keys.ToList())
            {
                if (TryAddGenerated(pending[index].Column, pending[index].Constraint, index, pending.Keys)
                    is { } error) failure ??= error;
                else pending.Remove(index);
            }
            if (pending.Count == before) throw failure!;
        }
    }

    private static void RequireGeneratable(ColumnDefinition target, GeneratedConstraint generated, bool isTwice)
    {
        if (isTwice || target.DefaultSql is not null || target.Identity != IdentityKind.None)
            throw Errors.Misplaced(
                $"both a default and a generated value for column \"{target.Name}\"", generated.Span);
        if (generated.Storage != GeneratedStorage.Stored && target.IsNotNull)
            throw Errors.NotSupported("NOT NULL on a virtual column", generated.Span, "use STORED");
    }

    /// <summary>Returns the error where the expression needs columns that are not known yet.</summary>
    private GrizzlyException? TryAddGenerated(
        Sql.ColumnDefinition column, GeneratedConstraint generated, int index, ICollection<int> pending)
    {
        BoundExpression value;
        try
        {
            value = BindGenerated(column, generated, index, pending);
        }
        catch (GrizzlyException error) when (error.SqlState == SqlStates.UndefinedColumn && IsPending(error, pending))
        {
            return Errors.InvalidDefinition("generated columns use each other in a circle", error.Span);
        }
        _columns[index] = _columns[index] with
        {
            Type = value.Type,
            Generated = generated.Storage == GeneratedStorage.Stored ? GeneratedKind.Stored : GeneratedKind.Virtual,
            GeneratedSql = generated.Value.ToString(),
        };
        return null;
    }

    private BoundExpression BindGenerated(
        Sql.ColumnDefinition column, GeneratedConstraint generated, int index, ICollection<int> pending)
    {
        LogicalColumn[] row = Row();
        var entry = new ScopeTable(null, table);
        ScopeColumn[] visible = [.. _columns.Select((other, i) => new ScopeColumn(
            entry, other.Name, new BoundColumn(row[i]))).Where((_, i) => !pending.Contains(i))];
        BoundExpression value = new ExpressionBinder(
            context, new Scope([entry], visible), null, null, "a generated column").Bind(generated.Value);
        if (ExpressionTree.Any(value, node => node is BoundSubquery or BoundParameter))
            throw Errors.NotSupported("a subquery or parameter in a generated column", generated.Value.Span);
        if (ExpressionTree.Any(value, node => node is BoundCall { Function.Volatility: not Volatility.Immutable }))
            throw Errors.InvalidDefinition("generation expression is not immutable", generated.Value.Span);
        LogicalType type = _columns[index].Type;
        if (type.IsNull && value.Type.IsNull)
            throw Errors.Misplaced($"column \"{column.Name.Text}\" without a type", column.Span);
        return type.IsNull ? value : context.Types.Cast(value, type);
    }

    private bool IsPending(GrizzlyException error, ICollection<int> pending) => pending.Any(index =>
        error.Detail.Contains($"\"{_columns[index].Name}\"", StringComparison.OrdinalIgnoreCase));
}
