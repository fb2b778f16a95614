namespace Grizzly.Types;

/// <summary>How reading a value from text ended.</summary>
public enum ParseResult : byte
{
    Ok,

    /// <summary>Not a text form of the type.</summary>
    Invalid,

    /// <summary>A well-formed text whose value the type does not hold.</summary>
    OutOfRange,
}
