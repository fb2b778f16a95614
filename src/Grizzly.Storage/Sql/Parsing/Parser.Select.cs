using Grizzly.Common;

namespace Grizzly.Sql;

/// <summary>SELECT and its clauses, FROM first or second.</summary>
internal sealed partial class Parser
{
    private SelectBody ParseSelect()
    {
        int first = _position;
        SyntaxList<TableReference> from = Accept(Keyword.From) ? ParseFromList() : [];
        bool fromFirst = !from.IsEmpty;
        SyntaxList<string> hints = [];
        DistinctClause? distinct = null;
        SyntaxList<SelectItem> items;
        if (!fromFirst || At(Keyword.Select))
        {
            Require(Keyword.Select);
            hints = ParseHints();
            distinct = ParseDistinct();
            items = ParseSelectItems();
            if (!fromFirst && Accept(Keyword.From)) from = ParseFromList();
        }
        else
        {
            SourceSpan span = SpanFrom(first);
            items = [new SelectItem(new StarExpression([], [], [], [], span), null, span)];
        }
        Expression? where = Accept(Keyword.Where) ? ParseExpression() : null;
        GroupByClause? groupBy = At(Keyword.Group) ? ParseGroupBy() : null;
        Expression? having = Accept(Keyword.Having) ? ParseExpression() : null;
        SyntaxList<NamedWindow> windows = Accept(Keyword.Window) ? ParseNamedWindows() : [];
        Expression? qualify = Accept(Keyword.Qualify) ? ParseExpression() : null;
        SampleClause? sample = At(Keyword.Using, Keyword.Sample) ? ParseUsingSample() : null;
        return new SelectBody(hints, distinct, items, from, where, groupBy, having, windows, qualify, sample,
            SpanFrom(first));
    }

    private SyntaxList<string> ParseHints()
    {
        if (!At(TokenKind.Hint)) return [];
        var hints = new List<string>();
        while (At(TokenKind.Hint))
        {
            Token token = Advance();
            hints.Add(TextOf(token)[3..^2].Trim().ToString());
        }
        return SyntaxList.From(hints);
    }

    private DistinctClause? ParseDistinct()
    {
        int first = _position;
        if (Accept(Keyword.All) || !Accept(Keyword.Distinct)) return null;
        SyntaxList<Expression> on = [];
        if (Accept(Keyword.On))
        {
            Require(TokenKind.LeftParenthesis);
            on = ParseExpressionList(TokenKind.RightParenthesis);
            Require(TokenKind.RightParenthesis);
        }
        return new DistinctClause(on, SpanFrom(first));
    }

    /// <summary>The select list; PostgreSQL lets it be empty, which no one needs: it is an error here.</summary>
    private SyntaxList<SelectItem> ParseSelectItems()
    {
        var items = new List<SelectItem>();
        do
        {
            if (items.Count > 0 && AtEndOfItems) break;
            items.Add(ParseSelectItem());
        }
        while (Accept(TokenKind.Comma));
        return SyntaxList.From(items);
    }

    /// <summary>A comma may follow the last item.</summary>
    private bool AtEndOfItems => Kind is TokenKind.End or TokenKind.Semicolon or TokenKind.RightParenthesis
        || (Kind == TokenKind.Word && Current.Keyword is Keyword.From or Keyword.Where or Keyword.Group
            or Keyword.Order or Keyword.Limit
            or Keyword.Having or Keyword.Union or Keyword.Into);

    private SelectItem ParseSelectItem()
    {
        int first = _position;
        if (Peek(1).Kind == TokenKind.Colon && (IsName(Current) || At(TokenKind.String)))
        {
            Identifier name = ParseLabelOrString();
            Advance();
            return new SelectItem(ParseExpression(), name, SpanFrom(first));
        }
        Expression value = ParseExpression();
        Identifier? alias = null;
        if (Accept(Keyword.As)) alias = ParseLabelOrString();
        else if (value is not StarExpression { Qualifier.IsEmpty: true } && AtBareLabel && ExpectClauses())
            alias = TakeIdentifier();
        return new SelectItem(value, alias, SpanFrom(first));
    }

