using Grizzly.Common;

namespace Grizzly.Sql;

internal sealed partial class Parser
{
    private WindowSpecification ParseOver()
    {
        int first = ++_position;
        if (At(TokenKind.LeftParenthesis)) return ParseWindowSpecification();
        Identifier name = ParseName();
        return new WindowSpecification(name, true, [], [], null, SpanFrom(first));
    }

    private WindowSpecification ParseWindowSpecification()
    {
        int first = _position;
        Require(TokenKind.LeftParenthesis);
        Identifier? baseName = null;
        if (IsName(Current) && !At(Keyword.Partition, Keyword.By) && !AtFrameUnit) baseName = ParseName();
        SyntaxList<Expression> partition = [];
        if (Accept(Keyword.Partition))
        {
            Require(Keyword.By);
            partition = ParseExpressionList(TokenKind.RightParenthesis);
        }
        SyntaxList<OrderByItem> order = ParseOptionalOrderBy();
        WindowFrame? frame = AtFrameUnit ? ParseFrame() : null;
        Require(TokenKind.RightParenthesis);
        return new WindowSpecification(baseName, false, partition, order, frame, SpanFrom(first));
    }

    private bool AtFrameUnit => At(Keyword.Rows) || At(Keyword.Range) || At(Keyword.Groups);

    private WindowFrame ParseFrame()
    {
        int first = _position;
        FrameUnit unit = Advance().Keyword switch
        {
            Keyword.Rows => FrameUnit.Rows,
            Keyword.Range => FrameUnit.Range,
            _ => FrameUnit.Groups,
        };
        FrameBound start, end;
        if (Accept(Keyword.Between))
        {
            start = ParseFrameBound();
            Require(Keyword.And);
            end = ParseFrameBound();
        }
        else
        {
            start = ParseFrameBound();
            end = new FrameBound(FrameBoundKind.CurrentRow, null, SourceSpan.None);
        }
        FrameExclusion exclusion = Accept(Keyword.Exclude) ? ParseFrameExclusion() : FrameExclusion.NoOthers;
        return new WindowFrame(unit, start, end, exclusion, SpanFrom(first));
    }

    private FrameExclusion ParseFrameExclusion()
    {
        if (Accept(Keyword.Current, Keyword.Row)) return FrameExclusion.CurrentRow;
        if (Accept(Keyword.Group)) return FrameExclusion.Group;
        if (Accept(Keyword.Ties)) return FrameExclusion.Ties;
        Require(Keyword.No, Keyword.Others);
        return FrameExclusion.NoOthers;
    }

    private FrameBound ParseFrameBound()
    {
        int first = _position;
        if (Accept(Keyword.Current, Keyword.Row))
            return new FrameBound(FrameBoundKind.CurrentRow, null, SpanFrom(first));
        if (Accept(Keyword.Unbounded, Keyword.Preceding))
            return new FrameBound(FrameBoundKind.UnboundedPreceding, null, SpanFrom(first));
        if (Accept(Keyword.Unbounded, Keyword.Following))
            return new FrameBound(FrameBoundKind.UnboundedFollowing, null, SpanFrom(first));
        Expression offset = ParseExpression();
        bool preceding = Accept(Keyword.Preceding);
        if (!preceding) Require(Keyword.Following);
        return new FrameBound(preceding ? FrameBoundKind.Preceding : FrameBoundKind.Following, offset, SpanFrom(first));
    }
}
