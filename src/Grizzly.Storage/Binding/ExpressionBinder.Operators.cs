using Grizzly.Common;
using Grizzly.Logical;
using Grizzly.Sql;
using Grizzly.Types;

namespace Grizzly.Binding;

/// <summary>Operators and predicates.</summary>
internal sealed partial class ExpressionBinder
{
    private static ComparisonKind? KindOf(string symbol) => symbol switch
    {
        "=" => ComparisonKind.Equal,
        "<>" => ComparisonKind.NotEqual,
        "<" => ComparisonKind.Less,
        "<=" => ComparisonKind.LessOrEqual,
        ">" => ComparisonKind.Greater,
        ">=" => ComparisonKind.GreaterOrEqual,
        _ => null,
    };

    private BoundExpression BindUnary(UnaryExpression expression)
    {
        if (expression is { Operator: "-", Operand: NumberLiteral number })
            return LiteralBinder.Number(number, true, expression.Span);
        BoundExpression operand = Bind(expression.Operand);
        if (expression.Operator == "+" && (operand.Type.IsNumeric || operand.Type.Id == LogicalTypeId.Interval))
            return operand;
        return BindOperator(expression.Operator, [operand], expression.Span);
    }

    /// <summary>Walks the left spine in a loop: chains may be long.</summary>
    private BoundExpression BindBinary(BinaryExpression expression)
    {
        var spine = new Stack<BinaryExpression>();
        Expression left = expression;
        for (; left is BinaryExpression binary; left = binary.Left)
        {
            spine.Push(binary);
        }
        int levels = spine.Count;
        Context.Enter(expression.Span, levels);
        BoundExpression result = BindSpine(left, spine);
        Context.Leave(levels);
        return result;
    }

    private BoundExpression BindSpine(Expression left, Stack<BinaryExpression> spine)
    {
        if (left is RowExpression && KindOf(spine.Peek().Operator) is { } rowKind)
            return BindSpine(Compare(rowKind, left, spine.Peek().Right, spine.Pop().Span), spine);
        return BindSpine(Bind(left), spine);
    }

    private BoundExpression BindSpine(BoundExpression result, Stack<BinaryExpression> spine)
    {
        while (spine.TryPop(out BinaryExpression? node))
        {
            BoundExpression right = Bind(node.Right);
            result = KindOf(node.Operator) is { } kind
                ? Context.Types.Compare(kind, result, right, node.Span)
                : BindOperator(node.Operator, [result, right], node.Span);
        }
        return result;
    }

    private BoundExpression BindLogical(LogicalExpression expression)
    {
        bool isAnd = expression.Operator == Sql.LogicalOperator.And;
        var operands = new List<BoundExpression>(expression.Operands.Count);
        foreach (Expression operand in expression.Operands)
        {
            BoundExpression bound = BindBoolean(operand, isAnd ? "AND" : "OR");
            // Kept nested: GROUP BY x BETWEEN 1 AND 2 must find the same expression inside AND.
            operands.Add(bound);
        }
        return new BoundJunction(isAnd, operands) { Span = expression.Span };
    }

    private BoundExpression BindIsNull(IsNullExpression expression)
    {
        if (expression.Operand is RowExpression row)
        {
            BoundExpression[] items =
                [.. row.Items.Select(
                item => new BoundIsNull(BindOutput(item), expression.Negated) { Span = item.Span })];
            return items.Length == 1 ? items[0] : new BoundJunction(true, items) { Span = expression.Span };
        }
        return new BoundIsNull(BindOutput(expression.Operand), expression.Negated) { Span = expression.Span };
    }

    private BoundExpression BindTruth(IsTruthExpression expression)
    {
        BoundExpression operand = BindBoolean(expression.Operand, "IS");
        if (expression.Truth == TruthValue.Unknown)
            return new BoundIsNull(operand, expression.Negated) { Span = expression.Span };
        var truth = new BoundConstant(Value.OfBool(expression.Truth == TruthValue.True)) { Span = expression.Span };
        return new BoundComparison(
            expression.Negated ? ComparisonKind.Distinct : ComparisonKind.NotDistinct, operand, truth)
            { Span = expression.Span };
    }

