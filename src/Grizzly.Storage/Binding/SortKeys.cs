using Grizzly.Logical;
using Grizzly.Sql;

namespace Grizzly.Binding;

/// <summary>Directions and null orders of ORDER BY, with the settings' defaults.</summary>
internal static class SortKeys
{
    public static SortKey Bind(ExpressionBinder binder, OrderByItem item) =>
        Make(binder.Context, binder.BindOutput(item.Value), item);

    public static SortKey Make(BindContext context, BoundExpression expression, OrderByItem item)
    {
        BinderOptions options = context.Options;
        bool descending = item.Direction == SortDirection.Default
            ? options.DefaultOrderDescending
            : item.Direction == SortDirection.Descending;
        bool nullsFirst = item.Nulls switch
        {
            NullsOrder.First => true,
            NullsOrder.Last => false,
            _ => NullsFirst(options, descending),
        };
        return new SortKey(Collations.Key(context, expression), descending, nullsFirst);
    }

    /// <summary>Where NULLs go that the statement says nothing about.</summary>
    public static bool NullsFirst(BinderOptions options, bool descending) => options.NullOrder switch
    {
        DefaultNullOrder.NullsFirst => true,
        DefaultNullOrder.NullsLargest => descending,
        DefaultNullOrder.NullsSmallest => !descending,
        _ => false,
    };
}
