using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Grizzly.EntityFrameworkCore.Diagnostics.Internal;

/// <summary>The messages the provider logs: those of every relational one.</summary>
public sealed class GrizzlyLoggingDefinitions : RelationalLoggingDefinitions;