    /// <summary>A comparison of two values or of two rows, item by item.</summary>
    private BoundExpression Compare(ComparisonKind kind, Expression left, Expression right, SourceSpan span)
    {
        if (left is RowExpression leftRow && right is RowExpression rightRow)
        {
            if (leftRow.Items.Count != rightRow.Items.Count)
                throw Errors.RowLengths(leftRow.Items.Count, rightRow.Items.Count, span);
            return CompareRows(kind, [.. leftRow.Items.Select(Bind)], [.. rightRow.Items.Select(Bind)], span);
        }
        if (left is RowExpression && right is SubqueryExpression subquery
            && kind is ComparisonKind.Equal or ComparisonKind.NotEqual)
            throw Errors.NotSupported("comparison of a row with a subquery", subquery.Span, "use IN");
        return Context.Types.Compare(kind, Bind(left), Bind(right), span);
    }

    private BoundExpression CompareRows(
        ComparisonKind kind, BoundExpression[] left, BoundExpression[] right, SourceSpan span)
    {
        BoundExpression Item(ComparisonKind itemKind, int i) =>
            Context.Types.Compare(itemKind, left[i], right[i], span);
        BoundExpression Join(bool isAnd, BoundExpression[] items) => items.Length == 1
            ? items[0]
            : new BoundJunction(isAnd, items) { Span = span };
        switch (kind)
        {
            case ComparisonKind.Equal or ComparisonKind.NotDistinct:
                return Join(true, [.. left.Select((_, i) => Item(kind, i))]);
            case ComparisonKind.NotEqual or ComparisonKind.Distinct:
                return Join(false, [.. left.Select((_, i) => Item(kind, i))]);
        }
        // a < c OR (a = c AND (b < d ...)): the last item decides with the operator itself, the others strictly.
        ComparisonKind strict = kind is ComparisonKind.Less or ComparisonKind.LessOrEqual
            ? ComparisonKind.Less
            : ComparisonKind.Greater;
        BoundExpression result = Item(kind, left.Length - 1);
        for (int i = left.Length - 2; i >= 0; i--)
            result = Join(false, [Item(strict, i), Join(true, [Item(ComparisonKind.Equal, i), result])]);
        return result;
    }

    /// <summary>x BETWEEN a AND b is x >= a AND x &lt;= b; symmetric also the other way round.</summary>
    private BoundExpression BindBetween(BetweenExpression expression)
    {
        BoundExpression operand = Bind(expression.Operand), low = Bind(expression.Low), high = Bind(expression.High);
        BoundExpression result = Between(operand, low, high, expression.Span);
        if (expression.Symmetric)
            result = new BoundJunction(
                false, [result, Between(operand, high, low, expression.Span)]) { Span = expression.Span };
        return expression.Negated ? new BoundNot(result) { Span = expression.Span } : result;
    }

    private BoundExpression Between(
        BoundExpression operand, BoundExpression low, BoundExpression high, SourceSpan span) =>
        new BoundJunction(true,
        [
            Context.Types.Compare(ComparisonKind.GreaterOrEqual, operand, low, span),
            Context.Types.Compare(ComparisonKind.LessOrEqual, operand, high, span),
        ]) { Span = span };

    private BoundExpression BindInList(InListExpression expression)
    {
        BoundExpression result = expression.Operand is RowExpression row
            ? BindRowInList(row, expression.Items, expression.Span)
            : InList(Bind(expression.Operand), [.. expression.Items.Select(Bind)], expression.Span);
        return expression.Negated ? new BoundNot(result) { Span = expression.Span } : result;
    }

    private BoundExpression InList(BoundExpression input, List<BoundExpression> items, SourceSpan span)
    {
        if (items.Count == 1) return Context.Types.Compare(ComparisonKind.Equal, input, items[0], span);
        List<BoundExpression> all = [input, .. items];
        LogicalType? type = Context.Types.CommonType(all, isComparison: true)
            ?? (items.All(item => item is BoundConstant && item.Type.IsNumeric)
                && input.Type.Id == LogicalTypeId.Varchar ? Context.Types.CommonType(items, true) : null);
        if (type is null)
        {
            BoundExpression other = items.FirstOrDefault(item => Context.Types.CommonType([input, item], true) is null)
                ?? items[0];
            throw Errors.OperatorNotFound(
                $"{input.Type.Name} = {other.Type.Name}", other.Span.IsNone ? span : other.Span);
        }
        Collation? collation = type.IsString ? Collations.Common(all, span) : null;
        for (int i = 0; i < all.Count; i++)
            all[i] = Collations.Key(Context, Context.Types.Cast(all[i], type), collation);
        return new BoundInList(all[0], all[1..]) { Span = span };
    }

