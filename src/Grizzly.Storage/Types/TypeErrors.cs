using Grizzly.Common;

namespace Grizzly.Types;

/// <summary>Errors of reading values that need the type's descriptor to say which error it is.</summary>
internal static class TypeErrors
{
    extension(Errors)
    {
        /// <summary>22007 or 22P02 for a malformed text, 22008 or 22003 for a value the type does not hold.</summary>
        public static GrizzlyException InvalidText(ParseResult result, LogicalType type, ReadOnlySpan<byte> text)
        {
            bool isDatetime = type.IsTemporal || type.Id == LogicalTypeId.Interval;
            string shown = AsciiText.ForMessage(text);
            if (result == ParseResult.OutOfRange) return Errors.TextOutOfRange(type.Name, shown, isDatetime);
            return isDatetime ? Errors.InvalidDatetime(type.Name, shown) : Errors.InvalidText(type.Name, shown);
        }
    }
}
