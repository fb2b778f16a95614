using Grizzly.EntityFrameworkCore.Storage.Internal;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.EntityFrameworkCore.Update;

namespace Grizzly.EntityFrameworkCore.Update.Internal;

/// <summary>A change of a row. A property inside of a JSON document is sent as JSON, exactly as a whole document would
/// hold it.</summary>
public sealed class GrizzlyModificationCommand : ModificationCommand
{
    public GrizzlyModificationCommand(in ModificationCommandParameters parameters)
        : base(parameters)
    {
    }

    public GrizzlyModificationCommand(in NonTrackedModificationCommandParameters parameters)
        : base(parameters)
    {
    }

    protected override void ProcessSinglePropertyJsonUpdate(ref ColumnModificationParameters parameters)
    {
        IProperty property = parameters.Property!;
        RelationalTypeMapping mapping = property.GetRelationalTypeMapping();
        object? value = parameters.Value;
        string json = value is null
            ? "null"
            : (mapping.JsonValueReaderWriter ?? throw new InvalidOperationException(
                $"property '{property.Name}' cannot be written as JSON")).ToJsonString(value);
        parameters = parameters with { Value = json, TypeMapping = GrizzlyTypeMappingSource.JsonText, Property = null };
    }
}
