using System.Data;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.EntityFrameworkCore.Storage.Json;

namespace Grizzly.EntityFrameworkCore.Storage.Internal;

/// <summary>A SQL type and the CLR type it is read and written as, with the form of its literals.</summary>
public sealed class GrizzlyTypeMapping : RelationalTypeMapping
{
    private readonly Func<object, string> _literal;

    /// <param name="literal">A value of <paramref name="clrType"/> as SQL.</param>
    public GrizzlyTypeMapping(
        string storeType, Type clrType, DbType? dbType, JsonValueReaderWriter? json, Func<object, string> literal,
        StoreTypePostfix postfix = StoreTypePostfix.None)
        : this(
            new RelationalTypeMappingParameters(
                new CoreTypeMappingParameters(clrType, jsonValueReaderWriter: json), storeType, postfix, dbType),
            literal)
    {
    }

    private GrizzlyTypeMapping(RelationalTypeMappingParameters parameters, Func<object, string> literal)
        : base(parameters) => _literal = literal;

    protected override RelationalTypeMapping Clone(RelationalTypeMappingParameters parameters) =>
        new GrizzlyTypeMapping(parameters, _literal);

    protected override string GenerateNonNullSqlLiteral(object value) => _literal(value);
}
