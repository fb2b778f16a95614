namespace Grizzly.Functions;

/// <summary>Choices between the habits of DuckDB and PostgreSQL that apply to the whole process. Set before the first
/// statement is bound.</summary>
public static class ArithmeticSettings
{
    /// <summary>True (DuckDB): 7 / 2 is the DOUBLE 3.5. False (PostgreSQL): it is the INTEGER 3.</summary>
    public static bool IntegerDivisionGivesDouble { get; set; } = true;

    /// <summary>
    /// True (DuckDB): + - * of decimals of at most 18 digits give at most 18 digits and raise 22003 beyond, so that
    /// they stay in 64 bits.
    /// False: the result has as many digits as it may need, up to 38.
    /// </summary>
    public static bool DecimalsStayNarrow { get; set; } = true;
}
