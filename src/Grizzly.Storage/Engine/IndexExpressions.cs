using Grizzly.Binding;
using Grizzly.Catalog;
using Grizzly.Execution;
using Grizzly.Indexes;
using Grizzly.Logical;

namespace Grizzly.Engine;

/// <summary>Index expressions and predicates: bound from the catalog's text, evaluated by Execution.</summary>
internal static class IndexExpressions
{
    /// <summary>What computes the keys of an index with expressions or a predicate.</summary>
    public static IIndexKeySource KeySource(IndexSpecification index, TableEntry table)
    {
        (IReadOnlyList<LogicalColumn> columns, IReadOnlyList<BoundExpression> keys, BoundExpression? predicate) =
            Bind(index, table);
        return new ExpressionKeySource(columns, keys, predicate);
    }

    /// <summary>The index's columns as expressions over the table's, and its predicate or null.</summary>
    public static (IReadOnlyList<LogicalColumn> Columns, IReadOnlyList<BoundExpression> Keys,
        BoundExpression? Predicate)
        Bind(IndexSpecification index, TableEntry table)
    {
        string[] texts = [.. index.Columns.Where(c => c.Column < 0).Select(c => c.ExpressionSql!)];
        if (index.PredicateSql is { } where) texts = [.. texts, where];
        (IReadOnlyList<LogicalColumn> columns, IReadOnlyList<BoundExpression> bound) =
            IndexBinder.BindStored(new BindContext(EmptyCatalog.Instance, BinderOptions.Default), table, texts);
        var keys = new List<BoundExpression>();
        int next = 0;
        foreach (IndexColumn column in index.Columns)
            keys.Add(column.Column >= 0 ? new BoundColumn(columns[column.Column]) : bound[next++]);
        return (columns, keys, index.PredicateSql is null ? null : bound[^1]);
    }

    /// <summary>Index expressions name nothing but their table's columns and built-in functions.</summary>
    private sealed class EmptyCatalog : ICatalogView
    {
        public static readonly EmptyCatalog Instance = new();

        public string DefaultSchema => CatalogStore.MainSchema;

        public IEnumerable<TableEntry> Tables => [];

        public IEnumerable<ViewEntry> Views => [];

        public IEnumerable<string> TableFunctionNames => [];

        public bool SchemaExists(string schema) => false;

        public TableEntry? FindTable(string? schema, string name) => null;

        public ViewEntry? FindView(string? schema, string name) => null;

        public Functions.TableFunction? FindTableFunction(string name) => null;

        public Functions.CopyFormat? FindCopyFormat(string name) => null;
    }
}
