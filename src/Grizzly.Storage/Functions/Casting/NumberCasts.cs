using System.Numerics;
using System.Runtime.CompilerServices;
using Grizzly.Types;

namespace Grizzly.Functions;

/// <summary>Casts among integers, decimals, floating-point numbers and BOOLEAN.</summary>
/// <remarks>Floating-point numbers are rounded half to even on their way to integers, decimals half away from zero (as
/// PostgreSQL and
/// DuckDB do). BOOLEAN is stored as a byte and casts like an integer of 0 or 1; anything but zero becomes
/// true.</remarks>
internal static class NumberCasts
{
    public static (ScalarKernel Kernel, bool CanFail) Bind(LogicalType from, LogicalType to, bool isTry)
    {
        if (from.IsFloating)
            return from.Id == LogicalTypeId.Float
                ? BindFloating<float>(from, to, isTry) : BindFloating<double>(from, to, isTry);
        var visitor = new FromVisitor(from, to, isTry);
        return IntegerVisit.Visit<FromVisitor, (ScalarKernel, bool)>(from.Physical, visitor);
    }

    private static (ScalarKernel, bool) BindFloating<TFrom>(LogicalType from, LogicalType to, bool isTry)
        where TFrom : unmanaged, IFloatingPointIeee754<TFrom>
    {
        switch (to.Id)
        {
            case LogicalTypeId.Float:
                return (CastLoops.Numbers<TFrom, float, FloatingToFloating<TFrom, float>>(default, from, to, isTry),
                    from.Id == LogicalTypeId.Double);
            case LogicalTypeId.Double:
                return (CastLoops.Numbers<TFrom, double, FloatingToFloating<TFrom, double>>(default, from, to, isTry),
                    false);
            case LogicalTypeId.Boolean:
                return (CastLoops.Numbers<TFrom, byte, NumberToBool<TFrom>>(default, from, to, isTry), false);
            case LogicalTypeId.Decimal when to.Physical == PhysicalType.Int64:
                return (CastLoops.Numbers<TFrom, long, FloatingToDecimal<TFrom, long>>(new(to), from, to, isTry), true);
            case LogicalTypeId.Decimal:
                return (CastLoops.Numbers<TFrom, Int128, FloatingToDecimal<TFrom, Int128>>(new(to), from, to, isTry),
                    true);
            default:
                return IntegerVisit.Visit<FloatingToIntegerVisitor<TFrom>,
                    (ScalarKernel, bool)>(to.Physical, new(from, to, isTry));
        }
    }

    private readonly struct FloatingToIntegerVisitor<TFrom>(LogicalType from, LogicalType to, bool isTry)
        : IIntegerVisitor<(ScalarKernel, bool)>
        where TFrom : unmanaged, IFloatingPointIeee754<TFrom>
    {
        public (ScalarKernel, bool) Visit<TTo>() where TTo : unmanaged, IBinaryInteger<TTo>, IMinMaxValue<TTo> =>
            (CastLoops.Numbers<TFrom, TTo, FloatingToInteger<TFrom, TTo>>(default, from, to, isTry), true);
    }

    private readonly struct FromVisitor(LogicalType from, LogicalType to, bool isTry)
        : IIntegerVisitor<(ScalarKernel, bool)>
    {
        public (ScalarKernel, bool) Visit<TFrom>() where TFrom : unmanaged, IBinaryInteger<TFrom>, IMinMaxValue<TFrom>
        {
            if (to.Id == LogicalTypeId.Boolean)
                return (CastLoops.Numbers<TFrom, byte, NumberToBool<TFrom>>(default, from, to, isTry), false);
            if (from.IsDecimal) return FromDecimal<TFrom>();
            if (to.Id == LogicalTypeId.Float)
                return (CastLoops.Numbers<TFrom, float, IntegerToFloating<TFrom, float>>(default, from, to, isTry),
                    false);
            if (to.Id == LogicalTypeId.Double)
                return (CastLoops.Numbers<TFrom, double, IntegerToFloating<TFrom, double>>(default, from, to, isTry),
                    false);
            if (to.IsDecimal)
            {
                bool canFail = to.Precision - to.Scale < TypeLattice.DecimalFor(from).Precision
                    || from.Id is LogicalTypeId.HugeInt or LogicalTypeId.UHugeInt;
                return to.Physical == PhysicalType.Int64
                    ? (CastLoops.Numbers<TFrom, long, IntegerToDecimal<TFrom, long>>(new(to), from, to, isTry), canFail)
                    : (CastLoops.Numbers<TFrom, Int128, IntegerToDecimal<TFrom, Int128>>(new(to), from, to, isTry),
                        canFail);
            }
            return IntegerVisit.Visit<IntegerToIntegerVisitor<TFrom>,
                (ScalarKernel, bool)>(to.Physical, new(from, to, isTry));
        }

        private (ScalarKernel, bool) FromDecimal<TFrom>()
            where TFrom : unmanaged, IBinaryInteger<TFrom>, IMinMaxValue<TFrom>
        {
            if (to.Id == LogicalTypeId.Float)
                return (CastLoops.Numbers<TFrom, float, DecimalToFloating<TFrom,
                    float>>(new(from.Scale), from, to, isTry), false);
            if (to.Id == LogicalTypeId.Double)
                return (CastLoops.Numbers<TFrom, double, DecimalToFloating<TFrom,
                    double>>(new(from.Scale), from, to, isTry), false);
            if (!to.IsDecimal)
                return IntegerVisit.Visit<DecimalToIntegerVisitor<TFrom>,
                    (ScalarKernel, bool)>(to.Physical, new(from, to, isTry));
            bool canFail = to.Precision - to.Scale < from.Precision - from.Scale + (to.Scale < from.Scale ? 1 : 0);
            if (to.Scale < from.Scale)
            {
                return to.Physical == PhysicalType.Int64
                    ? (CastLoops.Numbers<TFrom, long, DecimalDown<TFrom, long>>(new(from, to), from, to, isTry),
                        canFail)
                    : (CastLoops.Numbers<TFrom, Int128, DecimalDown<TFrom, Int128>>(new(from, to), from, to, isTry),
                        canFail);
            }
            return to.Physical == PhysicalType.Int64
                ? (CastLoops.Numbers<TFrom, long, DecimalUp<TFrom, long>>(new(from, to), from, to, isTry), canFail)
                : (CastLoops.Numbers<TFrom, Int128, DecimalUp<TFrom, Int128>>(new(from, to), from, to, isTry), canFail);
        }
    }

