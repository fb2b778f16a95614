using Grizzly.Common;
using Grizzly.Types;

namespace Grizzly.Formats;

/// <summary>The options of reading JSON. Immutable once parsed.</summary>
internal sealed class JsonReadOptions
{
    private const int DefaultSampleSize = 20_480;

    private static readonly string[] RawNames =
        ["format", "compression", "maximum_object_size", "ignore_errors", .. PartColumns.Names];

    private static readonly string[] AllNames =
    [
        .. RawNames, "columns", "records", "sample_size", "maximum_depth", "map_inference_threshold",
        "field_appearance_threshold", "auto_detect", "maximum_sample_files", "convert_strings_to_integers",
    ];

    public ColumnTypes? Columns { get; private set; }

    public JsonLayout Layout { get; private set; }

    /// <summary>True: fields of objects are columns; false: each value is one; null: found out.</summary>
    public bool? HasColumns { get; private set; }

    public FileCompression Compression { get; private set; }

    public long SampleSize { get; private set; } = DefaultSampleSize;

    public JsonInference Inference { get; private set; } = new();

    public bool IgnoresErrors { get; private set; }

    public PartColumns Parts { get; } = new();

    public static JsonReadOptions Parse(
        string function, JsonLayout layout, bool isRaw, IReadOnlyDictionary<string, Value> named)
    {
        var options = new JsonReadOptions { Layout = layout };
        foreach ((string name, Value value) in named)
        {
            if (!(isRaw ? RawNames : AllNames).Contains(name) || !options.TryTake(name, value))
                throw Errors.FileOptionUnknown(function, name, isRaw ? RawNames : AllNames);
        }
        return options;
    }

    /// <summary>Takes an option of COPY FROM, whose columns are the table's.</summary>
    public bool TryTake(string name, Value value)
    {
        switch (name)
        {
            case "columns":
                Columns = ColumnTypes.Parse(name, value);
                if (Columns.Names is null) throw Errors.FileOptionInvalid(name, "needs a struct from names to types");
                return true;
            case "format": Layout = ParseLayout(value); return true;
            case "array":
                Layout = FileOption.Flag(name, value) ? JsonLayout.Array : JsonLayout.Lines;
                return true;
            case "records":
                HasColumns = value.Type.IsString && value.Text.Equals("auto", StringComparison.OrdinalIgnoreCase)
                    ? null : FileOption.Flag(name, value);
                return true;
            case "compression": Compression = PackedFiles.Parse(FileOption.Text(name, value)); return true;
            case "sample_size":
                SampleSize = FileOption.Number(name, value, -1, long.MaxValue);
                if (SampleSize < 0) SampleSize = long.MaxValue;
                return true;
            case "maximum_depth":
                Inference = Inference with { MaxDepth = (int)FileOption.Number(name, value, -1, 1000) };
                return true;
            case "map_inference_threshold":
                Inference = Inference with { MapThreshold = (int)FileOption.Number(name, value, -1, int.MaxValue) };
                return true;
            case "auto_detect":
                if (FileOption.Flag(name, value)) return true;
                HasColumns ??= true;
                return true;
            case "ignore_errors": IgnoresErrors = FileOption.Flag(name, value); return true;
            // These say how much is looked at or allocated; results do not depend on them here.
            case "maximum_object_size" or "maximum_sample_files": FileOption.Number(name, value, -1, long.MaxValue);
                return true;
            case "field_appearance_threshold": return value.Type.IsNumeric;
            case "convert_strings_to_integers":
                if (FileOption.Flag(name, value)) throw Errors.NotSupported("convert_strings_to_integers");
                return true;
            default: return Parts.TryTake(name, value);
        }
    }

    private static JsonLayout ParseLayout(Value value) => FileOption.Text("format", value).ToLowerInvariant() switch
    {
        "auto" => JsonLayout.Auto,
        "newline_delimited" or "nd" or "lines" => JsonLayout.Lines,
        "array" => JsonLayout.Array,
        "unstructured" => JsonLayout.Unstructured,
        _ => throw Errors.FileOptionInvalid("format", "needs auto, newline_delimited, array or unstructured"),
    };
}
