using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.Logging;

namespace Grizzly.EntityFrameworkCore.Diagnostics.Internal;

/// <summary>What scaffolding has to say.</summary>
internal static partial class GrizzlyMessages
{
    private const int First = CoreEventId.ProviderDesignBaseId;

    [LoggerMessage(First, LogLevel.Warning, "there is nothing in a schema {Schema}: it was not scaffolded")]
    public static partial void MissingSchema(ILogger logger, string schema);

    [LoggerMessage(First + 1, LogLevel.Warning, "there is no table {Table}: it was not scaffolded")]
    public static partial void MissingTable(ILogger logger, string table);

    [LoggerMessage(
        First + 2, LogLevel.Warning,
        "foreign key {Key} of table {Table} refers to {Principal}, which is not scaffolded: the key is left out")]
    public static partial void MissingPrincipal(ILogger logger, string key, string table, string principal);

    [LoggerMessage(
        First + 3, LogLevel.Warning,
        "index {Index} of table {Table} is over expressions, which a model cannot hold: it is left out")]
    public static partial void IndexOverExpressions(ILogger logger, string index, string table);
}
