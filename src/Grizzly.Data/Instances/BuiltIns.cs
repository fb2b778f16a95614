using Grizzly.Engine;
using Grizzly.Extensions.Tpch;
using Grizzly.Formats;
using Grizzly.Functions;

namespace Grizzly.Data;

/// <summary>What every database opened by the provider can do besides the engine's own.</summary>
internal static class BuiltIns
{
    public static void Register(ExtensionHost host)
    {
        host.Add(CsvFormat.Instance);
        host.Add(JsonFormat.Instance);
        foreach (TableFunction function in CsvFunctions.All) host.Add(function);
        foreach (TableFunction function in JsonFileFunctions.All) host.Add(function);
        foreach (TableFunction function in WholeFileFunctions.All) host.Add(function);
        TpchExtension.Register(host);
    }
}
