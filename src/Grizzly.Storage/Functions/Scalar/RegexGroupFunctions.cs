using System.Text;
using System.Text.RegularExpressions;
using Grizzly.Common;
using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Functions;

/// <summary>regexp_extract and regexp_extract_all with a list of names: the groups as a STRUCT.</summary>
internal static unsafe class RegexGroupFunctions
{
    private static readonly LogicalType Text = LogicalType.Varchar;

    public static IEnumerable<ScalarFunction> All =>
    [
        Define.Custom("regexp_extract", "The groups of the first match as a struct with the given names.",
            "regexp_extract('2023-04-15', '(\\d+)-(\\d+)', ['y', 'm'])", (types, constants) =>
                Bind("regexp_extract", types, constants, false),
            "regexp_extract(VARCHAR, VARCHAR, VARCHAR[] [, VARCHAR]) -> STRUCT"),
        Define.Custom("regexp_extract_all", "The groups of all matches as structs with the given names.",
            "regexp_extract_all('a1 b2', '(\\w)(\\d)', ['letter', 'digit'])", (types, constants) =>
                Bind("regexp_extract_all", types, constants, true),
            "regexp_extract_all(VARCHAR, VARCHAR, VARCHAR[] [, VARCHAR]) -> STRUCT[]"),
    ];

    private static BoundScalar? Bind(
        string name, IReadOnlyList<LogicalType> types, IReadOnlyList<Value?> constants, bool isAll)
    {
        if (types.Count is not (3 or 4) || !types[2].IsList) return null;
        if (!types.Where((type, i) => i != 2).All(type => type.IsString || type.IsNull)) return null;
        if (constants[1] is not { IsNull: false } pattern)
            throw Errors.InvalidArgument($"the pattern of {name} with names must be a constant and not NULL");
        string[] names = NamesOf(constants[2], name);
        Regex regex = RegexPatterns.Compile(
            pattern.Text, types.Count == 4 ? RegexPatterns.OptionsOf(constants[3]) : "", false, false);
        int groups = regex.GetGroupNumbers().Length - 1;
        if (groups < names.Length)
            throw Errors.InvalidArgument($"the regular expression has {groups} groups, fewer than names");
        LogicalType record = LogicalType.Struct(names, [.. names.Select(_ => Text)]);
        return new BoundScalar
        {
            Name = name,
            ArgumentTypes = [.. types.Select((type, i) => i == 2 ? types[2] : Text)],
            ReturnType = isAll ? LogicalType.List(record) : record,
            Kernel = (in ScalarCall call, ColumnVector result) => Run(call, result, regex, names.Length, isAll),
        };
    }

    private static string[] NamesOf(Value? constant, string function)
    {
        if (constant is not { IsNull: false } list)
            throw Errors.InvalidArgument($"the names of {function} must be a constant list");
        var names = new List<string>();
        var reader = new NestedReader(list.Bytes);
        while (reader.Next(out bool isNull))
        {
            if (isNull || !list.Type.Element.IsString)
                throw Errors.InvalidArgument($"the names of {function} must be texts");
            names.Add(reader.Read(Text).Text);
        }
        return names.Count > 0 ? [.. names] : throw Errors.InvalidArgument($"{function} needs at least one name");
    }

    private static void Run(in ScalarCall call, ColumnVector result, Regex regex, int groups, bool isAll)
    {
        var writer = new NestedWriter();
        for (int row = 0; row < call.Count; row++)
        {
            if (result.IsNullAt(row)) continue;
            string text = Encoding.UTF8.GetString(NestedVectors.BytesOf(call.Arguments[0], row));
            if (isAll)
            {
                foreach (Match match in regex.Matches(text))
                {
                    writer.Mark();
                    Write(writer, match, groups, true);
                }
                writer.End();
            }
            else
            {
                Write(writer, regex.Match(text), groups, false);
            }
            NestedVectors.Store(writer, result, row);
        }
    }

    /// <summary>A group that took no part is NULL in a list of matches, empty in a single one.</summary>
    private static void Write(NestedWriter writer, Match match, int groups, bool hasNulls)
    {
        for (int i = 1; i <= groups; i++)
        {
            Group group = match.Groups[i];
            if (!group.Success && hasNulls)
            {
                writer.Null();
                continue;
            }
            writer.Mark();
            writer.Bytes(Text, Encoding.UTF8.GetBytes(group.Value));
        }
    }
}
