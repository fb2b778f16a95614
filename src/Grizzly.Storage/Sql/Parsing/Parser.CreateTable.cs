using Grizzly.Common;

namespace Grizzly.Sql;

internal sealed partial class Parser
{
    private CreateTableStatement ParseCreateTable(bool orReplace, bool temporary, int first)
    {
        CreateConflict conflict = ParseIfNotExists(orReplace);
        QualifiedName name = ParseQualifiedName();
        var columns = new List<ColumnDefinition>();
        var constraints = new List<TableConstraint>();
        bool hasElements = At(TokenKind.LeftParenthesis);
        if (hasElements) ParseTableElements(columns, constraints);
        SyntaxList<StatementOption> options = At(Keyword.With) && Peek(1).Kind == TokenKind.LeftParenthesis
            && Accept(Keyword.With) ? ParseOptions() : [];
        ParseOnCommit();
        QueryExpression? query = null;
        bool withNoData = false;
        if (Accept(Keyword.As))
        {
            query = ParseQuery();
            withNoData = Accept(Keyword.With, Keyword.No, Keyword.Data);
            if (!withNoData) Accept(Keyword.With, Keyword.Data);
        }
        else if (!hasElements) throw Unexpected();
        return new CreateTableStatement(
            conflict, temporary, name, SyntaxList.From(columns), SyntaxList.From(constraints), query, withNoData,
            options, SpanFrom(first));
    }

    /// <summary>ON COMMIT PRESERVE ROWS, which is what temporary tables do; the other ways are not there.</summary>
    private void ParseOnCommit()
    {
        int first = _position;
        if (!Accept(Keyword.On, Keyword.Commit)) return;
        if (!AcceptWord("preserve")) throw Errors.NotSupported("ON COMMIT other than PRESERVE ROWS", SpanFrom(first));
        Require(Keyword.Rows);
    }

    private CreateConflict ParseIfNotExists(bool orReplace)
    {
        if (Accept(Keyword.If, Keyword.Not, Keyword.Exists))
            return orReplace ? throw Unexpected() : CreateConflict.Ignore;
        return orReplace ? CreateConflict.Replace : CreateConflict.Error;
    }

    private void ParseTableElements(List<ColumnDefinition> columns, List<TableConstraint> constraints)
    {
        Require(TokenKind.LeftParenthesis);
        do
        {
            if (At(TokenKind.RightParenthesis) && columns.Count > 0) break;
            if (AtTableConstraint) constraints.Add(ParseTableConstraint());
            else columns.Add(ParseColumnDefinition());
        }
        while (Accept(TokenKind.Comma));
        Require(TokenKind.RightParenthesis);
    }

    private bool AtTableConstraint =>
        Current.Keyword is Keyword.Constraint or Keyword.Primary or Keyword.Unique or Keyword.Check or Keyword.Foreign;

    private TableConstraint ParseTableConstraint()
    {
        int first = _position;
        Identifier? name = Accept(Keyword.Constraint) ? ParseName() : null;
        if (Accept(Keyword.Primary))
        {
            Require(Keyword.Key);
            SyntaxList<Identifier> keys = ParseNameList();
            ConstraintTiming timing = ParseConstraintTiming();
            return new TablePrimaryKey(name, keys, SpanFrom(first)) { Timing = timing };
        }
        if (Accept(Keyword.Unique))
        {
            bool nullsNotDistinct = Accept(Keyword.Nulls, Keyword.Not, Keyword.Distinct);
            if (!nullsNotDistinct) Accept(Keyword.Nulls, Keyword.Distinct);
            SyntaxList<Identifier> keys = ParseNameList();
            ConstraintTiming timing = ParseConstraintTiming();
            return new TableUnique(name, nullsNotDistinct, keys, SpanFrom(first)) { Timing = timing };
        }
        if (Accept(Keyword.Check)) return new TableCheck(name, ParseParenthesizedCondition(), SpanFrom(first));
        Require(Keyword.Foreign, Keyword.Key);
        SyntaxList<Identifier> columns = ParseNameList();
        return new TableForeignKey(name, columns, ParseForeignKeyTarget(), SpanFrom(first));
    }

    private Expression ParseParenthesizedCondition()
    {
        Require(TokenKind.LeftParenthesis);
        Expression condition = ParseExpression();
        Require(TokenKind.RightParenthesis);
        return condition;
    }

    private ColumnDefinition ParseColumnDefinition()
    {
        int first = _position;
        return ParseColumnDefinition(ParseName(), first);
    }

    private ColumnDefinition ParseColumnDefinition(Identifier name, int first)
    {
        bool hasType = Kind is not (TokenKind.Comma or TokenKind.RightParenthesis or TokenKind.End
            or TokenKind.Semicolon) && !AtColumnConstraint;
        TypeName? type = hasType ? ParseTypeName() : null;
        var constraints = new List<ColumnConstraint>();
        while (AtColumnConstraint) constraints.Add(ParseColumnConstraint());
        return new ColumnDefinition(name, type, SyntaxList.From(constraints), SpanFrom(first));
    }

