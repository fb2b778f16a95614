using System.Collections.ObjectModel;
using System.Data;
using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
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

    public ReadOnlyCollection<DbColumn> GetColumnSchema()
    {
        if (_isClosed) throw DataErrors.ReaderClosed();
        return new ReadOnlyCollection<DbColumn>([.. _names.Select((name, i) => new GrizzlyColumn(i, name, _types[i]))]);
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
        table.Columns.Add(SchemaTableOptionalColumn.IsReadOnly, typeof(bool));
        foreach (GrizzlyColumn column in GetColumnSchema())
        {
            table.Rows.Add(
                column.ColumnName, column.ColumnOrdinal, column.ColumnSize ?? -1,
                (object?)(short?)column.NumericPrecision ?? DBNull.Value,
                (object?)(short?)column.NumericScale ?? DBNull.Value, column.DataType, (int)column.GrizzlyType,
                column.DataTypeName, false,
                true, false, false, true);
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

/// <summary>What is known about a column of a result. Immutable.</summary>
public sealed class GrizzlyColumn : DbColumn
{
    internal GrizzlyColumn(int ordinal, string name, LogicalType type)
    {
        ColumnOrdinal = ordinal;
        ColumnName = name;
        DataType = TypeMap.ClrTypeOf(type);
        DataTypeName = type.Name;
        GrizzlyType = (GrizzlyType)type.Id;
        ColumnSize = type.Physical == PhysicalType.String ? -1 : type.SizeInBytes;
        NumericPrecision = type.IsDecimal ? type.Precision : null;
        NumericScale = type.IsDecimal ? type.Scale : null;
        IsReadOnly = true;
        IsLong = false;
    }

    public GrizzlyType GrizzlyType { get; }
}