    /// <summary>Records the clauses that might have been meant by a word taken for an alias; always true.</summary>
    private bool ExpectClauses()
    {
        Expect(
            Keyword.From, Keyword.Where, Keyword.Group, Keyword.Having, Keyword.Window, Keyword.Qualify, Keyword.Order,
            Keyword.Limit, Keyword.Offset,
            Keyword.Union, Keyword.Intersect, Keyword.Except, Keyword.Join, Keyword.Inner, Keyword.Left, Keyword.Right,
            Keyword.Full, Keyword.Cross,
            Keyword.On, Keyword.Using, Keyword.Returning);
        return true;
    }

    private bool AtBareLabel => IsName(Current, KeywordClass.TypeOrFunction)
        && Current.Keyword is not (Keyword.Over or Keyword.Filter or Keyword.Within
        or Keyword.Isnull or Keyword.Notnull or Keyword.Overlaps or Keyword.Join or Keyword.Is or Keyword.Like
            or Keyword.Ilike or Keyword.Similar);

    private GroupByClause ParseGroupBy()
    {
        int first = _position;
        Require(Keyword.Group, Keyword.By);
        bool distinct = Accept(Keyword.Distinct);
        if (At(Keyword.All) && !distinct)
        {
            Advance();
            if (Kind is TokenKind.End or TokenKind.Semicolon or TokenKind.RightParenthesis or TokenKind.Word)
                return new GroupByClause(true, false, [], SpanFrom(first));
        }
        if (At(TokenKind.Star) && Peek(1).Kind != TokenKind.Comma)
        {
            Advance();
            return new GroupByClause(true, false, [], SpanFrom(first));
        }
        var elements = new List<GroupingElement>();
        do
        {
            if (elements.Count > 0 && AtEndOfItems) break;
            elements.Add(ParseGroupingElement());
        }
        while (Accept(TokenKind.Comma));
        return new GroupByClause(false, distinct, SyntaxList.From(elements), SpanFrom(first));
    }

    private GroupingElement ParseGroupingElement()
    {
        Enter();
        int first = _position;
        GroupingElement element;
        if (At(TokenKind.LeftParenthesis) && Peek(1).Kind == TokenKind.RightParenthesis)
        {
            _position += 2;
            element = new EmptyGroupingSet(SpanFrom(first));
        }
        else if (At(Keyword.Rollup, TokenKind.LeftParenthesis))
            element = new RollupElement(ParseGroupingKeys(), SpanFrom(first));
        else if (At(Keyword.Cube, TokenKind.LeftParenthesis))
            element = new CubeElement(ParseGroupingKeys(), SpanFrom(first));
        else if (Accept(Keyword.Grouping, Keyword.Sets))
        {
            Require(TokenKind.LeftParenthesis);
            var sets = new List<GroupingElement>();
            do sets.Add(ParseGroupingElement());
            while (Accept(TokenKind.Comma));
            Require(TokenKind.RightParenthesis);
            element = new GroupingSetsElement(SyntaxList.From(sets), SpanFrom(first));
        }
        else element = new GroupingKey(ParseExpression(), SpanFrom(first));
        Leave();
        return element;
    }

    private SyntaxList<Expression> ParseGroupingKeys()
    {
        Advance();
        Require(TokenKind.LeftParenthesis);
        SyntaxList<Expression> keys = ParseExpressionList(TokenKind.RightParenthesis);
        Require(TokenKind.RightParenthesis);
        return keys;
    }

    private SyntaxList<NamedWindow> ParseNamedWindows()
    {
        var windows = new List<NamedWindow>();
        do
        {
            int first = _position;
            Identifier name = ParseName();
            Require(Keyword.As);
            windows.Add(new NamedWindow(name, ParseWindowSpecification(), SpanFrom(first)));
        }
        while (Accept(TokenKind.Comma));
        return SyntaxList.From(windows);
    }
}
