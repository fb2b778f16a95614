using Grizzly.Common;
using Grizzly.Types;

namespace Grizzly.Formats;

/// <summary>Reads the value of one named option; what does not fit is 22023.</summary>
internal static class FileOption
{
    public static bool Flag(string name, Value value)
    {
        if (!value.IsNull)
        {
            if (value.Type.Id == LogicalTypeId.Boolean) return value.Bool;
            if (value.Type.IsInteger && value.Integer >= 0 && value.Integer <= 1) return value.Bool;
            if (value.Type.IsString && BinaryText.ParseBool(value.Bytes, out bool flag) == ParseResult.Ok) return flag;
        }
        throw Errors.FileOptionInvalid(name, "needs true or false");
    }

    public static string Text(string name, Value value) => !value.IsNull && value.Type.IsString
        ? value.Text : throw Errors.FileOptionInvalid(name, "needs a text");

    public static long Number(string name, Value value, long least, long most) =>
        !value.IsNull && value.Type.IsInteger && value.Integer >= least && value.Integer <= most
            ? (long)value.Integer : throw Errors.FileOptionInvalid(name, $"needs a whole number from {least} on");
}
