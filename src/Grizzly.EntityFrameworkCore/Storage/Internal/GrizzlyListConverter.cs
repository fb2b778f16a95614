using Microsoft.EntityFrameworkCore.Storage.Internal;
using Microsoft.EntityFrameworkCore.Storage.Json;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Grizzly.EntityFrameworkCore.Storage.Internal;

/// <summary>A collection of the model as the list or array that the provider reads and writes.</summary>
/// <typeparam name="TCollection">The property's type.</typeparam>
/// <typeparam name="TElement">What the collection holds.</typeparam>
/// <typeparam name="TStored">What the column's elements are read as; can hold NULL where TElement can.</typeparam>
/// <typeparam name="TProvider">An array or list of TStored, other than TCollection: EF compares values of the two types
/// in different ways.</typeparam>
public sealed class GrizzlyListConverter<TCollection, TElement, TStored, TProvider>
    : ValueConverter<TCollection, TProvider>
    where TCollection : class
    where TProvider : IEnumerable<TStored>
{
    private readonly ValueConverter? _element;
    private readonly JsonValueReaderWriter? _json;

    /// <param name="element">How an element becomes a stored one; null when it is one.</param>
    /// <param name="json">How the collection is written in documents, which <see cref="JsonReaderWriter"/> gives.
    /// </param>
    public GrizzlyListConverter(ValueConverter? element, JsonValueReaderWriter? json = null)
        : base(collection => Store(collection, element), stored => Load(stored, element)) =>
        (_element, _json) = (element, json);

    /// <summary>What compiled models call: the elements are stored as documents hold them.</summary>
    public GrizzlyListConverter(JsonValueReaderWriter json)
        : this(ElementOf(json), json)
    {
    }

    /// <summary>What compiled models make the converter from, by this name.</summary>
    /// <exception cref="InvalidOperationException">The elements have a JSON form of their own, which does not tell how
    /// they are stored.</exception>
    public JsonValueReaderWriter JsonReaderWriter => _json is not null && ElementOf(_json) == _element
        ? _json
        : throw new InvalidOperationException(
            $"a compiled model cannot hold how the elements of {typeof(TCollection)} are stored");

    private static ValueConverter? ElementOf(JsonValueReaderWriter json) =>
        ((json as ICompositeJsonValueReaderWriter)?.InnerReaderWriter as IJsonConvertedValueReaderWriter)?.Converter;

    private static TProvider Store(TCollection collection, ValueConverter? element)
    {
        IEnumerable<TStored> items = ((IEnumerable<TElement>)collection).Select(
            item => Convert<TElement, TStored>(item, element?.ConvertToProvider));
        return (TProvider)(object)(typeof(TProvider).IsArray ? items.ToArray() : items.ToList());
    }

    private static TCollection Load(TProvider stored, ValueConverter? element)
    {
        IEnumerable<TElement> items = stored.Select(
            item => Convert<TStored, TElement>(item, element?.ConvertFromProvider));
        if (typeof(TCollection) == typeof(TElement[])) return (TCollection)(object)items.ToArray();
        if (typeof(TCollection).IsAssignableFrom(typeof(List<TElement>))) return (TCollection)(object)items.ToList();
        if (typeof(TCollection).GetConstructor(Type.EmptyTypes) is null)
        {
            // Such as ReadOnlyCollection, which wraps a list.
            return (TCollection)Activator.CreateInstance(typeof(TCollection), items.ToList())!;
        }
        TCollection made = Activator.CreateInstance<TCollection>();
        foreach (TElement item in items) ((ICollection<TElement>)made).Add(item);
        return made;
    }

    private static TTo Convert<TFrom, TTo>(TFrom value, Func<object?, object?>? convert) =>
        value is null ? default! : (TTo)(convert is null ? value : convert(value))!;
}
