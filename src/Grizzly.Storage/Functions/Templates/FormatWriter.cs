using System.Globalization;
using System.Text;
using Grizzly.Common;
using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Functions;

/// <summary>Writes the values of one call of format or printf. Kept from row to row. Not thread-safe.</summary>
internal sealed class FormatWriter
{
    private const int MaxDoubleLength = 32;

    /// <summary>The widest text that a width or a precision may ask for.</summary>
    private const int MaxWidth = 1_000_000;

    private readonly TextBuilder _target = new();

    /// <summary>The text of one row.</summary>
    /// <exception cref="GrizzlyException">22023 where an argument is missing or does not go with its
    /// pattern.</exception>
    public ReadOnlySpan<byte> Write(FormatTemplate template, ReadOnlySpan<ColumnVector> arguments, int row)
    {
        _target.Clear();
        foreach (FormatPiece piece in template.Pieces)
        {
            if (piece.Spec is not { } spec)
            {
                _target.Append(piece.Text);
                continue;
            }
            if (spec.WidthArgument >= 0)
            {
                int width = Size(arguments, spec.WidthArgument, row, spec.IsPrintf);
                spec = spec with { Width = Math.Abs(width), Align = width < 0 ? '<' : spec.Align };
            }
            if (spec.PrecisionArgument >= 0)
                spec = spec with { Precision = Size(arguments, spec.PrecisionArgument, row, false) };
            Write(spec, Argument(arguments, piece.Argument), row);
        }
        return _target.Written;
    }

    private static ColumnVector Argument(ReadOnlySpan<ColumnVector> arguments, int index) => index < arguments.Length
        ? arguments[index] : throw Errors.InvalidArgument($"the format names argument {index}, counted from 0; "
            + $"there are {arguments.Length}");

    private static int Size(ReadOnlySpan<ColumnVector> arguments, int index, int row, bool mayBeNegative)
    {
        ColumnVector argument = Argument(arguments, index);
        Int128 size = argument.Type.IsInteger ? argument.GetValue(row).Integer : int.MaxValue;
        return size <= MaxWidth && size >= (mayBeNegative ? -MaxWidth : 0)
            ? (int)size
            : throw Errors.InvalidArgument($"a width or precision must be a whole number up to {MaxWidth}");
    }

    private void Write(FormatSpec spec, ColumnVector argument, int row)
    {
        LogicalType type = argument.Type;
        if (type.Physical == PhysicalType.String)
        {
            WriteText(spec, NestedVectors.BytesOf(argument, row));
            return;
        }
        Value value = argument.GetValue(row);
        if (type.Id == LogicalTypeId.Boolean && (spec.Type == '\0' || (spec.IsPrintf && spec.Type == 's')))
            WriteText(spec, value.Bool ? "true"u8 : "false"u8);
        else if (type.IsFloating) WriteDouble(spec, value.Floating);
        else if (type.IsDecimal) WriteDecimal(spec, value.Integer, type.Scale);
        else WriteInteger(spec, value, type);
    }

    private static GrizzlyException Unfit(FormatSpec spec, string kind) =>
        Errors.InvalidArgument($"pattern \"{spec.Type}\" does not go with {kind}");

    private void WriteText(FormatSpec spec, ReadOnlySpan<byte> text)
    {
        if (spec.Type is not ('\0' or 's')) throw Unfit(spec, "a text");
        bool isNumeric = !spec.IsPrintf
            && (spec.Sign != '\0' || spec.Align == '=' || spec.IsAlternate || spec.Group != '\0');
        if (isNumeric) throw Errors.InvalidArgument("signs, zeros and groups go with numbers only");
        if (spec.Precision >= 0) text = Start(text, spec.Precision);
        int start = _target.Length;
        _target.Append(text);
        // Zeros are for numbers.
        if (spec.Align == '=') spec = spec with { Align = '>', Fill = " "u8.ToArray() };
        Align(spec, start, start, spec.IsPrintf ? '>' : '<');
    }

    private static ReadOnlySpan<byte> Start(ReadOnlySpan<byte> text, int characters)
    {
        int end = 0;
        for (; end < text.Length; end++)
        {
            if ((text[end] & 0xC0) != 0x80 && characters-- == 0) break;
        }
        return text[..end];
    }