    private readonly struct IntegerToIntegerVisitor<TFrom>(LogicalType from, LogicalType to, bool isTry)
        : IIntegerVisitor<(ScalarKernel, bool)>
        where TFrom : unmanaged, IBinaryInteger<TFrom>, IMinMaxValue<TFrom>
    {
        public (ScalarKernel, bool) Visit<TTo>() where TTo : unmanaged, IBinaryInteger<TTo>, IMinMaxValue<TTo>
        {
            bool canFail = from.Id != LogicalTypeId.Boolean && TypeLattice.ImplicitCastCost(from, to) < 0;
            return canFail
                ? (CastLoops.Numbers<TFrom, TTo, IntegerToInteger<TFrom, TTo>>(default, from, to, isTry), true)
                : (ScalarLoops.Unary<TFrom, TTo, Widen<TFrom, TTo>>, false);
        }
    }

    private readonly struct DecimalToIntegerVisitor<TFrom>(LogicalType from, LogicalType to, bool isTry)
        : IIntegerVisitor<(ScalarKernel, bool)>
        where TFrom : unmanaged, IBinaryInteger<TFrom>, IMinMaxValue<TFrom>
    {
        public (ScalarKernel, bool) Visit<TTo>() where TTo : unmanaged, IBinaryInteger<TTo>, IMinMaxValue<TTo> =>
            (CastLoops.Numbers<TFrom, TTo, DecimalToInteger<TFrom, TTo>>(new(from.Scale), from, to, isTry), true);
    }

