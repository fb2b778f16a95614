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

    public static GrizzlyException TableNotFound(string name, IEnumerable<string> known) => new(
        SqlStates.InvalidParameterValue, $"TPC-H has no table \"{Errors.Shorten(name)}\"", default,
        NameSuggestion.Hint(name, known));

    public static GrizzlyException TableNameMissing() => new(
        SqlStates.InvalidParameterValue, "tpch_rows needs the name of a table", default,
        "write tpch_rows('lineitem', 0.01)");

    public static GrizzlyException TooManyArguments(string function, int most) =>
        new(SqlStates.InvalidParameterValue, $"{function} takes {most} arguments at most");

    public static GrizzlyException UnknownArgument(string function, string name, IEnumerable<string> known) => new(
        SqlStates.InvalidParameterValue, $"{function} has no argument \"{name}\"", default,
        NameSuggestion.Hint(name, known));

    public static GrizzlyException ArgumentGivenTwice(string function, string name) =>
        new(SqlStates.InvalidParameterValue, $"argument \"{name}\" of {function} is given twice");

    public static GrizzlyException WrongArgument(string function, string name, string expected, string actual) => new(
        SqlStates.InvalidParameterValue,
        $"argument \"{name}\" of {function} must be {expected}, not \"{Errors.Shorten(actual)}\"");
}
