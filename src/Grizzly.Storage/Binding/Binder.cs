using Grizzly.Catalog;
using Grizzly.Common;
using Grizzly.Logical;
using Grizzly.Sql;
using Grizzly.Types;

namespace Grizzly.Binding;

/// <summary>
/// Turns syntax trees into bound statements: names resolved against a catalog, types settled, plans built. Not
/// thread-safe.
/// </summary>
/// <param name="catalog">The catalog as the statement sees it.</param>
public sealed class Binder(ICatalogView catalog, BinderOptions options)
{
    public Binder(ICatalogView catalog)
        : this(catalog, BinderOptions.Default)
    {
    }

    /// <summary>Hands out the column ids of the statement bound last: rewriting goes on with it.</summary>
    public ColumnIds ColumnIds { get; private set; } = new();

    /// <summary>The <see cref="TableEntry"/>s, <see cref="ViewEntry"/>s and <see cref="MacroEntry"/>s that the
    /// statement bound last uses.</summary>
    public IReadOnlySet<object> Relations { get; private set; } = new HashSet<object>();

    /// <summary>The value of an expression that needs no rows: an argument of EXECUTE.</summary>
    /// <exception cref="GrizzlyException">42601 where it names columns or has subqueries or parameters.</exception>
    public Value BindConstant(Expression expression, string what)
    {
        var context = new BindContext(catalog, options);
        BoundExpression bound = new ExpressionBinder(context, Scope.Empty, null, null, what).BindOutput(expression);
        return new TableFunctionBinding(context).Constant(bound, what);
    }

    /// <summary>The type a type's name means.</summary>
    public LogicalType Resolve(TypeName type) => TypeNames.Resolve(type, catalog);

    /// <summary>Binds one statement.</summary>
    /// <exception cref="GrizzlyException">
    /// With the position of the offending text: 42xxx for names and types that do not fit, 22xxx for literals that are
    /// no values, 0A000 for what Grizzly does not support, 54001 for statements too complex.
    /// </exception>
    public BoundStatement Bind(Statement statement)
    {
        var context = new BindContext(catalog, options);
        ColumnIds = context.Ids;
        Relations = context.Relations;
        BoundStatement bound = new StatementBinder(context).Bind(statement);
        return bound with
        {
            Parameters = context.Parameters.Slots(),
            DependsOnData = context.DependsOnData,
            Hints = context.Hints,
            Notices = context.Notices,
            Database = context.Database?.Name,
        };
    }
}
