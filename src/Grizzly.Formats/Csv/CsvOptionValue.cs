using System.Text;
using Grizzly.Common;
using Grizzly.Functions;
using Grizzly.Types;

namespace Grizzly.Formats;

/// <summary>Reads the values of one option; what does not fit is 22023.</summary>
internal static class CsvOptionValue
{
    /// <summary>True, false, 1, 0, on, off or their text; an option without a value is on.</summary>
    public static bool Bool(CopyOption option)
    {
        if (option.Values.Count == 0) return true;
        Value value = Single(option);
        if (value.Type.Id == LogicalTypeId.Boolean) return value.Bool;
        if (value.Type.IsInteger && value.Integer >= 0 && value.Integer <= 1) return value.Integer == 1;
        if (value.Type.IsString && BinaryText.ParseBool(value.Bytes, out bool flag) == ParseResult.Ok) return flag;
        throw Errors.CsvOptionInvalid(option.Name, "needs true or false", option.Span);
    }

    public static long Number(CopyOption option, long minimum, long maximum)
    {
        Value value = Single(option);
        Int128 number = value.Integer;
        bool isNumber = value.Type.IsInteger
            || (value.Type.IsString
                && NumberText.ParseInteger(value.Bytes, minimum, maximum, out number) == ParseResult.Ok);
        if (!isNumber || number < minimum || number > maximum)
            throw Errors.CsvOptionInvalid(
                option.Name, $"needs a whole number from {minimum} to {maximum}", option.Span);
        return (long)number;
    }

    /// <summary>One text or a list of them.</summary>
    public static byte[][] Texts(CopyOption option)
    {
        if (option.Values is [{ IsNull: false, Type.IsList: true } list])
            return [.. ColumnTypes.Texts(option.Name, list).Select(Encoding.UTF8.GetBytes)];
        if (option.Values.Count == 0 || option.Values.Any(value => value.IsNull || !value.Type.IsString))
            throw Errors.CsvOptionInvalid(option.Name, "needs texts", option.Span);
        return [.. option.Values.Select(value => value.ByteArray)];
    }

    public static string Word(CopyOption option) => Encoding.UTF8.GetString(Text(option));

    public static byte[] Text(CopyOption option)
    {
        Value value = Single(option);
        return value.Type.IsString
            ? value.ByteArray : throw Errors.CsvOptionInvalid(option.Name, "needs a text", option.Span);
    }

    /// <summary>One ASCII character that is no line end; <c>\t</c> is a tab. Null for an empty text.</summary>
    public static byte? Character(CopyOption option)
    {
        // NULL is nothing, like an empty text.
        if (option.Values is [{ IsNull: true }]) return null;
        byte[] text = Text(option);
        if (text.Length == 0) return null;
        if (text.AsSpan().SequenceEqual("\\t"u8)) return (byte)'\t';
        if (text.Length != 1 || text[0] > 127 || CsvDialect.IsStructural(text[0]))
            throw Errors.CsvOptionInvalid(
                option.Name, "needs a single ASCII character other than a line end", option.Span);
        return text[0];
    }

    /// <summary>Names of columns; null for <c>*</c>.</summary>
    public static string[]? Names(CopyOption option)
    {
        var names = new List<string>();
        foreach (Value value in option.Values)
        {
            if (value.IsNull || !value.Type.IsString)
                throw Errors.CsvOptionInvalid(option.Name, "needs names of columns", option.Span);
            names.Add(value.Text);
        }
        if (names.Count == 0) throw Errors.CsvOptionInvalid(option.Name, "needs names of columns", option.Span);
        return names is ["*"] ? null : [.. names];
    }

    /// <summary>Encodings other than UTF-8 are 0A000.</summary>
    public static void CheckEncoding(CopyOption option)
    {
        string name = Encoding.UTF8.GetString(Text(option));
        if (!name.Equals("utf-8", StringComparison.OrdinalIgnoreCase)
            && !name.Equals("utf8", StringComparison.OrdinalIgnoreCase))
            throw Errors.NotSupported($"CSV encoding \"{name}\"", option.Span, "convert the file to UTF-8");
    }

    /// <summary>A format of % specifiers; null for those of ISO 8601 and for auto.</summary>
    public static string? Format(CopyOption option, params ReadOnlySpan<string> isoFormats)
    {
        string format = Word(option);
        if (format is "auto" or "iso" or "ISO" or "") return null;
        foreach (string iso in isoFormats)
        {
            if (format == iso) return null;
        }
        return format;
    }

    /// <summary>Formats of dates other than ISO 8601 are 0A000.</summary>
    public static void CheckIsoFormat(CopyOption option, params ReadOnlySpan<string> isoFormats)
    {
        if (Format(option, isoFormats) is { } format)
            throw Errors.NotSupported($"writing CSV with {option.Name} \"{format}\"", option.Span,
                "use strftime in the query");
    }

    private static Value Single(CopyOption option)
    {
        if (option.Values.Count != 1 || option.Values[0].IsNull)
            throw Errors.CsvOptionInvalid(option.Name, "needs exactly one value", option.Span);
        return option.Values[0];
    }
}
