using Grizzly.Common;
using Grizzly.Functions;
using Grizzly.Logical;
using Grizzly.Types;

namespace Grizzly.Binding;

/// <summary>Texts under a collation are compared, grouped and sorted by their keys.</summary>
/// <remarks>Which collation it is follows PostgreSQL: COLLATE at an expression goes before what a column says, and two
/// that differ leave it open.</remarks>
internal static class Collations
{
    /// <summary>The collation of that name, as COLLATE at an expression.</summary>
    /// <exception cref="GrizzlyException">0A000 for a collation that there is not.</exception>
    public static Collation Find(Sql.QualifiedName name)
    {
        string text = string.Join('.', name.Parts.Select(part => part.Text));
        return Collation.Find(text)
            ?? throw Errors.NotSupported($"collation \"{text}\"", name.Span,
                "use NOCASE, NOACCENT, NFC or BINARY, or a locale of this machine, joined by points");
    }

    /// <summary>A column's type with the collation written at the column.</summary>
    /// <exception cref="GrizzlyException">0A000 for a collation that there is not, 42804 for a type without
    /// any.</exception>
    public static LogicalType Column(LogicalType type, Sql.QualifiedName name, SourceSpan span)
    {
        Collation collation = Find(name);
        if (!type.IsString)
            throw new GrizzlyException(
                SqlStates.DatatypeMismatch, $"collations are not supported by type {type.Name}", span);
        return type.With(collation);
    }

    /// <summary>The collation that texts are compared under; null for that of their bytes.</summary>
    /// <exception cref="GrizzlyException">42P21 where several are written, 42P22 where columns have
    /// several.</exception>
    public static Collation? Common(IEnumerable<BoundExpression> operands, SourceSpan span)
    {
        Collation? result = Derived(operands);
        if (result is not { IsIndeterminate: true }) return result is { IsBinary: false } ? result : null;
        throw result.IsExplicit
            ? new GrizzlyException(SqlStates.CollationMismatch,
                "the operands have different collations", span, "write the same COLLATE at both")
            : new GrizzlyException(SqlStates.IndeterminateCollation,
                "the collation is not determined: the columns have different ones", span,
                "choose one with COLLATE");
    }

    /// <summary>The collation of what is made of the operands; perhaps an indeterminate one.</summary>
    public static Collation? Derived(IEnumerable<BoundExpression> operands)
    {
        Collation? result = null;
        foreach (BoundExpression operand in operands)
        {
            if (operand.Type.Collation is not { } collation) continue;
            if (result is null || (collation.IsExplicit && !result.IsExplicit)) result = collation;
            else if (collation.IsExplicit == result.IsExplicit && !collation.IsLike(result))
                result = Collation.Indeterminate with { IsExplicit = result.IsExplicit };
        }
        return result;
    }

    /// <summary>What orders and equals as the text does under its collation; the value itself where it has
    /// none.</summary>
    public static BoundExpression Key(BindContext context, BoundExpression value) =>
        value.Type.Collation is null ? value : Key(context, value, Common([value], value.Span));

    /// <summary>What orders and equals as the text does under the collation.</summary>
    public static BoundExpression Key(BindContext context, BoundExpression value, Collation? collation)
    {
        if (collation is null || !value.Type.IsString) return value;
        if (!FunctionRegistry.TryGetScalar("collation_key", out ScalarFunction? function))
            throw Errors.Internal("there is no collation_key");
        var name = Value.OfVarchar(collation.Name);
        BoundScalar key = function.Bind([LogicalType.Varchar, LogicalType.Varchar], [null, name])!;
        var call = new BoundCall(key, [value, new BoundConstant(name) { Span = value.Span }]) { Span = value.Span };
        return ConstantFolding.TryFold(call, context);
    }

    /// <summary>Whether comparing the column's values compares keys.</summary>
    public static bool HasKey(LogicalType type) => type.Collation is { IsBinary: false };
}
