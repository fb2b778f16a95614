using Grizzly.Engine;
using Grizzly.Extensions.Tpch;

namespace Grizzly.Data;

/// <summary>What every database opened by the provider can do besides the engine's own.</summary>
internal static class BuiltIns
{
    public static void Register(ExtensionHost host) => TpchExtension.Register(host);
}
