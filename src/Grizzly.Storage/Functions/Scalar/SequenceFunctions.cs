using Grizzly.Common;
using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Functions;

/// <summary>nextval, currval, lastval and setval. They take effect at once, whatever becomes of the
/// transaction.</summary>
internal static unsafe class SequenceFunctions
{
    private static readonly LogicalType Text = LogicalType.Varchar, Number = LogicalType.BigInt;

    public static IEnumerable<ScalarFunction> All =>
    [
        Define.Function("nextval", "The next value of a sequence.", "nextval('main.orders_id_seq')",
            Volatile([Text], NextValue)),
        Define.Function("currval", "The value this session took last from a sequence.",
            "currval('main.orders_id_seq')", Volatile([Text], CurrentValue)),
        Define.Function("lastval", "The value this session took last from any sequence.", "lastval()",
            Volatile([], LastValue)),
        Define.Function("setval", "Sets a sequence; it goes on after the value, or with it if the third argument is "
            + "false.", "setval('main.orders_id_seq', 42)",
            Volatile([Text, Number], SetValue), Volatile([Text, Number, LogicalType.Boolean], SetValue)),
    ];

    private static Overload Volatile(LogicalType[] parameters, ScalarKernel kernel) =>
        new(parameters, Number, kernel) { Volatility = Volatility.Volatile, CanFail = true };

    private static ISequences Sequences(in ScalarCall call) => call.Context.Sequences
        ?? throw Errors.NotSupported("a sequence outside of a statement");

    private static void NextValue(in ScalarCall call, ColumnVector result)
    {
        ISequences sequences = Sequences(call);
        ColumnVector name = call.Arguments[0];
        if (name.IsConstant)
        {
            sequences.Next(TextAt(name, 0), result.Span<long>(call.Count));
            return;
        }
        for (int i = 0; i < call.Count; i++)
        {
            if (!result.IsNullAt(i)) sequences.Next(TextAt(name, i), new Span<long>(result.Values<long>() + i, 1));
        }
    }

    private static void CurrentValue(in ScalarCall call, ColumnVector result)
    {
        ISequences sequences = Sequences(call);
        for (int i = 0; i < call.Count; i++)
        {
            if (!result.IsNullAt(i)) result.Values<long>()[i] = sequences.Current(TextAt(call.Arguments[0], i));
        }
    }

    private static void LastValue(in ScalarCall call, ColumnVector result)
    {
        if (call.Count > 0) result.Span<long>(call.Count).Fill(Sequences(call).Last());
    }

    private static void SetValue(in ScalarCall call, ColumnVector result)
    {
        ISequences sequences = Sequences(call);
        for (int i = 0; i < call.Count; i++)
        {
            if (result.IsNullAt(i)) continue;
            long value = *(long*)call.Arguments[1].AddressOf(i);
            bool isCalled = call.Arguments.Length < 3 || *call.Arguments[2].AddressOf(i) != 0;
            sequences.Set(TextAt(call.Arguments[0], i), value, isCalled);
            result.Values<long>()[i] = value;
        }
    }

    private static string TextAt(ColumnVector vector, int row) => vector.GetValue(row).Text;
}
