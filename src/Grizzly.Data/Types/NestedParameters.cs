using System.Collections;
using System.Runtime.CompilerServices;
using Grizzly.Types;

namespace Grizzly.Data;

/// <summary>Collections as SQL values: sequences as LIST, dictionaries with string keys as STRUCT, others as
/// MAP.</summary>
internal static class NestedParameters
{
    public static bool TryConvert(object value, Func<object?, Value> convert, out Value result)
    {
        result = default;
        switch (value)
        {
            case IDictionary<string, object?> { Count: > 0 } fields:
                Value[] values = [.. fields.Values.Select(convert)];
                var row = new NestedWriter();
                foreach (Value field in values) row.Element(field);
                LogicalType type = LogicalType.Struct([.. fields.Keys], [.. values.Select(field => field.Type)]);
                result = Value.Of(type, row.ToArray());
                return true;
            case IDictionary map:
                Value[] keys = Same([.. map.Keys.Cast<object?>().Select(convert)], out LogicalType key);
                Value[] items = Same([.. map.Values.Cast<object?>().Select(convert)], out LogicalType item);
                var entries = new NestedWriter();
                for (int i = 0; i < keys.Length; i++)
                {
                    entries.Mark();
                    entries.Element(keys[i]);
                    entries.Element(items[i]);
                }
                entries.End();
                result = Value.Of(LogicalType.Map(key, item), entries.ToArray());
                return true;
            case IEnumerable sequence and not string:
                Value[] elements = Same([.. sequence.Cast<object?>().Select(convert)], out LogicalType element);
                if (elements.Length == 0 && EmptyElement(value) is { } known) element = known;
                var list = new NestedWriter();
                foreach (Value e in elements) list.Element(e);
                list.End();
                result = Value.Of(LogicalType.List(element), list.ToArray());
                return true;
            default: return false;
        }
    }

    /// <summary>A tuple as a STRUCT without names.</summary>
    public static Value OfTuple(ITuple tuple, Func<object?, Value> convert)
    {
        var fields = new Value[tuple.Length];
        var row = new NestedWriter();
        for (int i = 0; i < fields.Length; i++) row.Element(fields[i] = convert(tuple[i]));
        string[] names = [.. fields.Select(_ => "")];
        return Value.Of(LogicalType.Struct(names, [.. fields.Select(field => field.Type)]), row.ToArray());
    }

    /// <summary>What an empty array or list would have held.</summary>
    private static LogicalType? EmptyElement(object value) => value switch
    {
        int[] or List<int> => LogicalType.Integer,
        long[] or List<long> => LogicalType.BigInt,
        string[] or List<string> => LogicalType.Varchar,
        double[] or List<double> => LogicalType.Double,
        float[] or List<float> => LogicalType.Float,
        bool[] or List<bool> => LogicalType.Boolean,
        Guid[] or List<Guid> => LogicalType.Uuid,
        DateTime[] or List<DateTime> => LogicalType.Timestamp,
        _ => null,
    };

    /// <summary>The values brought to their common type.</summary>
    private static Value[] Same(Value[] values, out LogicalType type)
    {
        type = TypeLattice.CommonType([.. values.Select(value => value.Type)])
            ?? throw new ArgumentException("the items of a collection have no common SQL type");
        for (int i = 0; i < values.Length; i++)
        {
            if (values[i].IsNull) values[i] = Value.Null(type);
            else if (values[i].Type != type) values[i] = ValueText.Parse(ValueText.FormatUtf8(values[i]), type);
        }
        return values;
    }
}
