using System.Numerics;
using System.Runtime.CompilerServices;
using Grizzly.Common;
using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Functions;

/// <summary>Casts from and to VARCHAR.</summary>
internal static unsafe class TextCasts
{
    public static (ScalarKernel Kernel, bool CanFail)? FromText(LogicalType to, bool isTry)
    {
        ScalarKernel? kernel = to.Id switch
        {
            LogicalTypeId.Boolean => CastLoops.FromText<byte, BoolParser>(default, to, isTry),
            LogicalTypeId.Float => CastLoops.FromText<float, FloatParser>(default, to, isTry),
            LogicalTypeId.Double => CastLoops.FromText<double, DoubleParser>(default, to, isTry),
            LogicalTypeId.Decimal when to.Physical == PhysicalType.Int64 =>
                CastLoops.FromText<long, DecimalParser<long>>(new(to), to, isTry),
            LogicalTypeId.Decimal => CastLoops.FromText<Int128, DecimalParser<Int128>>(new(to), to, isTry),
            LogicalTypeId.Uuid => CastLoops.FromText<UInt128, UuidParser>(default, to, isTry),
            LogicalTypeId.UHugeInt => CastLoops.FromText<UInt128, UHugeIntParser>(default, to, isTry),
            LogicalTypeId.Date => CastLoops.FromText<int, DateParser>(default, to, isTry),
            LogicalTypeId.Time => CastLoops.FromText<long, TimeParser>(default, to, isTry),
            LogicalTypeId.TimeNs => CastLoops.FromText<long, TimeNsParser>(default, to, isTry),
            LogicalTypeId.TimeTz => CastLoops.FromText<long, TimeTzParser>(default, to, isTry),
            _ when to.IsTimestamp || to.Id == LogicalTypeId.TimestampTz =>
                CastLoops.FromText<long, TimestampParser>(new(to.SecondDigits), to, isTry),
            LogicalTypeId.Interval => CastLoops.FromText<IntervalValue, IntervalParser>(default, to, isTry),
            LogicalTypeId.Blob => (in ScalarCall call, ColumnVector result) => ParseBlobs(call, result, isTry),
            _ when to.IsInteger => IntegerVisit.Visit<IntegerParserVisitor, ScalarKernel>(to.Physical, new(to, isTry)),
            _ => null,
        };
        return kernel is null ? null : (kernel, true);
    }

    public static ScalarKernel? ToText(LogicalType from) => from.Id switch
    {
        LogicalTypeId.Boolean => CastLoops.ToText<byte, BoolFormatter>(default),
        LogicalTypeId.Float => CastLoops.ToText<float, FloatFormatter>(default),
        LogicalTypeId.Double => CastLoops.ToText<double, DoubleFormatter>(default),
        LogicalTypeId.Decimal when from.Physical == PhysicalType.Int64 =>
            CastLoops.ToText<long, DecimalFormatter<long>>(new(from.Scale)),
        LogicalTypeId.Decimal => CastLoops.ToText<Int128, DecimalFormatter<Int128>>(new(from.Scale)),
        LogicalTypeId.Uuid => CastLoops.ToText<UInt128, UuidFormatter>(default),
        LogicalTypeId.UHugeInt => CastLoops.ToText<UInt128, UHugeIntFormatter>(default),
        LogicalTypeId.Date => CastLoops.ToText<int, DateFormatter>(default),
        LogicalTypeId.Time => CastLoops.ToText<long, TimeFormatter>(default),
        LogicalTypeId.TimeNs => CastLoops.ToText<long, TimeNsFormatter>(default),
        LogicalTypeId.TimeTz => CastLoops.ToText<long, TimeTzFormatter>(default),
        _ when from.IsTimestamp => CastLoops.ToText<long, TimestampFormatter>(new(from.SecondDigits)),
        LogicalTypeId.TimestampTz => CastLoops.ToText<long, TimestampTzFormatter>(default),
        LogicalTypeId.Interval => CastLoops.ToText<IntervalValue, IntervalFormatter>(default),
        LogicalTypeId.Blob => FormatBlobs,
        _ when from.IsInteger => IntegerVisit.Visit<IntegerFormatterVisitor, ScalarKernel>(from.Physical, default),
        _ => null,
    };

