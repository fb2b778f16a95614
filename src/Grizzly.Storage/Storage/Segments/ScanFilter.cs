using Grizzly.Common;
using Grizzly.Kernels;
using Grizzly.Types;

namespace Grizzly.Storage;

public enum ScanComparison : byte
{
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

/// <summary>A condition on one column that scans evaluate on stored data. Immutable and thread-safe.</summary>
/// <remarks>
/// A row whose value is NULL never passes, except <see cref="IsNull"/>: that is WHERE's view, where unknown is not
/// true. So filters combine by AND and OR but there is no NOT: the planner negates before it pushes. NaN equals NaN and
/// sorts above every number; strings compare by bytes.
/// </remarks>
public abstract unsafe class ScanFilter
{
    /// <summary>Rows whose value is NULL.</summary>
    public static readonly ScanFilter IsNull = new NullFilter(isNull: true);

    /// <summary>Rows whose value is not NULL.</summary>
    public static readonly ScanFilter IsNotNull = new NullFilter(isNull: false);

    /// <summary>column (comparison) constant; the constant has the column's type. NULL passes no row.</summary>
    public static ScanFilter Compare(ScanComparison comparison, in Value constant)
    {
        if (constant.IsNull) return NothingFilter.Instance;
        if (constant.Type.Physical == PhysicalType.String)
        {
            byte[] bytes = constant.ByteArray;
            return comparison switch
            {
                ScanComparison.Equal => new StringRangeFilter(bytes, true, bytes, true, negate: false),
                ScanComparison.NotEqual => new StringRangeFilter(bytes, true, bytes, true, negate: true),
                ScanComparison.Less => new StringRangeFilter(null, true, bytes, false, negate: false),
                ScanComparison.LessOrEqual => new StringRangeFilter(null, true, bytes, true, negate: false),
                ScanComparison.Greater => new StringRangeFilter(bytes, false, null, true, negate: false),
                _ => new StringRangeFilter(bytes, true, null, true, negate: false),
            };
        }
        PhysicalType type = constant.Type.Physical;
        Int128 key = OrderedKey.Of(constant), min = Int128.MinValue, max = Int128.MaxValue;
        return comparison switch
        {
            ScanComparison.Equal => new KeyRangeFilter(type, key, key, negate: false),
            ScanComparison.NotEqual => new KeyRangeFilter(type, key, key, negate: true),
            ScanComparison.Less =>
                key == min ? NothingFilter.Instance : new KeyRangeFilter(type, min, key - 1, negate: false),
            ScanComparison.LessOrEqual => new KeyRangeFilter(type, min, key, negate: false),
            ScanComparison.Greater =>
                key == max ? NothingFilter.Instance : new KeyRangeFilter(type, key + 1, max, negate: false),
            _ => new KeyRangeFilter(type, key, max, negate: false),
        };
    }

    /// <summary>low &lt;= column &lt;= high (both of the column's type).</summary>
    public static ScanFilter Between(in Value low, in Value high) =>
        And(Compare(ScanComparison.GreaterOrEqual, low), Compare(ScanComparison.LessOrEqual, high));

    /// <summary>column IN (values); NULLs among the values are ignored, as WHERE does.</summary>
    public static ScanFilter In(ReadOnlySpan<Value> values)
    {
        var present = new List<Value>();
        foreach (ref readonly Value value in values)
        {
            if (!value.IsNull) present.Add(value);
        }
        if (present.Count == 0) return NothingFilter.Instance;
        if (present.Count == 1) return Compare(ScanComparison.Equal, present[0]);
        if (present[0].Type.Physical == PhysicalType.String)
            return new StringSetFilter([.. present.Select(v => v.ByteArray)]);
        return new KeySetFilter(present[0].Type.Physical,
            [.. present.Select(v => OrderedKey.Of(v)).Distinct().Order()]);
    }

