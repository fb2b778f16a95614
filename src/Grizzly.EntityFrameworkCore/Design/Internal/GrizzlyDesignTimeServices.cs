using Grizzly.EntityFrameworkCore.Scaffolding.Internal;
using Microsoft.EntityFrameworkCore.Design;
using Microsoft.EntityFrameworkCore.Design.Internal;
using Microsoft.EntityFrameworkCore.Scaffolding;
using Microsoft.Extensions.DependencyInjection;

namespace Grizzly.EntityFrameworkCore.Design.Internal;

/// <summary>What <c>dotnet ef</c> needs of the provider.</summary>
public sealed class GrizzlyDesignTimeServices : IDesignTimeServices
{
    public void ConfigureDesignTimeServices(IServiceCollection serviceCollection)
    {
        serviceCollection.AddEntityFrameworkGrizzly();
        new EntityFrameworkRelationalDesignServicesBuilder(serviceCollection)
            .TryAdd<IAnnotationCodeGenerator, GrizzlyAnnotationCodeGenerator>()
            .TryAdd<ICSharpRuntimeAnnotationCodeGenerator, GrizzlyRuntimeAnnotationCodeGenerator>()
            .TryAdd<IDatabaseModelFactory, GrizzlyDatabaseModelFactory>()
            .TryAdd<IProviderConfigurationCodeGenerator, GrizzlyCodeGenerator>()
            .TryAddCoreServices();
    }
}
