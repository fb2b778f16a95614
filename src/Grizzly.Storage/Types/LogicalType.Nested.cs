using System.Text;
using Grizzly.Common;

namespace Grizzly.Types;

/// <summary>Types made of other types, and ENUM.</summary>
/// <remarks>
/// A value of a LIST, ARRAY, STRUCT, MAP or UNION is one string of bytes in the encoding of
/// <see cref="NestedWriter"/>, whose unsigned order is the type's order; so whatever moves, compares, hashes or stores
/// strings needs to know nothing of it.
/// </remarks>
public sealed partial class LogicalType
{
    /// <summary>Deepest nesting of a type.</summary>
    public const int MaxDepth = 64;

    /// <summary>Most elements of an ARRAY.</summary>
    public const int MaxArrayLength = 100_000;

    /// <summary>Most members of a UNION: the tag is one byte.</summary>
    public const int MaxUnionMembers = 255;

    /// <summary>Most labels of an ENUM, most fields of a STRUCT.</summary>
    public const int MaxNames = 1 << 20;

    private Dictionary<string, int>? _labels;
    private LogicalType? _entry;

    /// <summary>The element of LIST and ARRAY, key and value of MAP, the fields of STRUCT, the members of UNION; else
    /// empty.</summary>
    public IReadOnlyList<LogicalType> Children { get; private init; } = [];

    /// <summary>Fields of STRUCT (all empty where it has none: ROW), members of UNION, labels of ENUM; else
    /// empty.</summary>
    public IReadOnlyList<string> Names { get; private init; } = [];

    /// <summary>Elements of an ARRAY; 0 for every other type.</summary>
    public int Length { get; private init; }

    /// <summary>1 for types that are not made of others.</summary>
    public int Depth { get; private init; } = 1;

    /// <summary>LIST, ARRAY, STRUCT, MAP and UNION: values in the encoding of <see cref="NestedWriter"/>.</summary>
    public bool IsNested => Id is >= LogicalTypeId.List and <= LogicalTypeId.Union;

    /// <summary>LIST or ARRAY.</summary>
    public bool IsList => Id is LogicalTypeId.List or LogicalTypeId.Array;

    public bool IsStruct => Id == LogicalTypeId.Struct;

    public bool IsMap => Id == LogicalTypeId.Map;

    public bool IsUnion => Id == LogicalTypeId.Union;

    public bool IsEnum => Id == LogicalTypeId.Enum;

    public bool IsJson => Id == LogicalTypeId.Json;

    /// <summary>VARCHAR or JSON: UTF-8.</summary>
    public bool IsText => Id is LogicalTypeId.Varchar or LogicalTypeId.Json;

    /// <summary>A STRUCT without field names.</summary>
    public bool IsRow => IsStruct && Names[0].Length == 0;

    /// <summary>The type of what a LIST, ARRAY or MAP (its entries, a STRUCT of key and value) holds.</summary>
    public LogicalType Element => IsMap ? _entry ??= Struct(["key", "value"], Children) : Children[0];

    public static LogicalType List(LogicalType element) => new(LogicalTypeId.List, PhysicalType.String,
        $"{NameInside(element)}[]") { Children = [element], Depth = DepthOver([element]) };

    /// <exception cref="GrizzlyException">22023 for a length below 1 or above
    /// <see cref="MaxArrayLength"/>.</exception>
    public static LogicalType Array(LogicalType element, int length)
    {
        if (length is < 1 or > MaxArrayLength)
            throw Errors.Invalid($"an ARRAY has from 1 to {MaxArrayLength} elements");
        return new LogicalType(LogicalTypeId.Array, PhysicalType.String, $"{NameInside(element)}[{length}]")
        {
            Children = [element], Length = length, Depth = DepthOver([element]),
        };
    }

    /// <summary>A STRUCT; all names empty for a ROW.</summary>
    /// <exception cref="GrizzlyException">42701 for a name that occurs twice, 22023 for no fields.</exception>
    public static LogicalType Struct(IReadOnlyList<string> names, IReadOnlyList<LogicalType> fields)
    {
        if (fields.Count == 0) throw Errors.Invalid("a STRUCT has at least one field");
        Check.Assert(names.Count == fields.Count);
        bool isRow = names[0].Length == 0;
        if (!isRow) RequireUnique(names, "field");
        return new LogicalType(LogicalTypeId.Struct, PhysicalType.String, $"STRUCT({ShowFields(names, fields)})")
        {
            Names = [.. names], Children = [.. fields], Depth = DepthOver(fields),
        };
    }

    public static LogicalType Map(LogicalType key, LogicalType value) => new(LogicalTypeId.Map, PhysicalType.String,
        $"MAP({key.Name}, {value.Name})") { Children = [key, value], Depth = DepthOver([key, value]) + 1 };

    public static LogicalType Union(IReadOnlyList<string> names, IReadOnlyList<LogicalType> members)
    {
        if (members.Count is 0 or > MaxUnionMembers)
            throw Errors.Invalid($"a UNION has from 1 to {MaxUnionMembers} members");
        RequireUnique(names, "member");
        return new LogicalType(LogicalTypeId.Union, PhysicalType.String, $"UNION({ShowFields(names, members)})")
        {
            Names = [.. names], Children = [.. members], Depth = DepthOver(members),
        };
    }

