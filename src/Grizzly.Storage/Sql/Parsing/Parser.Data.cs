using Grizzly.Common;

namespace Grizzly.Sql;

/// <summary>INSERT, UPDATE, DELETE, TRUNCATE and COPY.</summary>
internal sealed partial class Parser
{
    private InsertStatement ParseInsert()
    {
        int first = _position;
        Require(Keyword.Insert);
        SyntaxList<string> hints = ParseHints();
        InsertConflict conflict = InsertConflict.Default;
        if (Accept(Keyword.Or, Keyword.Replace)) conflict = InsertConflict.OrReplace;
        else if (Accept(Keyword.Or, Keyword.Ignore)) conflict = InsertConflict.OrIgnore;
        Require(Keyword.Into);
        QualifiedName table = ParseQualifiedName();
        Identifier? alias = Accept(Keyword.As) ? ParseName() : null;
        bool byName = AcceptInsertOrder();
        SyntaxList<QualifiedName> columns = AtColumnList ? ParseTargetColumns() : [];
        if (!byName) byName = AcceptInsertOrder();
        OverridingKind overriding = ParseOverriding();
        bool hasDefaults = columns.IsEmpty && Accept(Keyword.Default, Keyword.Values);
        QueryExpression? source = hasDefaults ? null : ParseQuery();
        OnConflictClause? onConflict = At(Keyword.On) ? ParseOnConflict() : null;
        return new InsertStatement(
            null, conflict, table, alias, columns, byName, source, onConflict, ParseReturning(), SpanFrom(first))
        {
            Overriding = overriding, Hints = hints,
        };
    }

    private OverridingKind ParseOverriding()
    {
        if (!AtWord("overriding") || Peek(1).Kind != TokenKind.Word) return OverridingKind.None;
        AcceptWord("overriding");
        OverridingKind kind = Accept(Keyword.System) ? OverridingKind.SystemValue : OverridingKind.UserValue;
        if (kind == OverridingKind.UserValue && !AcceptWord("user")) throw Unexpected();
        Require(Keyword.Value);
        return kind;
    }

    /// <summary>BY NAME, or BY POSITION, which is what happens anyway.</summary>
    private bool AcceptInsertOrder()
    {
        if (AcceptByName()) return true;
        if (At(Keyword.By)) Accept(Keyword.By, Keyword.Position);
        return false;
    }

    /// <summary>Whether the parenthesis opens a list of columns rather than a query.</summary>
    private bool AtColumnList => At(TokenKind.LeftParenthesis) && IsName(Peek(1))
        && Peek(2).Kind is TokenKind.Comma or TokenKind.RightParenthesis or TokenKind.Dot;

    private SyntaxList<QualifiedName> ParseTargetColumns()
    {
        Require(TokenKind.LeftParenthesis);
        var columns = new List<QualifiedName>();
        do
        {
            if (At(TokenKind.RightParenthesis) && columns.Count > 0) break;
            columns.Add(ParseQualifiedName());
        }
        while (Accept(TokenKind.Comma));
        Require(TokenKind.RightParenthesis);
        return SyntaxList.From(columns);
    }

    private OnConflictClause ParseOnConflict()
    {
        int first = _position;
        Require(Keyword.On, Keyword.Conflict);
        SyntaxList<Expression> target = [];
        Expression? targetWhere = null;
        Identifier? constraint = null;
        if (Accept(Keyword.On, Keyword.Constraint)) constraint = ParseName();
        else if (Accept(TokenKind.LeftParenthesis))
        {
            target = ParseExpressionList(TokenKind.RightParenthesis);
            Require(TokenKind.RightParenthesis);
            if (Accept(Keyword.Where)) targetWhere = ParseExpression();
        }
        Require(Keyword.Do);
        if (Accept(Keyword.Nothing))
            return new OnConflictClause(target, targetWhere, constraint, [], null, SpanFrom(first));
        Require(Keyword.Update, Keyword.Set);
        SyntaxList<Assignment> set = ParseAssignments();
        Expression? where = Accept(Keyword.Where) ? ParseExpression() : null;
        return new OnConflictClause(target, targetWhere, constraint, set, where, SpanFrom(first));
    }

    private SyntaxList<SelectItem> ParseReturning() => Accept(Keyword.Returning) ? ParseSelectItems() : [];

    private SyntaxList<Assignment> ParseAssignments()
    {
        var assignments = new List<Assignment>();
        do
        {
            bool isTrailing = assignments.Count > 0 && (AtEndOfItems || At(Keyword.When) || At(Keyword.Returning));
            if (isTrailing) break;
            assignments.Add(ParseAssignment());
        }
        while (Accept(TokenKind.Comma));
        return SyntaxList.From(assignments);
    }

    private Assignment ParseAssignment()
    {
        int first = _position;
        bool isRow = At(TokenKind.LeftParenthesis);
        SyntaxList<QualifiedName> columns = isRow ? ParseTargetColumns() : [ParseQualifiedName()];
        Require(TokenKind.Equal);
        return new Assignment(columns, ParseExpression(), SpanFrom(first)) { IsRow = isRow };
    }