    /// <summary>All of them; ranges of keys are merged into one.</summary>
    public static ScanFilter And(params ReadOnlySpan<ScanFilter> filters)
    {
        var parts = new List<ScanFilter>();
        foreach (ScanFilter filter in filters)
        {
            if (filter is AndFilter nested) parts.AddRange(nested.Parts);
            else parts.Add(filter);
        }
        for (int i = 0; i < parts.Count; i++)
        {
            for (int j = parts.Count - 1; j > i; j--)
            {
                if (parts[i] is not KeyRangeFilter left || parts[j] is not KeyRangeFilter right) continue;
                if (left.Negate || right.Negate) continue;
                parts[i] = new KeyRangeFilter(left.Type, Int128.Max(left.Low, right.Low),
                    Int128.Min(left.High, right.High), false);
                parts.RemoveAt(j);
            }
        }
        return parts.Count == 1 ? parts[0] : new AndFilter([.. parts]);
    }

    /// <summary>At least one of them.</summary>
    public static ScanFilter Or(params ReadOnlySpan<ScanFilter> filters) =>
        filters.Length == 1 ? filters[0] : new OrFilter(filters.ToArray());

    /// <summary>True where no row of the segment can pass. Conservative.</summary>
    public abstract bool CanSkip(ZoneMap zone);

    /// <summary>True where every row of the segment passes. Conservative.</summary>
    public abstract bool AlwaysTrue(ZoneMap zone);

    /// <summary>Clears mask bits over a window of a segment.</summary>
    internal virtual void ApplySegment(HotSegment segment, int start, int count, ulong* mask)
    {
        if (segment.Validity is not null) BitMask.And(mask, segment.Validity + (start >> 6), BitMask.Words(count));
        segment.FilterValues(this, start, count, mask);
    }

    /// <summary>
    /// Clears mask bits over flat values with a validity bitmap (null: all valid), as the delta store keeps them.
    /// </summary>
    internal virtual void ApplyVector(PhysicalType type, byte* values, ulong* validity, int count, ulong* mask)
    {
        if (validity is not null) BitMask.And(mask, validity, BitMask.Words(count));
        ApplyFlat(type, values, count, mask);
    }

    /// <summary>
    /// Clears mask bits over flat values, none NULL (values under cleared bits may be anything of their type).
    /// </summary>
    internal abstract void ApplyFlat(PhysicalType type, byte* values, int count, ulong* mask);

    /// <summary>Clears mask bits over codes: key = low + code.</summary>
    internal abstract void ApplyCodes(byte* codes, int codeSize, Int128 low, int count, ulong* mask);

    /// <summary>A chance to work on whole bytes of strings that lie end to end; false to be given views.</summary>
    internal virtual bool TryApplyStrings(byte* bytes, uint* offsets, int count, ulong* mask) => false;
}

/// <summary>Passes nothing.</summary>
internal sealed unsafe class NothingFilter : ScanFilter
{
    public static readonly NothingFilter Instance = new();

    public override bool CanSkip(ZoneMap zone) => true;

    public override bool AlwaysTrue(ZoneMap zone) => false;

    internal override void ApplyFlat(PhysicalType type, byte* values, int count, ulong* mask) =>
        new Span<ulong>(mask, BitMask.Words(count)).Clear();

    internal override void ApplyCodes(byte* codes, int codeSize, Int128 low, int count, ulong* mask) =>
        new Span<ulong>(mask, BitMask.Words(count)).Clear();
}

/// <summary>IS NULL and IS NOT NULL.</summary>
internal sealed unsafe class NullFilter(bool isNull) : ScanFilter
{
    public override bool CanSkip(ZoneMap zone) => isNull ? zone.NullCount == 0 : !zone.HasValues;

    public override bool AlwaysTrue(ZoneMap zone) => isNull ? !zone.HasValues : zone.NullCount == 0;

    internal override void ApplySegment(HotSegment segment, int start, int count, ulong* mask)
    {
        bool allNull = segment is ConstantSegment { IsNull: true };
        if (allNull && !isNull) new Span<ulong>(mask, BitMask.Words(count)).Clear();
        else if (!allNull) Apply(segment.Validity is null ? null : segment.Validity + (start >> 6), count, mask);
    }

    internal override void ApplyVector(PhysicalType type, byte* values, ulong* validity, int count, ulong* mask) =>
        Apply(validity, count, mask);

    internal override void ApplyFlat(PhysicalType type, byte* values, int count, ulong* mask) =>
        Apply(null, count, mask);

    internal override void ApplyCodes(byte* codes, int codeSize, Int128 low, int count, ulong* mask) =>
        Apply(null, count, mask);

