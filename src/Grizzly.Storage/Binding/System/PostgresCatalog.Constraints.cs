using Grizzly.Catalog;

namespace Grizzly.Binding;

/// <summary>pg_catalog about constraints and indexes.</summary>
internal static partial class PostgresCatalog
{
    private static SystemTable[] ConstraintTables =>
    [
        new("pg_constraint", """
            oid:int conname connamespace:int contype condeferrable:bool condeferred:bool convalidated:bool conrelid:int
            contypid:int conindid:int conparentid:int confrelid:int confupdtype confdeltype confmatchtype
            conislocal:bool coninhcount:int connoinherit:bool conkey:ints confkey:ints conbin
            """, catalog => catalog.Constraints.Select(item => Constraint(catalog, item.Database, item.Table,
                item.Constraint))),
        new("pg_index", """
            indexrelid:int indrelid:int indnatts:int indnkeyatts:int indisunique:bool indnullsnotdistinct:bool
            indisprimary:bool indisexclusion:bool indimmediate:bool indisclustered:bool indisvalid:bool indisready:bool
            indislive:bool indkey:ints indoption:ints indexprs indpred
            """, catalog => catalog.Indexes.Select(item => Index(catalog, item.Database, item.Table, item.Index))),
        new("pg_indexes", "schemaname tablename indexname tablespace indexdef", catalog => catalog.Indexes.Select(
            item => (object?[])
            [
                item.Table.Schema, item.Table.Name, item.Index.Name, null, Definitions.Of(item.Index, item.Table),
            ])),
    ];

    private static object?[] Constraint(
        SystemCatalog catalog, DatabaseCatalog database, TableEntry table, ConstraintDefinition constraint)
    {
        var foreign = constraint as ForeignKeyDefinition;
        var parent = foreign is null
            ? null : database.FindRelation(foreign.ParentSchema, foreign.ParentTable) as TableEntry;
        string kind = constraint switch
        {
            KeyDefinition { IsPrimary: true } => "p",
            KeyDefinition => "u",
            ForeignKeyDefinition => "f",
            _ => "c",
        };
        IReadOnlyList<string> columns = constraint is CheckDefinition check
            ? check.Columns : InformationSchema.KeyColumns(constraint);
        var index = database.FindRelation(table.Schema, constraint.Name) as IndexEntry;
        return
        [
            catalog.Oid(database, table, constraint), constraint.Name, catalog.SchemaOid(database, table.Schema), kind,
            constraint.IsDeferrable,
            InformationSchema.DeferralOf(constraint) == ConstraintDeferral.InitiallyDeferred, true,
            catalog.Oid(database, table), 0, index is null ? 0 : catalog.Oid(database, index), 0,
            parent is null ? 0 : catalog.Oid(database, parent), Letter(foreign?.OnUpdate), Letter(foreign?.OnDelete),
            foreign is null ? " " : foreign.IsMatchFull ? "f" : "s", true, 0, true,
            Numbers(table, columns), parent is null ? null : Numbers(parent, foreign!.ParentColumns),
            (constraint as CheckDefinition)?.ConditionSql,
        ];
    }

    private static object?[] Index(
        SystemCatalog catalog, DatabaseCatalog database, TableEntry table, IndexEntry index)
    {
        IndexSpecification spec = index.Specification;
        bool isPrimary = table.PrimaryKey is { } key && Scope.SameName(key.Name, index.Name);
        int[] columns = [.. spec.Columns.Select(column => CollatedKeys.ColumnOf(table, column))];
        string[] expressions =
            [.. spec.Columns.Where((_, i) => columns[i] < 0).Select(column => column.ExpressionSql!)];
        return
        [
            catalog.Oid(database, index), catalog.Oid(database, table), spec.Columns.Count, spec.KeyCount,
            spec.IsUnique, !spec.AreNullsDistinct, isPrimary, false, true, false, true, true, true,
            columns.Select(column => column + 1).ToArray(),
            spec.Columns.Take(spec.KeyCount).Select(column => (column.IsDescending ? 1 : 0)
                + (column.NullsFirst ? 2 : 0)).ToArray(),
            expressions.Length == 0 ? null : string.Join(", ", expressions), spec.PredicateSql,
        ];
    }

    private static int[] Numbers(TableEntry table, IEnumerable<string> columns) =>
        [.. columns.Select(column => table.IndexOf(column) + 1)];

    private static string Letter(ForeignKeyAction? action) => action switch
    {
        null => " ",
        ForeignKeyAction.NoAction => "a",
        ForeignKeyAction.Restrict => "r",
        ForeignKeyAction.Cascade => "c",
        ForeignKeyAction.SetNull => "n",
        _ => "d",
    };
}
