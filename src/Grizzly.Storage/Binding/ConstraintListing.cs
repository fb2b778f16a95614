using System.Globalization;
using Grizzly.Catalog;

namespace Grizzly.Binding;

/// <summary>The tables of information_schema about constraints and sequences, as rows of text.</summary>
internal static class ConstraintListing
{
    private static readonly string[] TableConstraints =
        ["constraint_catalog", "constraint_schema", "constraint_name", "table_catalog", "table_schema", "table_name",
         "constraint_type", "is_deferrable", "initially_deferred"];

    private static readonly string[] KeyColumnUsage =
        ["constraint_schema", "constraint_name", "table_schema", "table_name", "column_name", "ordinal_position"];

    private static readonly string[] ReferentialConstraints =
        ["constraint_schema", "constraint_name", "unique_constraint_schema", "unique_constraint_table",
         "match_option", "update_rule", "delete_rule"];

    private static readonly string[] CheckConstraints = ["constraint_schema", "constraint_name", "check_clause"];

    private static readonly string[] Sequences =
        ["sequence_catalog", "sequence_schema", "sequence_name", "data_type", "start_value", "minimum_value",
         "maximum_value", "increment", "cycle_option"];

    /// <summary>Columns and rows of a table of that name; null for any other name.</summary>
    public static (string[] Columns, IEnumerable<string[]> Rows)? TryTable(string name, ICatalogView catalog)
    {
        IEnumerable<TableEntry> tables = catalog.Tables.OrderBy(t => t.Schema, StringComparer.Ordinal)
            .ThenBy(t => t.Name, StringComparer.Ordinal);
        IEnumerable<(TableEntry Table, ConstraintDefinition Constraint)> all =
            tables.SelectMany(table => table.Constraints.Select(constraint => (table, constraint)));
        return name switch
        {
            "table_constraints" => (TableConstraints, all.Select(item => Describe(item.Table, item.Constraint))),
            "key_column_usage" => (KeyColumnUsage, all.SelectMany(item => Keys(item.Table, item.Constraint))),
            "referential_constraints" => (ReferentialConstraints, all.Where(item =>
                item.Constraint is ForeignKeyDefinition).Select(item =>
                    Reference(item.Table, (ForeignKeyDefinition)item.Constraint))),
            "check_constraints" => (CheckConstraints, all.Where(item => item.Constraint is CheckDefinition).Select(
                item => (string[])[item.Table.Schema, item.Constraint.Name,
                    ((CheckDefinition)item.Constraint).ConditionSql])),
            "sequences" => (Sequences, catalog.Sequences.OrderBy(s => s.Name, StringComparer.Ordinal).Select(Describe)),
            _ => null,
        };
    }

    /// <summary>PRI or UNI for a column that is a key by itself or part of the primary key; else null.</summary>
    public static string? KeyOf(TableEntry table, string column)
    {
        bool IsIn(KeyDefinition key) => key.Columns.Any(name => Scope.SameName(name, column));
        if (table.PrimaryKey is { } primary && IsIn(primary)) return "PRI";
        return table.Keys.Any(key => key.Columns.Count == 1 && IsIn(key)) ? "UNI" : null;
    }

    private static string[] Describe(TableEntry table, ConstraintDefinition constraint)
    {
        string kind = constraint switch
        {
            KeyDefinition { IsPrimary: true } => "PRIMARY KEY",
            KeyDefinition => "UNIQUE",
            ForeignKeyDefinition => "FOREIGN KEY",
            _ => "CHECK",
        };
        ConstraintDeferral deferral = constraint switch
        {
            KeyDefinition key => key.Deferral,
            ForeignKeyDefinition key => key.Deferral,
            _ => ConstraintDeferral.NotDeferrable,
        };
        return ["main", table.Schema, constraint.Name, "main", table.Schema, table.Name, kind,
            YesNo(constraint.IsDeferrable), YesNo(deferral == ConstraintDeferral.InitiallyDeferred)];
    }

    private static IEnumerable<string[]> Keys(TableEntry table, ConstraintDefinition constraint)
    {
        IReadOnlyList<string> columns = constraint switch
        {
            KeyDefinition key => key.Columns,
            ForeignKeyDefinition key => key.Columns,
            _ => [],
        };
        return columns.Select((column, i) => (string[])[table.Schema, constraint.Name, table.Schema, table.Name,
            column, Number(i + 1)]);
    }

    private static string[] Reference(TableEntry table, ForeignKeyDefinition key) =>
        [table.Schema, key.Name, key.ParentSchema, key.ParentTable, key.IsMatchFull ? "FULL" : "NONE",
            Text(key.OnUpdate), Text(key.OnDelete)];

    private static string[] Describe(SequenceEntry sequence) =>
        ["main", sequence.Schema, sequence.Name, "BIGINT", Number(sequence.Options.Start),
            Number(sequence.Options.MinValue), Number(sequence.Options.MaxValue), Number(sequence.Options.Increment),
            YesNo(sequence.Options.IsCycling)];

    private static string Text(ForeignKeyAction action) => action switch
    {
        ForeignKeyAction.NoAction => "NO ACTION",
        ForeignKeyAction.SetNull => "SET NULL",
        ForeignKeyAction.SetDefault => "SET DEFAULT",
        _ => action.ToString().ToUpperInvariant(),
    };

    private static string YesNo(bool value) => value ? "YES" : "NO";

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}
