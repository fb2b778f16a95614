using Grizzly.Sql;

namespace Grizzly.Binding;

/// <summary>
/// Counts how often a name stands in FROM, to decide whether a WITH query is inlined or shared. An estimate: a name
/// hidden by an inner WITH counts too, and a use in a place not looked at does not. Either way the plan is right, only
/// shared more or less.
/// </summary>
internal sealed class CteReferenceCounter(string name)
{
    private const int Enough = 2;

    private int _count;

    /// <summary>
    /// References in the query and its WITH definitions from number <paramref name="firstDefinition"/> on; 2 means two
    /// or more.
    /// </summary>
    public static int Count(string name, QueryExpression query, int firstDefinition)
    {
        var counter = new CteReferenceCounter(name);
        counter.Query(query, firstDefinition);
        return Math.Min(counter._count, Enough);
    }

    private void Query(QueryExpression? query, int firstDefinition = 0)
    {
        if (query is null || _count >= Enough) return;
        for (int i = firstDefinition; i < (query.With?.Tables.Count ?? 0); i++) Query(query.With!.Tables[i].Query);
        Body(query.Body);
        foreach (OrderByItem item in query.OrderBy) Visit(item.Value);
    }

    private void Body(QueryBody body)
    {
        while (body is SetOperationBody set)
        {
            Body(set.Right);
            body = set.Left;
        }
        switch (body)
        {
            case SelectBody select: Select(select); break;
            case NestedQueryBody nested: Query(nested.Query); break;
            case TableBody table: Name(table.Name); break;
            case ValuesBody values:
                foreach (SyntaxList<Expression> row in values.Rows) VisitAll(row);
                break;
            case PivotBody pivot: Table(pivot.Source); break;
            case UnpivotBody unpivot: Table(unpivot.Source); break;
        }
    }

    private void Select(SelectBody select)
    {
        foreach (SelectItem item in select.Items) Visit(item.Value);
        foreach (TableReference table in select.From) Table(table);
        Visit(select.Where);
        Visit(select.Having);
        Visit(select.Qualify);
        if (select.GroupBy is null) return;
        foreach (GroupingElement element in select.GroupBy.Elements)
        {
            if (element is GroupingKey key) Visit(key.Value);
        }
    }

    private void Name(QualifiedName table)
    {
        if (table.Parts.Count == 1 && Scope.SameName(table.Name.Text, name)) _count++;
    }

    private void Table(TableReference table)
    {
        while (table is JoinTable join)
        {
            Table(join.Right);
            Visit(join.On);
            table = join.Left;
        }
        switch (table)
        {
            case NamedTable named: Name(named.Name); break;
            case SubqueryTable subquery: Query(subquery.Query); break;
            case AliasedTable aliased: Table(aliased.Table); break;
            case SampledTable sampled: Table(sampled.Table); break;
            case FunctionTable function: Visit(function.Function); break;
            case PivotTable pivot: Table(pivot.Source); break;
            case UnpivotTable unpivot: Table(unpivot.Source); break;
        }
    }

    private void VisitAll(SyntaxList<Expression> expressions)
    {
        foreach (Expression expression in expressions) Visit(expression);
    }

    private void Visit(Expression? expression)
    {
        while (expression is BinaryExpression binary)
        {
            Visit(binary.Right);
            expression = binary.Left;
        }
        switch (expression)
        {
            case null: break;
            case UnaryExpression e: Visit(e.Operand); break;
            case PostfixExpression e: Visit(e.Operand); break;
            case LogicalExpression e: VisitAll(e.Operands); break;
            case NotExpression e: Visit(e.Operand); break;
            case IsNullExpression e: Visit(e.Operand); break;
            case IsTruthExpression e: Visit(e.Operand); break;
            case IsDistinctExpression e: VisitAll([e.Left, e.Right]); break;
            case BetweenExpression e: VisitAll([e.Operand, e.Low, e.High]); break;
            case InListExpression e:
                Visit(e.Operand);
                VisitAll(e.Items);
                break;
            case InSubqueryExpression e:
                Visit(e.Operand);
                Query(e.Query);
                break;
            case LikeExpression e: VisitAll([e.Operand, e.Pattern]); break;
            case CollateExpression e: Visit(e.Operand); break;
            case AtTimeZoneExpression e: Visit(e.Operand); break;
            case CaseExpression e:
                Visit(e.Operand);
                foreach (CaseBranch branch in e.Branches) VisitAll([branch.When, branch.Then]);
                Visit(e.Else);
                break;
            case CastExpression e: Visit(e.Operand); break;
            case ExtractExpression e: Visit(e.Source); break;
            case IntervalExpression e: Visit(e.Value); break;
            case FunctionCall e:
                foreach (FunctionArgument argument in e.Arguments) Visit(argument.Value);
                Visit(e.Filter);
                break;
            case RowExpression e: VisitAll(e.Items); break;
            case ListExpression e: VisitAll(e.Items); break;
            case SubqueryExpression e: Query(e.Query); break;
            case ExistsExpression e: Query(e.Query); break;
            case ArraySubqueryExpression e: Query(e.Query); break;
            case QuantifiedSubqueryExpression e:
                Visit(e.Operand);
                Query(e.Query);
                break;
            case QuantifiedListExpression e: VisitAll([e.Operand, e.List]); break;
        }
    }
}
