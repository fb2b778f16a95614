using System.Data.Common;
using Grizzly.EntityFrameworkCore.Infrastructure;
using Grizzly.EntityFrameworkCore.Infrastructure.Internal;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace Grizzly.EntityFrameworkCore;

/// <summary>Makes a context work on a Grizzly database.</summary>
public static class GrizzlyDbContextOptionsBuilderExtensions
{
    /// <summary>Each context works on the connection or connection string that is given to its
    /// <c>Database</c> before it is used.</summary>
    public static DbContextOptionsBuilder UseGrizzly(
        this DbContextOptionsBuilder builder, Action<GrizzlyDbContextOptionsBuilder>? configure = null) =>
        Use(builder, Extension(builder), configure);

    /// <summary>Each context opens connections of its own with the connection string.</summary>
    /// <remarks><c>:memory:</c> is a database per connection: use a connection that stays open, or a data source, to
    /// keep one.</remarks>
    public static DbContextOptionsBuilder UseGrizzly(
        this DbContextOptionsBuilder builder, string? connectionString,
        Action<GrizzlyDbContextOptionsBuilder>? configure = null) =>
        Use(builder, Extension(builder).WithDataSource(null).WithConnectionString(connectionString), configure);

    /// <summary>Each context works on the connection, which stays the caller's to dispose of unless
    /// <paramref name="contextOwnsConnection"/>.</summary>
    public static DbContextOptionsBuilder UseGrizzly(
        this DbContextOptionsBuilder builder, DbConnection connection,
        Action<GrizzlyDbContextOptionsBuilder>? configure = null, bool contextOwnsConnection = false)
    {
        ArgumentNullException.ThrowIfNull(connection);
        var extension = (GrizzlyOptionsExtension)Extension(builder).WithDataSource(null)
            .WithConnection(connection, contextOwnsConnection);
        return Use(builder, extension, configure);
    }

    /// <summary>Each context takes its connections from the data source, which keeps the database open between
    /// them and stays the caller's to dispose of.</summary>
    public static DbContextOptionsBuilder UseGrizzly(
        this DbContextOptionsBuilder builder, DbDataSource dataSource,
        Action<GrizzlyDbContextOptionsBuilder>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(dataSource);
        return Use(builder, Extension(builder).WithDataSource(dataSource), configure);
    }

    /// <inheritdoc cref="UseGrizzly(DbContextOptionsBuilder, Action{GrizzlyDbContextOptionsBuilder}?)"/>
    public static DbContextOptionsBuilder<TContext> UseGrizzly<TContext>(
        this DbContextOptionsBuilder<TContext> builder, Action<GrizzlyDbContextOptionsBuilder>? configure = null)
        where TContext : DbContext =>
        (DbContextOptionsBuilder<TContext>)UseGrizzly((DbContextOptionsBuilder)builder, configure);

    /// <inheritdoc cref="UseGrizzly(DbContextOptionsBuilder, string?, Action{GrizzlyDbContextOptionsBuilder}?)"/>
    public static DbContextOptionsBuilder<TContext> UseGrizzly<TContext>(
        this DbContextOptionsBuilder<TContext> builder, string? connectionString,
        Action<GrizzlyDbContextOptionsBuilder>? configure = null)
        where TContext : DbContext =>
        (DbContextOptionsBuilder<TContext>)UseGrizzly((DbContextOptionsBuilder)builder, connectionString, configure);

    /// <inheritdoc cref="UseGrizzly(DbContextOptionsBuilder, DbConnection, Action{GrizzlyDbContextOptionsBuilder}?,
    /// bool)"/>
    public static DbContextOptionsBuilder<TContext> UseGrizzly<TContext>(
        this DbContextOptionsBuilder<TContext> builder, DbConnection connection,
        Action<GrizzlyDbContextOptionsBuilder>? configure = null, bool contextOwnsConnection = false)
        where TContext : DbContext =>
        (DbContextOptionsBuilder<TContext>)UseGrizzly(
            (DbContextOptionsBuilder)builder, connection, configure, contextOwnsConnection);

    /// <inheritdoc cref="UseGrizzly(DbContextOptionsBuilder, DbDataSource, Action{GrizzlyDbContextOptionsBuilder}?)"/>
    public static DbContextOptionsBuilder<TContext> UseGrizzly<TContext>(
        this DbContextOptionsBuilder<TContext> builder, DbDataSource dataSource,
        Action<GrizzlyDbContextOptionsBuilder>? configure = null)
        where TContext : DbContext =>
        (DbContextOptionsBuilder<TContext>)UseGrizzly((DbContextOptionsBuilder)builder, dataSource, configure);

    private static GrizzlyOptionsExtension Extension(DbContextOptionsBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.Options.FindExtension<GrizzlyOptionsExtension>() ?? new GrizzlyOptionsExtension();
    }

    private static DbContextOptionsBuilder Use(
        DbContextOptionsBuilder builder, RelationalOptionsExtension extension,
        Action<GrizzlyDbContextOptionsBuilder>? configure)
    {
        var options = (IDbContextOptionsBuilderInfrastructure)builder;
        options.AddOrUpdateExtension((GrizzlyOptionsExtension)extension);
        CoreOptionsExtension core = builder.Options.FindExtension<CoreOptionsExtension>() ?? new CoreOptionsExtension();
        options.AddOrUpdateExtension(RelationalOptionsExtension.WithDefaultWarningConfiguration(core));
        configure?.Invoke(new GrizzlyDbContextOptionsBuilder(builder));
        return builder;
    }
}
