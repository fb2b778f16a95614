using Grizzly.Catalog;
using Grizzly.Sql;

namespace Grizzly.Binding;

/// <summary>Catalog objects as the SQL that makes them.</summary>
internal static class Definitions
{
    public static string Of(ViewEntry view) =>
        $"CREATE VIEW {Name(view.Schema, view.Name)}{List(view.ColumnNames)} AS {view.QuerySql};";

    /// <summary>The same, with its schema in any case.</summary>
    public static string WithSchema(ViewEntry view) => $"CREATE VIEW {Quote(view.Schema)}.{Quote(view.Name)}"
        + $"{List(view.ColumnNames)} AS {view.QuerySql};";

    public static string WithSchema(MacroEntry macro)
    {
        var create = (CreateMacroStatement)SqlParser.ParseStatement(macro.DefinitionSql);
        Identifier[] parts = [new Identifier(macro.Schema, false, default), new Identifier(macro.Name, false, default)];
        return create with { Name = new QualifiedName([.. parts], default) } + ";";
    }

    public static string Of(SequenceEntry sequence)
    {
        SequenceOptions options = sequence.Options;
        string range = FormattableString.Invariant(
            $"INCREMENT BY {options.Increment} MINVALUE {options.MinValue} MAXVALUE {options.MaxValue}");
        string start = FormattableString.Invariant($"START {options.Start}");
        string cycle = options.IsCycling ? "CYCLE" : "NO CYCLE";
        string type = options.Type == Types.LogicalType.BigInt ? "" : $"AS {options.Type.Name} ";
        return $"CREATE SEQUENCE {Name(sequence.Schema, sequence.Name)} {type}{range} {start} {cycle};";
    }

    public static string Of(TypeEntry type) => $"CREATE TYPE {Name(type.Schema, type.Name)} AS {type.Type.Name};";

    public static string Of(IndexEntry index, TableEntry table)
    {
        IndexSpecification spec = index.Specification;
        string ColumnOf(IndexColumn column) => CollatedKeys.ColumnOf(table, column) is >= 0 and var index
            ? Quote(table.Columns[index].Name) : $"({column.ExpressionSql})";
        string Key(IndexColumn column) => ColumnOf(column) + (column.IsDescending ? " DESC" : "")
            + (column.NullsFirst == column.IsDescending ? "" : column.NullsFirst ? " NULLS FIRST" : " NULLS LAST");
        string keys = string.Join(", ", spec.Columns.Take(spec.KeyCount).Select(Key));
        string include = spec.Columns.Count > spec.KeyCount
            ? $" INCLUDE ({string.Join(", ", spec.Columns.Skip(spec.KeyCount).Select(ColumnOf))})" : "";
        string kind = spec.IsUnique ? "UNIQUE INDEX" : "INDEX";
        return $"CREATE {kind} {Quote(index.Name)} ON {Name(table.Schema, table.Name)} "
            + $"USING {(spec.IsHash ? "hash" : "btree")} ({keys}){include}"
            + (spec.PredicateSql is { } where ? $" WHERE ({where});" : ";");
    }

    /// <summary>CREATE TABLE with all columns and constraints.</summary>
    /// <param name="withForeignKeys">False to leave out what refers to other tables.</param>
    public static string Of(TableEntry table, bool withForeignKeys = true)
    {
        IEnumerable<string> parts = table.Columns.Select(Of).Concat(table.Constraints
            .Where(constraint => withForeignKeys || constraint is not ForeignKeyDefinition)
            .Select(constraint => $"CONSTRAINT {Quote(constraint.Name)} {Of(constraint)}"));
        return $"CREATE TABLE {Name(table.Schema, table.Name)}({string.Join(", ", parts)});";
    }

