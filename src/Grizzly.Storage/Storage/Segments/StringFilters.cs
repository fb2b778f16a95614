using System.Numerics;
using Grizzly.Common;
using Grizzly.Kernels;
using Grizzly.Types;

namespace Grizzly.Storage;

/// <summary>Strings between two bounds, or outside of them; bytes compare unsigned.</summary>
internal sealed unsafe class StringRangeFilter(
    byte[]? low, bool lowInclusive, byte[]? high, bool highInclusive, bool negate) : ScanFilter
{
    private readonly Int128 _lowKey = low is null ? Int128.MinValue : OrderedKey.OfBytes(low);
    private readonly Int128 _highKey = high is null ? Int128.MaxValue : OrderedKey.OfBytes(high);

    // Keys are prefixes: equal keys say nothing, unequal ones decide.
    public override bool CanSkip(ZoneMap zone) =>
        !zone.HasValues || (!negate && (zone.Max < _lowKey || _highKey < zone.Min));

    public override bool AlwaysTrue(ZoneMap zone)
    {
        if (zone.NullCount > 0 || !zone.HasValues) return false;
        return negate ? zone.Max < _lowKey || _highKey < zone.Min : _lowKey < zone.Min && zone.Max < _highKey;
    }

    internal override void ApplyFlat(PhysicalType type, byte* values, int count, ulong* mask)
    {
        StringView* views = (StringView*)values;
        bool isEquality = low is not null && ReferenceEquals(low, high);
        for (int word = 0; word * 64 < count; word++)
        {
            ulong bits = 0;
            for (ulong rest = mask[word]; rest != 0; rest &= rest - 1)
            {
                int i = BitOperations.TrailingZeroCount(rest);
                StringView* view = views + word * 64 + i;
                bool passes = isEquality ? view->Length == low!.Length
                    && StringView.SpanOf(view).SequenceEqual(low) : IsWithin(view);
                if (passes != negate) bits |= 1UL << i;
            }
            mask[word] = bits;
        }
    }

    internal override void ApplyCodes(byte* codes, int codeSize, Int128 codesLow, int count, ulong* mask) =>
        throw Errors.Internal("a string filter met integers");

    internal override bool TryApplyStrings(byte* bytes, uint* offsets, int count, ulong* mask)
    {
        if (low is null || !ReferenceEquals(low, high)) return false;
        uint length = (uint)low.Length;
        fixed (byte* wanted = low)
        {
            for (int word = 0; word * 64 < count; word++)
            {
                ulong todo = mask[word], bits = 0;
                for (ulong rest = todo; rest != 0; rest &= rest - 1)
                {
                    int i = BitOperations.TrailingZeroCount(rest);
                    uint start = offsets[word * 64 + i];
                    if (offsets[word * 64 + i + 1] - start != length) continue;
                    if (new ReadOnlySpan<byte>(bytes + start,
                        (int)length).SequenceEqual(new ReadOnlySpan<byte>(wanted, (int)length)))
                        bits |= 1UL << i;
                }
                mask[word] = negate ? todo & ~bits : bits;
            }
        }
        return true;
    }

    private bool IsWithin(StringView* view)
    {
        ReadOnlySpan<byte> bytes = StringView.SpanOf(view);
        if (low is not null)
        {
            int order = bytes.SequenceCompareTo(low);
            if (order < 0 || (order == 0 && !lowInclusive)) return false;
        }
        if (high is not null)
        {
            int order = bytes.SequenceCompareTo(high);
            if (order > 0 || (order == 0 && !highInclusive)) return false;
        }
        return true;
    }
}

/// <summary>Strings in a set.</summary>
internal sealed unsafe class StringSetFilter : ScanFilter
{
    private readonly Dictionary<ulong, List<byte[]>> _values = [];
    private readonly Int128 _min = Int128.MaxValue;
    private readonly Int128 _max = Int128.MinValue;

