namespace Grizzly.Common;

public static partial class Errors
{
    public static GrizzlyException InvalidDecimalType(int precision, int scale) =>
        new(SqlStates.InvalidParameterValue, $"DECIMAL({precision},{scale}) is not a valid type", default,
            "precision is 1 to 38 and scale 0 to precision");

    public static GrizzlyException OutOfRange(string what, SourceSpan span = default) =>
        new(SqlStates.NumericValueOutOfRange, what, span);

    public static GrizzlyException ValueOutOfRange(string value, string typeName) =>
        new(SqlStates.NumericValueOutOfRange, $"value {value} is out of range for type {typeName}");

    public static GrizzlyException DivisionByZero() => new(SqlStates.DivisionByZero, "division by zero");

    public static GrizzlyException InvalidText(string typeName, string text) =>
        new(SqlStates.InvalidTextRepresentation, $"invalid input syntax for type {typeName}: \"{Shorten(text)}\"");

    /// <summary>At most 100 characters of a value, so that an error message stays readable.</summary>
    public static string Shorten(string text) => text.Length <= 100 ? text : string.Concat(text.AsSpan(0, 97), "...");
}