    private BoundExpression BindRowInList(RowExpression row, SyntaxList<Expression> items, SourceSpan span)
    {
        var alternatives = new List<BoundExpression>();
        foreach (Expression item in items)
        {
            if (item is not RowExpression other || other.Items.Count != row.Items.Count)
                throw Errors.RowLengths(row.Items.Count, (item as RowExpression)?.Items.Count ?? 1, item.Span);
            alternatives.Add(Compare(ComparisonKind.Equal, row, item, item.Span));
        }
        return alternatives.Count == 1 ? alternatives[0] : new BoundJunction(false, alternatives) { Span = span };
    }

    private BoundExpression BindLike(LikeExpression expression)
    {
        (BoundExpression operand, BoundExpression pattern) =
            LikeKeys(Bind(expression.Operand), Bind(expression.Pattern), expression.Span);
        string symbol = expression.Kind switch
        {
            LikeKind.Like => "~~",
            LikeKind.ILike => "~~*",
            LikeKind.Glob => "~~~",
            _ => "regexp_full_match",
        };
        BoundExpression result;
        if (expression.Escape is null)
        {
            result = BindFunction(symbol, [operand, pattern], expression.Span);
        }
        else if (expression.Kind is LikeKind.Like or LikeKind.ILike)
        {
            string name = expression.Kind == LikeKind.Like ? "like_escape" : "ilike_escape";
            result = BindFunction(name, [operand, pattern, Bind(expression.Escape)], expression.Span);
        }
        else
        {
            throw Errors.NotSupported("ESCAPE with SIMILAR TO or GLOB", expression.Escape.Span);
        }
        return expression.Negated ? new BoundNot(result) { Span = expression.Span } : result;
    }

    /// <summary>x op ANY (a, b, …): OR of the comparisons; ALL: AND.</summary>
    private BoundExpression BindQuantifiedList(QuantifiedListExpression expression)
    {
        if (expression.List is not (ListExpression or RowExpression))
            return BindQuantifiedValue(expression, expression.Quantifier == Quantifier.Any);
        SyntaxList<Expression> items = expression.List switch
        {
            ListExpression list => list.Items,
            RowExpression row => row.Items,
            _ => throw Errors.NotSupported("ANY or ALL over a list that is no literal", expression.List.Span),
        };
        bool isAny = expression.Quantifier == Quantifier.Any;
        BoundExpression operand = Bind(expression.Operand);
        if (items.Count == 0) return new BoundConstant(Value.OfBool(!isAny)) { Span = expression.Span };
        ComparisonKind? kind = KindOf(expression.Operator);
        if (isAny && kind == ComparisonKind.Equal) return InList(operand, [.. items.Select(Bind)], expression.Span);
        var terms = new List<BoundExpression>();
        foreach (Expression item in items)
        {
            terms.Add(kind is { } comparison
                ? Context.Types.Compare(comparison, operand, Bind(item), expression.Span)
                : BindQuantifiedOperator(expression.Operator, operand, Bind(item), expression.Span));
        }
        if (terms.Find(term => term.Type.Id != LogicalTypeId.Boolean) is not null)
            throw Errors.QuantifiedOperator(expression.Operator, expression.Span);
        return terms.Count == 1 ? terms[0] : new BoundJunction(!isAny, terms) { Span = expression.Span };
    }

    private BoundExpression BindQuantifiedOperator(
        string symbol, BoundExpression left, BoundExpression right, SourceSpan span) =>
        symbol.StartsWith('!')
            ? new BoundNot(BindOperator(symbol[1..], [left, right], span)) { Span = span }
            : BindOperator(symbol, [left, right], span);
}
