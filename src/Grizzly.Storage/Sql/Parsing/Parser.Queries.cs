using Grizzly.Common;

namespace Grizzly.Sql;

/// <summary>WITH, set operations, ORDER BY and LIMIT: everything of a query but SELECT itself.</summary>
internal sealed partial class Parser
{
    /// <summary>Set operations in one chain; more are refused so that nothing downstream meets an endless
    /// spine.</summary>
    private const int LongestSetChain = 20_000;

    private bool AtQueryStart => Current.Keyword switch
    {
        Keyword.Select or Keyword.With or Keyword.From or Keyword.Table or Keyword.Describe or Keyword.Summarize
            or Keyword.Show
            or Keyword.Pivot or Keyword.Unpivot => true,
        Keyword.Values => Peek(1).Kind == TokenKind.LeftParenthesis,
        _ => false,
    };

    private bool AtQueryContinuation => Current.Keyword is Keyword.Union or Keyword.Intersect or Keyword.Except
        or Keyword.Order
        or Keyword.Limit or Keyword.Offset or Keyword.Fetch;

    private QueryExpression ParseQuery()
    {
        int first = _position;
        return ParseQuery(At(Keyword.With) ? ParseWith() : null, first);
    }

    private QueryExpression ParseQuery(WithClause? with, int first)
    {
        Enter();
        QueryBody body = ParseSetOperations(ParseQueryOperand(), 0);
        QueryExpression query = ParseQueryTail(with, body, first);
        Leave();
        return query;
    }

    /// <summary>A query whose first operand was a query in parentheses, already read.</summary>
    private QueryExpression ContinueQuery(QueryExpression left)
    {
        Enter();
        int first = _tokens.FindLastIndex(_position, token => token.Start <= left.Span.Start);
        QueryExpression query = ParseQueryTail(null, ParseSetOperations(Unwrap(left), 0), Math.Max(first, 0));
        Leave();
        return query;
    }

    private QueryExpression ParseQueryTail(WithClause? with, QueryBody body, int first)
    {
        SyntaxList<OrderByItem> order = ParseOptionalOrderBy();
        LimitClause? limit = ParseLimit();
        if (with is null && order.IsEmpty && limit is null && body is NestedQueryBody nested)
            return nested.Query with { Span = SpanFrom(first) };
        return new QueryExpression(with, body, order, limit, SpanFrom(first));
    }

    private static QueryBody Unwrap(QueryExpression query) =>
        query is { With: null, OrderBy.IsEmpty: true, Limit: null } ? query.Body
            : new NestedQueryBody(query, query.Span);

    /// <summary>INTERSECT (1) binds more tightly than UNION and EXCEPT (0).</summary>
    private QueryBody ParseSetOperations(QueryBody left, int least)
    {
        for (int length = 0; ; length++)
        {
            if (length > LongestSetChain) throw Errors.StatementTooDeep(Current.Span);
            SetOperator operation;
            if (least == 0 && At(Keyword.Union)) operation = SetOperator.Union;
            else if (least == 0 && At(Keyword.Except)) operation = SetOperator.Except;
            else if (At(Keyword.Intersect)) operation = SetOperator.Intersect;
            else return left;
            Advance();
            bool all = Accept(Keyword.All);
            if (!all) Accept(Keyword.Distinct);
            bool byName = AcceptByName();
            QueryBody right = ParseQueryOperand();
            if (operation != SetOperator.Intersect) right = ParseSetOperations(right, 1);
            left = new SetOperationBody(operation, all, byName, left, right, SpanFrom(left));
        }
    }

    private bool AcceptByName() => At(Keyword.By) && Accept(Keyword.By, Keyword.Name);

    private QueryBody ParseQueryOperand()
    {
        int first = _position;
        Expect(Keyword.Select, Keyword.Values, Keyword.From, Keyword.With, Keyword.Table);
        switch (Current.Keyword)
        {
            case Keyword.Select or Keyword.From: return ParseSelect();
            case Keyword.Values when Peek(1).Kind == TokenKind.LeftParenthesis: return ParseValues();
            case Keyword.Table:
                Advance();
                return new TableBody(ParseQualifiedName(), SpanFrom(first));
            case Keyword.With: return new NestedQueryBody(ParseQuery(), SpanFrom(first));
            case Keyword.Describe or Keyword.Desc: return new StatementBody(ParseDescribe(), SpanFrom(first));
            case Keyword.Show: return new StatementBody(ParseShow(), SpanFrom(first));
            case Keyword.Summarize: return new StatementBody(ParseSummarize(), SpanFrom(first));
            case Keyword.Pivot: return ParsePivotBody();
            case Keyword.Unpivot: return ParseUnpivotBody();
        }
        Require(TokenKind.LeftParenthesis);
        QueryExpression inner = ParseQuery();
        Require(TokenKind.RightParenthesis);
        return Unwrap(inner);
    }

    private WithClause ParseWith()
    {
        int first = _position;
        Require(Keyword.With);
        bool recursive = At(Keyword.Recursive) && Peek(1).Keyword != Keyword.As && Accept(Keyword.Recursive);
        var tables = new List<CommonTableExpression>();
        do tables.Add(ParseCommonTable());
        while (Accept(TokenKind.Comma));
        return new WithClause(recursive, SyntaxList.From(tables), SpanFrom(first));
    }

