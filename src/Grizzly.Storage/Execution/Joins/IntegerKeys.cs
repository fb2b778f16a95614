using System.Runtime.CompilerServices;
using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Execution;

/// <summary>Widens integer key columns of any width and encoding to int64.</summary>
internal static unsafe class IntegerKeys
{
    /// <summary>The keys as int64; may be the vector's own memory. Values under NULLs are unspecified.</summary>
    public static long* Widen(ColumnVector vector, int count, ProbeScratch scratch)
    {
        if (vector.Physical == PhysicalType.Int64 && vector.Encoding == VectorEncoding.Flat) return (long*)vector.Data;
        long* target = scratch.Integers;
        switch (vector.Physical)
        {
            case PhysicalType.Int8: Widen<sbyte, Int8Load>(vector, count, target); break;
            case PhysicalType.Int16: Widen<short, Int16Load>(vector, count, target); break;
            case PhysicalType.Int32: Widen<int, Int32Load>(vector, count, target); break;
            case PhysicalType.UInt16: Widen<ushort, UInt16Load>(vector, count, target); break;
            case PhysicalType.UInt32: Widen<uint, UInt32Load>(vector, count, target); break;
            case PhysicalType.Int64: Widen<long, Int64Load>(vector, count, target); break;
            default: Widen<byte, UInt8Load>(vector, count, target); break;
        }
        return target;
    }

    /// <summary>Spreads a key over 64 bits: Fibonacci hashing, then a fold so that high bits reach the low ones. A
    /// bijection.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Hash(long key)
    {
        ulong hash = (ulong)key * 0x9E3779B97F4A7C15UL;
        return hash ^ (hash >> 29);
    }

    /// <summary>One value as int64.</summary>
    public static long Read(PhysicalType type, byte* address) => type switch
    {
        PhysicalType.Int8 => *(sbyte*)address,
        PhysicalType.Int16 => *(short*)address,
        PhysicalType.Int32 => *(int*)address,
        PhysicalType.Int64 => *(long*)address,
        PhysicalType.UInt16 => *(ushort*)address,
        PhysicalType.UInt32 => *(uint*)address,
        _ => *address,
    };

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Widen<T, TLoad>(ColumnVector vector, int count, long* target)
        where T : unmanaged
        where TLoad : struct, ILoad<T>
    {
        T* values = (T*)vector.Data;
        uint* codes = vector.Codes;
        switch (vector.Encoding)
        {
            case VectorEncoding.Constant:
                new Span<long>(target, count).Fill(TLoad.ToInt64(*values));
                break;
            case VectorEncoding.Dictionary:
                for (int i = 0; i < count; i++) target[i] = TLoad.ToInt64(values[codes[i]]);
                break;
            default:
                for (int i = 0; i < count; i++) target[i] = TLoad.ToInt64(values[i]);
                break;
        }
    }

    private interface ILoad<T>
    {
        static abstract long ToInt64(T value);
    }

    private readonly struct Int8Load : ILoad<sbyte>
    {
        public static long ToInt64(sbyte value) => value;
    }

    private readonly struct Int16Load : ILoad<short>
    {
        public static long ToInt64(short value) => value;
    }

    private readonly struct Int32Load : ILoad<int>
    {
        public static long ToInt64(int value) => value;
    }

    private readonly struct Int64Load : ILoad<long>
    {
        public static long ToInt64(long value) => value;
    }

    private readonly struct UInt8Load : ILoad<byte>
    {
        public static long ToInt64(byte value) => value;
    }

    private readonly struct UInt16Load : ILoad<ushort>
    {
        public static long ToInt64(ushort value) => value;
    }

    private readonly struct UInt32Load : ILoad<uint>
    {
        public static long ToInt64(uint value) => value;
    }
}
