using Grizzly.EntityFrameworkCore.Query.ExpressionTranslators.Internal;
using Microsoft.EntityFrameworkCore.Query;
using Microsoft.EntityFrameworkCore.Storage;

namespace Grizzly.EntityFrameworkCore.Query.Internal;

/// <summary>The methods that have a translation.</summary>
public sealed class GrizzlyMethodCallTranslatorProvider : RelationalMethodCallTranslatorProvider
{
    public GrizzlyMethodCallTranslatorProvider(
        RelationalMethodCallTranslatorProviderDependencies dependencies, IRelationalTypeMappingSource types)
        : base(dependencies)
    {
        ISqlExpressionFactory sql = dependencies.SqlExpressionFactory;
        AddTranslators(
        [
            new GrizzlyStringMethodTranslator(sql, types),
            new GrizzlyMathTranslator(sql),
            new GrizzlyDateTimeMethodTranslator(sql, types),
            new GrizzlyDateOnlyMethodTranslator(sql, types),
            new GrizzlyTimeOnlyMethodTranslator(sql, types),
            new GrizzlyConvertTranslator(sql),
            new GrizzlyRegexTranslator(sql),
            new GrizzlyGuidTranslator(sql),
            new GrizzlyByteArrayTranslator(sql, types),
            new GrizzlyDbFunctionsTranslator(sql),
            new GrizzlyWindowTranslator(sql, types),
        ]);
    }
}
