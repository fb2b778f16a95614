using System.Reflection;
using Grizzly.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Design;
using Microsoft.EntityFrameworkCore.Scaffolding;

namespace Grizzly.EntityFrameworkCore.Scaffolding.Internal;

/// <summary>The call of <c>UseGrizzly</c> in scaffolded contexts.</summary>
public sealed class GrizzlyCodeGenerator(ProviderCodeGeneratorDependencies dependencies)
    : ProviderCodeGenerator(dependencies)
{
    private static readonly MethodInfo UseGrizzly = typeof(GrizzlyDbContextOptionsBuilderExtensions).GetMethod(
        nameof(GrizzlyDbContextOptionsBuilderExtensions.UseGrizzly),
        [typeof(DbContextOptionsBuilder), typeof(string), typeof(Action<GrizzlyDbContextOptionsBuilder>)])!;

    public override MethodCallCodeFragment GenerateUseProvider(
        string connectionString, MethodCallCodeFragment? providerOptions) => providerOptions is null
            ? new MethodCallCodeFragment(UseGrizzly, connectionString)
            : new MethodCallCodeFragment(
                UseGrizzly, connectionString, new NestedClosureCodeFragment("options", providerOptions));
}
