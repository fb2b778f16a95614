using Grizzly.Common;

namespace Grizzly.Sql;

/// <summary>Names that may turn out to be columns, calls or typed literals; calls with their clauses; what follows a
/// primary.</summary>
internal sealed partial class Parser
{
    private static readonly HashSet<string> LambdaFunctions = new(StringComparer.OrdinalIgnoreCase)
    {
        "list_transform", "list_apply", "array_transform", "array_apply", "apply", "list_filter", "array_filter",
            "filter",
        "list_reduce", "array_reduce", "reduce",
    };

    /// <summary>A column, <c>t.*</c>, a call, or a literal with its type before it.</summary>
    private Expression ParseNamed()
    {
        int first = _position;
        if (TryParseTypedLiteral() is { } literal) return literal;
        bool isCall = Peek(1).Kind == TokenKind.LeftParenthesis;
        Identifier name = ParseName(isCall ? KeywordClass.TypeOrFunction : KeywordClass.Free);
        if (isCall) return ParseCall(new QualifiedName([name], name.Span), first, null);
        if (!At(TokenKind.Dot)) return new ColumnReference([name], name.Span);
        var parts = new List<Identifier> { name };
        while (At(TokenKind.Dot))
        {
            if (Peek(1).Kind == TokenKind.Star)
            {
                _position += 2;
                return ParseStarModifiers(SyntaxList.From(parts), first);
            }
            Advance();
            if (At(Keyword.Columns, TokenKind.LeftParenthesis))
                return ParseColumns(SyntaxList.From(parts), unpack: false) with { Span = SpanFrom(first) };
            parts.Add(ParseLabel());
            if (At(TokenKind.LeftParenthesis))
                return ParseCall(new QualifiedName(SyntaxList.From(parts), SpanFrom(first)), first, null);
        }
        return new ColumnReference(SyntaxList.From(parts), SpanFrom(first));
    }

    /// <summary><c>DATE '…'</c>, <c>DECIMAL(3, 2) '…'</c>, <c>TIMESTAMP WITH TIME ZONE '…'</c>, <c>DOUBLE PRECISION
    /// '…'</c>.</summary>
    private TypedLiteral? TryParseTypedLiteral()
    {
        int ahead = 1;
        if (!IsName(Current, KeywordClass.TypeOrFunction)) return null;
        if (Peek(1).Keyword is Keyword.Precision or Keyword.Varying) ahead = 2;
        if (Peek(ahead).Kind == TokenKind.LeftParenthesis && Peek(ahead + 1).Kind == TokenKind.Integer)
        {
            if (Peek(ahead + 2).Kind == TokenKind.RightParenthesis) ahead += 3;
            else if (Peek(ahead + 2).Kind == TokenKind.Comma && Peek(ahead + 4).Kind == TokenKind.RightParenthesis)
                ahead += 5;
        }
        if (Peek(ahead).Keyword is Keyword.With or Keyword.Without && Peek(ahead + 1).Keyword == Keyword.Time
            && Peek(ahead + 2).Keyword == Keyword.Zone)
            ahead += 3;
        if (!IsString(Peek(ahead))) return null;
        int first = _position;
        TypeName type = ParseTypeName();
        return new TypedLiteral(type, ParseString(), SpanFrom(first));
    }

    /// <summary>Subscripts, casts, fields and method calls after a primary.</summary>
    private Expression ParsePostfixes(Expression operand, int first)
    {
        for (int length = 0; ; length++)
        {
            switch (Kind)
            {
                case TokenKind.LeftBracket: operand = ParseSubscript(operand, first); break;
                case TokenKind.DoubleColon:
                    Advance();
                    operand = new CastExpression(operand, ParseTypeName(), false, SpanFrom(first));
                    break;
                case TokenKind.Dot when operand is not StarExpression: operand = ParseMember(operand, first); break;
                default: return operand;
            }
            if (length > DeepestNesting) throw Errors.StatementTooDeep(Current.Span);
        }
    }

    private Expression ParseMember(Expression operand, int first)
    {
        Advance();
        if (Accept(TokenKind.Star)) return new FieldStarExpression(operand, SpanFrom(first));
        Identifier name = ParseLabel();
        if (!At(TokenKind.LeftParenthesis)) return new FieldExpression(operand, name, SpanFrom(first));
        return ParseCall(new QualifiedName([name], name.Span), first, operand);
    }

