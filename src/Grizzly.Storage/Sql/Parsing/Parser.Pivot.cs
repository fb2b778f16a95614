using Grizzly.Common;

namespace Grizzly.Sql;

/// <summary>PIVOT and UNPIVOT, as statements and inside FROM.</summary>
internal sealed partial class Parser
{
    private PivotBody ParsePivotBody()
    {
        int first = _position;
        Require(Keyword.Pivot);
        TableReference source = ParseTableReference();
        SyntaxList<PivotColumn> on = Accept(Keyword.On) ? ParsePivotColumns(commas: true) : [];
        SyntaxList<SelectItem> aggregates = Accept(Keyword.Using) ? ParseSelectItems() : [];
        SyntaxList<Expression> groupBy = ParsePivotGroupBy();
        return new PivotBody(source, on, aggregates, groupBy, SpanFrom(first));
    }

    private SyntaxList<Expression> ParsePivotGroupBy()
    {
        if (!Accept(Keyword.Group)) return [];
        Require(Keyword.By);
        return ParseExpressionList(TokenKind.RightParenthesis);
    }

    private UnpivotBody ParseUnpivotBody()
    {
        int first = _position;
        Require(Keyword.Unpivot);
        TableReference source = ParseTableReference();
        bool includeNulls = ParseIncludeNulls();
        Require(Keyword.On);
        SyntaxList<SelectItem> on = ParseSelectItems();
        Identifier? name = null;
        var values = new List<Identifier>();
        if (Accept(Keyword.Into))
        {
            Require(Keyword.Name);
            name = ParseName();
            if (Accept(Keyword.Value) || Accept(Keyword.Values))
            {
                do values.Add(ParseName());
                while (Accept(TokenKind.Comma));
            }
        }
        return new UnpivotBody(source, on, name, SyntaxList.From(values), includeNulls, SpanFrom(first));
    }

    private bool ParseIncludeNulls()
    {
        if (Accept(Keyword.Include, Keyword.Nulls)) return true;
        Accept(Keyword.Exclude, Keyword.Nulls);
        return false;
    }

    private SyntaxList<PivotColumn> ParsePivotColumns(bool commas)
    {
        var columns = new List<PivotColumn>();
        while (true)
        {
            columns.Add(ParsePivotColumn());
            if (commas ? !Accept(TokenKind.Comma) : At(TokenKind.RightParenthesis) || At(Keyword.Group)) break;
        }
        return SyntaxList.From(columns);
    }

    private PivotColumn ParsePivotColumn()
    {
        int first = _position;
        Expression key = ParseExpression(Precedence.Between + 1);
        if (!Accept(Keyword.In)) return new PivotColumn(key, [], null, null, SpanFrom(first));
        if (!Accept(TokenKind.LeftParenthesis))
            return new PivotColumn(key, [], null, ParseQualifiedName(), SpanFrom(first));
        QueryExpression? query = null;
        SyntaxList<SelectItem> values = [];
        if (AtQueryStart) query = ParseQuery();
        else values = ParseSelectItems();
        Require(TokenKind.RightParenthesis);
        return new PivotColumn(key, values, query, null, SpanFrom(first));
    }

    private PivotTable ParsePivotTable(TableReference source)
    {
        _position += 2;
        SyntaxList<SelectItem> aggregates = ParseSelectItems();
        Require(Keyword.For);
        SyntaxList<PivotColumn> columns = ParsePivotColumns(commas: false);
        SyntaxList<Expression> groupBy = ParsePivotGroupBy();
        Require(TokenKind.RightParenthesis);
        return new PivotTable(source, aggregates, columns, groupBy, ParseAlias(), SpanFrom(source));
    }

    private UnpivotTable ParseUnpivotTable(TableReference source)
    {
        Advance();
        bool includeNulls = ParseIncludeNulls();
        Require(TokenKind.LeftParenthesis);
        SyntaxList<Identifier> values = At(TokenKind.LeftParenthesis) ? ParseNameList() : [ParseName()];
        Require(Keyword.For);
        Identifier name = ParseName();
        Require(Keyword.In);
        Require(TokenKind.LeftParenthesis);
        SyntaxList<SelectItem> columns = ParseSelectItems();
        Require(TokenKind.RightParenthesis);
        Require(TokenKind.RightParenthesis);
        return new UnpivotTable(source, includeNulls, values, name, columns, ParseAlias(), SpanFrom(source));
    }
}
