using Grizzly.Common;
using Grizzly.Sql;
using Grizzly.Types;

namespace Grizzly.Binding;

/// <summary>
/// A field deep inside a column, for ALTER TABLE: the path leads through fields of structs, <c>element</c> of lists,
/// <c>key</c> and <c>value</c> of maps. Gives the column's new type and, as SQL, its new value from the old one.
/// </summary>
/// <param name="change">Changes the fields of the struct that the path leads to.</param>
internal sealed class NestedField(QualifiedName path, Action<List<NestedField.Field>, Identifier> change)
{
    /// <summary>A field of the struct that is changed.</summary>
    /// <param name="Sql">Its value.</param>
    public readonly record struct Field(string Name, LogicalType Type, string Sql);

    /// <summary>The column's type and value with the change made.</summary>
    /// <param name="type">The type there is.</param>
    /// <param name="sql">The value there is.</param>
    /// <exception cref="GrizzlyException">42703 where the path leads nowhere, 42809 where it leads through a type
    /// without fields.</exception>
    public (LogicalType Type, string Sql) Apply(LogicalType type, string sql) => Apply(type, sql, 1);

    /// <summary>The number of the field, or -1.</summary>
    public static int IndexOf(List<Field> fields, string name) =>
        fields.FindIndex(field => Scope.SameName(field.Name, name));

    public static GrizzlyException Missing(List<Field> fields, Identifier name) =>
        Errors.ColumnNotFound(name.Text, fields.Select(field => field.Name), name.Span);

    private (LogicalType Type, string Sql) Apply(LogicalType type, string sql, int depth)
    {
        Identifier part = path.Parts[depth];
        bool isLast = depth == path.Parts.Count - 1;
        if (type.IsStruct && !type.IsRow)
        {
            List<Field> fields = FieldsOf(type, sql);
            if (isLast) change(fields, part);
            else
            {
                int index = IndexOf(fields, part.Text);
                if (index < 0) throw Missing(fields, part);
                (LogicalType inner, string value) = Apply(fields[index].Type, fields[index].Sql, depth + 1);
                fields[index] = fields[index] with { Type = inner, Sql = value };
            }
            return Pack(fields, sql);
        }
        bool isWay = !isLast
            && ((type.IsList && part.Text is "element") || (type.IsMap && part.Text is "key" or "value"));
        if (!isWay) throw Errors.WrongObject(path.Parts[depth - 1].Text, type.Name, "struct", part.Span);
        string each = $"e{depth}";
        if (type.IsList)
        {
            (LogicalType element, string value) = Apply(type.Element, each, depth + 1);
            return (LogicalType.List(element), $"list_transform({sql}, lambda {each}: {value})");
        }
        int side = part.Text == "key" ? 0 : 1;
        (LogicalType changed, string side1) = Apply(type.Children[side], each, depth + 1);
        string[] lists = [$"map_keys({sql})", $"map_values({sql})"];
        lists[side] = $"list_transform({lists[side]}, lambda {each}: {side1})";
        LogicalType map = side == 0
            ? LogicalType.Map(changed, type.Children[1]) : LogicalType.Map(type.Children[0], changed);
        return (map, $"CASE WHEN {sql} IS NULL THEN NULL ELSE map({lists[0]}, {lists[1]}) END");
    }

    private static List<Field> FieldsOf(LogicalType type, string sql) => [.. type.Names.Select((name, i) =>
        new Field(name, type.Children[i], $"struct_extract({sql}, {Quoted(name)})"))];

    private static (LogicalType Type, string Sql) Pack(List<Field> fields, string sql)
    {
        string values = string.Join(", ", fields.Select(field => $"{Quoted(field.Name)}: {field.Sql}"));
        LogicalType type = LogicalType.Struct(
            [.. fields.Select(field => field.Name)], [.. fields.Select(field => field.Type)]);
        return (type, $"CASE WHEN {sql} IS NULL THEN NULL ELSE {{{values}}} END");
    }

    private static string Quoted(string text) => "'" + text.Replace("'", "''") + "'";
}
