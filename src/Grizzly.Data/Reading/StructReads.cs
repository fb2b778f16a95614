using System.Collections;
using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;
using Grizzly.Types;

namespace Grizzly.Data;

/// <summary>A STRUCT as a dictionary, a tuple (by position), or a class or record (by name, without regard to case).
/// </summary>
/// <remarks>Every field must have its place: one that has none would be lost, which raises InvalidCastException.
/// </remarks>
internal static class StructReads
{
    private const int TupleItems = 7;

    private static readonly ConcurrentDictionary<(Type Target, LogicalType Source), Shape> Shapes = new();

    public static object Read(in Value value, Type type)
    {
        if (type == typeof(GrizzlyRow) || type == typeof(Dictionary<string, object?>)
            || type.IsAssignableFrom(typeof(Dictionary<string, object?>)))
        {
            object natural = NestedReads.ToObject(value)!;
            return type.IsInstanceOfType(natural) ? natural : throw ObjectReads.CannotRead(value, type);
        }
        List<Value> fields = NestedReads.Fields(value);
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Dictionary<,>))
            return ReadDictionary(value, fields, type);
        if (typeof(ITuple).IsAssignableFrom(type)) return ReadTuple(value, fields, 0, type);
        return Shapes.GetOrAdd((type, value.Type), static key => Shape.Of(key.Target, key.Source)).Make(fields);
    }

    [UnconditionalSuppressMessage("Trimming", "IL2067", Justification = "the caller has such a dictionary")]
    private static IDictionary ReadDictionary(in Value value, List<Value> fields, Type type)
    {
        Type[] parts = type.GetGenericArguments();
        if (parts[0] != typeof(string) || value.Type.IsRow) throw ObjectReads.CannotRead(value, type);
        var named = (IDictionary)Activator.CreateInstance(type)!;
        for (int i = 0; i < fields.Count; i++) named.Add(value.Type.Names[i], ObjectReads.Read(fields[i], parts[1]));
        return named;
    }

    /// <summary>The fields from <paramref name="start"/> on; past seven, tuples go on inside of their last
    /// item.</summary>
    [UnconditionalSuppressMessage("Trimming", "IL2067", Justification = "tuples keep their only constructor")]
    private static object ReadTuple(in Value value, List<Value> fields, int start, Type type)
    {
        Type[] items = type.GetGenericArguments();
        bool hasRest = items.Length > TupleItems;
        int own = Math.Min(items.Length, TupleItems);
        if (hasRest ? fields.Count - start <= own : fields.Count - start != own)
            throw ObjectReads.CannotRead(value, type);
        var arguments = new object?[items.Length];
        for (int i = 0; i < own; i++) arguments[i] = ObjectReads.Read(fields[start + i], items[i]);
        if (hasRest) arguments[own] = ReadTuple(value, fields, start + own, items[own]);
        return Activator.CreateInstance(type, arguments)!;
    }

    /// <summary>How the fields of one STRUCT type make objects of one class.</summary>
    private sealed class Shape
    {
        private ConstructorInfo? _constructor;
        private Type _type = typeof(object);

        /// <summary>For each parameter of the constructor its type and the field's number.</summary>
        private (Type Type, int Field)[] _arguments = [];
        private (PropertyInfo Property, int Field)[] _properties = [];

        [UnconditionalSuppressMessage("Trimming", "IL2070", Justification = "a missing member raises an error")]
        public static Shape Of(Type type, LogicalType source)
        {
            ConstructorInfo? constructor = type.GetConstructors()
                .Where(candidate => candidate.GetParameters().All(parameter => IndexOf(source, parameter.Name!) >= 0))
                .MaxBy(candidate => candidate.GetParameters().Length);
            if (constructor is null && !type.IsValueType || type.IsAbstract || type.IsPrimitive || source.IsRow)
                throw new InvalidCastException($"a value of type {source.Name} cannot be read as {type}");
            ParameterInfo[] parameters = constructor?.GetParameters() ?? [];
            var arguments = Array.ConvertAll(
                parameters, parameter => (parameter.ParameterType, IndexOf(source, parameter.Name!)));
            var taken = arguments.Select(argument => argument.Item2).ToHashSet();
            var properties = new List<(PropertyInfo, int)>();
            foreach (PropertyInfo property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance))
            {
                int field = IndexOf(source, property.Name);
                if (field >= 0 && property.CanWrite && taken.Add(field)) properties.Add((property, field));
            }
            for (int i = 0; i < source.Names.Count; i++)
            {
                if (!taken.Contains(i))
                    throw new InvalidCastException(
                        $"{type} has no place for field \"{source.Names[i]}\" of a value of type {source.Name}");
            }
            return new Shape
            {
                _type = type, _constructor = constructor, _arguments = arguments, _properties = [.. properties],
            };
        }

        [UnconditionalSuppressMessage("Trimming", "IL2077", Justification = "a structure needs no constructor")]
        public object Make(List<Value> fields)
        {
            object?[] arguments = Array.ConvertAll(
                _arguments, argument => ObjectReads.Read(fields[argument.Field], argument.Type));
            object made = _constructor is null ? RuntimeHelpers.GetUninitializedObject(_type)
                : _constructor.Invoke(arguments);
            foreach ((PropertyInfo property, int field) in _properties)
                property.SetValue(made, ObjectReads.Read(fields[field], property.PropertyType));
            return made;
        }

        private static int IndexOf(LogicalType source, string name)
        {
            for (int i = 0; i < source.Names.Count; i++)
            {
                if (string.Equals(source.Names[i], name, StringComparison.OrdinalIgnoreCase)) return i;
            }
            return -1;
        }
    }
}
