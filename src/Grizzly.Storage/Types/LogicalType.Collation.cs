namespace Grizzly.Types;

/// <summary>Collations of texts.</summary>
public sealed partial class LogicalType
{
    /// <summary>How a VARCHAR compares and sorts; null for its bytes. Says nothing of the values, so types that differ
    /// in it alone are equal.</summary>
    public Collation? Collation { get; private init; }

    /// <summary>VARCHAR under another collation, or under none; any other type as it is.</summary>
    public LogicalType With(Collation? collation)
    {
        if (Id != LogicalTypeId.Varchar || collation == Collation) return this;
        return collation is null ? Varchar
            : new LogicalType(Id, Physical, Name) { Collation = collation };
    }
}
