using System.Text;
using System.Text.Json;
using Grizzly.Common;
using Grizzly.Types;

namespace Grizzly.Functions;

/// <summary>JSON texts to SQL values and back, for readers and writers of files. Thread-safe.</summary>
public static class JsonValues
{
    /// <summary>Reads one JSON value as a type; false where it does not convert.</summary>
    /// <param name="isLenient">Parts that do not convert are NULL.</param>
    public static bool TryRead(ReadOnlySpan<byte> json, LogicalType type, out Value value, bool isLenient = false) =>
        JsonReading.TryRead(json, type, out value, isLenient);

    /// <summary>Appends a value as JSON, <c>null</c> for NULL.</summary>
    public static void Append(in Value value, ByteWriter text) => JsonWriting.Append(value, text);

    /// <summary>Appends a text in double quotes.</summary>
    public static void AppendText(ReadOnlySpan<byte> value, ByteWriter text) => JsonWriting.String(value, text);

    /// <summary>The name that the reader stands on.</summary>
    public static string NameOf(ref Utf8JsonReader reader) =>
        Encoding.UTF8.GetString(JsonReading.Unquoted(ref reader, reader.ValueSpan));
}
