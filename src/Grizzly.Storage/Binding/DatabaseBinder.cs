using Grizzly.Catalog;
using Grizzly.Common;
using Grizzly.Logical;
using Grizzly.Sql;
using Grizzly.Types;

namespace Grizzly.Binding;

/// <summary>ATTACH, USE, SET search_path and ALTER DATABASE.</summary>
internal sealed class DatabaseBinder(BindContext context)
{
    public BoundAttach Bind(AttachStatement attach)
    {
        string path = Text(attach.Path, "the path of ATTACH");
        bool isReadOnly = false;
        foreach (StatementOption option in attach.Options)
        {
            switch (option.Name.ToLowerInvariant())
            {
                case "read_only": isReadOnly = IsOn(option); break;
                case "read_write": isReadOnly = !IsOn(option); break;
                case "type": RequireOurType(option); break;
                default: throw Errors.NotSupported($"ATTACH option \"{option.Name}\"", option.Span);
            }
        }
        bool isScript = path.EndsWith(".sql", StringComparison.OrdinalIgnoreCase);
        return new BoundAttach(
            path, attach.Name?.Text, isReadOnly, isScript, attach.Conflict == CreateConflict.Ignore,
            attach.Conflict == CreateConflict.Replace, attach.Span);
    }

    public BoundSetPath Bind(UseStatement use) => new([Entry(
        [.. use.Name.Parts.Select(part => part.Text)], use.Name.Span)]);

    /// <summary>SET schema and SET search_path: names, or texts with names in them.</summary>
    public BoundSetPath Bind(SetStatement set)
    {
        var path = new List<PathEntry>();
        foreach (Expression value in set.Values)
        {
            if (value is ColumnReference name)
            {
                path.Add(Entry([.. name.Parts.Select(part => part.Text)], value.Span));
                continue;
            }
            string text = Text(value, "a search path");
            string[] parts = text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
            path.AddRange(parts.Select(part => Entry(part, value.Span)));
        }
        return new BoundSetPath(path);
    }

    /// <summary>EXPORT DATABASE, as CSV; its options are those of COPY and not taken here.</summary>
    public BoundExport Bind(ExportStatement export)
    {
        foreach (StatementOption option in export.Options)
        {
            bool isCsv = option.Name == "format" && Word(option) == "csv";
            if (!isCsv) throw Errors.NotSupported($"EXPORT DATABASE option \"{option.Name}\"", option.Span);
        }
        return new BoundExport(
            export.Database?.Text ?? context.Catalog.DefaultDatabase, export.Path, export.Span);
    }

    public static BoundRenameDatabase Bind(AlterStatement alter)
    {
        if (alter.Actions is not [RenameAction rename] || alter.Name.Parts.Count > 1)
            throw Errors.NotSupported("this ALTER DATABASE", alter.Span);
        return new BoundRenameDatabase(alter.Name.Name.Text, rename.NewName.Text, alter.IfExists, alter.Name.Span);
    }

    private PathEntry Entry(string text, SourceSpan span)
    {
        if (SqlParser.ParseExpression(text) is not ColumnReference name) throw Errors.PathNotFound(text, span);
        return Entry([.. name.Parts.Select(part => part.Text)], span);
    }

    /// <summary>A schema of the current database or, where it has none of that name, the main schema of a database; or
    /// both named.</summary>
    private PathEntry Entry(string[] parts, SourceSpan span)
    {
        string name = string.Join('.', parts);
        if (parts.Length == 2)
        {
            DatabaseCatalog database = Find(parts[0]) ?? throw Errors.DatabaseNotFound(parts[0], span);
            return database.SchemaExists(parts[1])
                ? new PathEntry(database.Name, parts[1])
                : throw Errors.SchemaMissing(parts[1], span);
        }
        if (parts.Length != 1) throw Errors.PathNotFound(name, span);
        if (Find(context.Catalog.DefaultDatabase) is { } current && current.SchemaExists(name))
            return new PathEntry(current.Name, name);
        return Find(name) is { } whole
            ? new PathEntry(whole.Name, CatalogStore.MainSchema)
            : throw Errors.PathNotFound(name, span);
    }

    private DatabaseCatalog? Find(string name) =>
        context.Catalog.Databases.FirstOrDefault(database => Scope.SameName(database.Name, name));

    private string Text(Expression expression, string what)
    {
        BoundExpression bound = new ExpressionBinder(context, Scope.Empty, null, null, what).Bind(expression);
        Value value = new TableFunctionBinding(context).Constant(bound, what);
        return !value.IsNull && value.Type.IsString ? value.Text : throw Errors.Invalid($"{what} must be text",
            expression.Span);
    }

    private static bool IsOn(StatementOption option) => Word(option) switch
    {
        "" or "true" or "on" or "1" => true,
        "false" or "off" or "0" => false,
        _ => throw Errors.Invalid($"option \"{option.Name}\" is true or false", option.Span),
    };

    private static void RequireOurType(StatementOption option)
    {
        if (Word(option) is not ("grizzly" or "duckdb"))
            throw Errors.NotSupported($"a database of type {Word(option)}", option.Span);
    }

    private static string Word(StatementOption option) => option.Value switch
    {
        null => "",
        ColumnReference { Parts.Count: 1 } word => word.Name.Text.ToLowerInvariant(),
        StringLiteral text => text.Value.ToLowerInvariant(),
        BooleanLiteral literal => literal.Value ? "true" : "false",
        NumberLiteral number => number.Text,
        _ => throw Errors.Invalid($"option \"{option.Name}\" needs a word", option.Span),
    };
}
