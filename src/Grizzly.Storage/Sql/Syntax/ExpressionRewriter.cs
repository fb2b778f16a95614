namespace Grizzly.Sql;

/// <summary>Replaces parts of an expression; subqueries stay as they are.</summary>
public static class ExpressionRewriter
{
    /// <summary>
    /// The expression with every part replaced for which <paramref name="replace"/> gives another; what it gives is not
    /// looked into again. Unchanged parts are shared.
    /// </summary>
    public static Expression Rewrite(Expression expression, Func<Expression, Expression?> replace) =>
        replace(expression) ?? RewriteParts(expression, replace);

    private static Expression RewriteParts(Expression expression, Func<Expression, Expression?> replace)
    {
        Expression Visit(Expression part) => Rewrite(part, replace);
        Expression? Optional(Expression? part) => part is null ? null : Visit(part);
        SyntaxList<Expression> List(SyntaxList<Expression> parts) => [.. parts.Select(Visit)];
        return expression switch
        {
            UnaryExpression e => e with { Operand = Visit(e.Operand) },
            PostfixExpression e => e with { Operand = Visit(e.Operand) },
            BinaryExpression e => Spine(e, replace),
            LogicalExpression e => e with { Operands = List(e.Operands) },
            NotExpression e => e with { Operand = Visit(e.Operand) },
            IsNullExpression e => e with { Operand = Visit(e.Operand) },
            IsTruthExpression e => e with { Operand = Visit(e.Operand) },
            IsDistinctExpression e => e with { Left = Visit(e.Left), Right = Visit(e.Right) },
            BetweenExpression e => e with { Operand = Visit(e.Operand), Low = Visit(e.Low), High = Visit(e.High) },
            InListExpression e => e with { Operand = Visit(e.Operand), Items = List(e.Items) },
            InSubqueryExpression e => e with { Operand = Visit(e.Operand) },
            InCollectionExpression e => e with { Operand = Visit(e.Operand), Collection = Visit(e.Collection) },
            LikeExpression e => e with
            {
                Operand = Visit(e.Operand), Pattern = Visit(e.Pattern), Escape = Optional(e.Escape),
            },
            CollateExpression e => e with { Operand = Visit(e.Operand) },
            AtTimeZoneExpression e => e with { Operand = Visit(e.Operand), Zone = Visit(e.Zone) },
            CaseExpression e => e with
            {
                Operand = Optional(e.Operand), Else = Optional(e.Else),
                Branches = [.. e.Branches.Select(branch =>
                    branch with { When = Visit(branch.When), Then = Visit(branch.Then) })],
            },
            CastExpression e => e with { Operand = Visit(e.Operand) },
            ExtractExpression e => e with { Source = Visit(e.Source) },
            IntervalExpression e => e with { Value = Visit(e.Value) },
            FunctionCall e => Call(e, Visit),
            RowExpression e => e with { Items = List(e.Items) },
            ListExpression e => e with { Items = List(e.Items) },
            StructExpression e => e with
            {
                Fields = [.. e.Fields.Select(field => field with { Value = Visit(field.Value) })],
            },
            MapExpression e => e with
            {
                Entries = [.. e.Entries.Select(entry =>
                    entry with { Key = Visit(entry.Key), Value = Visit(entry.Value) })],
            },
            SubscriptExpression e => e with { Operand = Visit(e.Operand), Index = Visit(e.Index) },
            SliceExpression e => e with
            {
                Operand = Visit(e.Operand), Lower = Optional(e.Lower), Upper = Optional(e.Upper),
                Step = Optional(e.Step),
            },
            FieldExpression e => e with { Operand = Visit(e.Operand) },
            LambdaExpression e => e with { Body = Visit(e.Body) },
            ListComprehensionExpression e => e with
            {
                Result = Visit(e.Result), Source = Visit(e.Source), Filter = Optional(e.Filter),
            },
            QuantifiedSubqueryExpression e => e with { Operand = Visit(e.Operand) },
            QuantifiedListExpression e => e with { Operand = Visit(e.Operand), List = Visit(e.List) },
            _ => expression,
        };
    }

    /// <summary>Whether some part fulfils the predicate.</summary>
    public static bool Any(Expression expression, Func<Expression, bool> predicate)
    {
        bool found = false;
        Rewrite(expression, part =>
        {
            found |= predicate(part);
            return found ? part : null;
        });
        return found;
    }

    /// <summary>Chains of operators may be long: their left spine is walked in a loop.</summary>
    private static Expression Spine(BinaryExpression top, Func<Expression, Expression?> replace)
    {
        var spine = new Stack<BinaryExpression>();
        spine.Push(top);
        Expression result = top.Left;
        while (true)
        {
            if (replace(result) is { } other)
            {
                result = other;
                break;
            }
            if (result is not BinaryExpression next)
            {
                result = RewriteParts(result, replace);
                break;
            }
            spine.Push(next);
            result = next.Left;
        }
        while (spine.TryPop(out BinaryExpression? node))
            result = node with { Left = result, Right = Rewrite(node.Right, replace) };
        return result;
    }

    private static FunctionCall Call(FunctionCall call, Func<Expression, Expression> visit)
    {
        SyntaxList<OrderByItem> Items(SyntaxList<OrderByItem> items) =>
            [.. items.Select(item => item with { Value = visit(item.Value) })];
        return call with
        {
            Arguments = [.. call.Arguments.Select(argument => argument with { Value = visit(argument.Value) })],
            OrderBy = Items(call.OrderBy),
            WithinGroup = Items(call.WithinGroup),
            Filter = call.Filter is null ? null : visit(call.Filter),
            Over = call.Over is null ? null : call.Over with
            {
                PartitionBy = [.. call.Over.PartitionBy.Select(visit)], OrderBy = Items(call.Over.OrderBy),
            },
        };
    }
}