    public StringSetFilter(byte[][] values)
    {
        foreach (byte[] value in values)
        {
            Int128 key = OrderedKey.OfBytes(value);
            _min = Int128.Min(_min, key);
            _max = Int128.Max(_max, key);
            ulong hash = Hash(value);
            if (!_values.TryGetValue(hash, out List<byte[]>? list)) _values[hash] = list = [];
            list.Add(value);
        }
    }

    public override bool CanSkip(ZoneMap zone) => !zone.HasValues || zone.Max < _min || _max < zone.Min;

    public override bool AlwaysTrue(ZoneMap zone) => false;

    internal override void ApplyFlat(PhysicalType type, byte* values, int count, ulong* mask)
    {
        StringView* views = (StringView*)values;
        for (int word = 0; word * 64 < count; word++)
        {
            ulong bits = 0;
            for (ulong rest = mask[word]; rest != 0; rest &= rest - 1)
            {
                int i = BitOperations.TrailingZeroCount(rest);
                if (Contains(StringView.SpanOf(views + word * 64 + i))) bits |= 1UL << i;
            }
            mask[word] = bits;
        }
    }

    internal override void ApplyCodes(byte* codes, int codeSize, Int128 codesLow, int count, ulong* mask) =>
        throw Errors.Internal("a string filter met integers");

    private bool Contains(ReadOnlySpan<byte> bytes)
    {
        if (!_values.TryGetValue(Hash(bytes), out List<byte[]>? list)) return false;
        foreach (byte[] candidate in list)
        {
            if (bytes.SequenceEqual(candidate)) return true;
        }
        return false;
    }

    private static ulong Hash(ReadOnlySpan<byte> bytes) => System.IO.Hashing.XxHash3.HashToUInt64(bytes);
}

/// <summary>A test of strings that the rooms above define: LIKE, regular expressions, functions. Thread-safe.</summary>
public abstract unsafe class StringPredicate
{
    /// <summary>
    /// Clears the mask bits of strings that do not pass; views are valid during the call; bits past count stay.
    /// </summary>
    public abstract void Test(StringView* values, int count, ulong* mask);

    /// <summary>
    /// The same over strings that lie end to end (string i = bytes[offsets[i] .. offsets[i + 1]], readable 64 bytes
    /// further); false to get views.
    /// </summary>
    public virtual bool TryTest(byte* bytes, uint* offsets, int count, ulong* mask) => false;

    /// <summary>Bytes every passing string starts with, or empty: lets scans skip row groups.</summary>
    public virtual ReadOnlySpan<byte> Prefix => [];
}

/// <summary>
/// A <see cref="StringPredicate"/> as a filter: evaluated once per dictionary entry where there is a dictionary.
/// </summary>
public sealed unsafe class StringPredicateFilter(StringPredicate predicate) : ScanFilter
{
    public override bool CanSkip(ZoneMap zone)
    {
        if (!zone.HasValues) return true;
        ReadOnlySpan<byte> prefix = predicate.Prefix;
        if (prefix.Length == 0) return false;
        Span<byte> last = stackalloc byte[16];
        last.Fill(0xFF);
        prefix[..Math.Min(15, prefix.Length)].CopyTo(last);
        return zone.Max < OrderedKey.OfBytes(prefix) || OrderedKey.OfBytes(last) < zone.Min;
    }

    public override bool AlwaysTrue(ZoneMap zone) => false;

    internal override void ApplyFlat(PhysicalType type, byte* values, int count, ulong* mask)
    {
        for (int done = 0; done < count; done += RowGroupLayout.SlotRows)
        {
            int window = Math.Min(RowGroupLayout.SlotRows, count - done);
            predicate.Test((StringView*)values + done, window, mask + (done >> 6));
        }
    }

    internal override void ApplyCodes(byte* codes, int codeSize, Int128 codesLow, int count, ulong* mask) =>
        throw Errors.Internal("a string filter met integers");

    internal override bool TryApplyStrings(byte* bytes, uint* offsets, int count, ulong* mask) =>
        predicate.TryTest(bytes, offsets, count, mask);
}
