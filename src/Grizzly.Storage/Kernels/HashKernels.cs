using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Grizzly.Types;

namespace Grizzly.Kernels;

/// <summary>64-bit hashes of column values, the same in every encoding and on every machine; not for files (the
/// function may change).</summary>
/// <remarks>
/// Integers up to 64 bits are widened to int64 first and go through two rounds of multiply and shift (Murmur3's
/// finalizer), so all
/// bits of the hash are usable. -0.0 hashes as 0.0, all NaNs alike, intervals by length.
/// </remarks>
public static unsafe class HashKernels
{
    /// <summary>The hash of NULL.</summary>
    public const ulong NullHash = 0x9AE16A3B2F90404FUL;

    private const ulong FirstFactor = 0xFF51AFD7ED558CCDUL;
    private const ulong SecondFactor = 0xC4CEB9FE1A85EC53UL;
    private const ulong CombineFactor = 0x9E3779B97F4A7C15UL;
    private const int Block = 256;

    /// <summary>
    /// hashes[i] = hash(data[i]), or with <paramref name="combine"/> hashes[i] = mix(hashes[i], hash(data[i])).
    /// Integers may be read 63
    /// bytes past the last row. <paramref name="validity"/> may be null.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Hash(PhysicalType type, byte* data, ulong* validity, int count, ulong* hashes, bool combine)
    {
        if (!combine)
        {
            HashValues(type, data, count, hashes);
            if (validity is not null) PatchNulls(validity, count, hashes);
            return;
        }
        ulong* fresh = stackalloc ulong[Block];
        int size = type.SizeOf();
        for (int start = 0; start < count; start += Block)
        {
            int rows = Math.Min(Block, count - start);
            HashValues(type, data + (long)start * size, rows, fresh);
            if (validity is not null) PatchNulls(validity + (start >> 6), rows, fresh);
            CombineAll(hashes + start, fresh, rows);
        }
    }

    /// <summary>Mixes the hash of one more column into a row's hash.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Combine(ulong hash, ulong next) => (BitOperations.RotateLeft(hash, 23) ^ next) * CombineFactor;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong HashInteger(ulong value)
    {
        value ^= value >> 32;
        value *= FirstFactor;
        value ^= value >> 29;
        value *= SecondFactor;
        return value ^ value >> 32;
    }

