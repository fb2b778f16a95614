using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Functions;

/// <summary>Runs a function over vectors inside another function: over the elements of lists, the fields of structs.
/// Not
/// thread-safe.</summary>
internal sealed unsafe class ScalarRun(BoundScalar function)
{
    private readonly ColumnVector _result = new(function.ReturnType);
    private readonly object? _state = function.CreateState?.Invoke();

    /// <summary>The results for <paramref name="count"/> rows of flat vectors; valid until the next call.</summary>
    public ColumnVector Run(ReadOnlySpan<ColumnVector> arguments, int count, StatementContext context)
    {
        _result.SetFlat();
        if (function.Nulls == NullHandling.Propagates)
        {
            int words = (count + 63) >> 6;
            foreach (ColumnVector argument in arguments)
            {
                if (argument.Validity is null) continue;
                ulong* own = _result.MayHaveNulls ? _result.Validity : _result.MakeValidity();
                for (int i = 0; i < words; i++) own[i] &= argument.Validity[i];
            }
            _result.ClearNullStrings(count);
        }
        function.Kernel(new ScalarCall(arguments, count, _state, context), _result);
        return _result;
    }
}
