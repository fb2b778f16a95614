using Grizzly.Common;
using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Functions;

/// <summary>Making maps and looking into them. Entries keep the order they were given in.</summary>
internal static unsafe class MapFunctions
{
    public static IEnumerable<ScalarFunction> All =>
    [
        Define.Custom("map", "A map of a list of keys and a list of values.", "map(['a', 'b'], [1, 2])", BindMap,
            "map(LIST, LIST) -> MAP", "map() -> MAP"),
        Define.Custom("map_from_entries", "A map of a list of structs of key and value.",
            "map_from_entries([('a', 1), ('b', 2)])", BindFromEntries, "map_from_entries(LIST of STRUCT) -> MAP"),
        Define.Custom("map_entries", "The entries of a map as structs of key and value.", "map_entries(MAP {'a': 1})",
            (types, _) => Of(types, type => ListLoops.Bound("map_entries", [type], LogicalType.List(type.Element),
                Casts.CopyKernel)), "map_entries(MAP) -> LIST"),
        Define.Custom("map_keys", "The keys of a map.", "map_keys(MAP {'a': 1})", (types, _) =>
            Of(types, type => Part("map_keys", type, 0)), "map_keys(MAP) -> LIST"),
        Define.Custom("map_values", "The values of a map.", "map_values(MAP {'a': 1})", (types, _) =>
            Of(types, type => Part("map_values", type, 1)), "map_values(MAP) -> LIST"),
        Define.Custom("map_extract", "A list of the value of the key, empty where the map does not have it.",
            "map_extract(MAP {'a': 1}, 'a')", (types, constants) => BindExtract("map_extract", types, constants),
            "map_extract(MAP, key) -> LIST") with { Aliases = ["element_at"] },
        Define.Custom("map_extract_value", "The value of the key, NULL where the map does not have it.",
            "map_extract_value(MAP {'a': 1}, 'a')",
            (types, constants) => BindExtract("map_extract_value", types, constants),
                "map_extract_value(MAP, key) -> value"),
        Define.Custom("map_contains", "Whether the map has the key.", "map_contains(MAP {'a': 1}, 'a')",
            (types, constants) => BindExtract("map_contains", types, constants), "map_contains(MAP, key) -> BOOLEAN")
            with { Aliases = ["contains"] },
        Define.Custom("map_contains_value", "Whether some key has the value.", "map_contains_value(MAP {'a': 1}, 1)",
            BindContainsValue, "map_contains_value(MAP, value) -> BOOLEAN"),
        Define.Custom("map_contains_entry", "Whether the map has the key with the value.",
            "map_contains_entry(MAP {'a': 1}, 'a', 1)", BindContainsEntry,
                "map_contains_entry(MAP, key, value) -> BOOLEAN"),
        Define.Custom("map_concat", "One map of all entries; for a key that occurs again the last value counts.",
            "map_concat(MAP {'a': 1}, MAP {'b': 2})", BindConcat, "map_concat(MAP, ...) -> MAP"),
    ];

    private static BoundScalar? Of(IReadOnlyList<LogicalType> types, Func<LogicalType, BoundScalar> bind) =>
        types.Count != 1 ? null : types[0].IsMap ? bind(types[0])
            : types[0].IsNull ? bind(LogicalType.Map(LogicalType.Null, LogicalType.Null)) : null;

    private static BoundScalar? BindMap(IReadOnlyList<LogicalType> types, IReadOnlyList<Value?> constants)
    {
        if (types.Count == 0)
        {
            LogicalType none = LogicalType.Map(LogicalType.Null, LogicalType.Null);
            return ListLoops.Bound("map", [], none, (in ScalarCall call, ColumnVector result) =>
            {
                for (int row = 0; row < call.Count; row++) ((StringView*)result.Data)[row] = result.Arena.Add([0]);
            });
        }
        if (types.Count == 1 && types[0].IsList && types[0].Element.IsStruct) return BindFromEntries(types, constants);
        if (types.Count != 2) return null;
        LogicalType keys = ListLoops.AsList(types[0]), values = ListLoops.AsList(types[1]);
        if (!keys.IsList || !values.IsList) return null;
        LogicalType map = LogicalType.Map(keys.Element, values.Element);
        return ListLoops.Bound("map", [keys, values], map, (in ScalarCall call, ColumnVector result) =>
        {
            var writer = new NestedWriter();
            var unique = new KeyCheck();
            for (int row = 0; row < call.Count; row++)
            {
                if (result.IsNullAt(row)) continue;
                var key = new NestedReader(NestedVectors.BytesOf(call.Arguments[0], row));
                var value = new NestedReader(NestedVectors.BytesOf(call.Arguments[1], row));
                unique.Clear();
                while (true)
                {
                    bool more = key.Next(out bool isNullKey);
                    if (more != value.Next(out bool isNullValue))
                        throw Errors.Invalid("a map needs as many values as keys");
                    if (!more) break;
                    writer.Mark();
                    if (isNullKey) throw Errors.Invalid("the keys of a map must not be NULL");
                    ReadOnlySpan<byte> bytes = key.Take(map.Children[0]);
                    unique.Add(bytes);
                    writer.Mark();
                    writer.Raw(bytes);
                    if (isNullValue) writer.Null();
                    else
                    {
                        writer.Mark();
                        writer.Raw(value.Take(map.Children[1]));
                    }
                }
                writer.End();
                NestedVectors.Store(writer, result, row);
            }
        }, canFail: true);
    }

