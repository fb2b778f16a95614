using Grizzly.Common;
using Grizzly.Logical;
using Grizzly.Sql;
using Grizzly.Types;

namespace Grizzly.Binding;

/// <summary>TRY(x): NULL where x raises an error of its data.</summary>
internal sealed partial class ExpressionBinder
{
    private BoundExpression BindTry(FunctionCall call)
    {
        BoundExpression input;
        try
        {
            input = Bind(call.Arguments[0].Value);
        }
        catch (GrizzlyException error) when (Errors.IsOfData(error))
        {
            // Constants are already cast here.
            LogicalType type = call.Arguments[0].Value is CastExpression cast
                ? TypeNames.Resolve(cast.Type, Context.Catalog)
                : LogicalType.Null;
            return new BoundConstant(Value.Null(type)) { Span = call.Span };
        }
        if (ExpressionTree.IsVolatile(input))
            throw Errors.NotSupported("TRY over a volatile function", call.Span);
        if (ExpressionTree.Any(input, node => node is BoundSubquery))
            throw Errors.NotSupported("TRY over a subquery", call.Span);
        return new BoundTry(input) { Span = call.Span };
    }
}