    private Expression ParseSubscript(Expression operand, int first)
    {
        Advance();
        Expression? lower = At(TokenKind.Colon) || At(TokenKind.DoubleColon) ? null : ParseExpression();
        if (lower is not null && Accept(TokenKind.RightBracket))
            return new SubscriptExpression(operand, lower, SpanFrom(first));
        Expression? upper = null, step = null;
        bool hasStep = Accept(TokenKind.DoubleColon);
        if (!hasStep)
        {
            Require(TokenKind.Colon);
            if (At(TokenKind.Minus) && Peek(1).Kind is TokenKind.Colon or TokenKind.RightBracket) Advance();
            else if (Kind is not (TokenKind.Colon or TokenKind.RightBracket)) upper = ParseExpression();
            hasStep = Accept(TokenKind.Colon);
        }
        if (hasStep && !At(TokenKind.RightBracket)) step = ParseExpression();
        Require(TokenKind.RightBracket);
        return new SliceExpression(operand, lower, upper, step, SpanFrom(first));
    }

    private static FunctionCall Call(QualifiedName name, List<FunctionArgument> arguments, SourceSpan span) =>
        new(name, SyntaxList.From(arguments), false, [], [], null, NullTreatment.Default, null, span);

    private FunctionCall Call(QualifiedName name, List<FunctionArgument> arguments, int first) =>
        Call(name, arguments, SpanFrom(first));

    /// <summary>The arguments and clauses of a call whose name has been read; a method's object becomes the first
    /// argument.
    /// With <paramref name="head"/> the parenthesis and the first argument have been read as well.</summary>
    private FunctionCall ParseCall(QualifiedName name, int first, Expression? target, Expression? head = null)
    {
        if (head is null) Require(TokenKind.LeftParenthesis);
        var arguments = new List<FunctionArgument>();
        if (target is not null) arguments.Add(new FunctionArgument(null, target, target.Span));
        if (head is not null) arguments.Add(Argument(head));
        bool distinct = head is null && Accept(Keyword.Distinct);
        if (head is null && !distinct) Accept(Keyword.All);
        bool hasMore = head is null ? !At(TokenKind.RightParenthesis) && !At(Keyword.Order) : Accept(TokenKind.Comma);
        if (hasMore)
        {
            do
            {
                if (At(TokenKind.RightParenthesis)) break;
                arguments.Add(ParseArgument(name));
            }
            while (Accept(TokenKind.Comma));
        }
        SyntaxList<OrderByItem> orderBy = ParseOptionalOrderBy();
        NullTreatment nulls = ParseNullTreatment();
        Require(TokenKind.RightParenthesis);
        SyntaxList<OrderByItem> withinGroup = [];
        if (Accept(Keyword.Within, Keyword.Group))
        {
            Require(TokenKind.LeftParenthesis);
            withinGroup = ParseOrderBy();
            Require(TokenKind.RightParenthesis);
        }
        Expression? filter = At(Keyword.Filter, TokenKind.LeftParenthesis) ? ParseFilter() : null;
        // Behind an inner call it belongs to the outer one: last_value(upper(x) IGNORE NULLS) OVER w.
        if (nulls == NullTreatment.Default && Peek(2).Keyword == Keyword.Over) nulls = ParseNullTreatment();
        WindowSpecification? over = At(Keyword.Over) ? ParseOver() : null;
        return new FunctionCall(name, SyntaxList.From(arguments), distinct, orderBy, withinGroup, filter, nulls, over,
            SpanFrom(first));
    }

    private NullTreatment ParseNullTreatment()
    {
        if (Accept(Keyword.Ignore, Keyword.Nulls)) return NullTreatment.IgnoreNulls;
        return Accept(Keyword.Respect, Keyword.Nulls) ? NullTreatment.RespectNulls : NullTreatment.Default;
    }

    private Expression ParseFilter()
    {
        _position += 2;
        Accept(Keyword.Where);
        Expression condition = ParseExpression();
        Require(TokenKind.RightParenthesis);
        return condition;
    }

    private FunctionArgument ParseArgument(QualifiedName? function)
    {
        int first = _position;
        Identifier? name = null;
        if (Peek(1).Kind is TokenKind.FatArrow or TokenKind.ColonEquals)
        {
            name = ParseName(KeywordClass.TypeOrFunction);
            Advance();
        }
        else Accept(Keyword.Variadic);
        Expression value;
        if (AtArrowLambda(function)) value = ParseArrowLambda();
        else if (AtQueryStart && Current.Keyword is Keyword.Select or Keyword.With or Keyword.From)
        {
            QueryExpression query = ParseQuery();
            value = new SubqueryExpression(query, query.Span);
        }
        else value = ParseExpression();
        return new FunctionArgument(name, value, SpanFrom(first));
    }

