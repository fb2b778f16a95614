using System.Data.Common;

namespace Grizzly.Data;

/// <summary>Makes the provider's objects. Thread-safe.</summary>
public sealed class GrizzlyFactory : DbProviderFactory
{
    /// <summary>The invariant name to register with <see cref="DbProviderFactories"/>.</summary>
    public const string InvariantName = "Grizzly.Data";

    public static readonly GrizzlyFactory Instance = new();

    private GrizzlyFactory()
    {
    }

    public override bool CanCreateBatch => true;

    public override bool CanCreateDataAdapter => true;

    public override bool CanCreateCommandBuilder => true;

    public override bool CanCreateDataSourceEnumerator => false;

    /// <summary>Makes the provider known to <see cref="DbProviderFactories"/> under
    /// <see cref="InvariantName"/>.</summary>
    public static void Register() => DbProviderFactories.RegisterFactory(InvariantName, Instance);

    public override DbDataAdapter CreateDataAdapter() => new GrizzlyDataAdapter();

    public override DbCommandBuilder CreateCommandBuilder() => new GrizzlyCommandBuilder();

    public override DbConnection CreateConnection() => new GrizzlyConnection();

    public override DbCommand CreateCommand() => new GrizzlyCommand();

    public override DbParameter CreateParameter() => new GrizzlyParameter();

    public override DbConnectionStringBuilder CreateConnectionStringBuilder() => new GrizzlyConnectionStringBuilder();

    public override DbBatch CreateBatch() => new GrizzlyBatch();

    public override DbBatchCommand CreateBatchCommand() => new GrizzlyBatchCommand();

    public override DbDataSource CreateDataSource(string connectionString) => new GrizzlyDataSource(connectionString);
}