    private void Apply(ulong* validity, int count, ulong* mask)
    {
        if (!isNull && validity is not null) BitMask.And(mask, validity, BitMask.Words(count));
        else if (isNull && validity is not null) BitMask.AndNot(mask, validity, BitMask.Words(count));
        else if (isNull) new Span<ulong>(mask, BitMask.Words(count)).Clear();
    }
}

/// <summary>All of several filters on the same column.</summary>
internal sealed unsafe class AndFilter(ScanFilter[] parts) : ScanFilter
{
    public ScanFilter[] Parts => parts;

    public override bool CanSkip(ZoneMap zone) => parts.Any(p => p.CanSkip(zone));

    public override bool AlwaysTrue(ZoneMap zone) => parts.All(p => p.AlwaysTrue(zone));

    internal override void ApplySegment(HotSegment segment, int start, int count, ulong* mask)
    {
        foreach (ScanFilter part in parts) part.ApplySegment(segment, start, count, mask);
    }

    internal override void ApplyVector(PhysicalType type, byte* values, ulong* validity, int count, ulong* mask)
    {
        foreach (ScanFilter part in parts) part.ApplyVector(type, values, validity, count, mask);
    }

    internal override void ApplyFlat(PhysicalType type, byte* values, int count, ulong* mask)
    {
        foreach (ScanFilter part in parts) part.ApplyFlat(type, values, count, mask);
    }

    internal override void ApplyCodes(byte* codes, int codeSize, Int128 low, int count, ulong* mask)
    {
        foreach (ScanFilter part in parts) part.ApplyCodes(codes, codeSize, low, count, mask);
    }
}

/// <summary>At least one of several filters on the same column.</summary>
internal sealed unsafe class OrFilter(ScanFilter[] parts) : ScanFilter
{
    public override bool CanSkip(ZoneMap zone) => parts.All(p => p.CanSkip(zone));

    public override bool AlwaysTrue(ZoneMap zone) => parts.Any(p => p.AlwaysTrue(zone));

    internal override void ApplySegment(HotSegment segment, int start, int count, ulong* mask) =>
        Combine(count, mask, (filter, at, length, part) => filter.ApplySegment(segment, start + at, length,
            (ulong*)part));

    internal override void ApplyVector(PhysicalType type, byte* values, ulong* validity, int count, ulong* mask)
    {
        nint data = (nint)values, nulls = (nint)validity;
        Combine(count, mask, (filter, at, length, part) => filter.ApplyVector(
            type, (byte*)data + (long)at * type.SizeOf(), nulls == 0 ? null : (ulong*)nulls + (at >> 6), length,
                (ulong*)part));
    }

    internal override void ApplyFlat(PhysicalType type, byte* values, int count, ulong* mask)
    {
        nint data = (nint)values;
        Combine(count, mask, (filter, at, length, part) =>
            filter.ApplyFlat(type, (byte*)data + (long)at * type.SizeOf(), length, (ulong*)part));
    }

    internal override void ApplyCodes(byte* codes, int codeSize, Int128 low, int count, ulong* mask)
    {
        nint data = (nint)codes;
        Combine(count, mask, (filter, at, length, part) =>
            filter.ApplyCodes((byte*)data + (long)at * codeSize, codeSize, low, length, (ulong*)part));
    }

    /// <summary>Evaluates every part on a copy of the mask, 8,192 rows at a time, and unites the results.</summary>
    private void Combine(int count, ulong* mask, Action<ScanFilter, int, int, nint> apply)
    {
        const int WindowRows = 8192;
        ulong* part = stackalloc ulong[WindowRows / 64];
        ulong* united = stackalloc ulong[WindowRows / 64];
        for (int at = 0; at < count; at += WindowRows)
        {
            int length = Math.Min(WindowRows, count - at), words = BitMask.Words(length);
            ulong* window = mask + (at >> 6);
            new Span<ulong>(united, words).Clear();
            foreach (ScanFilter filter in parts)
            {
                new Span<ulong>(window, words).CopyTo(new Span<ulong>(part, words));
                apply(filter, at, length, (nint)part);
                BitMask.Or(united, part, words);
            }
            BitMask.And(window, united, words);
        }
    }
}