    /// <summary>An ENUM: the number of a label is its place in the list.</summary>
    public static LogicalType Enum(IReadOnlyList<string> labels)
    {
        if (labels.Count > MaxNames) throw Errors.Invalid($"an ENUM has at most {MaxNames} labels");
        var known = new HashSet<string>(StringComparer.Ordinal);
        foreach (string label in labels)
        {
            if (!known.Add(label)) throw Errors.Invalid($"label '{Errors.Shorten(label)}' occurs twice in an ENUM");
        }
        PhysicalType physical = labels.Count <= 256 ? PhysicalType.UInt8
            : labels.Count <= 65536 ? PhysicalType.UInt16 : PhysicalType.UInt32;
        string shown = string.Join(", ", labels.Select(label =>
            $"'{label.Replace("'", "''", StringComparison.Ordinal)}'"));
        return new LogicalType(LogicalTypeId.Enum, physical, $"ENUM({shown})") { Names = [.. labels] };
    }

    /// <summary>The place of a field, member or label; -1 where there is none. Labels differ by case, the others do
    /// not.</summary>
    public int IndexOf(string name)
    {
        if (IsEnum)
        {
            Dictionary<string, int> labels = _labels ??= Index();
            return labels.GetValueOrDefault(name, -1);
        }
        for (int i = 0; i < Names.Count; i++)
        {
            if (string.Equals(Names[i], name, StringComparison.OrdinalIgnoreCase)) return i;
        }
        return -1;
    }

    /// <summary>Whether some part, the type itself included, fulfils the predicate.</summary>
    public bool Any(Func<LogicalType, bool> predicate)
    {
        if (predicate(this)) return true;
        foreach (LogicalType child in Children)
        {
            if (child.Any(predicate)) return true;
        }
        return false;
    }

    /// <summary>Words of SQL's grammar that are often names of fields; DuckDB shows them in quotes.</summary>
    private static readonly HashSet<string> Words = new(StringComparer.OrdinalIgnoreCase)
    {
        "all", "analyze", "and", "any", "array", "as", "asc", "between", "by", "case", "cast", "check", "column",
        "comment", "constraint", "create", "cross", "current", "data", "database", "day", "default", "delete", "desc",
        "distinct", "do", "domain", "else", "end", "enum", "exists", "extension", "false", "filter", "first", "float",
        "for", "foreign", "from", "function", "group", "hour", "if", "in", "index", "inner", "insert", "int", "integer",
        "interval", "into", "is", "join", "key", "language", "last", "left", "level", "like", "limit", "location",
            "map",
        "minute", "mode", "month", "name", "names", "no", "none", "not", "null", "object", "of", "off", "offset", "on",
        "only", "option", "options", "or", "order", "over", "owner", "parameter", "partition", "position", "primary",
        "range", "read", "references", "right", "role", "row", "rows", "schema", "second", "select", "sequence",
        "session", "set", "smallint", "start", "statement", "struct", "table", "temp", "text", "then", "time",
        "timestamp", "to", "true", "type", "union", "unique", "update", "user", "using", "value", "values", "varchar",
        "version", "view", "when", "where", "window", "with", "work", "year", "zone",
    };

    /// <summary>A name as SQL reads it: in quotes unless it is a plain lower-case word.</summary>
    public static string QuoteName(string name)
    {
        bool isPlain = name.Length > 0 && (char.IsAsciiLetter(name[0]) || name[0] == '_');
        foreach (char c in name) isPlain &= char.IsAsciiLetterOrDigit(c) || c == '_';
        return isPlain && !Words.Contains(name) ? name : $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }

    private Dictionary<string, int> Index()
    {
        var index = new Dictionary<string, int>(Names.Count, StringComparer.Ordinal);
        for (int i = 0; i < Names.Count; i++) index.Add(Names[i], i);
        return index;
    }

    private static string NameInside(LogicalType type) => type.IsNull ? "\"NULL\"" : type.Name;

    private static string ShowFields(IReadOnlyList<string> names, IReadOnlyList<LogicalType> types)
    {
        var text = new StringBuilder();
        for (int i = 0; i < types.Count; i++)
        {
            if (i > 0) text.Append(", ");
            if (names[i].Length > 0) text.Append(QuoteName(names[i])).Append(' ');
            text.Append(NameInside(types[i]));
        }
        return text.ToString();
    }

    private static void RequireUnique(IReadOnlyList<string> names, string what)
    {
        if (names.Count > MaxNames) throw Errors.Invalid("a type has too many names");
        var known = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (string name in names)
        {
            if (!known.Add(name))
                throw new GrizzlyException(SqlStates.DuplicateColumn, $"{what} \"{name}\" occurs twice");
        }
    }

    private static int DepthOver(IReadOnlyList<LogicalType> children)
    {
        int depth = 0;
        foreach (LogicalType child in children) depth = Math.Max(depth, child.Depth);
        if (depth >= MaxDepth) throw Errors.Invalid($"types nest at most {MaxDepth} deep");
        return depth + 1;
    }

    private bool SameParts(LogicalType other)
    {
        if (Length != other.Length || Children.Count != other.Children.Count || Names.Count != other.Names.Count)
            return false;
        StringComparison comparison = IsEnum ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase;
        for (int i = 0; i < Names.Count; i++)
        {
            if (!string.Equals(Names[i], other.Names[i], comparison)) return false;
        }
        for (int i = 0; i < Children.Count; i++)
        {
            if (!Children[i].Equals(other.Children[i])) return false;
        }
        return true;
    }
}
