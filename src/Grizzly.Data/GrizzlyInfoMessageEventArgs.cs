using Grizzly.Common;

namespace Grizzly.Data;

/// <summary>What a statement that has succeeded has to say: hints it could not follow, a COMMIT that rolled
/// back.</summary>
public sealed class GrizzlyInfoMessageEventArgs(IReadOnlyList<Notice> notices) : EventArgs
{
    /// <summary>At least one notice, in the order they arose.</summary>
    public IReadOnlyList<Notice> Notices { get; } = notices;
}
