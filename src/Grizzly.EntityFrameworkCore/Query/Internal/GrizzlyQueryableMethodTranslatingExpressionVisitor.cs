using System.Diagnostics.CodeAnalysis;
using System.Linq.Expressions;
using System.Reflection;
using Grizzly.EntityFrameworkCore.Query.Expressions.Internal;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Query;
using Microsoft.EntityFrameworkCore.Query.SqlExpressions;
using Microsoft.EntityFrameworkCore.Storage;

namespace Grizzly.EntityFrameworkCore.Query.Internal;

/// <summary>LINQ operators as query trees; what is Grizzly's own are collections of simple values and JSON.</summary>
public sealed partial class GrizzlyQueryableMethodTranslatingExpressionVisitor
    : RelationalQueryableMethodTranslatingExpressionVisitor
{
    private readonly RelationalQueryCompilationContext _context;
    private readonly IRelationalTypeMappingSource _types;
    private readonly ISqlExpressionFactory _sql;

    public GrizzlyQueryableMethodTranslatingExpressionVisitor(
        QueryableMethodTranslatingExpressionVisitorDependencies dependencies,
        RelationalQueryableMethodTranslatingExpressionVisitorDependencies relationalDependencies,
        RelationalQueryCompilationContext context)
        : base(dependencies, relationalDependencies, context)
    {
        _context = context;
        _types = relationalDependencies.TypeMappingSource;
        _sql = relationalDependencies.SqlExpressionFactory;
    }

    private GrizzlyQueryableMethodTranslatingExpressionVisitor(
        GrizzlyQueryableMethodTranslatingExpressionVisitor parent)
        : base(parent)
    {
        _context = parent._context;
        _types = parent._types;
        _sql = parent._sql;
    }

    protected override QueryableMethodTranslatingExpressionVisitor CreateSubqueryVisitor() =>
        new GrizzlyQueryableMethodTranslatingExpressionVisitor(this);

    /// <summary>What is computed over a window is computed before anything that follows: it goes into a subquery.
    /// </summary>
    protected override Expression VisitMethodCall(MethodCallExpression methodCallExpression)
    {
        bool isBarrier = methodCallExpression.Method.IsGenericMethod
            && methodCallExpression.Method.GetGenericMethodDefinition() == GrizzlyQueryTranslationPreprocessor.Barrier;
        Expression result = isBarrier
            ? Visit(methodCallExpression.Arguments[0]) : base.VisitMethodCall(methodCallExpression);
        if (result is ShapedQueryExpression { QueryExpression: SelectExpression select } query
            && WindowedProjections.AreIn(select, query.ShaperExpression)) select.PushdownIntoSubquery();
        return result;
    }

    /// <summary>A condition over a window becomes a column of its own, on which the rows are then filtered.</summary>
    protected override ShapedQueryExpression? TranslateWhere(ShapedQueryExpression source, LambdaExpression predicate)
    {
        if (!GrizzlyWindowCalls.AreCalledIn(predicate)) return base.TranslateWhere(source, predicate);
        Type row = predicate.Parameters[0].Type;
        Type marked = typeof(MarkedRow<>).MakeGenericType(row);
        MemberInfo[] members = [marked.GetProperty("Row")!, marked.GetProperty("IsKept")!];
        NewExpression mark = Expression.New(
            marked.GetConstructors()[0], [predicate.Parameters[0], predicate.Body], members);
        ShapedQueryExpression? all = TranslateSelect(source, Expression.Lambda(mark, predicate.Parameters));
        if (all is null) return null;
        ((SelectExpression)all.QueryExpression).PushdownIntoSubquery();
        ParameterExpression parameter = Expression.Parameter(marked, "marked");
        ShapedQueryExpression? kept = base.TranslateWhere(
            all, Expression.Lambda(Expression.MakeMemberAccess(parameter, members[1]), parameter));
        return kept is null ? null : TranslateSelect(
            kept, Expression.Lambda(Expression.MakeMemberAccess(parameter, members[0]), parameter));
    }

    protected override ShapedQueryExpression? TranslatePrimitiveCollection(
        SqlExpression sqlExpression, IProperty? property, string tableAlias)
    {
        Type collection = sqlExpression.Type;
        Type element = collection.IsArray
            ? collection.GetElementType()!
            : collection.GetInterfaces().Append(collection).First(type => type.IsGenericType
                && type.GetGenericTypeDefinition() == typeof(IEnumerable<>)).GetGenericArguments()[0];
        var elementMapping = (RelationalTypeMapping?)sqlExpression.TypeMapping?.ElementTypeMapping;
        Type bare = Nullable.GetUnderlyingType(element) ?? element;
        bool canBeNull = property?.GetElementType()?.IsNullable ?? (!element.IsValueType || bare != element);
        RelationalTypeMapping ordinalMapping = _types.FindMapping(typeof(long))!;
        var unnest = new GrizzlyUnnestExpression(tableAlias, sqlExpression);
        var ordinal = new ColumnExpression(
            GrizzlyUnnestExpression.OrdinalColumn, tableAlias, typeof(long), ordinalMapping, nullable: false);
        var value = new ColumnExpression(
            GrizzlyUnnestExpression.ValueColumn, tableAlias, bare, elementMapping, canBeNull);
        var select = new SelectExpression(
            [unnest], value, [(ordinal, ordinalMapping.Comparer)], _context.SqlAliasManager);
        select.AppendOrdering(new OrderingExpression(ordinal, ascending: true));
        Type nullable = element.IsValueType && bare == element ? typeof(Nullable<>).MakeGenericType(element) : element;
        Expression shaper = new ProjectionBindingExpression(select, new ProjectionMember(), nullable);
        if (nullable != element) shaper = Expression.Convert(shaper, element);
        return new ShapedQueryExpression(select, shaper);
    }

    protected override ShapedQueryExpression TransformJsonQueryToTable(JsonQueryExpression jsonQueryExpression)
    {
        ITypeBase type = jsonQueryExpression.StructuralType;
        RelationalTypeMapping document = jsonQueryExpression.JsonColumn.TypeMapping!;
        List<(string, RelationalTypeMapping)> columns =
        [
            .. type.GetPropertiesInHierarchy().Where(property => property.GetJsonPropertyName() is not null)
                .Select(property => (property.GetJsonPropertyName()!, property.GetRelationalTypeMapping())),
            .. type.GetComplexProperties().Select(part => (part.ComplexType.GetJsonPropertyName()!, document)),
        ];
        if (type is IEntityType entity)
        {
            columns.AddRange(entity.GetNavigationsInHierarchy()
                .Where(part => part.ForeignKey.IsOwnership && part.TargetEntityType.IsMappedToJson()
                    && part.ForeignKey.PrincipalToDependent == part)
                .Select(part => (part.TargetEntityType.GetJsonPropertyName()!, document)));
        }
        string alias = _context.SqlAliasManager.GenerateTableAlias(
            jsonQueryExpression.Path.LastOrDefault(step => step.PropertyName is not null).PropertyName
            ?? jsonQueryExpression.JsonColumn.Name);
        var json = new JsonScalarExpression(
            jsonQueryExpression.JsonColumn, jsonQueryExpression.Path, typeof(string), document,
            jsonQueryExpression.IsNullable);
        var rows = new GrizzlyJsonRowsExpression(alias, json, columns);
        RelationalTypeMapping ordinal = _types.FindMapping(typeof(long))!;
        SelectExpression select = CreateSelect(
            jsonQueryExpression, rows, GrizzlyJsonRowsExpression.OrdinalColumn, typeof(long), ordinal);
        select.AppendOrdering(new OrderingExpression(
            select.CreateColumnExpression(
                rows, GrizzlyJsonRowsExpression.OrdinalColumn, typeof(long), ordinal, columnNullable: false),
            ascending: true));
        var shaper = new RelationalStructuralTypeShaperExpression(
            type, new ProjectionBindingExpression(
                select, new ProjectionMember(), typeof(Microsoft.EntityFrameworkCore.Storage.ValueBuffer)), false);
        return new ShapedQueryExpression(select, shaper);
    }

    /// <summary>What is joined to the table that is changed may not name it, except in the conditions of inner joins,
    /// which can move to WHERE; else rows are found by a subquery and their keys.</summary>
    protected override bool IsValidSelectExpressionForExecuteUpdate(
        SelectExpression selectExpression, TableExpressionBase targetTable,
        [NotNullWhen(true)] out TableExpression? tableExpression)
    {
        if (!base.IsValidSelectExpressionForExecuteUpdate(selectExpression, targetTable, out tableExpression))
            return false;
        if (HasAsofJoin(selectExpression)) return false;
        string target = tableExpression.Alias;
        foreach (TableExpressionBase table in selectExpression.Tables)
        {
            TableExpressionBase joined = table.UnwrapJoin();
            if (joined.Alias == target) continue;
            if (TableReferenceFinder.IsFound(target, table is InnerJoinExpression ? joined : table)) return false;
        }
        return true;
    }

    /// <summary>Elements come in the list's order without being told.</summary>
    protected override bool IsNaturallyOrdered(SelectExpression selectExpression) => selectExpression is
    {
        Tables: [GrizzlyUnnestExpression or GrizzlyJsonRowsExpression, ..],
        Orderings: [{ Expression: ColumnExpression { Name: GrizzlyUnnestExpression.OrdinalColumn } column,
            IsAscending: true }],
    } && column.TableAlias == selectExpression.Tables[0].Alias;

    /// <summary>A row and whether a condition over a window keeps it.</summary>
    private sealed class MarkedRow<T>(T row, bool isKept)
    {
        public T Row { get; } = row;

        public bool IsKept { get; } = isKept;
    }

    /// <summary>Whether what a query gives has a call over a window that is computed in the query itself.</summary>
    private sealed class WindowedProjections(SelectExpression select) : ExpressionVisitor
    {
        private bool _areFound;

        public static bool AreIn(SelectExpression select, Expression shaper)
        {
            var visitor = new WindowedProjections(select);
            visitor.Visit(shaper);
            return visitor._areFound;
        }

        protected override Expression VisitExtension(Expression node)
        {
            if (node is ProjectionBindingExpression binding && binding.QueryExpression == select)
                _areFound |= select.GetProjection(binding) is SqlExpression value && GrizzlyWindowCalls.AreIn(value);
            return node;
        }
    }
}
