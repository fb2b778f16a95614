using System.Numerics;
using Grizzly.Types;

namespace Grizzly.Functions;

/// <summary>The key under which histograms count what lies in no bin: the greatest integer, infinity, the empty string
/// or list, a struct of NULLs.</summary>
internal static class OtherBin
{
    /// <summary>The key; null for types that have none.</summary>
    public static Value? Of(LogicalType type)
    {
        if (type.IsInteger)
        {
            return type.Physical == PhysicalType.UInt128
                ? Value.Of(type, UInt128.MaxValue) : Value.Of(type, IntegerRange.Of(type.Physical).Maximum);
        }
        if (type.IsFloating)
        {
            return type.Id == LogicalTypeId.Float
                ? Value.OfFloat(float.PositiveInfinity) : Value.OfDouble(double.PositiveInfinity);
        }
        if (type.IsDecimal) return Value.Of(type, (Int128)BigInteger.Pow(10, type.Precision) - 1);
        if (type.HasInfinity)
            return Value.Of(type, type.Physical == PhysicalType.Int32 ? int.MaxValue : (Int128)long.MaxValue);
        if (type.IsText || type.Id == LogicalTypeId.Blob) return Value.Of(type, []);
        var writer = new NestedWriter();
        if (type.IsStruct)
        {
            foreach (LogicalType _ in type.Children) writer.Null();
            return Value.Of(type, writer.ToArray());
        }
        if (type.Id != LogicalTypeId.List) return null;
        writer.End();
        return Value.Of(type, writer.ToArray());
    }

    /// <summary>The key with its marker, as nested values hold it; null for types that have none.</summary>
    public static byte[]? Encoded(LogicalType type)
    {
        if (Of(type) is not { } value) return null;
        var writer = new NestedWriter();
        writer.Element(value);
        return writer.ToArray();
    }
}
