using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Functions;

/// <summary>Takes the elements of a vector of lists (or maps) into vectors of up to 1,024 elements. Not
/// thread-safe.</summary>
internal sealed unsafe class ElementFeed(LogicalType listType)
{
    private readonly LogicalType _element = listType.Element;
    private ColumnVector _lists = null!;
    private int _count;
    private int _row;
    private int _position;
    private int _ordinal;

    /// <summary>The elements, flat; valid until the next batch.</summary>
    public ColumnVector Elements { get; } = new(listType.Element);

    /// <summary>How many elements the batch has.</summary>
    public int Count { get; private set; }

    /// <summary>The row of the lists that each element comes from, ascending.</summary>
    public int[] Rows { get; } = new int[ColumnVector.MaxCapacity];

    /// <summary>The place of each element in its list, from 1.</summary>
    public int[] Ordinals { get; } = new int[ColumnVector.MaxCapacity];

    /// <summary>Starts with row 0 of <paramref name="count"/> rows of a flat or constant vector.</summary>
    public void Start(ColumnVector lists, int count)
    {
        _lists = lists;
        _count = count;
        (_row, _position, _ordinal) = (0, 0, 0);
    }

    /// <summary>Fills the next batch; false where no elements are left.</summary>
    public bool Next(int most = ColumnVector.MaxCapacity)
    {
        Elements.SetFlat();
        int count = 0;
        for (; _row < _count && count < most; _row++)
        {
            if (!_lists.IsNullAt(_row) && !Take(ref count, most)) break;
            (_position, _ordinal) = (0, 0);
        }
        Count = count;
        return count > 0;
    }

    /// <summary>The elements of the current row, from where the last batch stopped; false where the batch is full
    /// first.</summary>
    private bool Take(ref int count, int most)
    {
        ReadOnlySpan<byte> bytes = NestedVectors.BytesOf(_lists, _row);
        var reader = new NestedReader(bytes[_position..]);
        while (true)
        {
            int before = reader.Position;
            if (!reader.Next(out bool isNull)) return true;
            if (count == most)
            {
                _position += before;
                return false;
            }
            Rows[count] = _row;
            Ordinals[count] = ++_ordinal;
            if (isNull) Elements.SetNull(count);
            else NestedVectors.Read(ref reader, Elements, count);
            count++;
        }
    }

    public LogicalType ElementType => _element;
}
