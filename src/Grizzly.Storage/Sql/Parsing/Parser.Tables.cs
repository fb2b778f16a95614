using Grizzly.Common;

namespace Grizzly.Sql;

/// <summary>FROM: tables, subqueries, functions and joins.</summary>
internal sealed partial class Parser
{
    private SyntaxList<TableReference> ParseFromList()
    {
        var tables = new List<TableReference>();
        do
        {
            if (tables.Count > 0 && (AtEndOfItems || At(Keyword.Select))) break;
            tables.Add(ParseTableReference());
        }
        while (Accept(TokenKind.Comma));
        return SyntaxList.From(tables);
    }

    private TableReference ParseTableReference()
    {
        Enter();
        TableReference table = ParseTablePrimary();
        for (int length = 0; AtJoin; length++)
        {
            if (length > DeepestNesting) throw Errors.StatementTooDeep(Current.Span);
            table = ParseJoin(table);
        }
        Leave();
        return table;
    }

    private bool AtJoin
    {
        get
        {
            Expect(Keyword.Join, Keyword.Inner, Keyword.Left, Keyword.Right, Keyword.Full, Keyword.Cross,
                Keyword.Natural);
            return Current.Keyword is Keyword.Join or Keyword.Inner or Keyword.Left or Keyword.Right or Keyword.Full
                or Keyword.Cross
                or Keyword.Natural or Keyword.Semi or Keyword.Anti or Keyword.Asof or Keyword.Positional;
        }
    }

    private JoinTable ParseJoin(TableReference left)
    {
        Enter();
        bool natural = Accept(Keyword.Natural);
        bool asof = Accept(Keyword.Asof);
        JoinKind kind = ParseJoinKind();
        Require(Keyword.Join);
        TableReference right = ParseTablePrimary();
        Expression? on = null;
        SyntaxList<Identifier> columns = [];
        if (!natural && kind is not (JoinKind.Cross or JoinKind.Positional))
        {
            while (!At(Keyword.On) && !At(Keyword.Using) && AtJoin) right = ParseJoin(right);
            if (Accept(Keyword.On)) on = ParseExpression();
            else
            {
                Require(Keyword.Using);
                columns = ParseNameList();
            }
        }
        Leave();
        return new JoinTable(kind, asof, natural, left, right, on, columns, SpanFrom(left));
    }

    private JoinKind ParseJoinKind()
    {
        if (Accept(Keyword.Cross)) return JoinKind.Cross;
        if (Accept(Keyword.Positional)) return JoinKind.Positional;
        if (Accept(Keyword.Semi)) return JoinKind.Semi;
        if (Accept(Keyword.Anti)) return JoinKind.Anti;
        if (Accept(Keyword.Inner)) return JoinKind.Inner;
        JoinKind kind = JoinKind.Inner;
        if (Accept(Keyword.Left)) kind = JoinKind.Left;
        else if (Accept(Keyword.Right)) kind = JoinKind.Right;
        else if (Accept(Keyword.Full)) kind = JoinKind.Full;
        if (kind != JoinKind.Inner) Accept(Keyword.Outer);
        return kind;
    }

    private TableReference ParseTablePrimary()
    {
        int first = _position;
        Identifier? prefix = null;
        if (IsName(Current) && Peek(1).Kind == TokenKind.Colon)
        {
            prefix = TakeIdentifier();
            Advance();
        }
        bool lateral = Accept(Keyword.Lateral);
        TableReference table = ParseTableSource(first, lateral, prefix);
        while (true)
        {
            if (At(Keyword.Tablesample)) table = new SampledTable(table, ParseTableSample(), SpanFrom(first));
            else if (At(Keyword.Pivot) && Peek(1).Kind == TokenKind.LeftParenthesis) table = ParsePivotTable(table);
            else if (At(Keyword.Unpivot) && (Peek(1).Kind == TokenKind.LeftParenthesis
                || Peek(2).Keyword == Keyword.Nulls)) table = ParseUnpivotTable(table);
            else return table;
        }
    }

    private TableReference ParseTableSource(int first, bool lateral, Identifier? prefix)
    {
        if (At(TokenKind.LeftParenthesis)) return ParseParenthesizedTable(first, lateral, prefix);
        if (AtString)
        {
            string path = ParseString();
            return new FileTable(path, ParseAlias(prefix), SpanFrom(first));
        }
        if (At(Keyword.Values, TokenKind.LeftParenthesis))
        {
            ValuesBody values = ParseValues();
            return Subquery(new QueryExpression(null, values, [], null, values.Span), lateral, prefix, first);
        }
        bool only = !lateral && At(Keyword.Only) && Accept(Keyword.Only);
        QualifiedName name = ParseQualifiedName(Peek(1).Kind == TokenKind.LeftParenthesis ? KeywordClass.TypeOrFunction
            : KeywordClass.Free);
        if (!At(TokenKind.LeftParenthesis) || only)
            return lateral ? throw Unexpected() : new NamedTable(name, ParseAlias(prefix), SpanFrom(first));
        FunctionCall call = ParseCall(name, first, null);
        bool ordinality = Accept(Keyword.With, Keyword.Ordinality);
        return new FunctionTable(call, ParseAlias(prefix), lateral, ordinality, SpanFrom(first));
    }

