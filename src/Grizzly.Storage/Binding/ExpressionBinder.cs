using Grizzly.Common;
using Grizzly.Functions;
using Grizzly.Logical;
using Grizzly.Sql;
using Grizzly.Types;

namespace Grizzly.Binding;

/// <summary>
/// Binds the expressions of one clause of one query: names to columns, operators and calls to functions, with casts
/// where types differ. Names not found here are looked for in the enclosing queries; that makes the query correlated.
/// </summary>
/// <param name="scope">The columns the clause sees.</param>
/// <param name="outer">The enclosing query's binder, or null.</param>
/// <param name="ctes">The WITH names visible to subqueries.</param>
/// <param name="clause">The clause's name for error messages.</param>
internal sealed partial class ExpressionBinder(
    BindContext context, Scope scope, ExpressionBinder? outer, CteScope? ctes, string clause)
{
    public BindContext Context { get; } = context;

    public Scope Scope { get; } = scope;

    public ExpressionBinder? Outer { get; } = outer;

    public CteScope? Ctes { get; } = ctes;

    /// <summary>How many queries enclose this one.</summary>
    public int Level { get; } = outer is null ? 0 : outer.Level + 1;

    /// <summary>Where aggregates go; null where the clause allows none.</summary>
    public AggregateCollector? Aggregates { get; init; }

    /// <summary>Select-list aliases the clause may use, or null.</summary>
    public AliasTable? Aliases { get; init; }

    /// <summary>
    /// Columns of this scope that subqueries outside of aggregates refer to: in a grouped query they must be groups.
    /// </summary>
    public List<BoundColumn>? Correlated { get; init; }

    /// <summary>Set once a subquery or lateral table has taken a column from this scope.</summary>
    public bool IsReferencedFromInside { get; private set; }

    public BoundExpression Bind(Expression expression)
    {
        Context.Enter(expression.Span);
        BoundExpression bound = BindNode(expression);
        Context.Leave();
        return bound with { Span = Context.ViewSpan ?? expression.Span };
    }

    /// <summary>Binds a condition; 42804 where it is no BOOLEAN.</summary>
    public BoundExpression BindBoolean(Expression expression, string? where = null) =>
        Context.Types.Boolean(Bind(expression), where ?? clause);

    /// <summary>Binds an item of a result: parameters nothing is known of become VARCHAR.</summary>
    public BoundExpression BindOutput(Expression expression)
    {
        BoundExpression bound = Bind(expression);
        return bound is BoundParameter ? Context.Types.Default(bound, LogicalType.Varchar) : bound;
    }

    private BoundExpression BindNode(Expression expression)
    {
        switch (expression)
        {
            case ColumnReference e: return BindColumn(e);
            case NullLiteral e: return new BoundConstant(Value.Null(LogicalType.Null)) { Span = e.Span };
            case BooleanLiteral e: return new BoundConstant(Value.OfBool(e.Value)) { Span = e.Span };
            case NumberLiteral e: return LiteralBinder.Number(e, false, e.Span);
            case StringLiteral e: return LiteralBinder.Text(e.Value, e.Span);
            case BlobLiteral e: return new BoundConstant(Value.Of(LogicalType.Blob, e.ToBytes())) { Span = e.Span };
            case TypedLiteral e: return BindTyped(e);
            case IntervalExpression e: return BindInterval(e);
            case ParameterExpression e: return Context.Parameters.Reference(e.Name, e.Index, e.Span);
            case PositionalReference e: return BindPosition(e);
            case UnaryExpression e: return BindUnary(e);
            case PostfixExpression e: return BindOperator(e.Operator, [Bind(e.Operand)], e.Span);
            case BinaryExpression e: return BindBinary(e);
            case LogicalExpression e: return BindLogical(e);
            case NotExpression e: return new BoundNot(BindBoolean(e.Operand, "NOT")) { Span = e.Span };
            case IsNullExpression e: return BindIsNull(e);
            case IsTruthExpression e: return BindTruth(e);
            case IsDistinctExpression e:
                return Compare(
                    e.Negated ? ComparisonKind.NotDistinct : ComparisonKind.Distinct, e.Left, e.Right, e.Span);
            case BetweenExpression e: return BindBetween(e);
            case InListExpression e: return BindInList(e);
            case InSubqueryExpression e:
                return BindQuantified(
                    e.Operand, e.Query, e.Negated ? ComparisonKind.NotEqual : ComparisonKind.Equal, !e.Negated, e.Span);
            case LikeExpression e: return BindLike(e);
            case CollateExpression e: return BindCollate(e);
            case AtTimeZoneExpression e: return BindTimeZone(e);
            case CaseExpression e: return BindCase(e);
            case CastExpression e:
                return Context.Types.Cast(Bind(e.Operand), TypeNames.Resolve(e.Type, Context.Catalog),
                    e.Try) with { Span = e.Span };
            case ExtractExpression e:
                return BindFunction("date_part", [LiteralBinder.Text(e.Field, e.Span), Bind(e.Source)], e.Span);
            case FunctionCall e: return BindCall(e);
            case SubqueryExpression e: return BindScalarSubquery(e);
            case ExistsExpression e:
                return new BoundSubquery(
                    SubqueryKind.Exists, BindSubquery(e.Query).Plan, [], ComparisonKind.Equal,
                    LogicalType.Boolean) { Span = e.Span };
            case QuantifiedSubqueryExpression e:
                if (KindOf(e.Operator) is not { } kind)
                    throw Errors.NotSupported($"{e.Operator} with ANY or ALL of a subquery", e.Span);
                return BindQuantified(e.Operand, e.Query, kind, e.Quantifier == Quantifier.Any, e.Span);
            case QuantifiedListExpression e: return BindQuantifiedList(e);
            case ListExpression e: return BindList(e);
            case StructExpression e: return BindStruct(e);
            case RowExpression e: return BindRow(e);
            case MapExpression e: return BindMap(e);
            case SubscriptExpression e: return BindSubscript(e);
            case SliceExpression e: return BindSlice(e);
            case FieldExpression e: return BindField(e);
            case InCollectionExpression e: return BindInCollection(e);
            case ListComprehensionExpression e: return BindComprehension(e);
            case ArraySubqueryExpression e: return BindArraySubquery(e);
            case BitLiteral e: return LiteralBinder.Parse(e.Bits, LogicalType.Bit, e.Span);
            case LambdaExpression { Arrow: true, Parameters: [{ } name] } e:
                return BindOperator("->", [BindColumn(new ColumnReference([name], name.Span)), Bind(e.Body)], e.Span);
            default: throw Unsupported(expression);
        }
    }

    private GrizzlyException Unsupported(Expression expression) => expression switch
    {
        DefaultExpression => Errors.Misplaced("DEFAULT", expression.Span),
        StarExpression => Errors.Misplaced("*", expression.Span),
        ColumnsExpression => Errors.NotSupported("COLUMNS", expression.Span),
        FieldStarExpression => Errors.Misplaced(".*", expression.Span),
        LambdaExpression => Errors.NotSupported("a lambda", expression.Span),
        _ => Errors.NotSupported(expression.GetType().Name, expression.Span),
    };

    private BoundExpression BindInterval(IntervalExpression expression)
    {
        BoundExpression value = Bind(expression.Value);
        if (value is BoundConstant { Value.IsNull: false } constant)
            return LiteralBinder.Interval(ValueText.Format(constant.Value), expression.Unit, expression.Span);
        if (expression.Unit == Sql.IntervalUnit.None)
            return Context.Types.Cast(value, LogicalType.Interval) with { Span = expression.Span };
        if (expression.Unit >= Sql.IntervalUnit.YearToMonth)
            throw Errors.NotSupported(
                "INTERVAL with a range of units over a value that is no constant", expression.Span);
        value = Context.Types.Default(value, LogicalType.BigInt);
        return BindOperator("*", [LiteralBinder.Interval("1", expression.Unit, expression.Span), value],
            expression.Span);
    }

    private BoundExpression BindTyped(TypedLiteral literal)
    {
        LogicalType type = TypeNames.Resolve(literal.Type, Context.Catalog);
        return Context.Zone is not null && type.Id == LogicalTypeId.TimestampTz
            ? Context.Types.Cast(LiteralBinder.Text(literal.Value, literal.Span), type)
            : LiteralBinder.Parse(literal.Value, type, literal.Span);
    }

    /// <summary>AT TIME ZONE; for UTC TIMESTAMP and TIMESTAMPTZ count the same ticks.</summary>
    private BoundExpression BindTimeZone(AtTimeZoneExpression expression)
    {
        BoundExpression zone = Bind(expression.Zone), operand = Bind(expression.Operand);
        if (operand.Type.IsNull || Coercion.IsAdaptable(operand))
            operand = Context.Types.Cast(operand, LogicalType.TimestampTz);
        bool isUtc = zone is BoundConstant { Value.IsNull: false, Type.Id: LogicalTypeId.Varchar } constant
            && constant.Value.Text.ToUpperInvariant() is "UTC" or "GMT" or "Z" or "ETC/UTC";
        if (!isUtc || operand.Type.Id == LogicalTypeId.TimeTz || Context.Zone is not null)
        {
            return TryBindFunction("timezone", [zone, operand], expression.Span)
                ?? throw Errors.OperatorNotFound($"{operand.Type.Name} AT TIME ZONE", expression.Span);
        }
        if (!operand.Type.HasInfinity)
            throw Errors.OperatorNotFound($"{operand.Type.Name} AT TIME ZONE", expression.Span);
        LogicalType target = operand.Type.Id == LogicalTypeId.TimestampTz
            ? LogicalType.Timestamp
            : LogicalType.TimestampTz;
        return Context.Types.Cast(operand, target) with { Span = expression.Span };
    }

    private BoundExpression BindCase(CaseExpression expression)
    {
        BoundExpression? operand = expression.Operand is null ? null : Bind(expression.Operand);
        var conditions = new List<BoundExpression>();
        var results = new List<BoundExpression>();
        foreach (CaseBranch branch in expression.Branches)
        {
            conditions.Add(operand is null
                ? BindBoolean(branch.When, "CASE WHEN")
                : Context.Types.Compare(ComparisonKind.Equal, operand, Bind(branch.When), branch.When.Span));
            results.Add(Bind(branch.Then));
        }
        results.Add(expression.Else is null
            ? new BoundConstant(Value.Null(LogicalType.Null)) { Span = expression.Span }
            : Bind(expression.Else));
        LogicalType type = Unify(results, "CASE", expression.Span);
        var branches = new List<BoundExpression>();
        for (int i = 0; i < conditions.Count; i++) branches.AddRange([conditions[i], results[i]]);
        return new BoundCase(branches, results[^1], type) { Span = expression.Span };
    }

    /// <summary>Brings the expressions to their common type, in place.</summary>
    private LogicalType Unify(List<BoundExpression> expressions, string what, SourceSpan span)
    {
        LogicalType? type = Context.Types.CommonType(expressions, isComparison: false);
        if (type is null)
        {
            LogicalType first = expressions.First(e => !e.Type.IsNull).Type;
            LogicalType other = expressions.FirstOrDefault(
                e => !e.Type.IsNull && TypeLattice.CommonType(first, e.Type) is null)?.Type ?? first;
            throw Errors.TypesDoNotMatch(what, first.Name, other.Name, span);
        }
        if (type.IsNull && expressions.Any(e => e is BoundParameter)) type = LogicalType.Varchar;
        for (int i = 0; i < expressions.Count; i++) expressions[i] = Context.Types.Cast(expressions[i], type);
        return type.With(Collations.Derived(expressions));
    }
}
