using System.Collections.ObjectModel;
using System.Data;
using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using Grizzly.Engine;
using Grizzly.Types;

namespace Grizzly.Data;

/// <summary>What the columns are.</summary>
public sealed partial class GrizzlyDataReader
{
    private const DynamicallyAccessedMemberTypes FieldMembers =
        DynamicallyAccessedMemberTypes.PublicFields | DynamicallyAccessedMemberTypes.PublicProperties;

    public override string GetName(int ordinal)
    {
        RequireColumn(ordinal);
        return _names[ordinal];
    }

    /// <summary>The number of the column with that name, exactly or else without regard to case.</summary>
    /// <exception cref="IndexOutOfRangeException">There is none.</exception>
    public override int GetOrdinal(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (_isClosed) throw DataErrors.ReaderClosed();
        if (!_hasResult) throw DataErrors.NoResultSet();
        _ordinals ??= MakeOrdinals();
        if (_ordinals.TryGetValue(name, out int ordinal)) return ordinal;
        for (int i = 0; i < _names.Count; i++)
        {
            if (string.Equals(_names[i], name, StringComparison.OrdinalIgnoreCase)) return i;
        }
        string? hint = Common.NameSuggestion.Hint(name, _names);
        throw new IndexOutOfRangeException($"there is no column \"{name}\"" + (hint is null ? "" : $"; {hint}"));
    }

    /// <summary>The SQL type, for example <c>DECIMAL(15,2)</c>.</summary>
    public override string GetDataTypeName(int ordinal)
    {
        RequireColumn(ordinal);
        return _types[ordinal].Name;
    }

    [return: DynamicallyAccessedMembers(FieldMembers)]
    [UnconditionalSuppressMessage(
        "Trimming", "IL2073", Justification = "field types are primitives of the base class library")]
    public override Type GetFieldType(int ordinal)
    {
        RequireColumn(ordinal);
        return TypeMap.ClrTypeOf(_types[ordinal]);
    }

    /// <summary>The columns of the current result: types, and where a column shows a table's, which one and what it is
    /// there. Tables that were dropped or changed meanwhile are not told.</summary>
    public ReadOnlyCollection<DbColumn> GetColumnSchema()
    {
        if (_isClosed) throw DataErrors.ReaderClosed();
        if (!_hasResult) return ReadOnlyCollection<DbColumn>.Empty;
        return new ReadOnlyCollection<DbColumn>([.. Described().Select((column, i) => new GrizzlyColumn(i, column))]);
    }

    private IReadOnlyList<ResultColumn> Described()
    {
        if (_described is { } known) return known;
        IReadOnlyList<ResultColumn> plain = [.. _names.Select((name, i) => new ResultColumn(name, _types[i]))];
        try
        {
            IReadOnlyList<ResultColumn> full = _run.DescribeCurrent();
            bool isSame = full.Count == plain.Count && full.Select(column => column.Type).SequenceEqual(_types);
            return _described = isSame ? full : plain;
        }
        catch (Common.GrizzlyException)
        {
            // What the result was made of is there no more.
            return _described = plain;
        }
    }

    public override Task<ReadOnlyCollection<DbColumn>> GetColumnSchemaAsync(
        CancellationToken cancellationToken = default) =>
        Task.FromResult(GetColumnSchema());

    /// <summary>One row for each column, as DataTable.Load reads it; null where the current statement has no
    /// columns.</summary>
    [UnconditionalSuppressMessage("Trimming", "IL2111", Justification = "the column types are typeof constants")]
    public override DataTable? GetSchemaTable()
    {
        if (_isClosed) throw DataErrors.ReaderClosed();
        if (!_hasResult) return null;
        var table = new DataTable("SchemaTable");
        table.Columns.Add(SchemaTableColumn.ColumnName, typeof(string));
        table.Columns.Add(SchemaTableColumn.ColumnOrdinal, typeof(int));
        table.Columns.Add(SchemaTableColumn.ColumnSize, typeof(int));
        table.Columns.Add(SchemaTableColumn.NumericPrecision, typeof(short));
        table.Columns.Add(SchemaTableColumn.NumericScale, typeof(short));
        table.Columns.Add(SchemaTableColumn.DataType, typeof(Type));
        table.Columns.Add(SchemaTableColumn.ProviderType, typeof(int));
        table.Columns.Add("DataTypeName", typeof(string));
        table.Columns.Add(SchemaTableColumn.IsLong, typeof(bool));
        table.Columns.Add(SchemaTableColumn.AllowDBNull, typeof(bool));
        table.Columns.Add(SchemaTableColumn.IsKey, typeof(bool));
        table.Columns.Add(SchemaTableColumn.IsUnique, typeof(bool));
        table.Columns.Add(SchemaTableColumn.IsAliased, typeof(bool));
        table.Columns.Add(SchemaTableColumn.IsExpression, typeof(bool));
        table.Columns.Add(SchemaTableColumn.BaseColumnName, typeof(string));
        table.Columns.Add(SchemaTableColumn.BaseTableName, typeof(string));
        table.Columns.Add(SchemaTableColumn.BaseSchemaName, typeof(string));
        table.Columns.Add(SchemaTableOptionalColumn.BaseCatalogName, typeof(string));
        table.Columns.Add(SchemaTableOptionalColumn.IsAutoIncrement, typeof(bool));
        table.Columns.Add(SchemaTableOptionalColumn.IsHidden, typeof(bool));
        table.Columns.Add(SchemaTableOptionalColumn.IsRowVersion, typeof(bool));
        table.Columns.Add(SchemaTableOptionalColumn.IsReadOnly, typeof(bool));
        foreach (GrizzlyColumn column in GetColumnSchema())
        {
            table.Rows.Add(
                column.ColumnName, column.ColumnOrdinal, column.ColumnSize ?? -1,
                (object?)(short?)column.NumericPrecision ?? DBNull.Value,
                (object?)(short?)column.NumericScale ?? DBNull.Value, column.DataType, (int)column.GrizzlyType,
                column.DataTypeName, column.IsLong,
                column.AllowDBNull, column.IsKey, column.IsUnique, column.IsAliased, column.IsExpression,
                column.BaseColumnName, column.BaseTableName, column.BaseSchemaName, column.BaseCatalogName,
                column.IsAutoIncrement, column.IsHidden, false, column.IsReadOnly);
        }
        return table;
    }

    private Dictionary<string, int> MakeOrdinals()
    {
        var ordinals = new Dictionary<string, int>(_names.Count, StringComparer.Ordinal);
        for (int i = 0; i < _names.Count; i++) ordinals.TryAdd(_names[i], i);
        return ordinals;
    }

    private void RequireColumn(int ordinal)
    {
        if (_isClosed) throw DataErrors.ReaderClosed();
        if (!_hasResult) throw DataErrors.NoResultSet();
        if ((uint)ordinal >= (uint)_names.Count) throw OutOfRange(ordinal);
    }
}
