using Grizzly.Common;

namespace Grizzly.Sql;

internal sealed partial class Parser
{
    private MergeStatement ParseMerge()
    {
        int first = _position;
        Require(Keyword.Merge);
        SyntaxList<string> hints = ParseHints();
        Require(Keyword.Into);
        TableReference target = ParseTablePrimary();
        Require(Keyword.Using);
        TableReference source = ParseTableReference();
        Expression? on = null;
        SyntaxList<Identifier> columns = [];
        if (Accept(Keyword.Using)) columns = ParseNameList();
        else
        {
            Require(Keyword.On);
            on = ParseExpression();
        }
        var clauses = new List<MergeClause>();
        do clauses.Add(ParseMergeClause());
        while (At(Keyword.When));
        return new MergeStatement(null, target, source, on, columns, SyntaxList.From(clauses), ParseReturning(),
            SpanFrom(first)) { Hints = hints };
    }

    private MergeClause ParseMergeClause()
    {
        int first = _position;
        Require(Keyword.When);
        MergeMatch match = Accept(Keyword.Not) ? MergeMatch.NotMatchedByTarget : MergeMatch.Matched;
        Require(Keyword.Matched);
        if (match != MergeMatch.Matched && Accept(Keyword.By))
        {
            if (Accept(Keyword.Source)) match = MergeMatch.NotMatchedBySource;
            else Require(Keyword.Target);
        }
        Expression? condition = Accept(Keyword.And) ? ParseExpression() : null;
        Require(Keyword.Then);
        MergeClause clause = ParseMergeAction();
        return clause with { Match = match, Condition = condition, Span = SpanFrom(first) };
    }

    private static MergeClause Action(MergeActionKind kind) =>
        new(MergeMatch.Matched, null, kind, [], [], [], false, false, false, null, SourceSpan.None);

    private MergeClause ParseMergeAction()
    {
        if (Accept(Keyword.Delete)) return Action(MergeActionKind.Delete);
        if (Accept(Keyword.Error))
            return Action(MergeActionKind.Error) with { Message = Kind is TokenKind.Word or TokenKind.End
                or TokenKind.Semicolon ? null : ParseExpression() };
        if (Accept(Keyword.Update))
        {
            MergeClause update = Action(MergeActionKind.Update);
            if (AcceptInsertOrder()) return update with { ByName = true };
            if (!Accept(Keyword.Set)) return update;
            return Accept(TokenKind.Star) ? update with { Star = true } : update with { Set = ParseAssignments() };
        }
        if (Accept(Keyword.Insert))
        {
            MergeClause insert = Action(MergeActionKind.Insert);
            if (AcceptInsertOrder()) return insert with { ByName = true };
            if (Accept(TokenKind.Star)) return insert with { Star = true };
            if (At(TokenKind.LeftParenthesis)) insert = insert with { Columns = ParseTargetColumns() };
            if (Accept(Keyword.Default, Keyword.Values)) return insert with { DefaultValues = true };
            if (!Accept(Keyword.Values)) return insert;
            Require(TokenKind.LeftParenthesis);
            insert = insert with { Values = ParseExpressionList(TokenKind.RightParenthesis) };
            Require(TokenKind.RightParenthesis);
            return insert;
        }
        Require(Keyword.Do, Keyword.Nothing);
        return Action(MergeActionKind.DoNothing);
    }
}
