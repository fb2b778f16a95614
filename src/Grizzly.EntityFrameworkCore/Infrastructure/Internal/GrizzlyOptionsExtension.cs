using System.Data.Common;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.Extensions.DependencyInjection;

namespace Grizzly.EntityFrameworkCore.Infrastructure.Internal;

/// <summary>The options of a context on Grizzly. Immutable.</summary>
public sealed class GrizzlyOptionsExtension : RelationalOptionsExtension
{
    public GrizzlyOptionsExtension()
    {
    }

    private GrizzlyOptionsExtension(GrizzlyOptionsExtension other)
        : base(other) => DataSource = other.DataSource;

    /// <summary>Where connections come from; null where a connection string or a connection was given.</summary>
    public DbDataSource? DataSource { get; private init; }

    public override DbContextOptionsExtensionInfo Info => field ??= new ExtensionInfo(this);

    /// <summary>A copy with the data source, and with neither connection nor connection string unless it is null.
    /// </summary>
    public GrizzlyOptionsExtension WithDataSource(DbDataSource? dataSource)
    {
        GrizzlyOptionsExtension from = dataSource is null
            ? this
            : (GrizzlyOptionsExtension)WithConnection(null).WithConnectionString(null);
        return new GrizzlyOptionsExtension(from) { DataSource = dataSource };
    }

    public override void ApplyServices(IServiceCollection services) => services.AddEntityFrameworkGrizzly();

    protected override RelationalOptionsExtension Clone() => new GrizzlyOptionsExtension(this);

    private sealed class ExtensionInfo(GrizzlyOptionsExtension extension) : RelationalExtensionInfo(extension)
    {
        public override bool IsDatabaseProvider => true;

        public override void PopulateDebugInfo(IDictionary<string, string> debugInfo) => debugInfo["Grizzly"] = "1";

        public override bool ShouldUseSameServiceProvider(DbContextOptionsExtensionInfo other) =>
            other is ExtensionInfo;
    }
}