    private static void ParseBlobs(in ScalarCall call, ColumnVector result, bool isTry)
    {
        var input = new Column<StringView>(call.Arguments[0]);
        StringView* output = (StringView*)result.Data;
        for (int i = 0; i < call.Count; i++)
        {
            output[i] = default;
            if (result.IsNullAt(i)) continue;
            ReadOnlySpan<byte> text = StringView.SpanOf(input.At(i));
            byte* target = result.Arena.Allocate(text.Length);
            ParseResult parsed = BinaryText.ParseBlob(text, new Span<byte>(target, text.Length), out int length);
            result.Arena.Shrink(text.Length - length);
            if (parsed == ParseResult.Ok) output[i] = new StringView(target, length);
            else if (!isTry) throw Errors.InvalidText(parsed, LogicalType.Blob, text);
            else result.SetNull(i);
        }
    }

    private static void FormatBlobs(in ScalarCall call, ColumnVector result)
    {
        var input = new Column<StringView>(call.Arguments[0]);
        StringView* output = (StringView*)result.Data;
        for (int i = 0; i < call.Count; i++)
        {
            ReadOnlySpan<byte> bytes = StringView.SpanOf(input.At(i));
            int length = BinaryText.BlobTextLength(bytes);
            byte* target = result.Arena.Allocate(length);
            BinaryText.FormatBlob(bytes, new Span<byte>(target, length));
            output[i] = new StringView(target, length);
        }
    }

    private readonly struct IntegerParserVisitor(LogicalType to, bool isTry) : IIntegerVisitor<ScalarKernel>
    {
        public ScalarKernel Visit<T>() where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T> =>
            CastLoops.FromText<T, IntegerParser<T>>(default, to, isTry);
    }

    private readonly struct IntegerFormatterVisitor : IIntegerVisitor<ScalarKernel>
    {
        public ScalarKernel Visit<T>() where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T> =>
            Unsafe.SizeOf<T>() <= 8 && typeof(T) != typeof(ulong)
                ? CastLoops.ToText<T, ShortFormatter<T>>(default)
                : CastLoops.ToText<T, IntegerFormatter<T>>(default);
    }

    private readonly struct IntegerParser<T> : ITextParser<T> where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T>
    {
        public ParseResult Parse(ReadOnlySpan<byte> text, out T value)
        {
            ParseResult result = NumberText.ParseInteger(text, Int128.CreateSaturating(T.MinValue),
                Int128.CreateSaturating(T.MaxValue), out Int128 wide);
            value = T.CreateTruncating(wide);
            return result;
        }
    }

    private readonly struct DecimalParser<T>(LogicalType to) : ITextParser<T> where T : unmanaged, IBinaryInteger<T>
    {
        private readonly int _precision = to.Precision;
        private readonly int _scale = to.Scale;

        public ParseResult Parse(ReadOnlySpan<byte> text, out T value)
        {
            ParseResult result = NumberText.ParseDecimal(text, _precision, _scale, out Int128 wide);
            value = T.CreateTruncating(wide);
            return result;
        }
    }

    private readonly struct BoolParser : ITextParser<byte>
    {
        public ParseResult Parse(ReadOnlySpan<byte> text, out byte value)
        {
            ParseResult result = BinaryText.ParseBool(text, out bool flag);
            value = flag ? (byte)1 : (byte)0;
            return result;
        }
    }

    private readonly struct FloatParser : ITextParser<float>
    {
        public ParseResult Parse(ReadOnlySpan<byte> text, out float value) => NumberText.ParseFloat(text, out value);
    }

    private readonly struct DoubleParser : ITextParser<double>
    {
        public ParseResult Parse(ReadOnlySpan<byte> text, out double value) => NumberText.ParseDouble(text, out value);
    }

    private readonly struct UuidParser : ITextParser<UInt128>
    {
        public ParseResult Parse(ReadOnlySpan<byte> text, out UInt128 value) => BinaryText.ParseUuid(text, out value);
    }

    private readonly struct UHugeIntParser : ITextParser<UInt128>
    {
        public ParseResult Parse(ReadOnlySpan<byte> text, out UInt128 value) =>
            NumberText.ParseUInt128(text, out value);
    }

