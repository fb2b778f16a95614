using System.Text.Json;

namespace Grizzly.Benchmarks.Tpch;

/// <summary>Writes measurements as JSON, for comparing runs by machine. Seconds and bytes.</summary>
internal static class TpchJson
{
    /// <param name="path">The file, overwritten.</param>
    /// <param name="heading">What ran on what.</param>
    /// <param name="results">The queries.</param>
    /// <param name="load">Null when it was left out.</param>
    public static void Write(
        string path, IReadOnlyDictionary<string, string> heading, IReadOnlyList<QueryResult> results,
        LoadComparisonResult? load)
    {
        using FileStream file = File.Create(path);
        using var json = new Utf8JsonWriter(file, new JsonWriterOptions { Indented = true });
        json.WriteStartObject();
        foreach ((string name, string value) in heading) json.WriteString(name, value);
        json.WriteStartArray("queries");
        foreach (QueryResult result in results)
        {
            json.WriteStartObject();
            json.WriteString("name", result.Name);
            Number(json, "grizzlySeconds", result.Grizzly);
            Number(json, "otherSeconds", result.Other);
            Number(json, "ratio", result.Ratio);
            if (result.Problem is not null) json.WriteString("problem", result.Problem);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        if (load is not null)
        {
            Load(json, "grizzlyLoad", load.Grizzly);
            if (load.Other is { } other) Load(json, "otherLoad", other);
        }
        json.WriteEndObject();
    }

    private static void Load(Utf8JsonWriter json, string name, LoadResult load)
    {
        json.WriteStartObject(name);
        Number(json, "lineItemSeconds", load.LineItemSeconds);
        Number(json, "allSeconds", load.AllSeconds);
        Number(json, "fileBytes", load.FileBytes);
        Number(json, "peakBytes", load.PeakBytes);
        json.WriteEndObject();
    }

    private static void Number(Utf8JsonWriter json, string name, double? value)
    {
        if (value is { } number) json.WriteNumber(name, number);
    }
}
