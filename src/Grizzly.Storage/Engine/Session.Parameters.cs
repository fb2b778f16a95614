using Grizzly.Common;
using Grizzly.Evaluation;
using Grizzly.Logical;
using Grizzly.Types;

namespace Grizzly.Engine;

/// <summary>Values of parameters.</summary>
public sealed partial class Session
{
    /// <summary>Values in slot order, cast to the types the plan was bound with; 42P02 for one that was not
    /// given.</summary>
    internal static IReadOnlyList<Value> ParameterValues(BoundStatement statement, IReadOnlyList<NamedValue> given)
    {
        var values = new Value[statement.Parameters.Count];
        FillParameters(statement, given, values);
        return values;
    }

    private static void FillParameters(BoundStatement statement, IReadOnlyList<NamedValue> given, Value[] values)
    {
        // Callers mostly pass arrays in slot order: neither interface calls nor a search for them.
        NamedValue[] known = given as NamedValue[] ?? [.. given];
        for (int i = 0; i < values.Length; i++)
        {
            ParameterSlot slot = statement.Parameters[i];
            int at = i < known.Length && IsNamed(known[i], slot) ? i : Find(known, slot);
            if (at < 0) throw Errors.ParameterMissing(slot.Name);
            Value value = known[at].Value;
            if (value.Type == slot.Type) values[i] = value;
            else if (value.IsNull) values[i] = Value.Null(slot.Type);
            else values[i] = ExpressionEvaluator.EvaluateConstant(
                new BoundCast(new BoundConstant(value), slot.Type, false), EvaluationContext.None);
        }
    }

    private static int Find(NamedValue[] known, ParameterSlot slot)
    {
        for (int i = 0; i < known.Length; i++)
        {
            if (IsNamed(known[i], slot)) return i;
        }
        return -1;
    }

    private static bool IsNamed(in NamedValue value, ParameterSlot slot) =>
        ReferenceEquals(value.Name, slot.Name)
            || string.Equals(value.Name, slot.Name, StringComparison.OrdinalIgnoreCase);
}
