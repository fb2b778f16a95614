namespace Grizzly.Sql;

/// <summary>How tightly operators bind: PostgreSQL's table (documentation, 4.1.6), shared by parser and
/// printer.</summary>
internal static class Precedence
{
    public const int Lowest = 0;
    public const int Or = 1;
    public const int And = 2;
    public const int Not = 3;
    public const int Is = 4;
    public const int Comparison = 5;
    public const int Between = 6;
    public const int Other = 7;
    public const int Additive = 8;
    public const int Multiplicative = 9;
    public const int Power = 10;
    public const int AtTimeZone = 11;
    public const int Collate = 12;
    public const int Sign = 13;
    public const int Postfix = 14;

    /// <summary>Of an infix operator by its canonical text.</summary>
    public static int OfInfix(string symbol) => symbol switch
    {
        "=" or "<>" or "<" or "<=" or ">" or ">=" => Comparison,
        "+" or "-" => Additive,
        "*" or "/" or "//" or "%" => Multiplicative,
        "^" => Power,
        "overlaps" => Between,
        _ => Other,
    };

    /// <summary>Of a prefix operator.</summary>
    public static int OfPrefix(string symbol) => symbol is "+" or "-" ? Sign : Other;
}
