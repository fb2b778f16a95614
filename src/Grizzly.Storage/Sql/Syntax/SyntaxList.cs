using System.Collections;
using System.Runtime.CompilerServices;

namespace Grizzly.Sql;

/// <summary>An immutable list of children that compares element by element.</summary>
[CollectionBuilder(typeof(SyntaxList), nameof(SyntaxList.Create))]
public sealed class SyntaxList<T> : IReadOnlyList<T>, IEquatable<SyntaxList<T>>
{
    public static readonly SyntaxList<T> Empty = new([]);

    private readonly T[] _items;

    /// <summary>Takes ownership of <paramref name="items"/>.</summary>
    internal SyntaxList(T[] items) => _items = items;

    public int Count => _items.Length;

    public bool IsEmpty => _items.Length == 0;

    public T this[int index] => _items[index];

    public ReadOnlySpan<T> AsSpan() => _items;

    public ReadOnlySpan<T>.Enumerator GetEnumerator() => AsSpan().GetEnumerator();

    IEnumerator<T> IEnumerable<T>.GetEnumerator() => ((IEnumerable<T>)_items).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => _items.GetEnumerator();

    public bool Equals(SyntaxList<T>? other)
    {
        if (other is null || other.Count != Count) return false;
        var comparer = EqualityComparer<T>.Default;
        for (int i = 0; i < _items.Length; i++)
            if (!comparer.Equals(_items[i], other._items[i])) return false;
        return true;
    }

    public override bool Equals(object? other) => other is SyntaxList<T> list && Equals(list);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (T item in _items) hash.Add(item);
        return hash.ToHashCode();
    }
}

/// <summary>Builds <see cref="SyntaxList{T}"/> from collection expressions.</summary>
public static class SyntaxList
{
    public static SyntaxList<T> Create<T>(ReadOnlySpan<T> items) =>
        items.IsEmpty ? SyntaxList<T>.Empty : new SyntaxList<T>(items.ToArray());

    internal static SyntaxList<T> From<T>(List<T> items) =>
        items.Count == 0 ? SyntaxList<T>.Empty : new SyntaxList<T>(items.ToArray());
}
