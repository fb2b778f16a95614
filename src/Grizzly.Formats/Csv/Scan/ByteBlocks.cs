using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Grizzly.Formats;

/// <summary>64 bytes in vector registers, compared to a byte at once; bit i of a mask stands for byte i.</summary>
internal unsafe interface IByteBlock<TSelf> where TSelf : struct, IByteBlock<TSelf>
{
    static abstract TSelf Load(byte* bytes);

    /// <summary>64 times the same byte.</summary>
    static abstract TSelf Fill(byte value);

    ulong Equal(in TSelf needles);

    /// <summary>Bytes that are not ASCII.</summary>
    ulong HighBits();

    /// <summary>
    /// Writes the number of each set bit of <paramref name="bits"/> plus <paramref name="first"/>, ascending; up to 64
    /// entries of
    /// <paramref name="target"/> may be overwritten. The bits are those of bytes equal to one of the needles.
    /// </summary>
    void Emit(ulong bits, in TSelf needle1, in TSelf needle2, uint first, uint* target);
}

internal static unsafe class BlockBits
{
    /// <summary>Unrolled by eight, since the number of bits is hard to predict and spare stores cost little.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Emit(ulong bits, uint first, uint* target)
    {
        int count = BitOperations.PopCount(bits);
        int done = 0;
        do
        {
            for (int i = 0; i < 8; i++)
            {
                target[done + i] = first + (uint)BitOperations.TrailingZeroCount(bits);
                bits &= bits - 1;
            }
            done += 8;
        }
        while (done < count);
    }
}

internal readonly unsafe struct Block512(Vector512<byte> bytes) : IByteBlock<Block512>
{
    private readonly Vector512<byte> _bytes = bytes;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Block512 Load(byte* bytes) => new(Vector512.Load(bytes));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Block512 Fill(byte value) => new(Vector512.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Equal(in Block512 needles) => Vector512.Equals(_bytes, needles._bytes).ExtractMostSignificantBits();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong HighBits() => _bytes.ExtractMostSignificantBits();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Emit(ulong bits, in Block512 needle1, in Block512 needle2, uint first, uint* target)
    {
        if (!Avx512Vbmi2.IsSupported)
        {
            BlockBits.Emit(bits, first, target);
            return;
        }
        Vector512<byte> lanes = Vector512.Equals(_bytes, needle1._bytes) | Vector512.Equals(_bytes, needle2._bytes);
        Vector512<byte> packed = Avx512Vbmi2.Compress(Vector512<byte>.Zero, lanes, Vector512<byte>.Indices);
        Vector512<uint> start = Vector512.Create(first);
        int count = BitOperations.PopCount(bits);
        (Avx512F.ConvertToVector512UInt32(packed.GetLower().GetLower()) + start).Store(target);
        if (count <= 16) return;
        (Avx512F.ConvertToVector512UInt32(packed.GetLower().GetUpper()) + start).Store(target + 16);
        if (count <= 32) return;
        (Avx512F.ConvertToVector512UInt32(packed.GetUpper().GetLower()) + start).Store(target + 32);
        (Avx512F.ConvertToVector512UInt32(packed.GetUpper().GetUpper()) + start).Store(target + 48);
    }
}

internal readonly unsafe struct Block256(Vector256<byte> low, Vector256<byte> high) : IByteBlock<Block256>
{
    private readonly Vector256<byte> _low = low, _high = high;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Block256 Load(byte* bytes) => new(Vector256.Load(bytes), Vector256.Load(bytes + 32));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Block256 Fill(byte value) => new(Vector256.Create(value), Vector256.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Equal(in Block256 needles) =>
        Join(Vector256.Equals(_low, needles._low), Vector256.Equals(_high, needles._low));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong HighBits() => Join(_low, _high);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Emit(ulong bits, in Block256 needle1, in Block256 needle2, uint first, uint* target) =>
        BlockBits.Emit(bits, first, target);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Join(Vector256<byte> low, Vector256<byte> high) =>
        low.ExtractMostSignificantBits() | (ulong)high.ExtractMostSignificantBits() << 32;
}

internal readonly unsafe struct Block128(Vector128<byte> a, Vector128<byte> b, Vector128<byte> c, Vector128<byte> d)
    : IByteBlock<Block128>
{
    private readonly Vector128<byte> _a = a, _b = b, _c = c, _d = d;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Block128 Load(byte* bytes) =>
        new(Vector128.Load(bytes), Vector128.Load(bytes + 16), Vector128.Load(bytes + 32), Vector128.Load(bytes + 48));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Block128 Fill(byte value)
    {
        Vector128<byte> all = Vector128.Create(value);
        return new(all, all, all, all);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Equal(in Block128 needles) => Join(
        Vector128.Equals(_a, needles._a), Vector128.Equals(_b, needles._a),
        Vector128.Equals(_c, needles._a), Vector128.Equals(_d, needles._a));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong HighBits() => Join(_a, _b, _c, _d);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Emit(ulong bits, in Block128 needle1, in Block128 needle2, uint first, uint* target) =>
        BlockBits.Emit(bits, first, target);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Join(Vector128<byte> a, Vector128<byte> b, Vector128<byte> c, Vector128<byte> d) =>
        a.ExtractMostSignificantBits() | (ulong)b.ExtractMostSignificantBits() << 16
        | (ulong)c.ExtractMostSignificantBits() << 32 | (ulong)d.ExtractMostSignificantBits() << 48;
}
