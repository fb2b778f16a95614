using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Functions;

/// <summary>All casts among the built-in types.</summary>
/// <remarks>Errors: 22003 for values the target does not hold, 22P02 and 22007 for malformed text; TRY_CAST gives NULL
/// instead.</remarks>
public static unsafe class Casts
{
    /// <summary>The cast as a function of one argument, or null where these types have none.</summary>
    public static BoundScalar? Bind(LogicalType from, LogicalType to, bool isTry)
    {
        if (!from.IsNull && from != to && NestedCasts.Handles(from, to) && !(from.IsJson && to.IsString))
            return NestedCasts.Bind(from, to, isTry);
        (ScalarKernel Kernel, bool CanFail)? cast = Find(from, to, isTry);
        if (cast is null) return null;
        return new BoundScalar
        {
            Name = isTry ? "try_cast" : "cast",
            ArgumentTypes = [from],
            ReturnType = to,
            Kernel = cast.Value.Kernel,
            CanFail = cast.Value.CanFail && !isTry,
        };
    }

    private static (ScalarKernel Kernel, bool CanFail)? Find(LogicalType from, LogicalType to, bool isTry)
    {
        if (from.IsNull) return (CastNull, false);
        if (from == to || IsSameLayout(from, to)) return (Copy, false);
        if (UuidCasts.Find(from, to, isTry) is { } uuid) return uuid;
        if (from.IsString) return TextCasts.FromText(to, isTry);
        if (to.IsString) return TextCasts.ToText(from) is { } kernel ? (kernel, false) : null;
        bool fromNumber = from.IsNumeric || from.Id == LogicalTypeId.Boolean, toNumber = to.IsNumeric
            || to.Id == LogicalTypeId.Boolean;
        if (fromNumber && toNumber) return NumberCasts.Bind(from, to, isTry);
        return TemporalCasts.Find(from, to, isTry);
    }

    /// <summary>A decimal that only gets more digits before the point within the same layout, and timestamps with and
    /// without time zone (UTC).</summary>
    private static bool IsSameLayout(LogicalType from, LogicalType to)
    {
        if (from.IsDecimal && to.IsDecimal)
            return from.Scale == to.Scale && from.Physical == to.Physical && to.Precision >= from.Precision;
        if (from.IsJson && to.IsString) return true;
        return from.Id is LogicalTypeId.Timestamp or LogicalTypeId.TimestampTz
            && to.Id is LogicalTypeId.Timestamp or LogicalTypeId.TimestampTz;
    }

    private static void CastNull(in ScalarCall call, ColumnVector result)
    {
        new Span<byte>(result.Data, call.Count * result.Type.SizeInBytes).Clear();
        for (int i = 0; i < call.Count; i++) result.SetNull(i);
    }

    /// <summary>Copies the values of a type of the same layout; strings stay where they lie.</summary>
    internal static void CopyKernel(in ScalarCall call, ColumnVector result) => Copy(call, result);

    private static void Copy(in ScalarCall call, ColumnVector result)
    {
        ColumnVector input = call.Arguments[0];
        int size = result.Type.SizeInBytes;
        if (input.IsConstant) VectorCopy.Fill(result.Data, input.Data, call.Count, size);
        else Buffer.MemoryCopy(input.Data, result.Data, (long)call.Count * size, (long)call.Count * size);
    }
}
