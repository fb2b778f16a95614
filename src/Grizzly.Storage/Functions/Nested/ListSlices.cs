using Grizzly.Common;
using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Functions;

/// <summary>Where the elements of one list lie in its bytes: most list functions move elements without reading them,
/// and
/// equal bytes are equal values. Reused from row to row; not thread-safe.</summary>
internal sealed class ListSlices(LogicalType listType)
{
    private readonly LogicalType _element = listType.Element;
    private int[] _starts = new int[64];

    /// <summary>Elements of the list.</summary>
    public int Count { get; private set; }

    /// <summary>Cuts the bytes of a list.</summary>
    public void Cut(ReadOnlySpan<byte> list)
    {
        var reader = new NestedReader(list);
        Count = 0;
        while (true)
        {
            if (Count + 1 >= _starts.Length) Array.Resize(ref _starts, _starts.Length * 2);
            _starts[Count] = reader.Position;
            if (!reader.Next(out bool isNull)) return;
            if (!isNull) reader.Skip(_element);
            Count++;
        }
    }

    /// <summary>Element <paramref name="index"/> (from 0) with its marker.</summary>
    public ReadOnlySpan<byte> Of(ReadOnlySpan<byte> list, int index) => list[_starts[index].._starts[index + 1]];

    /// <summary>Elements [from, to) as they follow each other.</summary>
    public ReadOnlySpan<byte> Range(ReadOnlySpan<byte> list, int from, int to) => list[_starts[from].._starts[to]];

    public bool IsNull(ReadOnlySpan<byte> list, int index) => list[_starts[index]] == NestedWriter.NullMarker;

    /// <summary>The bytes of the elements without the list's end.</summary>
    public static ReadOnlySpan<byte> Body(ReadOnlySpan<byte> list) =>
        list.IsEmpty || list[^1] != NestedWriter.EndMarker ? throw Errors.Corrupted("a list is damaged") : list[..^1];
}
