using System.Globalization;
using Grizzly.Binding;
using Grizzly.Common;
using Grizzly.Evaluation;
using Grizzly.Logical;
using Grizzly.Sql;
using Grizzly.Transactions;
using Grizzly.Types;

namespace Grizzly.Engine;

/// <summary>PREPARE, EXECUTE and DEALLOCATE: statements with names, which belong to the session and to no
/// transaction.</summary>
public sealed partial class Session
{
    private readonly Dictionary<string, NamedStatement> _named = new(StringComparer.OrdinalIgnoreCase);

    /// <param name="Types">The declared types of the first parameters.</param>
    /// <param name="Slots">The parameters as they were bound without values; null where that needs values.</param>
    private sealed record NamedStatement(
        PreparedStatement Statement, IReadOnlyList<LogicalType> Types, IReadOnlyList<ParameterSlot>? Slots);

    /// <summary>Runs PREPARE and DEALLOCATE; of EXECUTE makes the statement and the parameters to run.</summary>
    /// <returns>The result, or null where there is a statement to run.</returns>
    private StatementResult? ResolveNames(
        ref PreparedStatement statement, ref IReadOnlyList<NamedValue> parameters, Transaction transaction)
    {
        switch (statement.Syntax)
        {
            case PrepareStatement prepare:
                Prepare(prepare, statement.Sql, transaction);
                return StatementResult.Command(StatementKind.Other);
            case DeallocateStatement { Name: null }:
                _named.Clear();
                return StatementResult.Command(StatementKind.Other);
            case DeallocateStatement { Name: { } name }:
                Named(name);
                _named.Remove(name.Text);
                return StatementResult.Command(StatementKind.Other);
            case ExplainStatement { Statement: ExecuteStatement execute } explain:
                NamedStatement explained = Named(execute.Name);
                parameters = Arguments(explained, execute, parameters, transaction);
                statement = new PreparedStatement(
                    explained.Statement.Sql, explain with { Statement = explained.Statement.Syntax });
                return null;
            default:
                var run = (ExecuteStatement)statement.Syntax;
                NamedStatement named = Named(run.Name);
                parameters = Arguments(named, run, parameters, transaction);
                statement = named.Statement;
                return null;
        }
    }

    private NamedStatement Named(Identifier name) => _named.TryGetValue(name.Text, out NamedStatement? named)
        ? named : throw Errors.StatementNotPrepared(name.Text, _named.Keys, name.Span);

    /// <summary>A name that is taken is taken over.</summary>
    private void Prepare(PrepareStatement prepare, string sql, Transaction transaction)
    {
        if (prepare.Statement is PrepareStatement or ExecuteStatement or DeallocateStatement or BeginStatement
            or CommitStatement or RollbackStatement)
            throw Errors.Misplaced("this statement after PREPARE", prepare.Statement.Span);
        Binder binder = ArgumentBinder(transaction);
        LogicalType[] types = [.. prepare.Types.Select(binder.Resolve)];
        NamedValue[] typed = [.. types.Select((type, i) => new NamedValue(NameOf(i), Value.Null(type)))];
        var statement = new PreparedStatement(sql, prepare.Statement);
        IReadOnlyList<ParameterSlot>? slots = null;
        try
        {
            slots = StatementPlanner.Plan(prepare.Statement, this, transaction, typed).Parameters;
        }
        catch (GrizzlyException error) when (NeedsValues(error))
        {
            // EXECUTE binds it with the types of its arguments.
        }
        _named[prepare.Name.Text] = new NamedStatement(statement, types, slots);
    }

    /// <summary>Errors that parameters with types, or with values, may mend.</summary>
    private static bool NeedsValues(GrizzlyException error) => error.SqlState is SqlStates.UndefinedFunction
        or SqlStates.AmbiguousFunction or SqlStates.DatatypeMismatch or SqlStates.CannotCoerce
        or SqlStates.IndeterminateDatatype or SqlStates.FeatureNotSupported;

