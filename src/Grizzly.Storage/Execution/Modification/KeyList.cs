using Grizzly.Common;

namespace Grizzly.Execution;

/// <summary>Encoded keys, one after the other in one array. Not thread-safe.</summary>
internal sealed class KeyList
{
    private byte[] _bytes = [];
    private int[] _ends = [];
    private int _length;

    public int Count { get; private set; }

    public ReadOnlySpan<byte> this[int index] => _bytes.AsSpan(StartOf(index), _ends[index] - StartOf(index));

    public void Add(ReadOnlySpan<byte> key)
    {
        if (_length + key.Length > _bytes.Length)
            Array.Resize(ref _bytes, Math.Max(Math.Max(64, _length + key.Length), _bytes.Length * 2));
        if (Count == _ends.Length) Array.Resize(ref _ends, Math.Max(4, Count * 2));
        key.CopyTo(_bytes.AsSpan(_length));
        _length += key.Length;
        _ends[Count++] = _length;
    }

    /// <summary>Like <see cref="Add"/>, unless the key is the same as the last.</summary>
    public void AddDistinct(ReadOnlySpan<byte> key)
    {
        if (Count == 0 || !this[Count - 1].SequenceEqual(key)) Add(key);
    }

    public void AddAll(KeyList other)
    {
        for (int i = 0; i < other.Count; i++) Add(other[i]);
    }

    public void Clear() => Count = _length = 0;

    /// <summary>Numbers of the keys in their order, each different key once.</summary>
    public int[] Distinct()
    {
        var order = new int[Count];
        for (int i = 0; i < order.Length; i++) order[i] = i;
        LongWork.Sort(
            order.AsSpan(), Comparer<int>.Create((left, right) => this[left].SequenceCompareTo(this[right])));
        int kept = 0;
        foreach (int index in order)
        {
            if (kept == 0 || !this[order[kept - 1]].SequenceEqual(this[index])) order[kept++] = index;
        }
        return order[..kept];
    }

    private int StartOf(int index) => index == 0 ? 0 : _ends[index - 1];
}