    public static string Of(ConstraintDefinition constraint) => constraint switch
    {
        CheckDefinition check => $"CHECK(({check.ConditionSql}))",
        KeyDefinition key => $"{(key.IsPrimary ? "PRIMARY KEY" : "UNIQUE")}"
            + $"{(key.NullsNotDistinct ? " NULLS NOT DISTINCT" : "")}{List(key.Columns)}{Of(key.Deferral)}",
        ForeignKeyDefinition key => $"FOREIGN KEY{List(key.Columns)} REFERENCES "
            + $"{Name(key.ParentSchema, key.ParentTable)}{List(key.ParentColumns)}"
            + (key.IsMatchFull ? " MATCH FULL" : "")
            + (key.OnUpdate == ForeignKeyAction.NoAction ? "" : $" ON UPDATE {Of(key.OnUpdate)}")
            + (key.OnDelete == ForeignKeyAction.NoAction ? "" : $" ON DELETE {Of(key.OnDelete)}") + Of(key.Deferral),
        _ => "",
    };

    public static string Of(ForeignKeyAction action) => action switch
    {
        ForeignKeyAction.NoAction => "NO ACTION",
        ForeignKeyAction.SetNull => "SET NULL",
        ForeignKeyAction.SetDefault => "SET DEFAULT",
        _ => action.ToString().ToUpperInvariant(),
    };

    /// <summary>COMMENT ON the object and its columns.</summary>
    public static IEnumerable<string> CommentsOn(object entry)
    {
        string kind = entry switch
        {
            TableEntry => "TABLE",
            ViewEntry => "VIEW",
            IndexEntry => "INDEX",
            SequenceEntry => "SEQUENCE",
            TypeEntry => "TYPE",
            MacroEntry { IsTable: true } => "MACRO TABLE",
            MacroEntry => "MACRO",
            _ => "SCHEMA",
        };
        string name = entry is SchemaEntry schema
            ? Quote(schema.Name)
            : Name(SystemCatalog.SchemaOf(entry), SystemCatalog.NameOf(entry));
        return CatalogComments.Of(entry).Select(comment =>
        {
            string target = comment.Column is { } column ? $"COLUMN {name}.{Quote(column)}" : $"{kind} {name}";
            return $"COMMENT ON {target} IS {OnOneLine(comment.Text)};";
        });
    }

    public static string Name(string schema, string name) =>
        schema == CatalogStore.MainSchema ? Quote(name) : Quote(schema) + "." + Quote(name);

    public static string Quote(string name) => SqlPrinter.Quote(new Identifier(name, false, default));

    private static string Of(Catalog.ColumnDefinition column)
    {
        string length = column.Length > 0 ? FormattableString.Invariant($"({column.Length})") : "";
        string text = $"{Quote(column.Name)} {column.Type.Name}{length}";
        if (column.Type.Collation is { } collation)
            text += " COLLATE " + string.Join('.', collation.Name.Split('.').Select(Quote));
        if (column.GeneratedSql is { } generated)
            return $"{text} GENERATED ALWAYS AS ({generated}) {(column.IsVirtual ? "VIRTUAL" : "STORED")}";
        if (column.Identity != IdentityKind.None)
            text += column.Identity == IdentityKind.Always
                ? " GENERATED ALWAYS AS IDENTITY" : " GENERATED BY DEFAULT AS IDENTITY";
        else if (column.DefaultSql is { } value) text += $" DEFAULT({value})";
        return column.IsNotNull ? text + " NOT NULL" : text;
    }

    private static string Of(ConstraintDeferral deferral) => deferral switch
    {
        ConstraintDeferral.InitiallyImmediate => " DEFERRABLE",
        ConstraintDeferral.InitiallyDeferred => " DEFERRABLE INITIALLY DEFERRED",
        _ => "",
    };

    /// <summary>A string without line breaks: scripts have a statement on each line.</summary>
    private static string OnOneLine(string text)
    {
        string quoted = text.Replace("'", "''", StringComparison.Ordinal);
        if (!text.AsSpan().ContainsAny('\n', '\r')) return $"'{quoted}'";
        return "E'" + quoted.Replace("\\", "\\\\", StringComparison.Ordinal)
            .Replace("\n", "\\n", StringComparison.Ordinal).Replace("\r", "\\r", StringComparison.Ordinal) + "'";
    }

    private static string List(IReadOnlyList<string> names) =>
        names.Count == 0 ? "" : $"({string.Join(", ", names.Select(Quote))})";
}
