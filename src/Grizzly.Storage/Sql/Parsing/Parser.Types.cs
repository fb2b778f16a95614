using Grizzly.Common;

namespace Grizzly.Sql;

internal sealed partial class Parser
{
    public TypeName ParseTypeName()
    {
        Enter();
        int first = _position;
        TypeName type = ParseElementType();
        for (int dimensions = 0; ; dimensions++)
        {
            if (Accept(TokenKind.LeftBracket))
            {
                int? size = At(TokenKind.RightBracket) ? null : ParseSmallInteger();
                Require(TokenKind.RightBracket);
                type = new ArrayTypeName(type, size, SpanFrom(first));
            }
            else if (Accept(Keyword.Array))
            {
                int? size = null;
                if (Accept(TokenKind.LeftBracket))
                {
                    size = ParseSmallInteger();
                    Require(TokenKind.RightBracket);
                }
                type = new ArrayTypeName(type, size, SpanFrom(first));
            }
            else break;
            if (dimensions > DeepestNesting) throw Errors.StatementTooDeep(Current.Span);
        }
        Leave();
        return type;
    }

    private TypeName ParseElementType()
    {
        int first = _position;
        bool hasParenthesis = Peek(1).Kind == TokenKind.LeftParenthesis;
        switch (Current.Keyword)
        {
            case Keyword.Struct or Keyword.Row when hasParenthesis:
                Advance();
                return new StructTypeName(ParseTypeFields(), SpanFrom(first));
            case Keyword.Union when hasParenthesis:
                Advance();
                return new UnionTypeName(ParseTypeFields(), SpanFrom(first));
            case Keyword.Map when hasParenthesis: return ParseMapType();
            case Keyword.Enum when hasParenthesis && IsString(Peek(2)): return ParseEnumType();
            case Keyword.Interval: return ParseIntervalType();
            case Keyword.Double when Peek(1).Keyword == Keyword.Precision: return Simple("double", 2);
            case Keyword.Char or Keyword.Character or Keyword.Nchar when Peek(1).Keyword == Keyword.Varying:
                return Simple("varchar", 2);
            case Keyword.National when Peek(1).Keyword is Keyword.Char or Keyword.Character:
                return Peek(2).Keyword == Keyword.Varying ? Simple("varchar", 3) : Simple("char", 2);
            case Keyword.Bit when Peek(1).Keyword == Keyword.Varying: return Simple("varbit", 2);
            case Keyword.Time or Keyword.Timestamp: return ParseTimeType();
        }
        QualifiedName name = ParseQualifiedName(KeywordClass.TypeOrFunction);
        SyntaxList<Expression> modifiers = ParseTypeModifiers();
        return new SimpleTypeName(name, modifiers, SpanFrom(first));
    }

    /// <summary>A type whose name of several words is stored as one.</summary>
    private SimpleTypeName Simple(string name, int words)
    {
        int first = _position;
        _position += words;
        SourceSpan span = SpanFrom(first);
        SyntaxList<Expression> modifiers = ParseTypeModifiers();
        return new SimpleTypeName(new QualifiedName([new Identifier(name, false, span)], span), modifiers,
            SpanFrom(first));
    }

    private SyntaxList<Expression> ParseTypeModifiers()
    {
        if (!Accept(TokenKind.LeftParenthesis)) return [];
        SyntaxList<Expression> modifiers = At(TokenKind.RightParenthesis) ? []
            : ParseExpressionList(TokenKind.RightParenthesis);
        Require(TokenKind.RightParenthesis);
        return modifiers;
    }

    private SyntaxList<TypeField> ParseTypeFields()
    {
        var fields = new List<TypeField>();
        Require(TokenKind.LeftParenthesis);
        do
        {
            int first = _position;
            if (At(TokenKind.RightParenthesis)) break;
            Identifier name = ParseLabel();
            fields.Add(new TypeField(name, ParseTypeName(), SpanFrom(first)));
        }
        while (Accept(TokenKind.Comma));
        Require(TokenKind.RightParenthesis);
        return SyntaxList.From(fields);
    }

    private MapTypeName ParseMapType()
    {
        int first = _position;
        _position += 2;
        TypeName key = ParseTypeName();
        Require(TokenKind.Comma);
        TypeName value = ParseTypeName();
        Require(TokenKind.RightParenthesis);
        return new MapTypeName(key, value, SpanFrom(first));
    }

    private EnumTypeName ParseEnumType()
    {
        int first = _position;
        _position += 2;
        var values = new List<string>();
        do
        {
            if (At(TokenKind.RightParenthesis)) break;
            values.Add(ParseString());
        }
        while (Accept(TokenKind.Comma));
        Require(TokenKind.RightParenthesis);
        return new EnumTypeName(SyntaxList.From(values), SpanFrom(first));
    }

    /// <summary>INTERVAL with the fields it is limited to, which are read and left out: every interval holds all
    /// fields.</summary>
    private SimpleTypeName ParseIntervalType()
    {
        int first = _position;
        SimpleTypeName type = Simple("interval", 1);
        ParseIntervalUnit();
        return type with { Span = SpanFrom(first) };
    }

    private SimpleTypeName ParseTimeType()
    {
        int first = _position;
        SimpleTypeName type = Simple(Current.Keyword == Keyword.Time ? "time" : "timestamp", 1);
        if (!At(Keyword.With, Keyword.Time) && !At(Keyword.Without, Keyword.Time)) return type;
        bool zoned = Advance().Keyword == Keyword.With;
        Require(Keyword.Time, Keyword.Zone);
        if (!zoned) return type with { Span = SpanFrom(first) };
        Identifier name = type.Name.Name;
        return type with { Name = new QualifiedName([name with { Text = name.Text + "tz" }], name.Span),
            Span = SpanFrom(first) };
    }
}