    private UpdateStatement ParseUpdate()
    {
        int first = _position;
        Require(Keyword.Update);
        SyntaxList<string> hints = ParseHints();
        TableReference table = ParseTableReference();
        Require(Keyword.Set);
        SyntaxList<Assignment> set = ParseAssignments();
        SyntaxList<TableReference> from = Accept(Keyword.From) ? ParseFromList() : [];
        Expression? where = Accept(Keyword.Where) ? ParseExpression() : null;
        return new UpdateStatement(null, table, set, from, where, ParseReturning(), SpanFrom(first)) { Hints = hints };
    }

    private DeleteStatement ParseDelete()
    {
        int first = _position;
        Require(Keyword.Delete);
        SyntaxList<string> hints = ParseHints();
        Require(Keyword.From);
        TableReference table = ParseTablePrimary();
        SyntaxList<TableReference> usingTables = Accept(Keyword.Using) ? ParseFromList() : [];
        Expression? where = Accept(Keyword.Where) ? ParseExpression() : null;
        return new DeleteStatement(null, table, usingTables, where, ParseReturning(), SpanFrom(first))
        {
            Hints = hints,
        };
    }

    private TruncateStatement ParseTruncate()
    {
        int first = _position;
        Require(Keyword.Truncate);
        Accept(Keyword.Table);
        SyntaxList<QualifiedName> tables = ParseQualifiedNames();
        bool restarts = AtWord("restart") && Accept(Keyword.Restart, Keyword.Identity);
        if (!restarts && AtWord("continue"))
        {
            AcceptWord("continue");
            Require(Keyword.Identity);
        }
        return new TruncateStatement(tables, SpanFrom(first))
        {
            RestartsIdentity = restarts, Behavior = ParseDropBehavior(),
        };
    }

    private Statement ParseCopy()
    {
        int first = _position;
        Require(Keyword.Copy);
        if (At(Keyword.From) && Peek(1).Keyword == Keyword.Database) return ParseCopyDatabase(first);
        QualifiedName? table = null;
        QueryExpression? query = null;
        SyntaxList<Identifier> columns = [];
        if (Accept(TokenKind.LeftParenthesis))
        {
            query = ParseQuery();
            Require(TokenKind.RightParenthesis);
        }
        else
        {
            table = ParseQualifiedName();
            columns = ParseOptionalNameList();
        }
        CopyDirection direction = CopyDirection.To;
        if (query is null && Accept(Keyword.From)) direction = CopyDirection.From;
        else Require(Keyword.To);
        Expression? file = Accept(Keyword.Stdin) || Accept(Keyword.Stdout) ? null : ParseOperand();
        SyntaxList<StatementOption> options = ParseCopyOptions();
        return new CopyStatement(table, columns, query, direction, file, options, SpanFrom(first));
    }

    /// <summary><c>[WITH] (name value, …)</c>, or PostgreSQL's older words without parentheses.</summary>
    private SyntaxList<StatementOption> ParseCopyOptions()
    {
        Accept(Keyword.With);
        if (At(TokenKind.LeftParenthesis)) return ParseOptions();
        var options = new List<StatementOption>();
        while (Kind == TokenKind.Word)
        {
            int first = _position;
            string name = TakeIdentifier().Text.ToLowerInvariant();
            Accept(Keyword.As);
            Expression? value = AtString ? ParseStringLiteral() : null;
            options.Add(new StatementOption(name, value, SpanFrom(first)));
        }
        return SyntaxList.From(options);
    }

    /// <summary><c>(name [value], …)</c> with the value after a blank or an equals sign.</summary>
    private SyntaxList<StatementOption> ParseOptions()
    {
        var options = new List<StatementOption>();
        Require(TokenKind.LeftParenthesis);
        do
        {
            if (At(TokenKind.RightParenthesis)) break;
            int first = _position;
            string name = AtString ? ParseString() : ParseLabel().Text;
            while (Accept(TokenKind.Dot)) name += "." + ParseLabel().Text;
            Accept(TokenKind.Equal);
            Expression? value = Kind is TokenKind.Comma or TokenKind.RightParenthesis ? null : ParseOptionValue();
            options.Add(new StatementOption(name.ToLowerInvariant(), value, SpanFrom(first)));
        }
        while (Accept(TokenKind.Comma));
        Require(TokenKind.RightParenthesis);
        return SyntaxList.From(options);
    }

    /// <summary>The value of an option or setting: a word of any kind is a name, the rest an expression.</summary>
    private Expression ParseOptionValue()
    {
        bool isWord = Kind == TokenKind.Word && Current.Keyword is not (Keyword.True or Keyword.False or Keyword.Null)
            && Peek(1).Kind is TokenKind.Comma or TokenKind.RightParenthesis or TokenKind.Semicolon or TokenKind.End;
        if (isWord)
        {
            Identifier word = TakeIdentifier();
            return new ColumnReference([word], word.Span);
        }
        if (!At(TokenKind.LeftParenthesis)) return ParseExpression();
        int first = _position;
        Advance();
        SyntaxList<Expression> items = At(TokenKind.RightParenthesis) ? []
            : ParseExpressionList(TokenKind.RightParenthesis);
        Require(TokenKind.RightParenthesis);
        return new RowExpression(items, SpanFrom(first));
    }
}