    private void WriteInteger(FormatSpec spec, in Value value, LogicalType type)
    {
        bool isPlain = spec.Type is '\0' or 'd' or 'i' or 'n' or 'L' or 'u';
        // DuckDB takes its widest integers, and those whose thousands are divided, for texts as well.
        isPlain |= spec.Type == 's' && (type.SizeInBytes > 8 || spec.Group != '\0');
        bool isUnsigned = type.Id == LogicalTypeId.UHugeInt;
        bool isNegative = !isUnsigned && value.Integer < 0;
        UInt128 magnitude = isNegative ? 0 - value.Unsigned : value.Unsigned;
        int start = _target.Length;
        if (spec.Type == 'c')
        {
            WriteCharacter(spec, magnitude, isNegative);
            return;
        }
        if (spec.IsPrintf && isNegative && spec.Type is 'u' or 'x' or 'X' or 'o')
        {
            // Two's complement of 64 bits, or of 128.
            magnitude = type.SizeInBytes > 8 ? value.Unsigned : (ulong)(long)value.Integer;
            isNegative = false;
        }
        if (spec.Precision >= 0 && !spec.IsPrintf) throw Errors.InvalidArgument("integers have no precision");
        Sign(spec, isNegative);
        if (spec.IsAlternate) Prefix(spec.Type);
        int digits = _target.Length;
        switch (spec.Type)
        {
            case var _ when isPlain: _target.Formatted(magnitude, default, MaxDoubleLength + 8); break;
            case 'x' or 'X': _target.Formatted(magnitude, [spec.Type], MaxDoubleLength); break;
            case 'o': Digits(magnitude, 3); break;
            case 'b' or 'B': Digits(magnitude, 1); break;
            default: throw Unfit(spec, "an integer");
        }
        _target.Insert(digits, (byte)'0', spec.Precision - (_target.Length - digits));
        if (spec.Group != '\0' && !isPlain)
            throw Errors.InvalidArgument("groups go with decimal digits only");
        Group(spec.Group, digits, _target.Length - digits);
        Align(spec, start, digits, '>');
    }

    private void WriteCharacter(FormatSpec spec, UInt128 code, bool isNegative)
    {
        if (!spec.IsPrintf) throw Unfit(spec, "an integer");
        if (isNegative || code > 127)
            throw Errors.InvalidArgument("%c takes codes from 0 to 127; chr makes other characters");
        int start = _target.Length;
        _target.Append((byte)code);
        Align(spec with { Fill = " "u8.ToArray() }, start, start, '>');
    }

    private void Sign(FormatSpec spec, bool isNegative)
    {
        if (isNegative) _target.Append((byte)'-');
        else if (spec.Sign != '\0') _target.Append((byte)spec.Sign);
    }

    private void Prefix(char type)
    {
        if (type is 'x' or 'X' or 'b' or 'B') _target.Append((byte)'0');
        if (type is 'x' or 'X' or 'b' or 'B') _target.Append((byte)type);
        if (type == 'o') _target.Append((byte)'0');
    }

    /// <summary>Digits of a base that is a power of two.</summary>
    private void Digits(UInt128 magnitude, int bits)
    {
        int count = 1;
        while (count * bits < 128 && magnitude >> (count * bits) != 0) count++;
        for (int i = count - 1; i >= 0; i--)
            _target.Append((byte)('0' + (int)(magnitude >> (i * bits) & ((1u << bits) - 1))));
    }

    private void WriteDecimal(FormatSpec spec, Int128 unscaled, int scale)
    {
        bool isPlain = spec.Type is '\0' && spec.Precision < 0;
        if (!isPlain && spec.Type is not ('f' or 'F' or 'e' or 'E'))
        {
            WriteDouble(spec, (double)unscaled / PowersOfTen.OfDouble(scale));
            return;
        }
        int start = _target.Length;
        Sign(spec, unscaled < 0);
        int digits = _target.Length, precision = spec.Precision < 0 ? 6 : spec.Precision;
        var magnitude = (UInt128)Int128.Abs(unscaled);
        if (isPlain)
        {
            ExactDigits.Fixed(magnitude, scale, Math.Max(scale, 1), _target);
            int zeros = Math.Max(0, scale - 1);
            while (zeros-- > 0 && _target.Written[^1] == '0') _target.Cut(_target.Length - 1);
        }
        else if (spec.Type is 'f' or 'F')
        {
            ExactDigits.Fixed(magnitude, scale, precision, _target);
        }
        else
        {
            ExactDigits.Scientific(magnitude, scale, precision, _target);
        }
        Finish(spec, start, digits);
    }

