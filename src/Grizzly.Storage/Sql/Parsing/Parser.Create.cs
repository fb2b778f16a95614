using Grizzly.Common;

namespace Grizzly.Sql;

/// <summary>CREATE of everything but tables.</summary>
internal sealed partial class Parser
{
    private Statement ParseCreate()
    {
        int first = _position;
        Require(Keyword.Create);
        bool orReplace = Accept(Keyword.Or, Keyword.Replace);
        bool temporary = false;
        bool mustBeTemporary = Accept(Keyword.Local) || Accept(Keyword.Global);
        if (Accept(Keyword.Temp) || Accept(Keyword.Temporary)) temporary = true;
        else if (mustBeTemporary) throw Unexpected();
        else Accept(Keyword.Unlogged);
        if (Accept(Keyword.Table)) return ParseCreateTable(orReplace, temporary, first);
        if (At(Keyword.Unique) || At(Keyword.Index))
            return temporary ? throw Unexpected() : ParseCreateIndex(orReplace, first);
        if (Accept(Keyword.Schema))
            return temporary ? throw Unexpected() : new CreateSchemaStatement(ParseIfNotExists(orReplace),
                ParseQualifiedName(), SpanFrom(first));
        if (Accept(Keyword.Sequence)) return ParseCreateSequence(orReplace, temporary, first);
        if (Accept(Keyword.Macro) || Accept(Keyword.Function)) return ParseCreateMacro(orReplace, temporary, first);
        if (Accept(Keyword.Type)) return ParseCreateType(orReplace, temporary, first);
        bool recursive = Accept(Keyword.Recursive);
        bool materialized = Accept(Keyword.Materialized);
        Require(Keyword.View);
        CreateConflict conflict = ParseIfNotExists(orReplace);
        QualifiedName name = ParseQualifiedName();
        SyntaxList<Identifier> columns = ParseOptionalNameList();
        Require(Keyword.As);
        return new CreateViewStatement(conflict, temporary, recursive, materialized, name, columns, ParseQuery(),
            SpanFrom(first));
    }

    private CreateIndexStatement ParseCreateIndex(bool orReplace, int first)
    {
        bool unique = Accept(Keyword.Unique);
        Require(Keyword.Index);
        Accept(Keyword.Concurrently);
        CreateConflict conflict = ParseIfNotExists(orReplace);
        QualifiedName? name = At(Keyword.On) ? null : ParseQualifiedName();
        Require(Keyword.On);
        QualifiedName table = ParseQualifiedName();
        string? method = Accept(Keyword.Using) ? ParseName().Text.ToLowerInvariant() : null;
        Require(TokenKind.LeftParenthesis);
        var keys = new List<OrderByItem>();
        do keys.Add(ParseOrderByItem());
        while (Accept(TokenKind.Comma));
        Require(TokenKind.RightParenthesis);
        SyntaxList<Identifier> include = Accept(Keyword.Include) ? ParseNameList() : [];
        SyntaxList<StatementOption> options = Accept(Keyword.With) ? ParseOptions() : [];
        Expression? where = Accept(Keyword.Where) ? ParseExpression() : null;
        return new CreateIndexStatement(
            conflict, unique, name, table, method, SyntaxList.From(keys), include, where, options, SpanFrom(first));
    }

    private CreateSequenceStatement ParseCreateSequence(bool orReplace, bool temporary, int first)
    {
        CreateConflict conflict = ParseIfNotExists(orReplace);
        QualifiedName name = ParseQualifiedName();
        return new CreateSequenceStatement(conflict, temporary, name, ParseSequenceOptions(), SpanFrom(first));
    }

    private SyntaxList<SequenceOption> ParseSequenceOptions()
    {
        var options = new List<SequenceOption>();
        while (ParseSequenceOption() is { } option) options.Add(option);
        return SyntaxList.From(options);
    }

