using Grizzly.Common;

namespace Grizzly.Sql;

/// <summary>EXPLAIN, prepared statements, settings, and the small commands.</summary>
internal sealed partial class Parser
{
    private ExplainStatement ParseExplain()
    {
        int first = _position;
        Require(Keyword.Explain);
        bool analyze = false;
        var options = new List<StatementOption>();
        if (At(TokenKind.LeftParenthesis) && (Peek(1).Kind == TokenKind.Word && !IsQueryWord(Peek(1).Keyword)))
        {
            foreach (StatementOption option in ParseOptions())
            {
                if (option.Name is "analyze" or "analyse" && option.Value is not BooleanLiteral { Value: false })
                    analyze = true;
                else options.Add(option);
            }
        }
        else
        {
            analyze = Accept(Keyword.Analyze) || Accept(Keyword.Analyse);
            SourceSpan span = Current.Span;
            if (Accept(Keyword.Verbose)) options.Add(new StatementOption("verbose", null, span));
        }
        return new ExplainStatement(analyze, SyntaxList.From(options), ParseStatementBody(), SpanFrom(first));
    }

    private static bool IsQueryWord(Keyword keyword) =>
        keyword is Keyword.Select or Keyword.With or Keyword.From or Keyword.Values or Keyword.Table;

    private PrepareStatement ParsePrepare()
    {
        int first = _position;
        Advance();
        Identifier name = ParseName();
        var types = new List<TypeName>();
        if (Accept(TokenKind.LeftParenthesis))
        {
            do types.Add(ParseTypeName());
            while (Accept(TokenKind.Comma));
            Require(TokenKind.RightParenthesis);
        }
        Require(Keyword.As);
        return new PrepareStatement(name, SyntaxList.From(types), ParseStatementBody(), SpanFrom(first));
    }

    private ExecuteStatement ParseExecute()
    {
        int first = _position;
        Advance();
        Identifier name = ParseName();
        SyntaxList<FunctionArgument> arguments = At(TokenKind.LeftParenthesis) ? ParseArguments() : [];
        return new ExecuteStatement(name, arguments, SpanFrom(first));
    }

    private SyntaxList<FunctionArgument> ParseArguments()
    {
        var arguments = new List<FunctionArgument>();
        Require(TokenKind.LeftParenthesis);
        while (!At(TokenKind.RightParenthesis))
        {
            arguments.Add(ParseArgument(null));
            if (!Accept(TokenKind.Comma)) break;
        }
        Require(TokenKind.RightParenthesis);
        return SyntaxList.From(arguments);
    }

    private DeallocateStatement ParseDeallocate()
    {
        int first = _position;
        Advance();
        Accept(Keyword.Prepare);
        Identifier? name = Accept(Keyword.All) ? null : ParseName();
        return new DeallocateStatement(name, SpanFrom(first));
    }

    private SettingScope ParseScope()
    {
        if (Peek(1).Kind is TokenKind.Equal || Peek(1).Keyword == Keyword.To) return SettingScope.Default;
        if (Accept(Keyword.Session)) return SettingScope.Session;
        if (Accept(Keyword.Local)) return SettingScope.Local;
        return Accept(Keyword.Global) ? SettingScope.Global : SettingScope.Default;
    }

    private string ParseSettingName()
    {
        string name = ParseLabelOrString().Text;
        while (Accept(TokenKind.Dot)) name += "." + ParseLabel().Text;
        return name.ToLowerInvariant();
    }

    private Statement ParseSet()
    {
        int first = _position;
        Advance();
        SettingScope scope = ParseScope();
        if (Accept(Keyword.Transaction)) return ParseSetTransaction(false, first);
        if (AtWord("constraints") && Peek(1).Kind is TokenKind.Word or TokenKind.QuotedIdentifier
            && Peek(1).Keyword != Keyword.To) return ParseSetConstraints(first);
        if (AtWord("characteristics") && scope == SettingScope.Session)
        {
            Advance();
            Require(Keyword.As);
            Require(Keyword.Transaction);
            return ParseSetTransaction(true, first);
        }
        bool isVariable = At(Keyword.Variable) && Peek(1).Kind != TokenKind.Equal && Accept(Keyword.Variable);
        string name;
        if (Accept(Keyword.Time, Keyword.Zone)) name = "timezone";
        else
        {
            name = ParseSettingName();
            if (!Accept(TokenKind.Equal)) Require(Keyword.To);
        }
        if (Accept(Keyword.Default)) return new SetStatement(scope, isVariable, name, [], SpanFrom(first));
        if (name == "timezone" && Accept(Keyword.Local))
            return new SetStatement(scope, isVariable, name, [], SpanFrom(first));
        var values = new List<Expression>();
        do values.Add(ParseSettingValue());
        while (Accept(TokenKind.Comma));
        return new SetStatement(scope, isVariable, name, SyntaxList.From(values), SpanFrom(first));
    }

    private Expression ParseSettingValue() => At(TokenKind.LeftParenthesis) ? ParseExpression() : ParseOptionValue();

    private SetTransactionStatement ParseSetTransaction(bool sessionDefault, int first)
    {
        (TransactionIsolation isolation, TransactionAccess access) = ParseTransactionModes();
        return new SetTransactionStatement(sessionDefault, isolation, access, SpanFrom(first));
    }

    private SetConstraintsStatement ParseSetConstraints(int first)
    {
        Advance();
        SyntaxList<QualifiedName> names = Accept(Keyword.All) ? [] : ParseQualifiedNames();
        bool isDeferred = Accept(Keyword.Deferred);
        if (!isDeferred) Require(Keyword.Immediate);
        return new SetConstraintsStatement(names, isDeferred, SpanFrom(first));
    }