    private bool AtColumnConstraint
    {
        get
        {
            Expect(Keyword.Primary, Keyword.Unique, Keyword.Not, Keyword.Default, Keyword.Check, Keyword.References,
                Keyword.Generated);
            return Current.Keyword switch
            {
                Keyword.Constraint or Keyword.Not or Keyword.Null or Keyword.Default or Keyword.Primary
                    or Keyword.Unique or Keyword.Check
                    or Keyword.References or Keyword.Collate => true,
                Keyword.Generated => Peek(1).Keyword is Keyword.Always or Keyword.By,
                Keyword.As => Peek(1).Kind == TokenKind.LeftParenthesis,
                Keyword.Using => Peek(1).Keyword == Keyword.Compression,
                _ => false,
            };
        }
    }

    private ColumnConstraint ParseColumnConstraint()
    {
        int first = _position;
        Identifier? name = Accept(Keyword.Constraint) ? ParseName() : null;
        switch (Advance().Keyword)
        {
            case Keyword.Not:
                Require(Keyword.Null);
                return new NotNullConstraint(name, SpanFrom(first));
            case Keyword.Null: return new NullableConstraint(name, SpanFrom(first));
            case Keyword.Default:
                return new DefaultConstraint(name, ParseExpression(Precedence.Between + 1), SpanFrom(first));
            case Keyword.Primary:
                Require(Keyword.Key);
                ConstraintTiming primary = ParseConstraintTiming();
                return new PrimaryKeyConstraint(name, SpanFrom(first)) { Timing = primary };
            case Keyword.Unique:
                ConstraintTiming unique = ParseConstraintTiming();
                return new UniqueConstraint(name, SpanFrom(first)) { Timing = unique };
            case Keyword.Check: return new CheckConstraint(name, ParseParenthesizedCondition(), SpanFrom(first));
            case Keyword.References:
                _position--;
                return new ReferencesConstraint(name, ParseForeignKeyTarget(), SpanFrom(first));
            case Keyword.Collate:
                return new CollateConstraint(name, ParseQualifiedName(KeywordClass.TypeOrFunction), SpanFrom(first));
            case Keyword.Using:
                Require(Keyword.Compression);
                return new CompressionConstraint(name, ParseName(), SpanFrom(first));
            case Keyword.As: return ParseGenerated(name, first);
            case Keyword.Generated: return ParseGeneratedAlways(name, first);
            default:
                _position--;
                throw Unexpected();
        }
    }

    private ColumnConstraint ParseGeneratedAlways(Identifier? name, int first)
    {
        bool always = Accept(Keyword.Always);
        if (!always) Require(Keyword.By, Keyword.Default);
        Require(Keyword.As);
        if (always && !At(Keyword.Identity)) return ParseGenerated(name, first);
        Require(Keyword.Identity);
        SyntaxList<SequenceOption> options = [];
        if (Accept(TokenKind.LeftParenthesis))
        {
            options = ParseSequenceOptions();
            Require(TokenKind.RightParenthesis);
        }
        return new IdentityConstraint(name, always, options, SpanFrom(first));
    }

    private GeneratedConstraint ParseGenerated(Identifier? name, int first)
    {
        Expression value = ParseParenthesizedCondition();
        GeneratedStorage storage = GeneratedStorage.Default;
        if (Accept(Keyword.Stored)) storage = GeneratedStorage.Stored;
        else if (Accept(Keyword.Virtual)) storage = GeneratedStorage.Virtual;
        return new GeneratedConstraint(name, value, storage, SpanFrom(first));
    }

    private ForeignKeyTarget ParseForeignKeyTarget()
    {
        int first = _position;
        Require(Keyword.References);
        QualifiedName table = ParseQualifiedName();
        SyntaxList<Identifier> columns = ParseOptionalNameList();
        bool isMatchFull = false;
        if (Accept(Keyword.Match))
        {
            isMatchFull = Accept(Keyword.Full);
            if (AtWord("partial")) throw Errors.NotSupported("MATCH PARTIAL", SpanFrom(first));
            if (!isMatchFull && !AcceptWord("simple")) throw Unexpected();
        }
        ReferentialAction onDelete = ReferentialAction.Default, onUpdate = ReferentialAction.Default;
        while (At(Keyword.On))
        {
            if (Accept(Keyword.On, Keyword.Delete)) onDelete = ParseReferentialAction();
            else
            {
                Require(Keyword.On, Keyword.Update);
                onUpdate = ParseReferentialAction();
            }
        }
        return new ForeignKeyTarget(table, columns, onDelete, onUpdate, ParseConstraintTiming(), SpanFrom(first))
        {
            IsMatchFull = isMatchFull,
        };
    }

    private ReferentialAction ParseReferentialAction()
    {
        if (Accept(Keyword.Cascade)) return ReferentialAction.Cascade;
        if (Accept(Keyword.Restrict)) return ReferentialAction.Restrict;
        if (Accept(Keyword.Set, Keyword.Null)) return ReferentialAction.SetNull;
        if (Accept(Keyword.Set, Keyword.Default)) return ReferentialAction.SetDefault;
        Require(Keyword.No, Keyword.Action);
        return ReferentialAction.NoAction;
    }

    private ConstraintTiming ParseConstraintTiming()
    {
        ConstraintTiming timing = ConstraintTiming.Default;
        if (Accept(Keyword.Not, Keyword.Deferrable)) timing = ConstraintTiming.NotDeferrable;
        else if (Accept(Keyword.Deferrable)) timing = ConstraintTiming.Deferrable;
        if (Accept(Keyword.Initially, Keyword.Deferred)) return ConstraintTiming.InitiallyDeferred;
        Accept(Keyword.Initially, Keyword.Immediate);
        return timing;
    }
}
