using Grizzly.Common;
using Grizzly.Functions;
using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Data;

/// <summary>Computes row <paramref name="row"/> of a call and writes it to the result.</summary>
internal delegate void RowRoutine(ReadOnlySpan<ColumnVector> arguments, ColumnVector result, int row);

/// <summary>Makes scalar functions of delegates.</summary>
internal static class ScalarRoutine
{
    public static ScalarFunction Of(
        string name, LogicalType[] parameters, LogicalType result, bool isDeterministic, RowRoutine run) =>
        Define(name, parameters, result, isDeterministic, (in ScalarCall call, ColumnVector target) =>
        {
            for (int row = 0; row < call.Count; row++)
            {
                if (target.IsNullAt(row)) continue;
                try
                {
                    run(call.Arguments, target, row);
                }
                catch (Exception error) when (error is not GrizzlyException)
                {
                    throw DataErrors.RoutineFailed(name, error);
                }
            }
        });

    /// <summary>Whether a call with such arguments means the function.</summary>
    public static bool Fits(
        LogicalType[] parameters, IReadOnlyList<LogicalType> types, IReadOnlyList<Value?> constants)
    {
        bool[] areLiterals = [.. constants.Select(value => value is not null)];
        return OverloadResolver.Cost(types, areLiterals, parameters, isVariadic: false) >= 0;
    }

    /// <summary>A function whose kernel takes whole vectors.</summary>
    public static ScalarFunction Define(
        string name, LogicalType[] parameters, LogicalType result, bool isDeterministic, ScalarKernel kernel)
    {
        string signature = $"{name}({string.Join(", ", parameters.Select(type => type.Name))}) -> {result.Name}";
        return new ScalarFunction(name, "a function of the application", signature, (types, constants) =>
            !Fits(parameters, types, constants)
                ? null
                : new BoundScalar
                {
                    Name = name,
                    ArgumentTypes = parameters,
                    ReturnType = result,
                    Kernel = kernel,
                    Volatility = isDeterministic ? Volatility.Immutable : Volatility.Volatile,
                    CanFail = true,
                })
        {
            Signatures = [signature],
        };
    }
}
