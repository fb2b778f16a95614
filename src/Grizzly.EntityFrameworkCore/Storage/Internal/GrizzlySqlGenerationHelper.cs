using System.Text;
using Microsoft.EntityFrameworkCore.Storage;

namespace Grizzly.EntityFrameworkCore.Storage.Internal;

/// <summary>Names in double quotes, parameters as <c>@name</c>.</summary>
public sealed class GrizzlySqlGenerationHelper(RelationalSqlGenerationHelperDependencies dependencies)
    : RelationalSqlGenerationHelper(dependencies)
{
    public override string StartTransactionStatement => "BEGIN TRANSACTION" + StatementTerminator;

    public override string CommitTransactionStatement => "COMMIT" + StatementTerminator;

    /// <summary>A step of a JSON path, always in quotes.</summary>
    public override string DelimitJsonPathElement(string pathElement) => QuotePathElement(pathElement);

    internal static string QuotePathElement(string pathElement) =>
        $"\"{pathElement.Replace("\\", "\\\\").Replace("\"", "\\\"")}\"";
}
