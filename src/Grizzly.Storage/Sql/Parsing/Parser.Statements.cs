using Grizzly.Common;

namespace Grizzly.Sql;

/// <summary>Scripts, and the first word of a statement.</summary>
internal sealed partial class Parser
{
    public IReadOnlyList<Statement> ParseScript()
    {
        var statements = new List<Statement>();
        while (true)
        {
            while (Accept(TokenKind.Semicolon)) { }
            if (At(TokenKind.End)) return statements;
            _nextParameter = 1;
            statements.Add(ParseStatementBody());
            if (!At(TokenKind.Semicolon) && !At(TokenKind.End)) throw Unexpected();
        }
    }

    public Statement ParseSingleStatement()
    {
        Statement statement = ParseStatementBody();
        while (Accept(TokenKind.Semicolon)) { }
        return At(TokenKind.End) ? statement : throw Unexpected();
    }

    private Statement ParseStatementBody()
    {
        Enter();
        int first = _position;
        Statement statement = At(Keyword.With) ? ParseWithStatement(first) : ParseStatementBody(Current.Keyword);
        Leave();
        return statement with { Span = SpanFrom(first) };
    }

    private Statement ParseWithStatement(int first)
    {
        WithClause with = ParseWith();
        switch (Current.Keyword)
        {
            case Keyword.Insert: return ParseInsert() with { With = with };
            case Keyword.Update: return ParseUpdate() with { With = with };
            case Keyword.Delete: return ParseDelete() with { With = with };
            case Keyword.Merge: return ParseMerge() with { With = with };
        }
        QueryExpression query = ParseQuery(with, first);
        return new QueryStatement(query, query.Span);
    }

    private Statement ParseStatementBody(Keyword keyword)
    {
        Expect(
            Keyword.Select, Keyword.Insert, Keyword.Update, Keyword.Delete, Keyword.Create, Keyword.Drop,
            Keyword.Alter, Keyword.With, Keyword.From,
            Keyword.Values, Keyword.Explain, Keyword.Begin, Keyword.Commit, Keyword.Rollback, Keyword.Copy,
            Keyword.Merge, Keyword.Truncate,
            Keyword.Describe, Keyword.Show, Keyword.Pragma, Keyword.Prepare, Keyword.Execute, Keyword.Attach,
            Keyword.Detach, Keyword.Checkpoint,
            Keyword.Vacuum, Keyword.Analyze, Keyword.Savepoint, Keyword.Release, Keyword.Summarize, Keyword.Comment,
            Keyword.Table);
        return keyword switch
        {
            Keyword.Show => ParseShow(),
            Keyword.Describe or Keyword.Desc => ParseDescribe(),
            Keyword.Summarize => ParseSummarize(),
            Keyword.Insert => ParseInsert(),
            Keyword.Update => ParseUpdate(),
            Keyword.Delete => ParseDelete(),
            Keyword.Merge => ParseMerge(),
            Keyword.Truncate => ParseTruncate(),
            Keyword.Copy => ParseCopy(),
            Keyword.Create => ParseCreate(),
            Keyword.Drop => ParseDrop(),
            Keyword.Alter => ParseAlter(),
            Keyword.Comment => ParseComment(),
            Keyword.If => ParseIf(),
            Keyword.Begin or Keyword.Start => ParseBegin(),
            Keyword.Commit or Keyword.End => ParseCommit(),
            Keyword.Rollback or Keyword.Abort => ParseRollback(),
            Keyword.Savepoint => ParseSavepoint(),
            Keyword.Release => ParseRelease(),
            Keyword.Explain => ParseExplain(),
            Keyword.Prepare => ParsePrepare(),
            Keyword.Execute => ParseExecute(),
            Keyword.Deallocate => ParseDeallocate(),
            Keyword.Set => ParseSet(),
            Keyword.Reset => ParseReset(),
            Keyword.Pragma => ParsePragma(),
            Keyword.Call => ParseCallStatement(),
            Keyword.Checkpoint or Keyword.Force => ParseCheckpoint(),
            Keyword.Vacuum => ParseVacuum(),
            Keyword.Analyze or Keyword.Analyse => ParseAnalyze(),
            Keyword.Use => ParseUse(),
            Keyword.Attach => ParseAttach(),
            Keyword.Detach => ParseDetach(),
            Keyword.Export => ParseExport(),
            Keyword.Import => ParseImport(),
            Keyword.Load or Keyword.Install => ParseLoad(),
            _ => ParseQueryStatement(),
        };
    }
}
