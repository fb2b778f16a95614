using Grizzly.Common;
using Grizzly.Logical;

namespace Grizzly.Binding;

/// <summary>A name in FROM: what columns can be qualified with.</summary>
/// <param name="Schema">The schema of a table named without an alias, else null.</param>
/// <param name="CanRepeat">True where the same name may occur twice because nobody can refer to it (unnamed
/// subqueries).</param>
internal sealed record ScopeTable(string? Schema, string Name, bool CanRepeat = false)
{
    /// <summary>False where a star without a table's name leaves the columns out: those of other tables in
    /// RETURNING.</summary>
    public bool IsInStar { get; init; } = true;

    /// <summary>Gives the row id of a base table, which no star shows; null for anything else.</summary>
    public Func<LogicalColumn>? RowId { get; init; }

    /// <summary>The database as the statement wrote it in front of the table's name, or null.</summary>
    public string? Database { get; init; }

    /// <summary>Whether a name may stand in front of the table's.</summary>
    public bool IsIn(string qualifier) => (Schema is not null && Scope.SameName(Schema, qualifier))
        || (Database is not null && Scope.SameName(Database, qualifier)
            && Scope.SameName(Schema ?? "", Catalog.CatalogStore.MainSchema));
}

/// <summary>A column visible in a query.</summary>
/// <param name="Value">What <c>t.c</c> means.</param>
/// <param name="Merged">What <c>c</c> alone and <c>*</c> mean after USING, where that differs from
/// <paramref name="Value"/>.</param>
/// <param name="IsMergedAway">True where USING left it visible only as <c>t.c</c>.</param>
internal sealed record ScopeColumn(
    ScopeTable Table, string Name, BoundExpression Value, BoundExpression? Merged = null, bool IsMergedAway = false)
{
    /// <summary>What the unqualified name means.</summary>
    public BoundExpression Unqualified => Merged ?? Value;
}

/// <summary>The columns a clause can name, in the order <c>*</c> shows them. Immutable.</summary>
internal sealed class Scope(IReadOnlyList<ScopeTable> tables, IReadOnlyList<ScopeColumn> columns)
{
    public static readonly Scope Empty = new([], []);

    public IReadOnlyList<ScopeTable> Tables { get; } = tables;

    public IReadOnlyList<ScopeColumn> Columns { get; } = columns;

    /// <summary>The columns <c>*</c> stands for.</summary>
    public IEnumerable<ScopeColumn> Visible =>
        Columns.Where(column => !column.IsMergedAway && column.Table.IsInStar);

    public static bool SameName(string left, string right) =>
        string.Equals(left, right, StringComparison.OrdinalIgnoreCase);

    /// <summary>One table whose columns are those of an operator.</summary>
    public static Scope Of(ScopeTable table, IReadOnlyList<string> names, IReadOnlyList<LogicalColumn> columns)
    {
        var result = new ScopeColumn[columns.Count];
        for (int i = 0; i < result.Length; i++) result[i] = new ScopeColumn(
            table, names[i], new BoundColumn(columns[i]));
        return new Scope([table], result);
    }

    /// <summary>Both scopes side by side. A table's name may occur in both: what it stands for is then asked for when
    /// it is used.</summary>
    public static Scope Join(Scope left, Scope right) =>
        new([.. left.Tables, .. right.Tables], [.. left.Columns, .. right.Columns]);

    /// <summary>Both scopes side by side; 42712 where a table name occurs in both.</summary>
    public static Scope Combine(Scope left, Scope right, SourceSpan span)
    {
        foreach (ScopeTable table in right.Tables)
        {
            if (table.CanRepeat) continue;
            foreach (ScopeTable other in left.Tables)
            {
                if (SameName(table.Name, other.Name) && SameName(table.Schema ?? "", other.Schema ?? "")
                    && SameName(table.Database ?? "", other.Database ?? ""))
                    throw Errors.DuplicateAlias(table.Name, span);
            }
        }
        return Join(left, right);
    }

    /// <summary>The same names, all of them possibly NULL: the far side of an outer join.</summary>
    public Scope Nullable() => new(Tables, [.. Columns.Select(column =>
        column with { Value = MakeNullable(column.Value), Merged = column.Merged is null ? null
            : MakeNullable(column.Merged) })]);

    /// <summary>The column of that unqualified name, or null; 42702 where there are several.</summary>
    public ScopeColumn? Find(string name, SourceSpan span)
    {
        ScopeColumn? found = null;
        foreach (ScopeColumn column in Columns)
        {
            if (column.IsMergedAway || !SameName(column.Name, name)) continue;
            if (found is not null)
                throw Errors.AmbiguousColumn(
                    name, Columns.Where(c => !c.IsMergedAway && SameName(c.Name, name)).Select(c => c.Table.Name),
                    span);
            found = column;
        }
        return found;
    }

    /// <summary>The column of a table, or null; 42702 where there are several.</summary>
    public ScopeColumn? Find(string? schema, string table, string name, SourceSpan span)
    {
        ScopeColumn? found = null;
        foreach (ScopeColumn column in Columns)
        {
            if (!SameName(column.Name, name) || !Matches(column.Table, schema, table)) continue;
            if (found is not null) throw Errors.AmbiguousColumn(name, [column.Table.Name], span);
            found = column;
        }
        return found;
    }

    /// <summary>The row id of the only base table, or of the one named; null where there is none.</summary>
    public ScopeColumn? FindRowId(string? schema, string? table, SourceSpan span)
    {
        ScopeTable[] found =
            [.. Tables.Where(entry => entry.RowId is not null && (table is null || Matches(entry, schema, table)))];
        if (found.Length > 1)
            throw Errors.AmbiguousColumn("rowid", found.Select(entry => entry.Name), span);
        if (found.Length == 0) return null;
        LogicalColumn column = found[0].RowId!() with { IsNullable = true };
        return new ScopeColumn(found[0], "rowid", new BoundColumn(column));
    }

    public bool HasTable(string? schema, string table) => Tables.Any(entry => Matches(entry, schema, table));

    /// <summary>42712 where several tables have that name.</summary>
    public void RequireOne(string? schema, Sql.Identifier table)
    {
        if (Tables.Count(entry => Matches(entry, schema, table.Text)) > 1)
            throw Errors.DuplicateAlias(table.Text, table.Span);
    }

    public IEnumerable<ScopeColumn> ColumnsOf(string? schema, string table) =>
        Columns.Where(column => Matches(column.Table, schema, table));

    private static bool Matches(ScopeTable table, string? schema, string name) =>
        SameName(table.Name, name) && (schema is null || table.IsIn(schema));

    private static BoundExpression MakeNullable(BoundExpression expression) => ExpressionTree.Rewrite(
        expression, node => node is BoundColumn { Column.IsNullable: false } column
            ? column with { Column = column.Column with { IsNullable = true } }
            : node);
}
