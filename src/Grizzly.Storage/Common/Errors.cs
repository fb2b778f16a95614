using System.Diagnostics.CodeAnalysis;

namespace Grizzly.Common;

/// <summary>One factory per error, so that the same fact reads the same everywhere. Partial by topic:
/// <c>Errors.Syntax.cs</c>, …</summary>
public static partial class Errors
{
    /// <summary>A construct Grizzly understands but does not support: never silently ignored.</summary>
    public static GrizzlyException NotSupported(string what, SourceSpan span = default, string? hint = null) =>
        new(SqlStates.FeatureNotSupported, $"{what} is not supported", span, hint);

    /// <summary>Whether an error comes of the values it met (SQLSTATE class 22), not of the statement.</summary>
    public static bool IsOfData(GrizzlyException error) =>
        error.SqlState?.StartsWith("22", StringComparison.Ordinal) == true;

    /// <summary>A broken promise inside the engine, reported as an error instead of a crash.</summary>
    public static GrizzlyException Internal(string what) =>
        new(SqlStates.InternalError, $"internal error: {what}", default,
            "this is a bug in Grizzly; please report it with the statement");

    [DoesNotReturn]
    public static void Throw(GrizzlyException error) => throw error;
}
