using Grizzly.EntityFrameworkCore.Metadata.Internal;
using Microsoft.EntityFrameworkCore.Design.Internal;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Grizzly.EntityFrameworkCore.Design.Internal;

/// <summary>Compiled models do without what only migrations have to know.</summary>
public sealed class GrizzlyRuntimeAnnotationCodeGenerator(
    CSharpRuntimeAnnotationCodeGeneratorDependencies dependencies,
    RelationalCSharpRuntimeAnnotationCodeGeneratorDependencies relationalDependencies)
    : RelationalCSharpRuntimeAnnotationCodeGenerator(dependencies, relationalDependencies)
{
    public override void Generate(IColumn column, CSharpRuntimeAnnotationCodeGeneratorParameters parameters)
    {
        if (!parameters.IsRuntime) parameters.Annotations.Remove(GrizzlyAnnotationNames.Identity);
        base.Generate(column, parameters);
    }

    public override void Generate(ITableIndex index, CSharpRuntimeAnnotationCodeGeneratorParameters parameters)
    {
        if (!parameters.IsRuntime)
        {
            parameters.Annotations.Remove(GrizzlyAnnotationNames.IndexMethod);
            parameters.Annotations.Remove(GrizzlyAnnotationNames.IndexInclude);
        }
        base.Generate(index, parameters);
    }
}
