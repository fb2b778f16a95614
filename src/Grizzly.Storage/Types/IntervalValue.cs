using System.Runtime.InteropServices;
using System.Text;

namespace Grizzly.Types;

/// <summary>An INTERVAL: months, days and 100 ns ticks kept apart, as PostgreSQL does, because months and days differ
/// in length.</summary>
/// <param name="Months">Offset 0.</param>
/// <param name="Days">Offset 4.</param>
/// <param name="Ticks">Offset 8; 100 ns each.</param>
[StructLayout(LayoutKind.Sequential, Size = 16)]
public readonly record struct IntervalValue(int Months, int Days, long Ticks) : IComparable<IntervalValue>
{
    public const long TicksPerDay = TimeSpan.TicksPerDay;

    /// <summary>Length in ticks with 30-day months and 24-hour days: the order and equality of intervals (PostgreSQL's
    /// rule).</summary>
    public Int128 Normalized => (((Int128)Months * 30) + Days) * TicksPerDay + Ticks;

    public int CompareTo(IntervalValue other) => Normalized.CompareTo(other.Normalized);

    /// <summary>The text SQL writes: <c>1 year 2 days 03:00:00</c>.</summary>
    public override string ToString()
    {
        Span<byte> text = stackalloc byte[IntervalText.MaxLength];
        return Encoding.UTF8.GetString(text[..IntervalText.Format(this, text)]);
    }
}
