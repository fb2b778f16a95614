using Grizzly.EntityFrameworkCore.Metadata.Internal;
using Microsoft.EntityFrameworkCore.Design;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Grizzly.EntityFrameworkCore.Design.Internal;

/// <summary>The provider's annotations as calls in generated code.</summary>
public sealed class GrizzlyAnnotationCodeGenerator(AnnotationCodeGeneratorDependencies dependencies)
    : AnnotationCodeGenerator(dependencies)
{
    protected override MethodCallCodeFragment? GenerateFluentApi(IIndex index, IAnnotation annotation) =>
        annotation.Name switch
        {
            GrizzlyAnnotationNames.IndexMethod => new MethodCallCodeFragment(
                typeof(GrizzlyIndexExtensions).GetMethod(
                    nameof(GrizzlyIndexExtensions.HasMethod), [typeof(Microsoft.EntityFrameworkCore.Metadata.Builders
                        .IndexBuilder), typeof(string)])!,
                annotation.Value),
            GrizzlyAnnotationNames.IndexInclude => new MethodCallCodeFragment(
                typeof(GrizzlyIndexExtensions).GetMethod(
                    nameof(GrizzlyIndexExtensions.IncludeProperties), [typeof(Microsoft.EntityFrameworkCore.Metadata
                        .Builders.IndexBuilder), typeof(string[])])!,
                annotation.Value),
            _ => base.GenerateFluentApi(index, annotation),
        };
}
