using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Grizzly.EntityFrameworkCore.Update.Internal;

/// <summary>The columns of an entity type's one table, and their values in entities that no context tracks.</summary>
internal sealed class EntityColumns
{
    private readonly IEntityType _type;
    private readonly object? _discriminator;

    /// <exception cref="NotSupportedException">The type has more than its table's own columns: owned or complex types,
    /// several tables, shadow properties.</exception>
    public EntityColumns(DbContext context, Type type)
    {
        _type = context.Model.FindEntityType(type)
            ?? throw new InvalidOperationException($"'{type.Name}' is no entity type of this context");
        List<ITableMapping> tables = [.. _type.GetTableMappings()];
        if (tables.Count != 1) throw Unsupported("it is not mapped to one table");
        if (_type.GetNavigations().Any(navigation => navigation.TargetEntityType.IsOwned())
            || _type.GetComplexProperties().Any()) throw Unsupported("it has owned or complex types");
        Table = tables[0].Table;
        _discriminator = _type.GetDiscriminatorValue();
        IProperty? discriminator = _type.FindDiscriminatorProperty();
        foreach (IColumnMapping mapping in tables[0].ColumnMappings)
        {
            IProperty property = mapping.Property;
            if (property.ValueGenerated == ValueGenerated.OnAddOrUpdate) continue;
            if (property == discriminator) All.Add(new EntityColumn(mapping, _ => _discriminator));
            else if (property.IsShadowProperty()) throw Unsupported($"'{property.Name}' is a shadow property");
            else All.Add(new EntityColumn(mapping, property.GetGetter().GetClrValue));
        }
    }

    public ITable Table { get; }

    /// <summary>Every column that a statement may write.</summary>
    public List<EntityColumn> All { get; } = [];

    public IReadOnlyList<string> KeyNames =>
        [.. (_type.FindPrimaryKey()?.Properties ?? []).Select(property => property.Name)];

    /// <summary>The columns to write for entities like this one: those the store generates where it has a value.
    /// </summary>
    public EntityColumn[] WrittenFor(object entity) =>
        [.. All.Where(column => !column.IsGenerated || column.HasValue(entity))];

    /// <exception cref="NotSupportedException">The entity is of a derived type.</exception>
    public void Require(object entity)
    {
        if (entity.GetType() != _type.ClrType)
            throw Unsupported($"'{entity.GetType().Name}' is another type: give each type by itself");
    }

    private NotSupportedException Unsupported(string why) =>
        new($"rows of '{_type.DisplayName()}' cannot be written without SaveChanges: {why}");
}

/// <summary>A column of an entity.</summary>
internal sealed class EntityColumn(IColumnMapping mapping, Func<object, object?> read)
{
    private readonly ValueConverter? _converter = mapping.TypeMapping.Converter;

    public string Name => mapping.Column.Name;

    public IProperty Property => mapping.Property;

    public RelationalTypeMapping TypeMapping => mapping.TypeMapping;

    /// <summary>Whether the store gives a value where there is none.</summary>
    public bool IsGenerated => Property.ValueGenerated == ValueGenerated.OnAdd && !IsGuid;

    private bool IsGuid => Property.ClrType == typeof(Guid) && Property.GetDefaultValueSql() is null
        && Property.ValueGenerated == ValueGenerated.OnAdd;

    public bool HasValue(object entity) => !Equals(read(entity), Property.Sentinel);

    /// <summary>The value as the model has it; a new key for a Guid that has none, which the entity then has, too.
    /// </summary>
    public object? Read(object entity)
    {
        object? value = read(entity);
        if (value is not Guid key || key != Guid.Empty || !IsGuid) return value;
        Guid made = Guid.CreateVersion7();
        if (Property.PropertyInfo is { CanWrite: true } property) property.SetValue(entity, made);
        return made;
    }

    /// <summary>The value as the store has it.</summary>
    public object? ReadConverted(object entity)
    {
        object? value = Read(entity);
        if (value is null || _converter is null) return value is Enum number
            ? Convert.ChangeType(number, number.GetTypeCode(), null) : value;
        return _converter.ConvertToProvider(value);
    }
}
