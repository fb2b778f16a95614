using Grizzly.Catalog;

namespace Grizzly.Binding;

/// <summary>information_schema about constraints.</summary>
internal static partial class InformationSchema
{
    private static SystemTable[] ConstraintTables =>
    [
        new("table_constraints", """
            constraint_catalog constraint_schema constraint_name table_catalog table_schema table_name constraint_type
            is_deferrable initially_deferred enforced nulls_distinct
            """, catalog => catalog.Constraints.Select(item => (object?[])
            [
                item.Database.Name, item.Table.Schema, item.Constraint.Name, item.Database.Name, item.Table.Schema,
                item.Table.Name, KindOf(item.Constraint), YesNo(item.Constraint.IsDeferrable),
                YesNo(DeferralOf(item.Constraint) == ConstraintDeferral.InitiallyDeferred), "YES",
                item.Constraint is KeyDefinition key ? YesNo(!key.NullsNotDistinct) : null,
            ])),
        new("key_column_usage", """
            constraint_catalog constraint_schema constraint_name table_catalog table_schema table_name column_name
            ordinal_position:int position_in_unique_constraint:int
            """, catalog => catalog.Constraints.SelectMany(item => KeyColumns(item.Constraint).Select((name, i) =>
            (object?[])
            [
                item.Database.Name, item.Table.Schema, item.Constraint.Name, item.Database.Name, item.Table.Schema,
                item.Table.Name, name, i + 1, item.Constraint is ForeignKeyDefinition ? i + 1 : null,
            ]))),
        new("referential_constraints", """
            constraint_catalog constraint_schema constraint_name unique_constraint_catalog unique_constraint_schema
            unique_constraint_name unique_constraint_table match_option update_rule delete_rule
            """, catalog => catalog.Constraints.Where(item => item.Constraint is ForeignKeyDefinition)
                .Select(item => Reference(item.Database, item.Table, (ForeignKeyDefinition)item.Constraint))),
        new("check_constraints", "constraint_catalog constraint_schema constraint_name check_clause",
            catalog => catalog.Constraints.Where(item => item.Constraint is CheckDefinition).Select(item => (object?[])
            [
                item.Database.Name, item.Table.Schema, item.Constraint.Name, Definitions.Of(item.Constraint),
            ])),
        new("constraint_column_usage", """
            table_catalog table_schema table_name column_name constraint_catalog constraint_schema constraint_name
            """, catalog => catalog.Constraints.SelectMany(item => UsedColumns(item.Table, item.Constraint).Select(
            used => (object?[])
            [
                item.Database.Name, used.Schema, used.Table, used.Column, item.Database.Name, item.Table.Schema,
                item.Constraint.Name,
            ]))),
        new("constraint_table_usage", """
            table_catalog table_schema table_name constraint_catalog constraint_schema constraint_name
            """, catalog => catalog.Constraints.SelectMany(item => UsedColumns(item.Table, item.Constraint)
                .Select(used => (used.Schema, used.Table)).Distinct().Select(used => (object?[])
                [
                    item.Database.Name, used.Schema, used.Table, item.Database.Name, item.Table.Schema,
                    item.Constraint.Name,
                ]))),
    ];

    public static string KindOf(ConstraintDefinition constraint) => constraint switch
    {
        KeyDefinition { IsPrimary: true } => "PRIMARY KEY",
        KeyDefinition => "UNIQUE",
        ForeignKeyDefinition => "FOREIGN KEY",
        _ => "CHECK",
    };

    public static ConstraintDeferral DeferralOf(ConstraintDefinition constraint) => constraint switch
    {
        KeyDefinition key => key.Deferral,
        ForeignKeyDefinition key => key.Deferral,
        _ => ConstraintDeferral.NotDeferrable,
    };

    public static IReadOnlyList<string> KeyColumns(ConstraintDefinition constraint) => constraint switch
    {
        KeyDefinition key => key.Columns,
        ForeignKeyDefinition key => key.Columns,
        _ => [],
    };

    /// <summary>What a constraint needs: the referenced columns of a foreign key, the own ones of the others.</summary>
    private static IEnumerable<(string Schema, string Table, string Column)> UsedColumns(
        TableEntry table, ConstraintDefinition constraint) => constraint switch
        {
            ForeignKeyDefinition key => key.ParentColumns.Select(column => (key.ParentSchema, key.ParentTable, column)),
            CheckDefinition check => check.Columns.Select(column => (table.Schema, table.Name, column)),
            _ => KeyColumns(constraint).Select(column => (table.Schema, table.Name, column)),
        };

    private static object?[] Reference(DatabaseCatalog database, TableEntry table, ForeignKeyDefinition key)
    {
        var parent = database.FindRelation(key.ParentSchema, key.ParentTable) as TableEntry;
        string? unique = parent?.Keys.FirstOrDefault(other => other.Columns.Count == key.ParentColumns.Count
            && other.Columns.All(column => key.ParentColumns.Contains(column, StringComparer.OrdinalIgnoreCase)))?.Name;
        return
        [
            database.Name, table.Schema, key.Name, database.Name, key.ParentSchema, unique, key.ParentTable,
            key.IsMatchFull ? "FULL" : "NONE", Definitions.Of(key.OnUpdate), Definitions.Of(key.OnDelete),
        ];
    }

    private static string YesNo(bool value) => value ? "YES" : "NO";
}