    private void WriteDouble(FormatSpec spec, double value)
    {
        int start = _target.Length;
        Sign(spec, double.IsNegative(value) && !double.IsNaN(value));
        int digits = _target.Length, precision = spec.Precision < 0 ? 6 : spec.Precision;
        double magnitude = Math.Abs(value);
        char type = char.ToLowerInvariant(spec.Type);
        if (type is not ('\0' or 'f' or 'e' or 'g')) throw Unfit(spec, "a fraction");
        if (!double.IsFinite(magnitude))
        {
            _target.Append(double.IsNaN(magnitude) ? "nan"u8 : "inf"u8);
            spec = spec with { Group = '\0' };
            if (spec.Align == '=') spec = spec with { Align = '>', Fill = " "u8.ToArray() };
        }
        else if (type == 'f')
        {
            ExactDigits.Fixed(magnitude, precision, _target);
        }
        else if (type == 'e')
        {
            ExactDigits.Scientific(magnitude, precision, _target);
        }
        else if (type == 'g' || spec.Precision >= 0)
        {
            General(spec, magnitude, Math.Max(1, precision));
        }
        else
        {
            Span<byte> text = stackalloc byte[MaxDoubleLength];
            _target.Append(text[..NumberText.Format(magnitude, text)]);
        }
        Finish(spec, start, digits);
    }

    /// <summary>C's %g: so many significant digits, with an exponent where the number is very small or large.</summary>
    private void General(FormatSpec spec, double magnitude, int precision)
    {
        int start = _target.Length;
        int exponent = ExactDigits.Scientific(magnitude, precision - 1, _target);
        int end = _target.From(start).IndexOf((byte)'e');
        if (exponent >= -4 && exponent < precision)
        {
            _target.Cut(start);
            ExactDigits.Fixed(magnitude, precision - 1 - exponent, _target);
            end = _target.Length - start;
        }
        if (spec.IsAlternate || !_target.From(start).Contains((byte)'.')) return;
        int kept = end;
        Span<byte> text = _target.From(start);
        while (text[kept - 1] == '0') kept--;
        if (text[kept - 1] == '.') kept--;
        text[end..].CopyTo(text[kept..]);
        _target.Cut(_target.Length - (end - kept));
    }

    /// <summary>Groups, the point of #, capitals and width.</summary>
    private void Finish(FormatSpec spec, int start, int digits)
    {
        Span<byte> text = _target.From(digits);
        int whole = text.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        if (whole < 0) whole = text.Length;
        bool isNumber = whole > 0;
        if (spec.IsAlternate && isNumber && !text.Contains((byte)'.')) _target.Insert(digits + whole, (byte)'.', 1);
        if (spec.Type is 'F' or 'E' or 'G') Ascii.ToUpperInPlace(_target.From(digits), out _);
        Group(spec.Group, digits, whole);
        Align(spec, start, digits, '>');
    }

    private void Group(char separator, int start, int count)
    {
        if (separator == '\0') return;
        Span<byte> mark = stackalloc byte[4];
        int length = Encoding.UTF8.GetBytes([separator], mark);
        for (int at = count - 3; at > 0; at -= 3) _target.Insert(start + at, mark[..length], 1);
    }

    /// <param name="start">Where the value begins.</param>
    /// <param name="digits">Where it goes on behind sign and prefix.</param>
    private void Align(FormatSpec spec, int start, int digits, char usual)
    {
        int missing = Math.Min(spec.Width, MaxWidth) - Utf8.CountCharacters(_target.From(start));
        if (missing <= 0) return;
        int before = (spec.Align == '\0' ? usual : spec.Align) switch { '<' => 0, '^' => missing / 2, _ => missing };
        _target.Insert(spec.Align == '=' ? digits : start, spec.Fill, before);
        _target.Insert(_target.Length, spec.Fill, missing - before);
    }
}