    private CommonTableExpression ParseCommonTable()
    {
        Enter();
        int first = _position;
        Identifier name = ParseName();
        SyntaxList<Identifier> columns = ParseOptionalNameList();
        SyntaxList<Identifier> key = [];
        if (Accept(Keyword.Using))
        {
            Require(Keyword.Key);
            key = ParseNameList();
        }
        Require(Keyword.As);
        Materialization materialization = Materialization.Default;
        if (Accept(Keyword.Materialized)) materialization = Materialization.Materialized;
        else if (Accept(Keyword.Not, Keyword.Materialized)) materialization = Materialization.NotMaterialized;
        Require(TokenKind.LeftParenthesis);
        Statement statement = Current.Keyword is Keyword.Insert or Keyword.Update or Keyword.Delete or Keyword.Merge
            ? ParseStatementBody()
            : ParseQueryStatement();
        Require(TokenKind.RightParenthesis);
        Leave();
        return new CommonTableExpression(name, columns, key, materialization, statement, SpanFrom(first));
    }

    private QueryStatement ParseQueryStatement()
    {
        QueryExpression query = ParseQuery();
        return new QueryStatement(query, query.Span);
    }

    private ValuesBody ParseValues()
    {
        int first = _position;
        Require(Keyword.Values);
        var rows = new List<SyntaxList<Expression>>();
        do
        {
            if (!At(TokenKind.LeftParenthesis) && rows.Count > 0) break;
            Require(TokenKind.LeftParenthesis);
            rows.Add(ParseExpressionList(TokenKind.RightParenthesis));
            Require(TokenKind.RightParenthesis);
        }
        while (Accept(TokenKind.Comma));
        return new ValuesBody(SyntaxList.From(rows), SpanFrom(first));
    }

    private SyntaxList<OrderByItem> ParseOptionalOrderBy() => At(Keyword.Order) ? ParseOrderBy() : [];

    private SyntaxList<OrderByItem> ParseOrderBy()
    {
        Require(Keyword.Order, Keyword.By);
        var items = new List<OrderByItem>();
        do items.Add(ParseOrderByItem());
        while (Accept(TokenKind.Comma));
        return SyntaxList.From(items);
    }

    private OrderByItem ParseOrderByItem()
    {
        int first = _position;
        Expression value;
        if (At(Keyword.All) && Peek(1).Kind != TokenKind.LeftParenthesis)
        {
            Advance();
            value = new StarExpression([], [], [], [], SpanFrom(first));
        }
        else value = ParseExpression();
        SortDirection direction = SortDirection.Default;
        if (Accept(Keyword.Asc)) direction = SortDirection.Ascending;
        else if (Accept(Keyword.Desc)) direction = SortDirection.Descending;
        NullsOrder nulls = NullsOrder.Default;
        if (Accept(Keyword.Nulls, Keyword.First)) nulls = NullsOrder.First;
        else if (Accept(Keyword.Nulls, Keyword.Last)) nulls = NullsOrder.Last;
        return new OrderByItem(value, direction, nulls, SpanFrom(first));
    }

    /// <summary>LIMIT and OFFSET in either order, or OFFSET and FETCH FIRST; null where there is neither.</summary>
    private LimitClause? ParseLimit()
    {
        int first = _position;
        Expression? count = null, offset = null;
        bool percent = false, withTies = false, hasCount = false, hasOffset = false;
        while (true)
        {
            if (!hasCount && Accept(Keyword.Limit))
            {
                hasCount = true;
                if (!Accept(Keyword.All)) (count, percent) = ParseLimitCount();
            }
            else if (!hasOffset && Accept(Keyword.Offset))
            {
                hasOffset = true;
                offset = ParseExpression();
                if (!Accept(Keyword.Rows)) Accept(Keyword.Row);
            }
            else if (!hasCount && At(Keyword.Fetch))
            {
                hasCount = true;
                (count, percent, withTies) = ParseFetch();
            }
            else break;
        }
        if (!percent && count is NullLiteral) count = null;
        return count is null && offset is null ? null
            : new LimitClause(count, percent, withTies, offset, SpanFrom(first));
    }

    private (Expression Count, bool Percent) ParseLimitCount()
    {
        Expression count = ParseExpression();
        return (count, Accept(TokenKind.Percent) || Accept(Keyword.Percent));
    }

    private (Expression Count, bool Percent, bool WithTies) ParseFetch()
    {
        Require(Keyword.Fetch);
        if (!Accept(Keyword.First)) Require(Keyword.Next);
        Expression count = new NumberLiteral("1", NumberKind.Integer, SourceSpan.None);
        bool percent = false;
        if (!At(Keyword.Row) && !At(Keyword.Rows)) (count, percent) = ParseLimitCount();
        if (!Accept(Keyword.Row)) Require(Keyword.Rows);
        if (Accept(Keyword.Only)) return (count, percent, false);
        Require(Keyword.With, Keyword.Ties);
        return (count, percent, true);
    }
}
