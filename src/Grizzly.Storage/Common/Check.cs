using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Grizzly.Common;

/// <summary>Invariants that are cheap enough to stay on: a failure is our bug, never the user's error.</summary>
public static class Check
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Assert([DoesNotReturnIf(false)] bool condition,
        [CallerArgumentExpression(nameof(condition))] string? text = null)
    {
        if (!condition) Fail(text);
    }

    [DoesNotReturn]
    private static void Fail(string? text) => throw Errors.Internal($"assertion failed: {text}");
}
