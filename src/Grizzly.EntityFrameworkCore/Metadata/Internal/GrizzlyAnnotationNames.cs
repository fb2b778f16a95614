namespace Grizzly.EntityFrameworkCore.Metadata.Internal;

/// <summary>The provider's annotations.</summary>
public static class GrizzlyAnnotationNames
{
    public const string Prefix = "Grizzly:";

    /// <summary>Of a property: a <see cref="GrizzlyValueGenerationStrategy"/>.</summary>
    public const string ValueGenerationStrategy = Prefix + nameof(ValueGenerationStrategy);

    /// <summary>Of a property with HiLo: the sequence's name.</summary>
    public const string HiLoSequence = Prefix + nameof(HiLoSequence);

    /// <summary>Of a property with HiLo: the sequence's schema.</summary>
    public const string HiLoSequenceSchema = Prefix + nameof(HiLoSequenceSchema);

    /// <summary>Of a column: true where it is an identity column.</summary>
    public const string Identity = Prefix + nameof(Identity);

    /// <summary>Of an index: the names of the properties it carries along; of its table's index, of the columns.
    /// </summary>
    public const string IndexInclude = Prefix + nameof(IndexInclude);

    /// <summary>Of an index: how it is made, in lower case.</summary>
    public const string IndexMethod = Prefix + nameof(IndexMethod);

    /// <summary>Of a join in a query: true where it is an ASOF join.</summary>
    public const string Asof = Prefix + nameof(Asof);
}