    private static BoundScalar? BindFromEntries(IReadOnlyList<LogicalType> types, IReadOnlyList<Value?> constants)
    {
        if (types.Count == 1 && types[0].IsNull)
            types = [LogicalType.List(LogicalType.Struct(["key", "value"], [LogicalType.Null, LogicalType.Null]))];
        if (types.Count != 1 || !types[0].IsList || !types[0].Element.IsStruct
            || types[0].Element.Children.Count != 2) return null;
        LogicalType list = ListLoops.AsList(types[0]), entry = list.Element;
        LogicalType map = LogicalType.Map(entry.Children[0], entry.Children[1]);
        return ListLoops.Bound("map_from_entries", [list], map, (in ScalarCall call, ColumnVector result) =>
        {
            var unique = new KeyCheck();
            for (int row = 0; row < call.Count; row++)
            {
                if (result.IsNullAt(row)) continue;
                ReadOnlySpan<byte> bytes = NestedVectors.BytesOf(call.Arguments[0], row);
                var reader = new NestedReader(bytes);
                unique.Clear();
                while (reader.Next(out bool isNull))
                {
                    if (isNull || reader.IsNull()) throw Errors.Invalid("the keys of a map must not be NULL");
                    unique.Add(reader.Take(entry.Children[0]));
                    if (!reader.IsNull()) reader.Skip(entry.Children[1]);
                }
                ((StringView*)result.Data)[row] = NestedVectors.View(bytes);
            }
        }, canFail: true);
    }

    /// <summary>The keys or the values as a list.</summary>
    private static BoundScalar Part(string name, LogicalType map, int part) => ListLoops.Bound(
        name, [map], LogicalType.List(map.Children[part]), (in ScalarCall call, ColumnVector result) =>
        {
            var writer = new NestedWriter();
            for (int row = 0; row < call.Count; row++)
            {
                if (result.IsNullAt(row)) continue;
                var reader = new NestedReader(NestedVectors.BytesOf(call.Arguments[0], row));
                while (reader.Next(out _))
                {
                    for (int i = 0; i < 2; i++)
                    {
                        bool isNull = reader.IsNull();
                        ReadOnlySpan<byte> bytes = isNull ? [] : reader.Take(map.Children[i]);
                        if (i != part) continue;
                        if (isNull) writer.Null();
                        else
                        {
                            writer.Mark();
                            writer.Raw(bytes);
                        }
                    }
                }
                writer.End();
                NestedVectors.Store(writer, result, row);
            }
        });

    private static BoundScalar? BindExtract(
        string name, IReadOnlyList<LogicalType> types, IReadOnlyList<Value?> constants)
    {
        if (types.Count == 2 && types[0].IsNull) types = [LogicalType.Map(types[1], LogicalType.Null), types[1]];
        if (types.Count != 2 || !types[0].IsMap) return null;
        LogicalType key = types[0].Children[0], value = types[0].Children[1];
        if (TypeLattice.CommonType(key, types[1], false, constants[1] is not null) is not { } common) return null;
        LogicalType map = common == key ? types[0] : LogicalType.Map(common, value);
        LogicalType returned = name switch
        {
            "map_extract" => LogicalType.List(value),
            "map_extract_value" => value,
            _ => LogicalType.Boolean,
        };
        return ListLoops.Bound(name, [map, common], returned, (in ScalarCall call, ColumnVector result) =>
            Extract(call, result, name), () => new NestedWriter(), NullHandling.Custom);
    }

    private static void Extract(in ScalarCall call, ColumnVector result, string name)
    {
        var wanted = (NestedWriter)call.State!;
        LogicalType map = call.Arguments[0].Type;
        var writer = new NestedWriter();
        for (int row = 0; row < call.Count; row++)
        {
            bool isKnown = !call.Arguments[0].IsNullAt(row) && !call.Arguments[1].IsNullAt(row);
            bool isFound = false, isNull = true;
            if (isKnown)
            {
                wanted.Clear();
                wanted.Write(map.Children[0], call.Arguments[1].AddressOf(row));
            }
            var reader = new NestedReader(isKnown ? NestedVectors.BytesOf(call.Arguments[0], row) : [0]);
            while (!isFound && reader.Next(out _))
            {
                isFound = !reader.IsNull() && reader.Take(map.Children[0]).SequenceEqual(wanted.Written);
                isNull = reader.IsNull();
                if (isFound) break;
                if (!isNull) reader.Skip(map.Children[1]);
            }
            switch (name)
            {
                case "map_contains":
                    if (isKnown) result.Data[row] = isFound ? (byte)1 : (byte)0;
                    else result.SetNull(row);
                    break;
                case "map_extract_value":
                    if (!isFound || isNull) result.SetNull(row);
                    else NestedVectors.Read(ref reader, result, row);
                    break;
                default:
                    if (call.Arguments[0].IsNullAt(row))
                    {
                        result.SetNull(row);
                        break;
                    }
                    if (isFound && isNull) writer.Null();
                    else if (isFound)
                    {
                        writer.Mark();
                        writer.Raw(reader.Take(map.Children[1]));
                    }
                    writer.End();
                    NestedVectors.Store(writer, result, row);
                    break;
            }
        }
    }

