using System.Data.Common;
using Grizzly.Engine;
using Grizzly.Types;

namespace Grizzly.Data;

/// <summary>What is known about a column of a result. Immutable.</summary>
public sealed class GrizzlyColumn : DbColumn
{
    internal GrizzlyColumn(int ordinal, ResultColumn column)
    {
        LogicalType type = column.Type;
        ColumnOrdinal = ordinal;
        ColumnName = column.Name;
        DataType = TypeMap.ClrTypeOf(type);
        DataTypeName = type.Name;
        GrizzlyType = (GrizzlyType)type.Id;
        ColumnSize = type.Physical == PhysicalType.String ? -1 : type.SizeInBytes;
        NumericPrecision = type.IsDecimal ? type.Precision : null;
        NumericScale = type.IsDecimal ? type.Scale : null;
        AllowDBNull = column.IsNullable;
        IsLong = false;
        IsHidden = false;
        IsExpression = column.Origin is null;
        IsKey = IsUnique = IsAutoIncrement = IsAliased = false;
        IsReadOnly = true;
        if (column.Origin is not { } origin) return;
        BaseCatalogName = origin.Database;
        BaseSchemaName = origin.Table.Schema;
        BaseTableName = origin.Table.Name;
        BaseColumnName = origin.Column.Name;
        IsAliased = !string.Equals(ColumnName, BaseColumnName, StringComparison.Ordinal);
        IsKey = origin.IsKey;
        IsUnique = origin.IsUnique;
        IsAutoIncrement = origin.Column.SequenceName is not null;
        IsReadOnly = origin.Column.IsGenerated || origin.Column.Identity == Catalog.IdentityKind.Always;
    }

    public GrizzlyType GrizzlyType { get; }
}
