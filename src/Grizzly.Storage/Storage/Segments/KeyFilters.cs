using System.Numerics;
using System.Runtime.CompilerServices;
using Grizzly.Common;
using Grizzly.Kernels;
using Grizzly.Types;

namespace Grizzly.Storage;

/// <summary>Keys within [Low, High], or outside of it: all comparisons of fixed-width values with constants.</summary>
internal sealed unsafe class KeyRangeFilter(PhysicalType type, Int128 low, Int128 high, bool negate) : ScanFilter
{
    public PhysicalType Type => type;

    public Int128 Low => low;

    public Int128 High => high;

    public bool Negate => negate;

    public override bool CanSkip(ZoneMap zone)
    {
        if (!zone.HasValues) return true;
        return negate ? low <= zone.Min && zone.Max <= high : zone.Max < low || high < zone.Min;
    }

    public override bool AlwaysTrue(ZoneMap zone)
    {
        if (zone.NullCount > 0 || !zone.HasValues) return false;
        return negate ? zone.Max < low || high < zone.Min : low <= zone.Min && zone.Max <= high;
    }

    internal override void ApplyCodes(byte* codes, int codeSize, Int128 codesLow, int count, ulong* mask)
    {
        ulong largest = ulong.MaxValue >> (64 - codeSize * 8);
        UInt128 first = low <= codesLow ? 0 : (UInt128)(low - codesLow);
        if (high < codesLow || low > high || first > largest)
        {
            if (!negate) new Span<ulong>(mask, BitMask.Words(count)).Clear();
            return;
        }
        UInt128 last = (UInt128)(high - codesLow);
        CodeRange.Apply(codes, codeSize, (ulong)first, last > largest ? largest : (ulong)last, negate, count, mask);
    }

    internal override void ApplyFlat(PhysicalType flatType, byte* values, int count, ulong* mask)
    {
        switch (flatType)
        {
            case PhysicalType.Double: ApplyFloating((double*)values, count, mask); return;
            case PhysicalType.Float: ApplyFloating((float*)values, count, mask); return;
            case PhysicalType.Int128 or PhysicalType.UInt128 or PhysicalType.Interval:
                ApplyWide(flatType, values, count, mask);
                return;
        }
        (Int128 min, Int128 max) = OrderedKey.Domain(flatType);
        Int128 from = Int128.Max(low, min), to = Int128.Min(high, max);
        if (from > to)
        {
            if (!negate) new Span<ulong>(mask, BitMask.Words(count)).Clear();
            return;
        }
        CodeRange.Apply(values, flatType.SizeOf(), (ulong)from, (ulong)to, negate, count, mask);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void ApplyFloating<T>(T* values, int count, ulong* mask) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        bool nanPasses = low <= OrderedKey.NaN && OrderedKey.NaN <= high;
        bool numbersPass = low <= OrderedKey.Infinity && -OrderedKey.Infinity <= high;
        double from = OrderedKey.ToDouble(Int128.Min(low, OrderedKey.Infinity));
        double to = OrderedKey.ToDouble(Int128.Min(high, OrderedKey.Infinity));
        for (int word = 0; word * 64 < count; word++)
        {
            if (mask[word] == 0) continue;
            ulong bits = 0;
            int end = Math.Min(64, count - word * 64);
            for (int i = 0; i < end; i++)
            {
                double value = double.CreateTruncating(values[word * 64 + i]);
                bool passes = (numbersPass & value >= from & value <= to) | (nanPasses & double.IsNaN(value));
                bits |= (passes ? 1UL : 0) << i;
            }
            mask[word] &= negate ? ~bits : bits;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void ApplyWide(PhysicalType wideType, byte* values, int count, ulong* mask)
    {
        for (int word = 0; word * 64 < count; word++)
        {
            ulong bits = 0;
            for (ulong rest = mask[word]; rest != 0; rest &= rest - 1)
            {
                int i = BitOperations.TrailingZeroCount(rest);
                Int128 key = OrderedKey.Read(wideType, values + (word * 64L + i) * 16);
                if ((low <= key && key <= high) != negate) bits |= 1UL << i;
            }
            mask[word] = bits;
        }
    }
}

/// <summary>Keys in a set: IN lists and the keys of small join sides.</summary>
internal sealed unsafe class KeySetFilter : ScanFilter
{
    private const int BitmapBits = 1 << 20;
    private readonly PhysicalType _type;
    private readonly Int128[] _keys;
    private readonly ulong[]? _bitmap;
    private readonly HashSet<Int128>? _set;

    /// <param name="type">The column's type.</param>
    /// <param name="keys">Ascending, distinct, not empty.</param>
    public KeySetFilter(PhysicalType type, Int128[] keys)
    {
        _type = type;
        _keys = keys;
        bool isDense = type.FitsInt64() && keys[^1] - keys[0] < BitmapBits;
        if (!isDense)
        {
            _set = [.. keys];
            return;
        }
        _bitmap = new ulong[(int)(keys[^1] - keys[0]) / 64 + 1];
        foreach (Int128 key in keys)
        {
            int bit = (int)(key - keys[0]);
            _bitmap[bit >> 6] |= 1UL << (bit & 63);
        }
    }

    public override bool CanSkip(ZoneMap zone)
    {
        if (!zone.HasValues || zone.Max < _keys[0] || _keys[^1] < zone.Min) return true;
        int next = Array.BinarySearch(_keys, zone.Min);
        return next < 0 && _keys[~next] > zone.Max;
    }

    public override bool AlwaysTrue(ZoneMap zone) =>
        zone.HasValues && zone.NullCount == 0 && zone.Min == zone.Max && OrderedKey.IsExact(_type)
            && Array.BinarySearch(_keys, zone.Min) >= 0;

    internal override void ApplyCodes(byte* codes, int codeSize, Int128 low, int count, ulong* mask)
    {
        if (_bitmap is not null && low >= long.MinValue && low <= long.MaxValue)
        {
            BitmapFilter.ApplyBitmap(codes, codeSize, (ulong)_keys[0] - (ulong)low, _bitmap, count, mask);
            return;
        }
        for (int word = 0; word * 64 < count; word++)
        {
            ulong bits = 0;
            for (ulong rest = mask[word]; rest != 0; rest &= rest - 1)
            {
                int i = BitOperations.TrailingZeroCount(rest);
                if (_set is null ? Array.BinarySearch(_keys, low + CodeAt(codes, codeSize, word * 64 + i)) >= 0
                    : _set.Contains(low + CodeAt(codes, codeSize, word * 64 + i))) bits |= 1UL << i;
            }
            mask[word] = bits;
        }
    }

    internal override void ApplyFlat(PhysicalType type, byte* values, int count, ulong* mask)
    {
        int size = type.SizeOf();
        for (int word = 0; word * 64 < count; word++)
        {
            ulong bits = 0;
            for (ulong rest = mask[word]; rest != 0; rest &= rest - 1)
            {
                int i = BitOperations.TrailingZeroCount(rest);
                Int128 key = OrderedKey.Read(type, values + (word * 64L + i) * size);
                bool passes = _set?.Contains(key) ?? Array.BinarySearch(_keys, key) >= 0;
                if (passes) bits |= 1UL << i;
            }
            mask[word] = bits;
        }
    }

    internal static ulong CodeAt(byte* codes, int codeSize, long index) => codeSize switch
    {
        1 => codes[index],
        2 => ((ushort*)codes)[index],
        4 => ((uint*)codes)[index],
        _ => ((ulong*)codes)[index],
    };
}
