using Grizzly.EntityFrameworkCore.Query.ExpressionTranslators.Internal;
using Microsoft.EntityFrameworkCore.Query;
using Microsoft.EntityFrameworkCore.Storage;

namespace Grizzly.EntityFrameworkCore.Query.Internal;

/// <summary>The properties that have a translation.</summary>
public sealed class GrizzlyMemberTranslatorProvider : RelationalMemberTranslatorProvider
{
    public GrizzlyMemberTranslatorProvider(
        RelationalMemberTranslatorProviderDependencies dependencies, IRelationalTypeMappingSource types)
        : base(dependencies)
    {
        ISqlExpressionFactory sql = dependencies.SqlExpressionFactory;
        AddTranslators(
        [
            new GrizzlyStringMemberTranslator(sql),
            new GrizzlyDateTimeMemberTranslator(sql, types),
            new GrizzlyTimeSpanMemberTranslator(sql, types),
        ]);
    }
}
