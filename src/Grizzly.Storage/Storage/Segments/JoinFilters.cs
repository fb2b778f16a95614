using System.Numerics;
using System.Runtime.CompilerServices;
using Grizzly.Kernels;
using Grizzly.Types;

namespace Grizzly.Storage;

/// <summary>Integers whose bit is set: the keys of a join's build side, pushed into the probe's scan.</summary>
/// <remarks>The bitmap is not changed once the filter is in use.</remarks>
public sealed unsafe class BitmapFilter : ScanFilter
{
    private readonly long _first;
    private readonly long _last;
    private readonly ulong[] _bits;

    /// <param name="first">The value of bit 0.</param>
    /// <param name="bits">Bit i stands for the value first + i; not empty.</param>
    public BitmapFilter(long first, ulong[] bits)
    {
        _first = first;
        _bits = bits;
        _last = first + bits.Length * 64L - 1;
    }

    public override bool CanSkip(ZoneMap zone) => !zone.HasValues || zone.Max < _first || _last < zone.Min;

    public override bool AlwaysTrue(ZoneMap zone) => false;

    internal override void ApplyCodes(byte* codes, int codeSize, Int128 low, int count, ulong* mask) =>
        ApplyBitmap(codes, codeSize, (ulong)_first - (ulong)low, _bits, count, mask);

    internal override void ApplyFlat(PhysicalType type, byte* values, int count, ulong* mask)
    {
        fixed (ulong* bits = _bits)
        {
            ulong bitCount = (ulong)_bits.Length * 64;
            switch (type)
            {
                case PhysicalType.Int8:
                    NarrowFilter.Bitmap((sbyte*)values, count, (ulong)_first, bits, bitCount, mask);
                    break;
                case PhysicalType.Int16:
                    NarrowFilter.Bitmap((short*)values, count, (ulong)_first, bits, bitCount, mask);
                    break;
                case PhysicalType.Int32:
                    NarrowFilter.Bitmap((int*)values, count, (ulong)_first, bits, bitCount, mask);
                    break;
                default: ApplyBitmap(values, type.SizeOf(), (ulong)_first, _bits, count, mask); break;
            }
        }
    }

    internal static void ApplyBitmap(byte* codes, int codeSize, ulong shift, ulong[] bitmap, int count, ulong* mask)
    {
        fixed (ulong* bits = bitmap)
        {
            ulong bitCount = (ulong)bitmap.Length * 64;
            switch (codeSize)
            {
                case 1: NarrowFilter.Bitmap(codes, count, shift, bits, bitCount, mask); break;
                case 2: NarrowFilter.Bitmap((ushort*)codes, count, shift, bits, bitCount, mask); break;
                case 4: NarrowFilter.Bitmap((uint*)codes, count, shift, bits, bitCount, mask); break;
                default: NarrowFilter.Bitmap((ulong*)codes, count, shift, bits, bitCount, mask); break;
            }
        }
    }
}

/// <summary>
/// Integers that may be among the keys of a join's build side: a Bloom filter, one 64-bit word and four bits per key.
/// </summary>
/// <remarks>For integers of at most 64 bits. Adding is thread-safe; all additions come before the first use in a
/// scan.</remarks>
public sealed unsafe class BloomFilter : ScanFilter
{
    private readonly ulong[] _words;
    private readonly int _shift;
    private readonly long _min;
    private readonly long _max;

    /// <param name="keyCount">About how many keys will be added; takes 2 bytes each.</param>
    /// <param name="min">Smallest key, or long.MinValue.</param>
    /// <param name="max">Largest key, or long.MaxValue.</param>
    public BloomFilter(long keyCount, long min, long max)
    {
        int log2 = Math.Clamp(BitOperations.Log2((ulong)Math.Max(1, keyCount)) - 1, 4, 26);
        _words = new ulong[1 << log2];
        _shift = 64 - log2;
        _min = min;
        _max = max;
    }

    public void Add(long key)
    {
        ulong hash = Hash((ulong)key);
        ref ulong word = ref _words[hash >> _shift];
        ulong bits = Bits(hash);
        if ((Volatile.Read(ref word) & bits) != bits) Interlocked.Or(ref word, bits);
    }

    public bool MayContain(long key)
    {
        ulong hash = Hash((ulong)key), bits = Bits(hash);
        return (_words[hash >> _shift] & bits) == bits;
    }

    public override bool CanSkip(ZoneMap zone) => !zone.HasValues || zone.Max < _min || _max < zone.Min;

    public override bool AlwaysTrue(ZoneMap zone) => false;

    internal override void ApplyCodes(byte* codes, int codeSize, Int128 low, int count, ulong* mask)
    {
        switch (codeSize)
        {
            case 1: Test(codes, (ulong)low, count, mask); break;
            case 2: Test((ushort*)codes, (ulong)low, count, mask); break;
            case 4: Test((uint*)codes, (ulong)low, count, mask); break;
            default: Test((ulong*)codes, (ulong)low, count, mask); break;
        }
    }

    internal override void ApplyFlat(PhysicalType type, byte* values, int count, ulong* mask)
    {
        switch (type)
        {
            case PhysicalType.Int8: Test((sbyte*)values, 0, count, mask); break;
            case PhysicalType.Int16: Test((short*)values, 0, count, mask); break;
            case PhysicalType.Int32: Test((int*)values, 0, count, mask); break;
            default: ApplyCodes(values, type.SizeOf(), 0, count, mask); break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Test<T>(T* codes, ulong low, int count, ulong* mask) where T : unmanaged, IBinaryInteger<T>
    {
        ulong[] words = _words;
        int shift = _shift;
        for (int word = 0; word * 64 < count; word++)
        {
            ulong kept = 0;
            for (ulong rest = mask[word]; rest != 0; rest &= rest - 1)
            {
                int i = BitOperations.TrailingZeroCount(rest);
                ulong hash = Hash(unchecked(ulong.CreateTruncating(codes[word * 64 + i]) + low));
                ulong bits = Bits(hash);
                if ((words[hash >> shift] & bits) == bits) kept |= 1UL << i;
            }
            mask[word] = kept;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Hash(ulong key)
    {
        key *= 0x9E37_79B9_7F4A_7C15;
        return (key ^ key >> 32) * 0xD6E8_FEB8_6659_FD93;
    }

    /// <summary>Four bits from the low 24 bits of the hash; the word comes from its top.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Bits(ulong hash) =>
        1UL << (int)(hash & 63) | 1UL << (int)(hash >> 6 & 63) | 1UL << (int)(hash >> 12 & 63)
            | 1UL << (int)(hash >> 18 & 63);
}
