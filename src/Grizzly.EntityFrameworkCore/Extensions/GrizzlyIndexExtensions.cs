using System.Linq.Expressions;
using Grizzly.EntityFrameworkCore.Metadata.Internal;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Grizzly.EntityFrameworkCore;

/// <summary>What Grizzly's indexes have that others do not.</summary>
public static class GrizzlyIndexExtensions
{
    /// <summary>The index carries further properties, so that queries for them do not read the table.</summary>
    public static IndexBuilder IncludeProperties(this IndexBuilder builder, params string[] propertyNames)
    {
        ArgumentNullException.ThrowIfNull(propertyNames);
        builder.Metadata.SetAnnotation(
            GrizzlyAnnotationNames.IndexInclude, propertyNames.Length == 0 ? null : propertyNames);
        return builder;
    }

    /// <inheritdoc cref="IncludeProperties(IndexBuilder, string[])"/>
    /// <param name="properties">One property, <c>o =&gt; o.Total</c>, or several,
    /// <c>o =&gt; new { o.Total, o.Placed }</c>.</param>
    public static IndexBuilder<T> IncludeProperties<T>(
        this IndexBuilder<T> builder, Expression<Func<T, object?>> properties)
    {
        ArgumentNullException.ThrowIfNull(properties);
        IncludeProperties(builder, [.. properties.GetMemberAccessList().Select(member => member.Name)]);
        return builder;
    }

    /// <summary>How the index is made: <c>btree</c>, which is what an index is without being told, or <c>hash</c>, for
    /// equality only.</summary>
    public static IndexBuilder HasMethod(this IndexBuilder builder, string? method)
    {
        builder.Metadata.SetAnnotation(GrizzlyAnnotationNames.IndexMethod, method?.ToLowerInvariant());
        return builder;
    }

    /// <inheritdoc cref="HasMethod(IndexBuilder, string?)"/>
    public static IndexBuilder<T> HasMethod<T>(this IndexBuilder<T> builder, string? method)
    {
        HasMethod((IndexBuilder)builder, method);
        return builder;
    }

    /// <summary>The properties the index carries along; null where there are none.</summary>
    public static IReadOnlyList<string>? GetIncludedProperties(this IReadOnlyIndex index) =>
        (string[]?)index[GrizzlyAnnotationNames.IndexInclude];

    /// <summary>How the index is made; null where nothing was said.</summary>
    public static string? GetMethod(this IReadOnlyIndex index) => (string?)index[GrizzlyAnnotationNames.IndexMethod];
}
