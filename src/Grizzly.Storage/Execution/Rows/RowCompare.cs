using System.Runtime.CompilerServices;
using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Execution;

/// <summary>Compares column values of rows with vectors and with each other; equality in the sense of GROUP BY (NULL
/// equals NULL, NaN equals NaN).</summary>
internal static unsafe class RowCompare
{
    private const MethodImplOptions Hot = MethodImplOptions.AggressiveOptimization;

    /// <summary>
    /// Keeps in <paramref name="selection"/> those entries j whose vector value equals the row's; the others go to
    /// <paramref name="different"/>.
    /// </summary>
    /// <param name="rows">rows[selection[j]] is compared with vector row selection[j].</param>
    /// <returns>How many entries stay.</returns>
    public static int Match(
        RowLayout layout, int column, ColumnVector vector, byte** rows, ushort* selection, int count,
            ushort* different, ref int differentCount)
    {
        return layout.Types[column].Physical switch
        {
            PhysicalType.String =>
                Match<StringView, StringEquality>(layout, column, vector, rows, selection, count, different,
                    ref differentCount),
            PhysicalType.Float =>
                Match<float, FloatEquality>(layout, column, vector, rows, selection, count, different,
                    ref differentCount),
            PhysicalType.Double =>
                Match<double, DoubleEquality>(layout, column, vector, rows, selection, count, different,
                    ref differentCount),
            PhysicalType.Interval =>
                Match<IntervalValue, IntervalEquality>(layout, column, vector, rows, selection, count, different,
                    ref differentCount),
            _ => layout.Types[column].SizeInBytes switch
            {
                1 => Match<byte, BitEquality<byte>>(layout, column, vector, rows, selection, count, different,
                    ref differentCount),
                2 => Match<ushort, BitEquality<ushort>>(layout, column, vector, rows, selection, count, different,
                    ref differentCount),
                4 => Match<uint, BitEquality<uint>>(layout, column, vector, rows, selection, count, different,
                    ref differentCount),
                8 => Match<ulong, BitEquality<ulong>>(layout, column, vector, rows, selection, count, different,
                    ref differentCount),
                _ => Match<UInt128, BitEquality<UInt128>>(layout, column, vector, rows, selection, count, different,
                    ref differentCount),
            },
        };
    }

    /// <summary>Whether two rows of one layout agree in the first <paramref name="columns"/> columns.</summary>
    public static bool RowsEqual(RowLayout layout, int columns, byte* left, byte* right)
    {
        for (int column = 0; column < columns; column++)
        {
            bool leftNull = IsNull(left, column), rightNull = IsNull(right, column);
            if (leftNull != rightNull) return false;
            if (!leftNull && !ValuesEqual(layout.Types[column], left + layout.Offsets[column], right
                + layout.Offsets[column])) return false;
        }
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsNull(byte* row, int column) =>
        (*(ulong*)(row + RowLayout.ValidityOffset + (column >> 6) * 8) >> (column & 63) & 1) == 0;

    /// <summary>Order of two values that are not NULL.</summary>
    public static int CompareValues(PhysicalType type, byte* left, byte* right) => type switch
    {
        PhysicalType.Bool or PhysicalType.UInt8 => (*left).CompareTo(*right),
        PhysicalType.Int8 => (*(sbyte*)left).CompareTo(*(sbyte*)right),
        PhysicalType.Int16 => (*(short*)left).CompareTo(*(short*)right),
        PhysicalType.Int32 => (*(int*)left).CompareTo(*(int*)right),
        PhysicalType.Int64 => (*(long*)left).CompareTo(*(long*)right),
        PhysicalType.Int128 => (*(Int128*)left).CompareTo(*(Int128*)right),
        PhysicalType.UInt16 => (*(ushort*)left).CompareTo(*(ushort*)right),
        PhysicalType.UInt32 => (*(uint*)left).CompareTo(*(uint*)right),
        PhysicalType.UInt64 => (*(ulong*)left).CompareTo(*(ulong*)right),
        PhysicalType.UInt128 => (*(UInt128*)left).CompareTo(*(UInt128*)right),
        PhysicalType.Float => CompareFloating(*(float*)left, *(float*)right),
        PhysicalType.Double => CompareFloating(*(double*)left, *(double*)right),
        PhysicalType.Interval => ((IntervalValue*)left)->CompareTo(*(IntervalValue*)right),
        _ => StringView.Compare(*(StringView*)left, *(StringView*)right),
    };

    private static int CompareFloating(double left, double right)
    {
        if (double.IsNaN(left)) return double.IsNaN(right) ? 0 : 1;
        if (double.IsNaN(right)) return -1;
        return left < right ? -1 : left > right ? 1 : 0;
    }

    private static bool ValuesEqual(LogicalType type, byte* left, byte* right) => type.Physical switch
    {
        PhysicalType.String => StringView.Equals(*(StringView*)left, *(StringView*)right),
        PhysicalType.Float or PhysicalType.Double or PhysicalType.Interval =>
            CompareValues(type.Physical, left, right) == 0,
        _ => new ReadOnlySpan<byte>(left, type.SizeInBytes)
            .SequenceEqual(new ReadOnlySpan<byte>(right, type.SizeInBytes)),
    };

    [MethodImpl(Hot)]
    private static int Match<T, TEquality>(
        RowLayout layout, int column, ColumnVector vector, byte** rows, ushort* selection, int count,
            ushort* different, ref int differentCount)
        where T : unmanaged
        where TEquality : struct, IValueEquality<T>
    {
        int offset = layout.Offsets[column], kept = 0, rejected = differentCount;
        T* values = (T*)vector.Data;
        uint* codes = vector.Codes;
        bool isConstant = vector.IsConstant, isDictionary = vector.Encoding == VectorEncoding.Dictionary;
        bool vectorHasNulls = vector.Validity is not null;
        for (int j = 0; j < count; j++)
        {
            ushort i = selection[j];
            byte* row = rows[i];
            bool rowNull = IsNull(row, column);
            bool vectorNull = vectorHasNulls && vector.IsNullAt(i);
            bool same;
            if (rowNull | vectorNull)
                same = rowNull & vectorNull;
            else
                same = TEquality.Equals(values[isConstant ? 0 : isDictionary ? codes[i] : i], *(T*)(row + offset));
            if (same) selection[kept++] = i;
            else different[rejected++] = i;
        }
        differentCount = rejected;
        return kept;
    }

    private interface IValueEquality<T>
    {
        static abstract bool Equals(in T left, in T right);
    }

    private readonly struct BitEquality<T> : IValueEquality<T> where T : unmanaged, IEquatable<T>
    {
        public static bool Equals(in T left, in T right) => left.Equals(right);
    }

    private readonly struct StringEquality : IValueEquality<StringView>
    {
        public static bool Equals(in StringView left, in StringView right) => StringView.Equals(left, right);
    }

    private readonly struct FloatEquality : IValueEquality<float>
    {
        public static bool Equals(in float left, in float right) => left.Equals(right) || left == right;
    }

    private readonly struct DoubleEquality : IValueEquality<double>
    {
        public static bool Equals(in double left, in double right) => left.Equals(right) || left == right;
    }

    private readonly struct IntervalEquality : IValueEquality<IntervalValue>
    {
        public static bool Equals(in IntervalValue left, in IntervalValue right) => left.CompareTo(right) == 0;
    }
}
