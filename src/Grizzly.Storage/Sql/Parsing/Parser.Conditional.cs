using Grizzly.Common;

namespace Grizzly.Sql;

/// <summary>IF … THEN … END IF.</summary>
internal sealed partial class Parser
{
    private IfStatement ParseIf()
    {
        int first = _position;
        var blocks = new List<ConditionalBlock>();
        SyntaxList<Statement> otherwise = [];
        Require(Keyword.If);
        do blocks.Add(ParseConditionalBlock());
        while (AcceptWord("elsif"));
        if (Accept(Keyword.Else)) otherwise = ParseBlock();
        Require(Keyword.End, Keyword.If);
        return new IfStatement(SyntaxList.From(blocks), otherwise, SpanFrom(first));
    }

    private ConditionalBlock ParseConditionalBlock()
    {
        int first = _position;
        Expression condition = ParseExpression();
        SourceSpan span = condition.Span;
        Require(Keyword.Then);
        var body = new SelectBody(
            [], null, [new SelectItem(condition, null, span)], [], null, null, null, [], null, null, span);
        var query = new QueryStatement(new QueryExpression(null, body, [], null, span), span);
        SyntaxList<Statement> statements = ParseBlock();
        return new ConditionalBlock(query, statements, SpanFrom(first));
    }

    /// <summary>Statements up to ELSIF, ELSE or END IF, each with its semicolon.</summary>
    private SyntaxList<Statement> ParseBlock()
    {
        var statements = new List<Statement>();
        while (true)
        {
            while (Accept(TokenKind.Semicolon)) { }
            bool isEnd = At(Keyword.End) && Peek(1).Keyword == Keyword.If;
            if (isEnd || At(Keyword.Else) || AtWord("elsif")) return SyntaxList.From(statements);
            Statement statement = ParseStatementBody();
            RequireNestable(statement);
            statements.Add(statement);
            if (!Accept(TokenKind.Semicolon)) throw Unexpected();
        }
    }

    /// <summary>What changes the session rather than the database does not stand under a condition.</summary>
    private static void RequireNestable(Statement statement)
    {
        bool isOfSession = statement is BeginStatement or CommitStatement or RollbackStatement or SavepointStatement
            or ReleaseStatement or PrepareStatement or ExecuteStatement or DeallocateStatement or CheckpointStatement
            or VacuumStatement or AttachStatement or DetachStatement or UseStatement or SetStatement or ResetStatement
            or SetTransactionStatement;
        if (isOfSession) throw Errors.NotSupported("this statement inside of IF", statement.Span);
    }
}
