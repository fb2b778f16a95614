using System.Globalization;
using Grizzly.Common;
using Grizzly.Logical;
using Grizzly.Sql;
using Grizzly.Types;

namespace Grizzly.Binding;

/// <summary>VALUES lists.</summary>
internal sealed class ValuesBinder(BindContext context, ExpressionBinder? outer, CteScope? ctes)
{
    /// <summary>What INSERT tells about the columns that receive the rows.</summary>
    /// <param name="Default">The column's DEFAULT, for the word DEFAULT in the list.</param>
    /// <param name="Refuses">The error for anything but DEFAULT, or null.</param>
    public sealed record Target(
        LogicalType Type, Func<BoundExpression> Default, Func<SourceSpan, GrizzlyException>? Refuses = null);

    /// <summary>
    /// Binds the rows; to the targets' types where there are targets, else to the columns' common types.
    /// </summary>
    public BoundQuery Bind(ValuesBody values, IReadOnlyList<Target>? targets)
    {
        int width = values.Rows[0].Count;
        var binder = new ExpressionBinder(context, Scope.Empty, outer, ctes, "VALUES");
        var rows = new BoundExpression[values.Rows.Count][];
        for (int i = 0; i < rows.Length; i++)
        {
            SyntaxList<Expression> row = values.Rows[i];
            if (row.Count != width)
                throw Errors.ValuesLengths(width, row.Count, row.Count > 0 ? row[0].Span : values.Span);
            rows[i] = new BoundExpression[width];
            for (int j = 0; j < width; j++) rows[i][j] = BindItem(row[j], binder, targets?[j]);
        }
        var columns = new LogicalColumn[width];
        var names = new string[width];
        for (int j = 0; j < width; j++)
        {
            names[j] = "col" + j.ToString(CultureInfo.InvariantCulture);
            columns[j] = Unify(rows, j, names[j], targets?[j].Type, values.Span);
        }
        return new BoundQuery(new LogicalValues(rows, columns), names, columns);
    }

    private BoundExpression BindItem(Expression item, ExpressionBinder binder, Target? target)
    {
        if (target is null) return binder.BindOutput(item);
        if (item is DefaultExpression) return target.Default();
        if (target.Refuses is { } error) throw error(item.Span);
        return context.Types.Cast(binder.Bind(item), target.Type);
    }

    private LogicalColumn Unify(BoundExpression[][] rows, int column, string name, LogicalType? type, SourceSpan span)
    {
        if (type is null)
        {
            BoundExpression[] items = [.. rows.Select(row => row[column])];
            type = context.Types.CommonType(items, isComparison: false);
            if (type is null)
            {
                BoundExpression other = items.First(item => context.Types.CommonType([items[0], item], false) is null);
                throw Errors.TypesDoNotMatch(
                    "VALUES", items[0].Type.Name, other.Type.Name, other.Span.IsNone ? span : other.Span);
            }
            foreach (BoundExpression[] row in rows) row[column] = context.Types.Cast(row[column], type);
        }
        bool canBeNull = false;
        foreach (BoundExpression[] row in rows) canBeNull |= Nullability.CanBeNull(row[column]);
        return context.Ids.New(name, type, canBeNull);
    }
}
