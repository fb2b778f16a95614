using Grizzly.EntityFrameworkCore.Diagnostics.Internal;
using Grizzly.EntityFrameworkCore.Infrastructure;
using Grizzly.EntityFrameworkCore.Infrastructure.Internal;
using Grizzly.EntityFrameworkCore.Metadata.Conventions;
using Grizzly.EntityFrameworkCore.Metadata.Internal;
using Grizzly.EntityFrameworkCore.Migrations;
using Grizzly.EntityFrameworkCore.Migrations.Internal;
using Grizzly.EntityFrameworkCore.Query.Internal;
using Grizzly.EntityFrameworkCore.Storage.Internal;
using Grizzly.EntityFrameworkCore.Update.Internal;
using Grizzly.EntityFrameworkCore.ValueGeneration.Internal;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Metadata.Conventions.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Query;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.EntityFrameworkCore.Update;
using Microsoft.EntityFrameworkCore.ValueGeneration;
using Microsoft.Extensions.DependencyInjection;

namespace Grizzly.EntityFrameworkCore;

/// <summary>Registers contexts on Grizzly, and the provider's services.</summary>
public static class GrizzlyServiceCollectionExtensions
{
    /// <summary>Registers a context that works on the database of the connection string.</summary>
    public static IServiceCollection AddGrizzly<TContext>(
        this IServiceCollection services, string? connectionString,
        Action<GrizzlyDbContextOptionsBuilder>? grizzly = null, Action<DbContextOptionsBuilder>? context = null)
        where TContext : DbContext =>
        services.AddDbContext<TContext>((_, options) =>
        {
            context?.Invoke(options);
            options.UseGrizzly(connectionString, grizzly);
        });

    /// <summary>Adds what EF Core needs to work on Grizzly, for service providers that are built by hand.</summary>
    public static IServiceCollection AddEntityFrameworkGrizzly(this IServiceCollection services)
    {
        new EntityFrameworkRelationalServicesBuilder(services)
            .TryAdd<LoggingDefinitions, GrizzlyLoggingDefinitions>()
            .TryAdd<IDatabaseProvider, DatabaseProvider<GrizzlyOptionsExtension>>()
            .TryAdd<IRelationalTypeMappingSource, GrizzlyTypeMappingSource>()
            .TryAdd<ISqlGenerationHelper, GrizzlySqlGenerationHelper>()
            .TryAdd<IRelationalAnnotationProvider, GrizzlyAnnotationProvider>()
            .TryAdd<IProviderConventionSetBuilder, GrizzlyConventionSetBuilder>()
            .TryAdd<IModelValidator, GrizzlyModelValidator>()
            .TryAdd<IValueGeneratorSelector, GrizzlyValueGeneratorSelector>()
            .TryAdd<IRelationalConnection, GrizzlyRelationalConnection>()
            .TryAdd<IRelationalDatabaseCreator, GrizzlyDatabaseCreator>()
            .TryAdd<IExecutionStrategyFactory, GrizzlyExecutionStrategyFactory>()
            .TryAdd<IHistoryRepository, GrizzlyHistoryRepository>()
            .TryAdd<IMigrationsSqlGenerator, GrizzlyMigrationsSqlGenerator>()
            .TryAdd<IUpdateSqlGenerator, GrizzlyUpdateSqlGenerator>()
            .TryAdd<IModificationCommandFactory, GrizzlyModificationCommandFactory>()
            .TryAdd<IModificationCommandBatchFactory, GrizzlyModificationCommandBatchFactory>()
            .TryAdd<IQueryCompilationContextFactory, GrizzlyQueryCompilationContextFactory>()
            .TryAdd<IQuerySqlGeneratorFactory, GrizzlyQuerySqlGeneratorFactory>()
            .TryAdd<IMethodCallTranslatorProvider, GrizzlyMethodCallTranslatorProvider>()
            .TryAdd<IMemberTranslatorProvider, GrizzlyMemberTranslatorProvider>()
            .TryAdd<IAggregateMethodCallTranslatorProvider, GrizzlyAggregateMethodCallTranslatorProvider>()
            .TryAdd<IQueryableMethodTranslatingExpressionVisitorFactory,
                GrizzlyQueryableMethodTranslatingExpressionVisitorFactory>()
            .TryAdd<IRelationalSqlTranslatingExpressionVisitorFactory,
                GrizzlySqlTranslatingExpressionVisitorFactory>()
            .TryAdd<IEvaluatableExpressionFilterPlugin, GrizzlyEvaluatableExpressionFilterPlugin>()
            .TryAdd<IQueryTranslationPreprocessorFactory, GrizzlyQueryTranslationPreprocessorFactory>()
            .TryAdd<IQueryTranslationPostprocessorFactory, GrizzlyQueryTranslationPostprocessorFactory>()
            .TryAddProviderSpecificServices(own => own.TryAddSingleton<GrizzlyHiLoStates, GrizzlyHiLoStates>())
            .TryAddCoreServices();
        return services;
    }
}
