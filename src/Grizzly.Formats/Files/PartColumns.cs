using Grizzly.Common;
using Grizzly.Types;

namespace Grizzly.Formats;

/// <summary>Columns that come from a file's path instead of its contents: its name, and Hive partitions
/// (<c>year=2024/</c>).</summary>
internal sealed class PartColumns
{
    private string? _fileName;
    private bool? _hasPartitions;
    private ColumnTypes? _partitionTypes;
    private bool _guessesTypes = true;

    public static readonly string[] Names =
        ["filename", "hive_partitioning", "hive_types", "hive_types_autocast", "union_by_name"];

    /// <summary>Files are matched by column name, what one has not is NULL.</summary>
    public bool IsByName { get; private set; }

    /// <summary>Takes the option if it is one of <see cref="Names"/>.</summary>
    public bool TryTake(string name, Value value)
    {
        switch (name)
        {
            case "filename":
                bool isFlag = value.Type.Id == LogicalTypeId.Boolean || value.Type.IsInteger;
                _fileName = isFlag ? value.Bool ? "filename" : null : value.Text;
                return true;
            case "hive_partitioning": _hasPartitions = FileOption.Flag(name, value); return true;
            case "hive_types_autocast": _guessesTypes = FileOption.Flag(name, value); return true;
            case "hive_types":
                _partitionTypes = ColumnTypes.Parse(name, value);
                if (_partitionTypes.Names is null)
                    throw Errors.FileOptionInvalid(name, "needs a struct from names to types");
                _hasPartitions ??= true;
                return true;
            case "union_by_name": IsByName = FileOption.Flag(name, value); return true;
            default: return false;
        }
    }

    /// <summary>Names and types of the columns, and each file's values. Empty where there are none.</summary>
    public (string[] Names, LogicalType[] Types, Value[][] Values) Of(IReadOnlyList<string> paths)
    {
        var names = new List<string>();
        var types = new List<LogicalType>();
        var values = paths.Select(_ => new List<Value>()).ToArray();
        if (_fileName is not null)
        {
            names.Add(_fileName);
            types.Add(LogicalType.Varchar);
            for (int i = 0; i < paths.Count; i++) values[i].Add(Value.OfVarchar(paths[i]));
        }
        List<(string Key, string Text)>[] partitions = [.. paths.Select(Partitions)];
        bool areSame = partitions[0].Count > 0 && partitions.All(partition =>
            partition.Select(part => part.Key).SequenceEqual(partitions[0].Select(part => part.Key)));
        if (_hasPartitions == true && !areSame)
            throw Errors.FileOptionInvalid("hive_partitioning", "needs the same partitions in every path");
        for (int i = 0; i < partitions[0].Count && areSame && _hasPartitions != false; i++)
        {
            string[] texts = [.. partitions.Select(partition => partition[i].Text)];
            LogicalType type = TypeOf(partitions[0][i].Key, texts);
            names.Add(partitions[0][i].Key);
            types.Add(type);
            for (int file = 0; file < paths.Count; file++) values[file].Add(ValueText.Parse(texts[file], type));
        }
        return ([.. names], [.. types], [.. values.Select(file => file.ToArray())]);
    }

    private LogicalType TypeOf(string name, string[] texts)
    {
        for (int i = 0; _partitionTypes is not null && i < _partitionTypes.Types.Count; i++)
        {
            if (_partitionTypes.Names![i].Equals(name, StringComparison.OrdinalIgnoreCase))
                return _partitionTypes.Types[i];
        }
        if (!_guessesTypes) return LogicalType.Varchar;
        foreach (LogicalType type in (LogicalType[])[LogicalType.Date, LogicalType.Timestamp, LogicalType.BigInt])
        {
            if (Array.TrueForAll(texts, text => ValueText.TryParse(
                System.Text.Encoding.UTF8.GetBytes(text), type, out _) == ParseResult.Ok)) return type;
        }
        return LogicalType.Varchar;
    }

    private static List<(string Key, string Text)> Partitions(string path)
    {
        var parts = new List<(string, string)>();
        foreach (string part in (Path.GetDirectoryName(path) ?? "").Split('/', '\\'))
        {
            int equals = part.IndexOf('=');
            if (equals > 0) parts.Add((part[..equals], Uri.UnescapeDataString(part[(equals + 1)..])));
        }
        return parts;
    }
}
