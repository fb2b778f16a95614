using Grizzly.EntityFrameworkCore.Query.ExpressionTranslators.Internal;
using Microsoft.EntityFrameworkCore.Query;

namespace Grizzly.EntityFrameworkCore.Query.Internal;

/// <summary>The aggregates that have a translation.</summary>
public sealed class GrizzlyAggregateMethodCallTranslatorProvider : RelationalAggregateMethodCallTranslatorProvider
{
    public GrizzlyAggregateMethodCallTranslatorProvider(
        RelationalAggregateMethodCallTranslatorProviderDependencies dependencies)
        : base(dependencies) =>
        AddTranslators(
        [
            new GrizzlyStringAggregateTranslator(dependencies.SqlExpressionFactory),
            new GrizzlyDecimalAverageTranslator(dependencies.SqlExpressionFactory),
            new GrizzlyStatisticsTranslator(dependencies.SqlExpressionFactory),
        ]);
}
