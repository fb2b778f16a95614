namespace Grizzly.Common;

/// <summary>Something the user should know about a statement that has succeeded.</summary>
/// <param name="Message">The fact, lower case, without a period.</param>
/// <param name="Hint">The remedy, or null.</param>
public sealed record Notice(string Message, string? Hint = null);
