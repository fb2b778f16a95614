using System.Text.Json;

namespace Grizzly.Types;

/// <summary>What a JSON text is.</summary>
public static class JsonText
{
    /// <summary>Deepest nesting that is read.</summary>
    public const int MaxDepth = 1000;

    public static readonly JsonReaderOptions Options = new() { MaxDepth = MaxDepth, AllowTrailingCommas = true };

    /// <summary>Whether the text is one JSON value.</summary>
    public static bool IsValid(ReadOnlySpan<byte> text)
    {
        var reader = new Utf8JsonReader(text, Options);
        try
        {
            int values = 0;
            while (reader.Read()) values++;
            return values > 0;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