    private readonly struct DateParser : ITextParser<int>
    {
        public ParseResult Parse(ReadOnlySpan<byte> text, out int value) => TemporalText.ParseDate(text, out value);
    }

    private readonly struct TimeParser : ITextParser<long>
    {
        public ParseResult Parse(ReadOnlySpan<byte> text, out long value) => TemporalText.ParseTime(text, out value);
    }

    private readonly struct TimeNsParser : ITextParser<long>
    {
        public ParseResult Parse(ReadOnlySpan<byte> text, out long value) => TemporalText.ParseTime(text, 9, out value);
    }

    private readonly struct TimeTzParser : ITextParser<long>
    {
        public ParseResult Parse(ReadOnlySpan<byte> text, out long value) => TemporalText.ParseTimeTz(text, out value);
    }

    private readonly struct TimestampParser(int digits) : ITextParser<long>
    {
        public ParseResult Parse(ReadOnlySpan<byte> text, out long value) =>
            TemporalText.ParseMoment(text, digits, out value);
    }

    private readonly struct IntervalParser : ITextParser<IntervalValue>
    {
        public ParseResult Parse(ReadOnlySpan<byte> text, out IntervalValue value) =>
            IntervalText.Parse(text, out value);
    }

    private readonly struct ShortFormatter<T> : ITextFormatter<T> where T : unmanaged, IBinaryInteger<T>
    {
        public int Format(T value, Span<byte> target) => NumberText.Format(long.CreateTruncating(value), target);
    }

    private readonly struct IntegerFormatter<T> : ITextFormatter<T> where T : unmanaged, IBinaryInteger<T>
    {
        public int Format(T value, Span<byte> target) => NumberText.Format(Int128.CreateTruncating(value), target);
    }

    private readonly struct UHugeIntFormatter : ITextFormatter<UInt128>
    {
        public int Format(UInt128 value, Span<byte> target) => NumberText.Format(value, target);
    }

    private readonly struct DecimalFormatter<T>(int scale) : ITextFormatter<T> where T : unmanaged, IBinaryInteger<T>
    {
        public int Format(T value, Span<byte> target) =>
            NumberText.FormatDecimal(Int128.CreateTruncating(value), scale, target);
    }

    private readonly struct BoolFormatter : ITextFormatter<byte>
    {
        public int Format(byte value, Span<byte> target) => BinaryText.Format(value != 0, target);
    }

    private readonly struct FloatFormatter : ITextFormatter<float>
    {
        public int Format(float value, Span<byte> target) => NumberText.Format(value, target);
    }

    private readonly struct DoubleFormatter : ITextFormatter<double>
    {
        public int Format(double value, Span<byte> target) => NumberText.Format(value, target);
    }

    private readonly struct UuidFormatter : ITextFormatter<UInt128>
    {
        public int Format(UInt128 value, Span<byte> target) => BinaryText.FormatUuid(value, target);
    }

    private readonly struct DateFormatter : ITextFormatter<int>
    {
        public int Format(int value, Span<byte> target) => TemporalText.FormatDate(value, target);
    }

    private readonly struct TimeFormatter : ITextFormatter<long>
    {
        public int Format(long value, Span<byte> target) => TemporalText.FormatTime(value, target);
    }

    private readonly struct TimeNsFormatter : ITextFormatter<long>
    {
        public int Format(long value, Span<byte> target) => TemporalText.FormatTimeNs(value, target);
    }

    private readonly struct TimeTzFormatter : ITextFormatter<long>
    {
        public int Format(long value, Span<byte> target) => TemporalText.FormatTimeTz(value, target);
    }

    private readonly struct TimestampFormatter(int digits) : ITextFormatter<long>
    {
        public int Format(long value, Span<byte> target) => TemporalText.FormatMoment(value, digits, target);
    }

    private readonly struct TimestampTzFormatter : ITextFormatter<long>
    {
        public int Format(long value, Span<byte> target) => TemporalText.FormatTimestampTz(value, target);
    }

    private readonly struct IntervalFormatter : ITextFormatter<IntervalValue>
    {
        public int Format(IntervalValue value, Span<byte> target) => IntervalText.Format(value, target);
    }
}