    private SequenceOption? ParseSequenceOption()
    {
        int first = _position;
        SequenceOptionKind kind;
        bool hasValue = false;
        if (Accept(Keyword.As))
        {
            TypeName type = ParseTypeName();
            return new SequenceOption(SequenceOptionKind.As, null, null, SpanFrom(first)) { Type = type };
        }
        if (Accept(Keyword.Start)) (kind, hasValue) = (SequenceOptionKind.Start, true);
        else if (Accept(Keyword.Restart))
            (kind, hasValue) = (SequenceOptionKind.Restart, Kind is TokenKind.Integer or TokenKind.Minus
                || At(Keyword.With));
        else if (Accept(Keyword.Increment)) (kind, hasValue) = (SequenceOptionKind.Increment, true);
        else if (Accept(Keyword.Minvalue)) (kind, hasValue) = (SequenceOptionKind.MinValue, true);
        else if (Accept(Keyword.Maxvalue)) (kind, hasValue) = (SequenceOptionKind.MaxValue, true);
        else if (Accept(Keyword.Cache)) (kind, hasValue) = (SequenceOptionKind.Cache, true);
        else if (Accept(Keyword.No, Keyword.Minvalue)) kind = SequenceOptionKind.NoMinValue;
        else if (Accept(Keyword.No, Keyword.Maxvalue)) kind = SequenceOptionKind.NoMaxValue;
        else if (Accept(Keyword.No, Keyword.Cycle)) kind = SequenceOptionKind.NoCycle;
        else if (Accept(Keyword.Cycle)) kind = SequenceOptionKind.Cycle;
        else if (Accept(Keyword.Owned))
        {
            Require(Keyword.By);
            return new SequenceOption(SequenceOptionKind.OwnedBy, null, ParseQualifiedName(), SpanFrom(first));
        }
        else return null;
        if (hasValue && !Accept(Keyword.With)) Accept(Keyword.By);
        Expression? value = hasValue ? ParsePrefix() : null;
        return new SequenceOption(kind, value, null, SpanFrom(first));
    }

    private CreateMacroStatement ParseCreateMacro(bool orReplace, bool temporary, int first)
    {
        CreateConflict conflict = ParseIfNotExists(orReplace);
        QualifiedName name = ParseQualifiedName(KeywordClass.TypeOrFunction);
        var definitions = new List<MacroDefinition>();
        do definitions.Add(ParseMacroDefinition());
        while (Accept(TokenKind.Comma));
        return new CreateMacroStatement(conflict, temporary, name, SyntaxList.From(definitions), SpanFrom(first));
    }

    private MacroDefinition ParseMacroDefinition()
    {
        int first = _position;
        var parameters = new List<MacroParameter>();
        Require(TokenKind.LeftParenthesis);
        while (!At(TokenKind.RightParenthesis))
        {
            int start = _position;
            Identifier name = ParseName(KeywordClass.TypeOrFunction);
            bool hasType = Kind is not (TokenKind.ColonEquals or TokenKind.FatArrow or TokenKind.Comma
                or TokenKind.RightParenthesis) && !At(Keyword.Default);
            TypeName? type = hasType ? ParseTypeName() : null;
            bool hasDefault = Accept(TokenKind.ColonEquals) || Accept(TokenKind.FatArrow) || Accept(Keyword.Default);
            parameters.Add(new MacroParameter(name, type, hasDefault ? ParseExpression() : null, SpanFrom(start)));
            if (!Accept(TokenKind.Comma)) break;
        }
        Require(TokenKind.RightParenthesis);
        Require(Keyword.As);
        Expression? body = null;
        QueryExpression? query = null;
        if (Accept(Keyword.Table)) query = ParseQuery();
        else body = ParseExpression();
        return new MacroDefinition(SyntaxList.From(parameters), body, query, SpanFrom(first));
    }

    private CreateTypeStatement ParseCreateType(bool orReplace, bool temporary, int first)
    {
        CreateConflict conflict = ParseIfNotExists(orReplace);
        QualifiedName name = ParseQualifiedName(KeywordClass.TypeOrFunction);
        Require(Keyword.As);
        if (At(Keyword.Enum) && Peek(1).Kind == TokenKind.LeftParenthesis && !IsString(Peek(2)))
        {
            _position += 2;
            if (Accept(TokenKind.RightParenthesis))
                return new CreateTypeStatement(conflict, temporary, name, new EnumTypeName([], SpanFrom(first)), null,
                    SpanFrom(first));
            QueryExpression query = ParseQuery();
            Require(TokenKind.RightParenthesis);
            return new CreateTypeStatement(conflict, temporary, name, null, query, SpanFrom(first));
        }
        return new CreateTypeStatement(conflict, temporary, name, ParseTypeName(), null, SpanFrom(first));
    }
}
