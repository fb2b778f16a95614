using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using Grizzly.Types;

namespace Grizzly.Data;

/// <summary>Values as objects of whatever type is asked for: collections, dictionaries, tuples, records, JSON, and all
/// of them inside of each other.</summary>
internal static class ObjectReads
{
    private const string Members = "a type whose members were trimmed raises InvalidCastException";

    /// <summary>The value as <paramref name="type"/>; null for NULL where the type has one.</summary>
    /// <exception cref="InvalidCastException">The types do not convert, or NULL has no place.</exception>
    public static object? Read(in Value value, Type type)
    {
        if (value.IsNull)
        {
            if (type.IsValueType && System.Nullable.GetUnderlyingType(type) is null)
                throw new InvalidCastException($"a value inside of another is NULL, which {type.Name} cannot be");
            return null;
        }
        type = System.Nullable.GetUnderlyingType(type) ?? type;
        if (type == typeof(object)) return NestedReads.ToObject(value);
        switch (value.Type.Id)
        {
            case LogicalTypeId.List or LogicalTypeId.Array: return ReadList(value, type);
            case LogicalTypeId.Map: return ReadMap(value, type);
            case LogicalTypeId.Struct: return StructReads.Read(value, type);
            case LogicalTypeId.Union:
                var union = new NestedReader(value.Bytes);
                return Read(union.ReadField(union.Member(value.Type, out _)), type);
        }
        if (value.Type.IsText && TryJson(value.Bytes, type) is { } json) return json;
        return ScalarConversion.To(NestedReads.ToObject(value)!, type);
    }

    /// <summary>UTF-8 text as a class of System.Text.Json; null where the type is none of them.</summary>
    public static object? TryJson(ReadOnlySpan<byte> text, Type type)
    {
        if (type == typeof(JsonDocument)) return JsonDocument.Parse(text.ToArray());
        if (type == typeof(JsonElement))
        {
            using JsonDocument document = JsonDocument.Parse(text.ToArray());
            return document.RootElement.Clone();
        }
        return type == typeof(JsonNode) ? JsonNode.Parse(text) : null;
    }

    [UnconditionalSuppressMessage("Trimming", "IL2067", Justification = Members)]
    private static object ReadList(in Value value, Type type)
    {
        if (NestedReads.TryList(value, type, out object? known)) return known!;
        Type? element = type.IsArray ? type.GetElementType() : ItemOf(type);
        if (element is null || (type.IsArray && type.GetArrayRank() != 1)) throw CannotRead(value, type);
        List<Value> items = NestedReads.Elements(value);
        if (type.IsArray)
        {
            Array array = Array.CreateInstanceFromArrayType(type, items.Count);
            for (int i = 0; i < items.Count; i++) array.SetValue(Read(items[i], element), i);
            return array;
        }
        IList list = type.IsInterface ? MakeList(element) : (IList)Activator.CreateInstance(type)!;
        foreach (Value item in items) list.Add(Read(item, element));
        return list;
    }

    private static object ReadMap(in Value value, Type type)
    {
        Type? definition = type.IsGenericType ? type.GetGenericTypeDefinition() : null;
        if (definition != typeof(Dictionary<,>) && definition != typeof(IDictionary<,>)
            && definition != typeof(IReadOnlyDictionary<,>)) throw CannotRead(value, type);
        Type[] parts = type.GetGenericArguments();
        IDictionary entries = MakeDictionary(type, parts);
        var map = new NestedReader(value.Bytes);
        while (map.Next(out _))
        {
            object? key = Read(map.ReadField(value.Type.Children[0]), parts[0]);
            entries[key!] = Read(map.ReadField(value.Type.Children[1]), parts[1]);
        }
        return entries;
    }

    /// <summary>What a list class or an interface that lists have is made of; null for other types.</summary>
    private static Type? ItemOf(Type type)
    {
        if (!type.IsGenericType) return null;
        Type definition = type.GetGenericTypeDefinition();
        return definition == typeof(List<>) || definition == typeof(IReadOnlyList<>) || definition == typeof(IList<>)
            || definition == typeof(IEnumerable<>) || definition == typeof(IReadOnlyCollection<>)
            || definition == typeof(ICollection<>) ? type.GetGenericArguments()[0] : null;
    }

    [UnconditionalSuppressMessage("Trimming", "IL2055", Justification = "List has no annotated parameters")]
    [UnconditionalSuppressMessage("AOT", "IL3050", Justification = "without code for the list an error is raised")]
    private static IList MakeList(Type element) =>
        (IList)Activator.CreateInstance(typeof(List<>).MakeGenericType(element))!;

    [UnconditionalSuppressMessage("Trimming", "IL2067", Justification = Members)]
    [UnconditionalSuppressMessage("Trimming", "IL2055", Justification = "Dictionary has no annotated parameters")]
    [UnconditionalSuppressMessage("AOT", "IL3050", Justification = "without code for the class an error is raised")]
    private static IDictionary MakeDictionary(Type type, Type[] parts) => (IDictionary)Activator.CreateInstance(
        type.IsInterface ? typeof(Dictionary<,>).MakeGenericType(parts) : type)!;

    public static InvalidCastException CannotRead(in Value value, Type type) =>
        new($"a value of type {value.Type.Name} cannot be read as {type}");
}
