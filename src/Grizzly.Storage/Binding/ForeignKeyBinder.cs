using Grizzly.Catalog;
using Grizzly.Common;
using Grizzly.Indexes;
using Grizzly.Logical;

namespace Grizzly.Binding;

/// <summary>Makes the foreign keys ready that a statement may have to check or to follow.</summary>
internal sealed class ForeignKeyBinder(BindContext context, RulesBinder rows, SourceSpan span)
{
    private readonly Dictionary<TableEntry, TableRules> _cascades = [];
    private List<TableEntry>? _tables;

    /// <summary>The rules with the table's foreign keys, those to it, and whatever their actions reach.</summary>
    public TableRules AddTo(TableRules rules, TableEntry table, bool isInsert)
    {
        rules = rules with { Outgoing = Outgoing(table), Incoming = isInsert ? [] : Incoming(table) };
        return rules.Incoming.Count == 0 ? rules : rules with { Cascades = _cascades };
    }

    private List<ForeignKeyRule> Outgoing(TableEntry child)
    {
        var result = new List<ForeignKeyRule>();
        foreach (ForeignKeyDefinition key in child.ForeignKeys)
        {
            TableEntry parent = context.Catalog.Within(child).FindTable(key.ParentSchema, key.ParentTable)
                ?? throw Errors.Internal($"constraint {key.Name} refers to no table");
            result.Add(Rule(key, child, parent));
        }
        return result;
    }

    private List<ForeignKeyRule> Incoming(TableEntry parent)
    {
        var result = new List<ForeignKeyRule>();
        foreach (TableEntry child in TablesWith(parent))
        {
            foreach (ForeignKeyDefinition key in child.ForeignKeys)
            {
                if (!key.RefersTo(parent.Schema, parent.Name)) continue;
                result.Add(Rule(key, child, parent));
                if (Writes(key.OnDelete) || Writes(key.OnUpdate)) Follow(child);
            }
        }
        return result;
    }

    /// <summary>The tables of one database: foreign keys do not leave it.</summary>
    private List<TableEntry> TablesWith(TableEntry table) =>
        _tables ??= [.. context.Catalog.DatabaseOf(table)?.Tables ?? context.Catalog.Tables];

    /// <summary>The rules of a table that an action changes, and of those its changes reach.</summary>
    private void Follow(TableEntry child)
    {
        if (_cascades.ContainsKey(child)) return;
        TableRules own = rows.BindRow(child, span);
        _cascades[child] = own;
        _cascades[child] = own with { Outgoing = Outgoing(child), Incoming = Incoming(child) };
    }

    private ForeignKeyRule Rule(ForeignKeyDefinition key, TableEntry child, TableEntry parent)
    {
        int[] childColumns = child.IndexesOf(key.Columns), parentColumns = parent.IndexesOf(key.ParentColumns);
        bool usesDefaults = key.OnDelete == ForeignKeyAction.SetDefault || key.OnUpdate == ForeignKeyAction.SetDefault;
        IReadOnlyList<BoundExpression> defaults = usesDefaults
            ? [.. childColumns.Select(column => Targets.Default(context, child, column, span))]
            : [];
        return new ForeignKeyRule(
            key, child, parent, childColumns, parentColumns, IndexOver(child, childColumns, key.Name),
            IndexOver(parent, parentColumns, key.Name, isUnique: true), defaults);
    }

    /// <summary>A constraint's index that leads with the columns, in that order.</summary>
    private TableIndex IndexOver(TableEntry table, int[] columns, string constraint, bool isUnique = false)
    {
        foreach (IndexEntry index in context.Catalog.IndexesOf(table))
        {
            if (isUnique && (!index.Specification.IsUnique || index.Specification.KeyCount != columns.Length)) continue;
            if (index.Specification.LeadsWith(columns)) return index.Index;
        }
        throw Errors.Internal($"constraint {constraint} has no index over table {table.Name}");
    }

    private static bool Writes(ForeignKeyAction action) =>
        action is ForeignKeyAction.Cascade or ForeignKeyAction.SetNull or ForeignKeyAction.SetDefault;
}