    private static BoundScalar? BindContainsValue(IReadOnlyList<LogicalType> types, IReadOnlyList<Value?> constants)
    {
        if (types.Count != 2 || !types[0].IsMap) return null;
        LogicalType value = types[0].Children[1];
        if (TypeLattice.CommonType(value, types[1], false, constants[1] is not null) is not { } common) return null;
        LogicalType map = LogicalType.Map(types[0].Children[0], common);
        return ListLoops.Bound("map_contains_value", [map, common], LogicalType.Boolean,
            (in ScalarCall call, ColumnVector result) => Contains(call, result, 1));
    }

    private static BoundScalar? BindContainsEntry(IReadOnlyList<LogicalType> types, IReadOnlyList<Value?> constants)
    {
        if (types.Count != 3 || !types[0].IsMap) return null;
        if (TypeLattice.CommonType(types[0].Children[0], types[1], false, constants[1] is not null) is not { } key
            || TypeLattice.CommonType(types[0].Children[1], types[2], false, constants[2] is not null) is not { } value)
            return null;
        return ListLoops.Bound("map_contains_entry", [LogicalType.Map(key, value), key, value], LogicalType.Boolean,
            (in ScalarCall call, ColumnVector result) => Contains(call, result, 2));
    }

    /// <summary>Whether an entry has the value of argument 1, or (2) the key and value of arguments 1 and 2.</summary>
    private static void Contains(in ScalarCall call, ColumnVector result, int values)
    {
        LogicalType entry = call.Arguments[0].Type.Element;
        var wanted = new NestedWriter();
        for (int row = 0; row < call.Count; row++)
        {
            if (result.IsNullAt(row)) continue;
            wanted.Clear();
            for (int i = 0; i < values; i++) NestedVectors.Append(wanted, call.Arguments[1 + i], row);
            var reader = new NestedReader(NestedVectors.BytesOf(call.Arguments[0], row));
            bool isFound = false;
            while (!isFound && reader.Next(out _))
            {
                ReadOnlySpan<byte> bytes = reader.Take(entry);
                if (values == 1)
                {
                    var parts = new NestedReader(bytes);
                    if (!parts.IsNull()) parts.Skip(entry.Children[0]);
                    bytes = bytes[parts.Position..];
                }
                isFound = bytes.SequenceEqual(wanted.Written);
            }
            result.Data[row] = isFound ? (byte)1 : (byte)0;
        }
    }

    private static BoundScalar? BindConcat(IReadOnlyList<LogicalType> types, IReadOnlyList<Value?> constants)
    {
        if (types.Count == 0 || types.Any(type => !type.IsMap && !type.IsNull)) return null;
        if (TypeLattice.CommonType(types) is not { IsMap: true } map) return null;
        LogicalType entry = map.Element;
        return ListLoops.Bound("map_concat", [.. types.Select(_ => map)], map, (in ScalarCall call,
            ColumnVector result) =>
        {
            var writer = new NestedWriter();
            var places = new Dictionary<string, int>();
            var entries = new List<byte[]>();
            for (int row = 0; row < call.Count; row++)
            {
                places.Clear();
                entries.Clear();
                bool isNull = true;
                foreach (ColumnVector argument in call.Arguments)
                {
                    if (argument.IsNullAt(row)) continue;
                    isNull = false;
                    var reader = new NestedReader(NestedVectors.BytesOf(argument, row));
                    while (reader.Next(out _))
                    {
                        ReadOnlySpan<byte> bytes = reader.Take(entry);
                        var key = new NestedReader(bytes);
                        if (!key.IsNull()) key.Skip(entry.Children[0]);
                        string name = Convert.ToHexString(bytes[..key.Position]);
                        if (places.TryGetValue(name, out int place)) entries[place] = bytes.ToArray();
                        else
                        {
                            places.Add(name, entries.Count);
                            entries.Add(bytes.ToArray());
                        }
                    }
                }
                if (isNull)
                {
                    result.SetNull(row);
                    continue;
                }
                foreach (byte[] bytes in entries)
                {
                    writer.Mark();
                    writer.Raw(bytes);
                }
                writer.End();
                NestedVectors.Store(writer, result, row);
            }
        }, nulls: NullHandling.Custom);
    }

    /// <summary>Refuses keys that occur twice.</summary>
    private sealed class KeyCheck
    {
        private readonly HashSet<string> _keys = [];

        public void Clear() => _keys.Clear();

        public void Add(ReadOnlySpan<byte> key)
        {
            if (!_keys.Add(Convert.ToHexString(key))) throw Errors.Invalid("the keys of a map must be unique");
        }
    }
}
