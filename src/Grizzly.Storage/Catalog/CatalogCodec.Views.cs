using Grizzly.Common;

namespace Grizzly.Catalog;

/// <summary>Views and macros: text, and where the names in it are looked up.</summary>
public static partial class CatalogCodec
{
    private const int MostPathEntries = 1024;

    public static void DefineView(ByteWriter writer, ViewEntry view)
    {
        Header(writer, CatalogRecordKind.DefineView, view.Schema, view.Name);
        writer.Byte(DefinitionVersion);
        writer.Text(view.QuerySql);
        writer.VarInt((ulong)view.ColumnNames.Count);
        foreach (string column in view.ColumnNames) writer.Text(column);
        WritePath(writer, view.Path);
    }

    public static void DefineMacro(ByteWriter writer, MacroEntry macro)
    {
        Header(writer, CatalogRecordKind.DefineMacro, macro.Schema, macro.Name);
        writer.Byte(DefinitionVersion);
        writer.Bool(macro.IsTable);
        writer.Text(macro.DefinitionSql);
        WritePath(writer, macro.Path);
    }

    public static void DropMacro(ByteWriter writer, string schema, string name) =>
        Header(writer, CatalogRecordKind.DropMacro, schema, name);

    private static ViewEntry ReadView(string schema, string name, ref ByteReader reader)
    {
        RequireVersion(ref reader);
        string sql = reader.Text();
        var columns = new string[reader.Bounded(MostColumns)];
        for (int i = 0; i < columns.Length; i++) columns[i] = reader.Text();
        return new ViewEntry(schema, name, columns, sql) { Path = ReadPath(ref reader) };
    }

    private static MacroEntry ReadMacro(string schema, string name, ref ByteReader reader)
    {
        RequireVersion(ref reader);
        bool isTable = reader.Bool();
        return new MacroEntry(schema, name, isTable, reader.Text()) { Path = ReadPath(ref reader) };
    }

    private static void WritePath(ByteWriter writer, IReadOnlyList<PathEntry> path)
    {
        writer.VarInt((ulong)path.Count);
        foreach (PathEntry part in path)
        {
            WriteOptional(writer, part.Database);
            writer.Text(part.Schema);
        }
    }

    private static PathEntry[] ReadPath(ref ByteReader reader)
    {
        var path = new PathEntry[reader.Bounded(MostPathEntries)];
        for (int i = 0; i < path.Length; i++) path[i] = new PathEntry(ReadOptional(ref reader), reader.Text());
        return path;
    }
}
