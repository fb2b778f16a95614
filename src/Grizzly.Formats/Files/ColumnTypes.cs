using Grizzly.Binding;
using Grizzly.Common;
using Grizzly.Sql;
using Grizzly.Types;

namespace Grizzly.Formats;

/// <summary>Column types given as an option: a struct from names to types, or a list of types by position.</summary>
internal sealed class ColumnTypes
{
    private ColumnTypes(IReadOnlyList<string>? names, IReadOnlyList<LogicalType> types) =>
        (Names, Types) = (names, types);

    /// <summary>Null where the types count by position.</summary>
    public IReadOnlyList<string>? Names { get; }

    public IReadOnlyList<LogicalType> Types { get; }

    /// <exception cref="GrizzlyException">22023 for another shape or a type that is no text, 42704 for an unknown
    /// type.</exception>
    public static ColumnTypes Parse(string option, Value value)
    {
        LogicalType type = value.Type;
        var types = new List<LogicalType>();
        if (!value.IsNull && type.IsStruct && !type.IsRow)
        {
            var fields = new NestedReader(value.Bytes);
            foreach (LogicalType field in type.Children) types.Add(Resolve(option, fields.ReadField(field)));
            return new ColumnTypes(type.Names, types);
        }
        if (value.IsNull || !type.IsList)
            throw Errors.FileOptionInvalid(option, "needs a struct from names to types, or a list of types");
        var reader = new NestedReader(value.Bytes);
        while (reader.Next(out bool isNull))
            types.Add(Resolve(option, isNull ? Value.Null(type.Element) : reader.Read(type.Element)));
        return new ColumnTypes(null, types);
    }

    /// <summary>A list of texts.</summary>
    public static string[] Texts(string option, Value value)
    {
        if (!value.IsNull && value.Type.IsString) return [value.Text];
        if (value.IsNull || !value.Type.IsList || !value.Type.Element.IsString)
            throw Errors.FileOptionInvalid(option, "needs a list of texts");
        var texts = new List<string>();
        var reader = new NestedReader(value.Bytes);
        while (reader.Next(out bool isNull))
        {
            if (isNull) throw Errors.FileOptionInvalid(option, "needs a list of texts");
            texts.Add(reader.Read(value.Type.Element).Text);
        }
        return [.. texts];
    }

    /// <summary>Puts the types in the place of those found out.</summary>
    public void Apply(string option, IReadOnlyList<string> columns, LogicalType[] types)
    {
        if (Names is null && Types.Count > types.Length)
            throw Errors.FileOptionInvalid(option, $"has {Types.Count} types for {types.Length} columns");
        for (int i = 0; i < Types.Count; i++)
        {
            int column = i;
            if (Names is not null)
            {
                column = 0;
                while (column < columns.Count
                    && !columns[column].Equals(Names[i], StringComparison.OrdinalIgnoreCase)) column++;
                if (column == columns.Count) throw Errors.CsvColumnUnknown(option, Names[i], columns);
            }
            types[column] = Types[i];
        }
    }

    private static LogicalType Resolve(string option, in Value value) =>
        !value.IsNull && value.Type.IsString
            ? value.Text.Equals("null", StringComparison.OrdinalIgnoreCase)
                ? LogicalType.Null : TypeNames.Resolve(SqlParser.ParseTypeName(value.Text))
            : throw Errors.FileOptionInvalid(option, "needs types as texts");
}