    /// <summary>
    /// <c>x -> …</c> or <c>(x, y) -> …</c>. A literal after the arrow means the JSON operator, unless the function is
    /// known to take a lambda.
    /// </summary>
    private bool AtArrowLambda(QualifiedName? function)
    {
        int ahead;
        if (IsName(Current) && Peek(1).Kind == TokenKind.Arrow) ahead = 2;
        else
        {
            if (!At(TokenKind.LeftParenthesis)) return false;
            ahead = 1;
            while (IsName(Peek(ahead)) && Peek(ahead + 1).Kind == TokenKind.Comma) ahead += 2;
            if (!IsName(Peek(ahead)) || Peek(ahead + 1).Kind != TokenKind.RightParenthesis
                || Peek(ahead + 2).Kind != TokenKind.Arrow) return false;
            ahead += 3;
        }
        bool literal = IsString(Peek(ahead)) || Peek(ahead).Kind == TokenKind.Integer;
        return !literal || (function is not null && LambdaFunctions.Contains(function.Name.Text));
    }

    private LambdaExpression ParseArrowLambda()
    {
        Enter();
        int first = _position;
        SyntaxList<Identifier> parameters = At(TokenKind.LeftParenthesis) ? ParseNameList() : [ParseName()];
        Require(TokenKind.Arrow);
        Expression body = AtArrowLambda(null) ? ParseArrowLambda() : ParseExpression();
        Leave();
        return new LambdaExpression(parameters, body, true, SpanFrom(first));
    }

    /// <summary><c>*</c>, or <c>*COLUMNS(…)</c>.</summary>
    private Expression ParseStar()
    {
        int first = _position;
        Advance();
        if (At(Keyword.Columns, TokenKind.LeftParenthesis))
            return ParseColumns([], unpack: true) with { Span = SpanFrom(first) };
        return ParseStarModifiers([], first);
    }

    private StarExpression ParseStarModifiers(SyntaxList<Identifier> qualifier, int first)
    {
        var exclude = new List<QualifiedName>();
        var replace = new List<StarReplacement>();
        var rename = new List<StarRename>();
        if ((At(Keyword.Exclude) || (At(Keyword.Except) && Peek(1).Kind == TokenKind.LeftParenthesis
            && IsName(Peek(2)))) && Peek(1).Kind != TokenKind.Comma)
        {
            Advance();
            ParseParenthesizedOrOne(() => exclude.Add(ParseQualifiedName()));
        }
        if (At(Keyword.Replace) && Accept(Keyword.Replace))
            ParseParenthesizedOrOne(() => replace.Add(ParseStarReplacement()));
        if (At(Keyword.Rename) && Accept(Keyword.Rename)) ParseParenthesizedOrOne(() => rename.Add(ParseStarRename()));
        return new StarExpression(qualifier, SyntaxList.From(exclude), SyntaxList.From(replace),
            SyntaxList.From(rename), SpanFrom(first));
    }

    private void ParseParenthesizedOrOne(Action parse)
    {
        if (!Accept(TokenKind.LeftParenthesis))
        {
            parse();
            return;
        }
        do
        {
            if (At(TokenKind.RightParenthesis)) break;
            parse();
        }
        while (Accept(TokenKind.Comma));
        Require(TokenKind.RightParenthesis);
    }

    private StarReplacement ParseStarReplacement()
    {
        int first = _position;
        Expression value = ParseExpression();
        Require(Keyword.As);
        return new StarReplacement(value, ParseLabel(), SpanFrom(first));
    }

    private StarRename ParseStarRename()
    {
        int first = _position;
        QualifiedName column = ParseQualifiedName();
        Require(Keyword.As);
        return new StarRename(column, ParseLabel(), SpanFrom(first));
    }

    private ColumnsExpression ParseColumns(SyntaxList<Identifier> qualifier, bool unpack)
    {
        int first = _position;
        _position += 2;
        Expression selector = AtArrowLambda(null) ? ParseArrowLambda() : ParseExpression();
        Require(TokenKind.RightParenthesis);
        return new ColumnsExpression(qualifier, selector, unpack, SpanFrom(first));
    }
}
