using System.Diagnostics.CodeAnalysis;
using Grizzly.EntityFrameworkCore.Metadata;
using Grizzly.EntityFrameworkCore.Metadata.Internal;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.EntityFrameworkCore.Update;
using Microsoft.EntityFrameworkCore.ValueGeneration;

namespace Grizzly.EntityFrameworkCore.ValueGeneration.Internal;

/// <summary>HiLo keys from sequences; GUIDs that sort by time.</summary>
public sealed class GrizzlyValueGeneratorSelector(
    ValueGeneratorSelectorDependencies dependencies, GrizzlyHiLoStates states, IUpdateSqlGenerator sqlGenerator,
    IRawSqlCommandBuilder rawSql, IRelationalConnection connection,
    Microsoft.EntityFrameworkCore.Diagnostics.IRelationalCommandDiagnosticsLogger logger)
    : RelationalValueGeneratorSelector(dependencies)
{
    public override bool TrySelect(
        IProperty property, ITypeBase typeBase, [NotNullWhen(true)] out ValueGenerator? valueGenerator)
    {
        bool isHiLo = property.GetValueGeneratorFactory() is null
            && property[GrizzlyAnnotationNames.ValueGenerationStrategy] is GrizzlyValueGenerationStrategy.HiLo;
        if (!isHiLo) return base.TrySelect(property, typeBase, out valueGenerator);
        var name = (string)property[GrizzlyAnnotationNames.HiLoSequence]!;
        var schema = (string?)property[GrizzlyAnnotationNames.HiLoSequenceSchema];
        int blockSize = property.DeclaringType.Model.FindSequence(name, schema)!.IncrementBy;
        string sql = sqlGenerator.GenerateNextSequenceValueOperation(name, schema);
        HiLoValueGeneratorState state = states.Find(connection, sql, blockSize);
        Type type = Nullable.GetUnderlyingType(property.ClrType) ?? property.ClrType;
        valueGenerator = (ValueGenerator)Activator.CreateInstance(
            typeof(GrizzlyHiLoValueGenerator<>).MakeGenericType(type), state, sql, rawSql, connection, logger)!;
        return true;
    }

    protected override ValueGenerator? FindForType(IProperty property, ITypeBase typeBase, Type clrType) =>
        clrType == typeof(Guid) && property.ValueGenerated != ValueGenerated.Never
            && property.GetDefaultValueSql() is null
                ? new GrizzlyGuidValueGenerator()
                : base.FindForType(property, typeBase, clrType);
}