    private NamedValue[] Arguments(
        NamedStatement named, ExecuteStatement execute, IReadOnlyList<NamedValue> outer, Transaction transaction)
    {
        Binder binder = ArgumentBinder(transaction);
        var values = new NamedValue[execute.Arguments.Count];
        for (int i = 0; i < values.Length; i++)
        {
            FunctionArgument argument = execute.Arguments[i];
            string name = argument.Name?.Text ?? NameOf(i);
            ParameterSlot? slot = named.Slots?.FirstOrDefault(other =>
                other.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
            Value value = argument.Value is ParameterExpression parameter
                ? ValueOf(parameter, outer) : binder.BindConstant(argument.Value, "an argument of EXECUTE");
            if (argument.Name is null && i < named.Types.Count) value = Cast(value, named.Types[i]);
            else if (slot is not null && TakesType(argument.Value, value, slot.Type)) value = Cast(value, slot.Type);
            values[i] = new NamedValue(slot?.Name ?? name, value);
        }
        RequireParameters(named, execute, values);
        return values;
    }

    /// <summary>Literals without a type of their own take the parameter's: texts, and whole numbers that fit.</summary>
    private static bool TakesType(Expression argument, Value value, LogicalType type)
    {
        if (argument is StringLiteral) return !type.IsText;
        Expression number = argument is UnaryExpression { Operator: "-" or "+" } signed ? signed.Operand : argument;
        return number is NumberLiteral { Kind: NumberKind.Integer } && type.IsInteger && value.Type.IsInteger
            && Fits(value, type);
    }

    private static bool Fits(Value value, LogicalType type)
    {
        try
        {
            Cast(value, type);
            return true;
        }
        catch (GrizzlyException error) when (error.SqlState == SqlStates.NumericValueOutOfRange)
        {
            return false;
        }
    }

    private static void RequireParameters(NamedStatement named, ExecuteStatement execute, NamedValue[] values)
    {
        if (named.Slots is not { } slots) return;
        int highest = slots.Max(slot => (int?)NumberOf(slot.Name)) ?? 0;
        for (int i = 0; i < values.Length; i++)
        {
            string name = values[i].Name;
            if (slots.Any(slot => slot.Name.Equals(name, StringComparison.OrdinalIgnoreCase))) continue;
            if (NumberOf(name) is var number && number > 0 && number <= highest) continue;
            if (execute.Arguments[i].Name is { } unknown)
                throw Errors.PreparedParameterUnknown(
                    execute.Name.Text, name, slots.Select(slot => slot.Name), unknown.Span);
            throw Errors.PreparedParameters(execute.Name.Text, highest, values.Length, execute.Span);
        }
        foreach (ParameterSlot slot in slots)
        {
            if (!values.Any(value => value.Name.Equals(slot.Name, StringComparison.OrdinalIgnoreCase)))
                throw Errors.ParameterMissing(slot.Name).WithSpan(execute.Span);
        }
    }

    private static Value ValueOf(ParameterExpression parameter, IReadOnlyList<NamedValue> outer)
    {
        string name = parameter.Name ?? NameOf(parameter.Index - 1);
        foreach (NamedValue value in outer)
        {
            if (value.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) return value.Value;
        }
        throw Errors.ParameterMissing(name);
    }

    private static Value Cast(Value value, LogicalType type)
    {
        if (value.Type == type) return value;
        if (value.IsNull) return Value.Null(type);
        return ExpressionEvaluator.EvaluateConstant(
            new BoundCast(new BoundConstant(value), type, false), EvaluationContext.None);
    }

    private Binder ArgumentBinder(Transaction transaction) => new(
        new SessionCatalog(Databases, transaction),
        new BinderOptions { Session = Settings, Statement = StatementPlanner.ContextOf(transaction) });

    private static string NameOf(int index) => (index + 1).ToString(CultureInfo.InvariantCulture);

    private static int NumberOf(string name) =>
        int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : 0;
}
