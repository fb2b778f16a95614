using System.Runtime.CompilerServices;
using Grizzly.Types;

namespace Grizzly.Vectors;

/// <summary>Moves single values between <see cref="Value"/> and the physical layout. For constants and results, not for
/// loops over rows.</summary>
public static unsafe class ValueAccess
{
    /// <summary>Writes a value that is not NULL at <paramref name="address"/>; long strings are copied into
    /// <paramref name="arena"/>.</summary>
    public static void Write(byte* address, PhysicalType type, in Value value, StringArena arena)
    {
        switch (type)
        {
            case PhysicalType.Bool: *address = value.Bool ? (byte)1 : (byte)0; break;
            case PhysicalType.Int8: *(sbyte*)address = (sbyte)value.Integer; break;
            case PhysicalType.Int16: *(short*)address = (short)value.Integer; break;
            case PhysicalType.Int32: *(int*)address = (int)value.Integer; break;
            case PhysicalType.Int64: *(long*)address = (long)value.Integer; break;
            case PhysicalType.Int128: Unsafe.WriteUnaligned(address, value.Integer); break;
            case PhysicalType.UInt8: *address = (byte)value.Integer; break;
            case PhysicalType.UInt16: *(ushort*)address = (ushort)value.Integer; break;
            case PhysicalType.UInt32: *(uint*)address = (uint)value.Integer; break;
            case PhysicalType.UInt64: *(ulong*)address = (ulong)value.Integer; break;
            case PhysicalType.UInt128: Unsafe.WriteUnaligned(address, value.Unsigned); break;
            case PhysicalType.Float: *(float*)address = (float)value.Floating; break;
            case PhysicalType.Double: *(double*)address = value.Floating; break;
            case PhysicalType.Interval: Unsafe.WriteUnaligned(address, value.Interval); break;
            case PhysicalType.String: *(StringView*)address = arena.Add(value.Bytes); break;
        }
    }

    /// <summary>Reads the value at <paramref name="address"/>; string bytes are copied.</summary>
    public static Value Read(byte* address, LogicalType type) => type.Physical switch
    {
        PhysicalType.Bool => Value.Of(type, (Int128)(*address == 0 ? 0 : 1)),
        PhysicalType.Int8 => Value.Of(type, (Int128)(*(sbyte*)address)),
        PhysicalType.Int16 => Value.Of(type, (Int128)(*(short*)address)),
        PhysicalType.Int32 => Value.Of(type, (Int128)(*(int*)address)),
        PhysicalType.Int64 => Value.Of(type, (Int128)(*(long*)address)),
        PhysicalType.Int128 => Value.Of(type, Unsafe.ReadUnaligned<Int128>(address)),
        PhysicalType.UInt8 => Value.Of(type, (Int128)(*address)),
        PhysicalType.UInt16 => Value.Of(type, (Int128)(*(ushort*)address)),
        PhysicalType.UInt32 => Value.Of(type, (Int128)(*(uint*)address)),
        PhysicalType.UInt64 => Value.Of(type, (Int128)(*(ulong*)address)),
        PhysicalType.UInt128 => Value.Of(type, Unsafe.ReadUnaligned<UInt128>(address)),
        PhysicalType.Float => Value.OfFloat(*(float*)address).Retype(type),
        PhysicalType.Double => Value.OfDouble(*(double*)address).Retype(type),
        PhysicalType.Interval => Value.OfInterval(Unsafe.ReadUnaligned<IntervalValue>(address)).Retype(type),
        _ => Value.Of(type, ((StringView*)address)->ToArray()),
    };
}
