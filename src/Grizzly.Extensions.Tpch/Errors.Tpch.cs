using System.Globalization;
using Grizzly.Common;

namespace Grizzly.Extensions.Tpch;

/// <summary>The errors of the TPC-H generator.</summary>
internal static class TpchErrors
{
    public static GrizzlyException ScaleFactorOutOfRange(double scaleFactor) => new(
        SqlStates.InvalidParameterValue,
        $"scale factor {scaleFactor.ToString(CultureInfo.InvariantCulture)} is out of range",
        default,
        "scale factors are 0.001 to 10000");
}
