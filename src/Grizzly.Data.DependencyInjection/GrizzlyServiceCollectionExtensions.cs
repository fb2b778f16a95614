using System.Data.Common;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace Grizzly.Data.DependencyInjection;

/// <summary>Registers a database: its data source as a singleton, its connections as transient services.</summary>
public static class GrizzlyServiceCollectionExtensions
{
    /// <summary>Registers <see cref="GrizzlyDataSource"/> and <see cref="GrizzlyConnection"/>, and both under their
    /// base classes unless another provider is registered there. They log where logging is registered.</summary>
    /// <param name="configure">Completes the data source when it is first asked for.</param>
    /// <param name="serviceKey">Registers keyed services, for several databases in one application; null: without
    /// key.</param>
    /// <exception cref="ArgumentException">The text is no connection string or has an unknown keyword.</exception>
    public static IServiceCollection AddGrizzlyDataSource(
        this IServiceCollection services,
        string connectionString,
        Action<IServiceProvider, GrizzlyDataSourceBuilder>? configure = null,
        object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        _ = new GrizzlyConnectionStringBuilder(connectionString);
        services.TryAdd(new ServiceDescriptor(
            typeof(GrizzlyDataSource), serviceKey, (provider, _) => Build(provider), ServiceLifetime.Singleton));
        services.TryAdd(new ServiceDescriptor(
            typeof(DbDataSource), serviceKey, (provider, _) => Source(provider), ServiceLifetime.Singleton));
        services.TryAdd(new ServiceDescriptor(
            typeof(GrizzlyConnection), serviceKey, (provider, _) => Source(provider).CreateConnection(),
            ServiceLifetime.Transient));
        services.TryAdd(new ServiceDescriptor(
            typeof(DbConnection), serviceKey, (provider, _) => Source(provider).CreateConnection(),
            ServiceLifetime.Transient));
        return services;

        GrizzlyDataSource Build(IServiceProvider provider)
        {
            var builder = new GrizzlyDataSourceBuilder(connectionString);
            builder.UseLoggerFactory(provider.GetService<ILoggerFactory>());
            configure?.Invoke(provider, builder);
            return builder.Build();
        }

        GrizzlyDataSource Source(IServiceProvider provider) => serviceKey is null
            ? provider.GetRequiredService<GrizzlyDataSource>()
            : provider.GetRequiredKeyedService<GrizzlyDataSource>(serviceKey);
    }
}