    private ResetStatement ParseReset()
    {
        int first = _position;
        Advance();
        SettingScope scope = ParseScope();
        bool isVariable = At(Keyword.Variable) && Peek(1).Kind == TokenKind.Word && Accept(Keyword.Variable);
        if (Accept(Keyword.All)) return new ResetStatement(scope, isVariable, null, SpanFrom(first));
        string name = Accept(Keyword.Time, Keyword.Zone) ? "timezone" : ParseSettingName();
        return new ResetStatement(scope, isVariable, name, SpanFrom(first));
    }

    private Statement ParseShow()
    {
        int first = _position;
        Advance();
        if (IsQueryWord(Current.Keyword)) return new DescribeStatement(null, ParseQuery(), SpanFrom(first));
        if (Accept(Keyword.All, Keyword.Tables)) return new ShowStatement("all tables", null, SpanFrom(first));
        if (Accept(Keyword.All)) return new ShowStatement("all", null, SpanFrom(first));
        if (Accept(Keyword.Time, Keyword.Zone)) return new ShowStatement("timezone", null, SpanFrom(first));
        if (Accept(Keyword.Transaction, Keyword.Isolation, Keyword.Level))
            return new ShowStatement("transaction_isolation", null, SpanFrom(first));
        string name = ParseSettingName();
        QualifiedName? from = Accept(Keyword.From) ? ParseQualifiedName() : null;
        return new ShowStatement(name, from, SpanFrom(first));
    }

    private DescribeStatement ParseDescribe()
    {
        int first = _position;
        Advance();
        if (Kind is TokenKind.End or TokenKind.Semicolon or TokenKind.RightParenthesis)
            return new DescribeStatement(null, null, SpanFrom(first));
        if (At(Keyword.Table)) Advance();
        if (AtDescribedQuery) return new DescribeStatement(null, ParseQuery(), SpanFrom(first));
        return new DescribeStatement(ParseDescribedTable(), null, SpanFrom(first));
    }

    private bool AtDescribedQuery => AtQueryStart || At(TokenKind.LeftParenthesis);

    private TableReference ParseDescribedTable()
    {
        int first = _position;
        if (AtString) return new FileTable(ParseString(), null, SpanFrom(first));
        QualifiedName name = ParseQualifiedName(KeywordClass.TypeOrFunction);
        return At(TokenKind.LeftParenthesis)
            ? new FunctionTable(ParseCall(name, first, null), null, false, false, SpanFrom(first))
            : new NamedTable(name, null, SpanFrom(first));
    }

    private SummarizeStatement ParseSummarize()
    {
        int first = _position;
        Advance();
        if (At(Keyword.Table)) Advance();
        if (AtDescribedQuery) return new SummarizeStatement(null, ParseQuery(), SpanFrom(first));
        return new SummarizeStatement(ParseDescribedTable(), null, SpanFrom(first));
    }

    private PragmaStatement ParsePragma()
    {
        int first = _position;
        Advance();
        string name = ParseSettingName();
        if (Accept(TokenKind.Equal))
        {
            Expression value = ParseOptionValue();
            return new PragmaStatement(name, true, [new FunctionArgument(null, value, value.Span)], SpanFrom(first));
        }
        SyntaxList<FunctionArgument> arguments = At(TokenKind.LeftParenthesis) ? ParseArguments() : [];
        return new PragmaStatement(name, false, arguments, SpanFrom(first));
    }

    private CallStatement ParseCallStatement()
    {
        int first = _position;
        Advance();
        int start = _position;
        QualifiedName name = ParseQualifiedName(KeywordClass.TypeOrFunction);
        return new CallStatement(ParseCall(name, start, null), SpanFrom(first));
    }

    private CheckpointStatement ParseCheckpoint()
    {
        int first = _position;
        bool force = Accept(Keyword.Force);
        Require(Keyword.Checkpoint);
        Identifier? database = IsName(Current) ? TakeIdentifier() : null;
        return new CheckpointStatement(force, database, SpanFrom(first));
    }

    private VacuumStatement ParseVacuum()
    {
        int first = _position;
        Advance();
        bool full = false, analyze = false;
        if (At(TokenKind.LeftParenthesis))
        {
            foreach (StatementOption option in ParseOptions())
            {
                full |= option.Name == "full";
                analyze |= option.Name is "analyze" or "analyse";
            }
        }
        else
        {
            full = Accept(Keyword.Full);
            Accept(Keyword.Freeze);
            Accept(Keyword.Verbose);
            analyze = Accept(Keyword.Analyze) || Accept(Keyword.Analyse);
        }
        QualifiedName? table = IsName(Current) ? ParseQualifiedName() : null;
        SyntaxList<Identifier> columns = table is null ? [] : ParseOptionalNameList();
        return new VacuumStatement(full, analyze, table, columns, SpanFrom(first));
    }

    private AnalyzeStatement ParseAnalyze()
    {
        int first = _position;
        Advance();
        Accept(Keyword.Verbose);
        QualifiedName? table = IsName(Current) ? ParseQualifiedName() : null;
        SyntaxList<Identifier> columns = table is null ? [] : ParseOptionalNameList();
        return new AnalyzeStatement(table, columns, SpanFrom(first));
    }

    private UseStatement ParseUse()
    {
        int first = _position;
        Advance();
        return new UseStatement(ParseQualifiedName(), SpanFrom(first));
    }
}
