using System.Globalization;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.EntityFrameworkCore.ValueGeneration;

namespace Grizzly.EntityFrameworkCore.ValueGeneration.Internal;

/// <summary>Counts within blocks whose beginnings come from a sequence.</summary>
public sealed class GrizzlyHiLoValueGenerator<TValue>(
    HiLoValueGeneratorState state, string sql, IRawSqlCommandBuilder rawSql, IRelationalConnection connection,
    IRelationalCommandDiagnosticsLogger logger)
    : HiLoValueGenerator<TValue>(state)
{
    public override bool GeneratesTemporaryValues => false;

    private RelationalCommandParameterObject Parameters =>
        new(connection, parameterValues: null, readerColumns: null, context: null, logger);

    protected override long GetNewLowValue() => Convert.ToInt64(
        rawSql.Build(sql).ExecuteScalar(Parameters), CultureInfo.InvariantCulture);

    protected override async Task<long> GetNewLowValueAsync(CancellationToken cancellationToken = default) =>
        Convert.ToInt64(
            await rawSql.Build(sql).ExecuteScalarAsync(Parameters, cancellationToken).ConfigureAwait(false),
            CultureInfo.InvariantCulture);
}