    /// <summary>The hash of a byte string, as for VARCHAR and BLOB columns.</summary>
    public static ulong HashBytes(ReadOnlySpan<byte> bytes)
    {
        fixed (byte* pointer = bytes)
        {
            var view = new StringView(pointer, bytes.Length);
            return HashString(&view);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong HashString(StringView* view)
    {
        if (!view->IsInline) return HashLong(view->Pointer, view->Length);
        ulong high = Math.BigMul(view->LowWord ^ FirstFactor, view->HighWord ^ SecondFactor, out ulong low);
        return HashInteger(high ^ low);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static ulong HashLong(byte* bytes, int length)
    {
        ulong state = (ulong)length * CombineFactor;
        byte* end = bytes + length, last = end - 16;
        ulong high, low;
        for (; bytes < last; bytes += 16)
        {
            high = Math.BigMul(*(ulong*)bytes ^ FirstFactor, *(ulong*)(bytes + 8) ^ state ^ SecondFactor, out low);
            state = high ^ low;
        }
        if (length < 16)
        {
            high = Math.BigMul(*(ulong*)bytes ^ FirstFactor, *(ulong*)(end - 8) ^ state ^ SecondFactor, out low);
            return HashInteger(high ^ low);
        }
        high = Math.BigMul(*(ulong*)last ^ FirstFactor, *(ulong*)(last + 8) ^ state ^ SecondFactor, out low);
        return HashInteger(high ^ low);
    }

    private static void HashValues(PhysicalType type, byte* data, int count, ulong* hashes)
    {
        switch (type)
        {
            case PhysicalType.Bool or PhysicalType.UInt8: HashSmall((byte*)data, count, hashes); break;
            case PhysicalType.Int8: HashSmall((sbyte*)data, count, hashes); break;
            case PhysicalType.Int16: HashSmall((short*)data, count, hashes); break;
            case PhysicalType.UInt16: HashSmall((ushort*)data, count, hashes); break;
            case PhysicalType.UInt32: HashSmall((uint*)data, count, hashes); break;
            case PhysicalType.Int32: HashInt32((int*)data, count, hashes); break;
            case PhysicalType.Int64 or PhysicalType.UInt64: HashInt64((ulong*)data, count, hashes); break;
            case PhysicalType.Int128 or PhysicalType.UInt128: HashWide((ulong*)data, count, hashes); break;
            case PhysicalType.Float: HashFloats((float*)data, count, hashes); break;
            case PhysicalType.Double: HashDoubles((double*)data, count, hashes); break;
            case PhysicalType.Interval: HashIntervals((IntervalValue*)data, count, hashes); break;
            default: HashStrings((StringView*)data, count, hashes); break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<ulong> HashVector(Vector512<ulong> value)
    {
        value ^= value >> 32;
        value *= FirstFactor;
        value ^= value >> 29;
        value *= SecondFactor;
        return value ^ value >> 32;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void HashInt64(ulong* data, int count, ulong* hashes)
    {
        int i = 0;
        if (Avx512DQ.IsSupported)
        {
            for (; i + 8 <= count; i += 8) HashVector(Vector512.Load(data + i)).Store(hashes + i);
        }
        for (; i < count; i++) hashes[i] = HashInteger(data[i]);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void HashInt32(int* data, int count, ulong* hashes)
    {
        int i = 0;
        if (Avx512DQ.IsSupported)
        {
            for (; i + 8 <= count; i += 8)
                HashVector(Avx512F.ConvertToVector512Int64(Vector256.Load(data + i)).AsUInt64()).Store(hashes + i);
        }
        for (; i < count; i++) hashes[i] = HashInteger((ulong)(long)data[i]);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void HashSmall<T>(T* data, int count, ulong* hashes) where T : unmanaged, IBinaryInteger<T>
    {
        for (int i = 0; i < count; i++) hashes[i] = HashInteger((ulong)long.CreateTruncating(data[i]));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void HashWide(ulong* data, int count, ulong* hashes)
    {
        for (int i = 0; i < count; i++) hashes[i] = Combine(HashInteger(data[2 * i]), HashInteger(data[2 * i + 1]));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void HashFloats(float* data, int count, ulong* hashes)
    {
        for (int i = 0; i < count; i++) hashes[i] = HashDouble(data[i]);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void HashDoubles(double* data, int count, ulong* hashes)
    {
        for (int i = 0; i < count; i++) hashes[i] = HashDouble(data[i]);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong HashDouble(double value)
    {
        // Adding zero turns -0.0 into 0.0.
        ulong bits = double.IsNaN(value) ? 0x7FF8000000000000UL : BitConverter.DoubleToUInt64Bits(value + 0.0);
        return HashInteger(bits);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void HashIntervals(IntervalValue* data, int count, ulong* hashes)
    {
        for (int i = 0; i < count; i++)
        {
            Int128 length = data[i].Normalized;
            hashes[i] = Combine(HashInteger((ulong)length), HashInteger((ulong)(length >> 64)));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void HashStrings(StringView* data, int count, ulong* hashes)
    {
        for (int i = 0; i < count; i++) hashes[i] = HashString(data + i);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void PatchNulls(ulong* validity, int count, ulong* hashes)
    {
        for (int start = 0; start < count; start += 64)
        {
            ulong nulls = ~validity[start >> 6];
            if (count - start < 64) nulls &= (1UL << (count - start)) - 1;
            for (; nulls != 0; nulls &= nulls - 1) hashes[start + BitOperations.TrailingZeroCount(nulls)] = NullHash;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void CombineAll(ulong* hashes, ulong* fresh, int count)
    {
        int i = 0;
        if (Avx512DQ.IsSupported)
        {
            for (; i + 8 <= count; i += 8)
            {
                Vector512<ulong> old = Vector512.Load(hashes + i);
                Vector512<ulong> rotated = old << 23 | old >> 41;
                ((rotated ^ Vector512.Load(fresh + i)) * CombineFactor).Store(hashes + i);
            }
        }
        for (; i < count; i++) hashes[i] = Combine(hashes[i], fresh[i]);
    }
}
