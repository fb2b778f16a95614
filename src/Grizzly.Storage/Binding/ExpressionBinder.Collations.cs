using Grizzly.Common;
using Grizzly.Functions;
using Grizzly.Logical;
using Grizzly.Sql;
using Grizzly.Types;

namespace Grizzly.Binding;

/// <summary>COLLATE in comparisons and ORDER BY: both sides are compared by their keys.</summary>
internal sealed partial class ExpressionBinder
{
    /// <summary>The collation that an operand asks for; null for that of the bytes.</summary>
    /// <exception cref="GrizzlyException">0A000 for a collation that there is not.</exception>
    private static string? CollationOf(Expression expression)
    {
        if (expression is not CollateExpression collate) return null;
        string name = string.Join('.', collate.Collation.Parts.Select(part => part.Text));
        if (!CollationFunctions.IsKnown(name))
            throw Errors.NotSupported($"collation \"{name}\"", collate.Collation.Span,
                "use NOCASE, NOACCENT, NFC or BINARY, joined by points");
        return CollationFunctions.IsBinary(name) ? null : name;
    }

    /// <summary>The value that orders and compares as the operand does under a collation.</summary>
    private BoundExpression Collated(BoundExpression operand, string? collation)
    {
        if (collation is null) return operand;
        BoundExpression name = new BoundConstant(Value.OfVarchar(collation)) { Span = operand.Span };
        return BindFunction("collation_key", [operand, name], operand.Span);
    }

    /// <summary>The expression as a key of ORDER BY.</summary>
    public BoundExpression BindSortKey(Expression expression) =>
        CollationOf(expression) is { } collation ? Collated(BindOutput(expression), collation) : BindOutput(expression);

    /// <summary>A collation has no say where its value is only shown.</summary>
    private BoundExpression BindCollate(CollateExpression expression)
    {
        CollationOf(expression);
        return Bind(expression.Operand);
    }
}