    private readonly struct Widen<TFrom, TTo> : IUnary<TFrom, TTo>
        where TFrom : unmanaged, IBinaryInteger<TFrom> where TTo : unmanaged, IBinaryInteger<TTo>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TTo Invoke(TFrom value) => TTo.CreateTruncating(value);
    }

    private readonly struct IntegerToInteger<TFrom, TTo> : ICast<TFrom, TTo>
        where TFrom : unmanaged, IBinaryInteger<TFrom> where TTo : unmanaged, IBinaryInteger<TTo>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public bool TryCast(TFrom value, out TTo result)
        {
            result = TTo.CreateTruncating(value);
            return TFrom.CreateTruncating(result) == value && TTo.IsNegative(result) == TFrom.IsNegative(value);
        }
    }

    private readonly struct IntegerToFloating<TFrom, TTo> : ICast<TFrom, TTo>
        where TFrom : unmanaged, IBinaryInteger<TFrom> where TTo : unmanaged, IFloatingPointIeee754<TTo>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public bool TryCast(TFrom value, out TTo result)
        {
            result = TTo.CreateTruncating(value);
            return true;
        }
    }

    private readonly struct FloatingToFloating<TFrom, TTo> : ICast<TFrom, TTo>
        where TFrom : unmanaged, IFloatingPointIeee754<TFrom> where TTo : unmanaged, IFloatingPointIeee754<TTo>
    {
        public bool TryCast(TFrom value, out TTo result)
        {
            result = TTo.CreateTruncating(value);
            return TTo.IsFinite(result) || !TFrom.IsFinite(value);
        }
    }

    private readonly struct NumberToBool<TFrom> : ICast<TFrom, byte> where TFrom : unmanaged, INumberBase<TFrom>
    {
        public bool TryCast(TFrom value, out byte result)
        {
            result = TFrom.IsZero(value) ? (byte)0 : (byte)1;
            return true;
        }
    }

    private readonly struct FloatingToInteger<TFrom, TTo> : ICast<TFrom, TTo>
        where TFrom : unmanaged, IFloatingPointIeee754<TFrom>
            where TTo : unmanaged, IBinaryInteger<TTo>, IMinMaxValue<TTo>
    {
        public bool TryCast(TFrom value, out TTo result)
        {
            double rounded = Math.Round(double.CreateTruncating(value), MidpointRounding.ToEven);
            // MaxValue + 1 is a power of two, so it is exact in a double where MaxValue itself may not be.
            double limit = Math.ScaleB(1.0, Unsafe.SizeOf<TTo>() * 8 - (TTo.IsZero(TTo.MinValue) ? 0 : 1));
            result = TTo.CreateSaturating(rounded);
            return rounded < limit && rounded >= (TTo.IsZero(TTo.MinValue) ? 0 : -limit);
        }
    }

    private readonly struct FloatingToDecimal<TFrom, TTo>(LogicalType to) : ICast<TFrom, TTo>
        where TFrom : unmanaged, IFloatingPointIeee754<TFrom> where TTo : unmanaged, IBinaryInteger<TTo>
    {
        private readonly double _factor = PowersOfTen.OfDouble(to.Scale);
        private readonly double _limit = PowersOfTen.OfDouble(to.Precision);

        public bool TryCast(TFrom value, out TTo result)
        {
            double scaled = Math.Round(double.CreateTruncating(value) * _factor, MidpointRounding.AwayFromZero);
            bool fits = Math.Abs(scaled) < _limit;
            result = fits ? TTo.CreateSaturating(scaled) : TTo.Zero;
            return fits;
        }
    }

    private readonly struct IntegerToDecimal<TFrom, TTo>(LogicalType to) : ICast<TFrom, TTo>
        where TFrom : unmanaged, IBinaryInteger<TFrom> where TTo : unmanaged, IBinaryInteger<TTo>
    {
        private readonly TTo _factor = TTo.CreateTruncating(PowersOfTen.Of(to.Scale));
        private readonly TTo _limit = TTo.CreateTruncating(PowersOfTen.Of(to.Precision - to.Scale));

        public bool TryCast(TFrom value, out TTo result)
        {
            TTo wide = TTo.CreateSaturating(value);
            result = wide * _factor;
            return wide < _limit && wide > -_limit;
        }
    }

    private readonly struct DecimalUp<TFrom, TTo>(LogicalType from, LogicalType to) : ICast<TFrom, TTo>
        where TFrom : unmanaged, IBinaryInteger<TFrom> where TTo : unmanaged, IBinaryInteger<TTo>
    {
        private readonly TTo _factor = TTo.CreateTruncating(PowersOfTen.Of(to.Scale - from.Scale));
        private readonly TTo _limit = TTo.CreateTruncating(PowersOfTen.Of(to.Precision - to.Scale + from.Scale));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public bool TryCast(TFrom value, out TTo result)
        {
            TTo wide = TTo.CreateSaturating(value);
            result = wide * _factor;
            return wide < _limit && wide > -_limit;
        }
    }

    private readonly struct DecimalDown<TFrom, TTo>(LogicalType from, LogicalType to) : ICast<TFrom, TTo>
        where TFrom : unmanaged, IBinaryInteger<TFrom> where TTo : unmanaged, IBinaryInteger<TTo>
    {
        private readonly TFrom _divisor = TFrom.CreateTruncating(PowersOfTen.Of(from.Scale - to.Scale));
        private readonly Int128 _limit = PowersOfTen.Of(to.Precision);

        public bool TryCast(TFrom value, out TTo result)
        {
            TFrom rounded = DecimalMath.DivideRounded(value, _divisor);
            result = TTo.CreateSaturating(rounded);
            Int128 wide = Int128.CreateTruncating(rounded);
            return wide < _limit && wide > -_limit;
        }
    }

    private readonly struct DecimalToInteger<TFrom, TTo>(int scale) : ICast<TFrom, TTo>
        where TFrom : unmanaged, IBinaryInteger<TFrom> where TTo : unmanaged, IBinaryInteger<TTo>
    {
        private readonly TFrom _divisor = TFrom.CreateTruncating(PowersOfTen.Of(scale));

        public bool TryCast(TFrom value, out TTo result)
        {
            TFrom rounded = DecimalMath.DivideRounded(value, _divisor);
            result = TTo.CreateTruncating(rounded);
            return TFrom.CreateTruncating(result) == rounded && TTo.IsNegative(result) == TFrom.IsNegative(rounded);
        }
    }

    private readonly struct DecimalToFloating<TFrom, TTo>(int scale) : ICast<TFrom, TTo>
        where TFrom : unmanaged, IBinaryInteger<TFrom> where TTo : unmanaged, IFloatingPointIeee754<TTo>
    {
        private readonly double _divisor = PowersOfTen.OfDouble(scale);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public bool TryCast(TFrom value, out TTo result)
        {
            result = TTo.CreateTruncating(double.CreateTruncating(value) / _divisor);
            return true;
        }
    }
}
