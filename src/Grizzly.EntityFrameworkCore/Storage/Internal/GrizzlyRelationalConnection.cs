using System.Data.Common;
using Grizzly.Data;
using Grizzly.EntityFrameworkCore.Infrastructure.Internal;
using Microsoft.EntityFrameworkCore.Storage;

namespace Grizzly.EntityFrameworkCore.Storage.Internal;

/// <summary>The connection of a context.</summary>
public sealed class GrizzlyRelationalConnection(RelationalConnectionDependencies dependencies)
    : RelationalConnection(dependencies)
{
    private readonly DbDataSource? _dataSource =
        dependencies.ContextOptions.FindExtension<GrizzlyOptionsExtension>()?.DataSource;

    /// <summary>Connections take part in transactions of System.Transactions.</summary>
    protected override bool SupportsAmbientTransactions => true;

    /// <summary>Savepoints, transactions and readers are the session's: no two statements run at a time.</summary>
    protected override DbConnection CreateDbConnection() =>
        _dataSource?.CreateConnection() ?? new GrizzlyConnection(GetValidatedConnectionString());
}
