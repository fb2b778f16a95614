namespace Grizzly.Tests.Differential;

/// <summary>What an expression yields, as far as the generator tells types apart.</summary>
internal enum SqlKind
{
    Integer,
    Text,
    Boolean,
    Double,
    Decimal,
    Date,
}
