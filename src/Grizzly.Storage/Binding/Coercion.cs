using Grizzly.Common;
using Grizzly.Functions;
using Grizzly.Logical;
using Grizzly.Types;

namespace Grizzly.Binding;

/// <summary>
/// Brings expressions to types: casts (folded at once where the input is constant), common types, parameters typed by
/// their use.
/// </summary>
internal sealed class Coercion(BindContext context)
{
    /// <summary>
    /// The expression as a value of <paramref name="target"/>. Constants are converted at once, so a text that is no
    /// value of the type is an error here; parameters without a type take the target's.
    /// </summary>
    /// <exception cref="GrizzlyException">42846 where there is no such cast, 22xxx where a constant does not
    /// convert.</exception>
    public BoundExpression Cast(BoundExpression expression, LogicalType target, bool isTry = false)
    {
        if (expression is BoundParameter { Type.IsNull: true } parameter)
        {
            expression = context.Parameters.Infer(parameter, target.IsNull ? LogicalType.Varchar : target);
        }
        if (expression.Type == target || target.IsNull) return expression;
        if (expression is BoundConstant { Value.IsNull: true })
            return new BoundConstant(Value.Null(target)) { Span = expression.Span };
        if (context.Zone?.Cast(this, expression, target, isTry) is { } zoned)
            return ConstantFolding.TryFold(zoned, context) with { Span = expression.Span };
        if (!expression.Type.IsNull && Casts.Bind(expression.Type, target, isTry) is null)
            throw Errors.CannotCast(expression.Type.Name, target.Name, expression.Span);
        if (expression is BoundConstant constant && ConstantCasts.TryCast(constant.Value, target, out Value value))
            return new BoundConstant(value) { Span = expression.Span };
        var cast = new BoundCast(expression, target, isTry) { Span = expression.Span };
        return expression is BoundConstant ? ConstantFolding.Fold(cast, context) : cast;
    }

    /// <summary>An untyped parameter or NULL gets the type; anything else stays as it is.</summary>
    public BoundExpression Default(BoundExpression expression, LogicalType type) => expression.Type.IsNull
        ? Cast(expression, type)
        : expression;

    /// <summary>
    /// A BOOLEAN for a place that needs one: numbers and text literals convert, other types are 42804.
    /// </summary>
    public BoundExpression Boolean(BoundExpression expression, string where)
    {
        if (expression.Type == LogicalType.Boolean) return expression;
        if (expression.Type.IsNull || expression.Type.IsNumeric || IsAdaptable(expression))
            return Cast(expression, LogicalType.Boolean);
        throw Errors.NotBoolean(where, expression.Type.Name, expression.Span);
    }

    /// <summary>A comparison of two expressions brought to one type.</summary>
    public BoundExpression Compare(ComparisonKind kind, BoundExpression left, BoundExpression right, SourceSpan span)
    {
        LogicalType type = LabelType(kind, left, right) ?? LabelType(kind, right, left)
            ?? CommonType([left, right], isComparison: true)
            ?? NumberType(kind, left, right) ?? NumberType(kind, right, left)
            ?? throw Errors.OperatorNotFound($"{left.Type.Name} {ExpressionText.Symbol(kind)} {right.Type.Name}", span);
        Collation? collation = type.IsString ? Collations.Common([left, right], span) : null;
        return new BoundComparison(
            kind, Collations.Key(context, Cast(left, type), collation),
            Collations.Key(context, Cast(right, type), collation)) { Span = span };
    }

    /// <summary>The ENUM where it is tested for equality with a constant that is one of its labels: numbers are
    /// compared
    /// then, not texts.</summary>
    private static LogicalType? LabelType(ComparisonKind kind, BoundExpression left, BoundExpression right) =>
        left.Type.IsEnum && right is BoundConstant { Value.IsNull: false, Type.IsString: true } constant
        && kind is ComparisonKind.Equal or ComparisonKind.NotEqual or ComparisonKind.Distinct
            or ComparisonKind.NotDistinct
        && left.Type.IndexOf(constant.Value.Text) >= 0 ? left.Type : null;

    /// <summary>The number's type where a text is tested for equality with a constant number.</summary>
    private static LogicalType? NumberType(ComparisonKind kind, BoundExpression left, BoundExpression right) =>
        left.Type.Id == LogicalTypeId.Varchar && right is BoundConstant && right.Type.IsNumeric
        && kind is ComparisonKind.Equal or ComparisonKind.NotEqual or ComparisonKind.Distinct
            or ComparisonKind.NotDistinct ? right.Type : null;

    /// <summary>
    /// The type all the expressions can be brought to, or null. Text literals and text parameters adapt to the others;
    /// so do numeric constants where that loses nothing, so that columns are compared as they are stored. All NULL
    /// gives NULL.
    /// </summary>
    public LogicalType? CommonType(IReadOnlyList<BoundExpression> expressions, bool isComparison)
    {
        LogicalType fixedType = LogicalType.Null;
        foreach (BoundExpression expression in expressions)
        {
            if (expression is BoundConstant || IsAdaptable(expression)) continue;
            if (TypeLattice.CommonType(fixedType, expression.Type) is not { } type) return null;
            fixedType = type;
        }
        var types = new List<LogicalType> { fixedType };
        var literals = new List<bool> { false };
        foreach (BoundExpression expression in expressions)
        {
            if (expression is not BoundConstant && !IsAdaptable(expression)) continue;
            if (expression is BoundConstant constant && FitsExactly(constant, fixedType, isComparison)) continue;
            types.Add(expression.Type);
            literals.Add(IsAdaptable(expression));
        }
        LogicalType? common = Common(types, literals);
        // An ENUM meets texts as a text: any text may come, and texts are ordered otherwise.
        return common is { IsEnum: true } && literals.Contains(true) ? LogicalType.Varchar : common;
    }

    /// <summary>A text literal or parameter: becomes whatever it meets.</summary>
    public static bool IsAdaptable(BoundExpression expression) =>
        expression is BoundConstant or BoundParameter && expression.Type.Id == LogicalTypeId.Varchar;

    /// <summary>
    /// Typed operands first, then literals, so that a literal on the left adapts as well as one on the right.
    /// </summary>
    private static LogicalType? Common(List<LogicalType> types, List<bool> literals)
    {
        LogicalType result = LogicalType.Null;
        for (int i = 0; i < types.Count; i++)
        {
            if (literals[i]) continue;
            if (TypeLattice.CommonType(result, types[i]) is not { } common) return null;
            result = common;
        }
        return result.IsNull && literals.Contains(true) ? LogicalType.Varchar : result;
    }

    /// <summary>
    /// Whether the constant is a value of the type without loss. For comparisons also TIMESTAMP at midnight as DATE: d
    /// &lt; timestamp of midnight and d &lt; date mean the same for every d, NULL included.
    /// </summary>
    private bool FitsExactly(BoundConstant constant, LogicalType type, bool isComparison)
    {
        if (type.IsNull || constant.Value.IsNull || constant.Type == type) return false;
        bool isExact = constant.Type.IsInteger || constant.Type.IsDecimal;
        bool isCandidate = (isExact && (type.IsInteger || type.IsDecimal))
            || (isComparison && constant.Type.Id == LogicalTypeId.Timestamp && type.Id == LogicalTypeId.Date);
        if (!isCandidate) return false;
        return ConstantFolding.TryEvaluate(new BoundCast(constant, type, true), context, out Value there)
            && !there.IsNull
            && ConstantFolding.TryEvaluate(
                new BoundCast(new BoundConstant(there), constant.Type, true), context, out Value back)
            && back.Equals(constant.Value);
    }
}