    private SubqueryTable Subquery(QueryExpression query, bool lateral, Identifier? prefix, int first) =>
        new(query, ParseAlias(prefix), lateral, SpanFrom(first));

    /// <summary>A subquery, or tables and joins in parentheses.</summary>
    private TableReference ParseParenthesizedTable(int first, bool lateral, Identifier? prefix)
    {
        Require(TokenKind.LeftParenthesis);
        if (AtQueryStart)
        {
            QueryExpression query = ParseQuery();
            Require(TokenKind.RightParenthesis);
            return Subquery(query, lateral, prefix, first);
        }
        TableReference inner = ParseTableReference();
        if (inner is SubqueryTable { Alias: null, Lateral: false } subquery && (AtQueryContinuation || lateral))
        {
            QueryExpression query = ContinueQuery(subquery.Query);
            Require(TokenKind.RightParenthesis);
            return Subquery(query, lateral, prefix, first);
        }
        Require(TokenKind.RightParenthesis);
        if (lateral) throw Unexpected("LATERAL stands before a subquery or a function");
        if (ParseAlias(prefix) is not { } alias) return inner;
        return inner is SubqueryTable { Alias: null } bare
            ? bare with { Alias = alias, Span = SpanFrom(first) }
            : new AliasedTable(inner, alias, SpanFrom(first));
    }

    /// <summary><c>[AS] name [(columns)]</c>, or the name that stood before the table and a colon.</summary>
    private TableAlias? ParseAlias(Identifier? prefix = null)
    {
        int first = _position;
        Identifier name;
        if (prefix is { } given) return new TableAlias(given, [], given.Span);
        if (Accept(Keyword.As))
            name = At(TokenKind.String) ? ParseLabelOrString() : ParseName(KeywordClass.TypeOrFunction);
        else if (IsName(Current) && !At(Keyword.Set) && ExpectClauses()) name = TakeIdentifier();
        else return null;
        return new TableAlias(name, ParseAliasColumns(), SpanFrom(first));
    }

    private SyntaxList<Identifier> ParseAliasColumns()
    {
        if (!Accept(TokenKind.LeftParenthesis)) return [];
        var names = new List<Identifier>();
        do names.Add(At(TokenKind.String) ? ParseLabelOrString() : ParseName());
        while (Accept(TokenKind.Comma));
        Require(TokenKind.RightParenthesis);
        return SyntaxList.From(names);
    }

    private SampleClause ParseTableSample()
    {
        int first = _position;
        Advance();
        return ParseSample(first);
    }

    private SampleClause ParseUsingSample()
    {
        int first = _position;
        _position += 2;
        return ParseSample(first);
    }

    /// <summary><c>10%</c>, <c>10 ROWS (method, seed)</c> or <c>method(10 PERCENT) REPEATABLE (seed)</c>. A bare number
    /// counts rows, but
    /// percent where a method other than reservoir is named, as in standard SQL.</summary>
    private SampleClause ParseSample(int first)
    {
        string? method = null;
        Expression size;
        SampleUnit unit;
        Expression? seed = null;
        if (IsName(Current) && Peek(1).Kind == TokenKind.LeftParenthesis)
        {
            method = TakeIdentifier().Text.ToLowerInvariant();
            Advance();
            size = ParseExpression();
            unit = ParseSampleUnit(method == "reservoir" ? SampleUnit.Rows : SampleUnit.Percent);
            Require(TokenKind.RightParenthesis);
        }
        else
        {
            bool parenthesized = Accept(TokenKind.LeftParenthesis);
            size = ParsePrefix();
            unit = ParseSampleUnit(SampleUnit.Rows);
            if (parenthesized) Require(TokenKind.RightParenthesis);
            if (parenthesized) unit = ParseSampleUnit(unit);
            if (Accept(TokenKind.LeftParenthesis))
            {
                method = ParseName().Text.ToLowerInvariant();
                if (Accept(TokenKind.Comma)) seed = ParseExpression();
                Require(TokenKind.RightParenthesis);
            }
        }
        if (Accept(Keyword.Repeatable))
        {
            Require(TokenKind.LeftParenthesis);
            seed = ParseExpression();
            Require(TokenKind.RightParenthesis);
        }
        return new SampleClause(method, size, unit, seed, SpanFrom(first));
    }

    private SampleUnit ParseSampleUnit(SampleUnit otherwise)
    {
        if (Accept(TokenKind.Percent) || Accept(Keyword.Percent)) return SampleUnit.Percent;
        return Accept(Keyword.Rows) ? SampleUnit.Rows : otherwise;
    }
}
