using System.Collections;
using System.Runtime.CompilerServices;

namespace Grizzly.Data;

/// <summary>A STRUCT without field names: the values of <c>ROW(…)</c>, null for NULL. Immutable.</summary>
public sealed class GrizzlyRow : ITuple, IReadOnlyList<object?>
{
    private readonly object?[] _fields;

    internal GrizzlyRow(object?[] fields) => _fields = fields;

    public int Length => _fields.Length;

    int IReadOnlyCollection<object?>.Count => _fields.Length;

    /// <summary>The field at a place, counted from 0.</summary>
    public object? this[int index] => _fields[index];

    public IEnumerator<object?> GetEnumerator() => ((IEnumerable<object?>)_fields).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
