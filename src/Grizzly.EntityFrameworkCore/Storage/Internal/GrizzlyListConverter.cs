using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Grizzly.EntityFrameworkCore.Storage.Internal;

/// <summary>A collection of the model as the list or array that the provider reads and writes.</summary>
/// <typeparam name="TCollection">The property's type.</typeparam>
/// <typeparam name="TElement">What the collection holds.</typeparam>
/// <typeparam name="TStored">What the column's elements are read as; can hold NULL where TElement can.</typeparam>
/// <typeparam name="TProvider">An array or list of TStored, other than TCollection: EF compares values of the two types
/// in different ways.</typeparam>
public sealed class GrizzlyListConverter<TCollection, TElement, TStored, TProvider>(ValueConverter? element)
    : ValueConverter<TCollection, TProvider>(
        collection => Store(collection, element), stored => Load(stored, element))
    where TCollection : class
    where TProvider : IEnumerable<TStored>
{
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
