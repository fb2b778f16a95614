using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Functions;

/// <summary>Makes a vector of lists of elements that come row by row. Not thread-safe.</summary>
internal sealed class ListBuilder
{
    private readonly NestedWriter _writer = new();
    private ColumnVector _result = null!;
    private int _row;

    /// <summary>Elements of the current row so far.</summary>
    public int Length { get; private set; }

    /// <summary>Starts row 0 of a flat vector; rows that are NULL there stay so.</summary>
    public void Start(ColumnVector result)
    {
        _result = result;
        _row = 0;
        Length = 0;
        _writer.Clear();
    }

    /// <summary>Appends a value to the list of <paramref name="row"/>; rows ascend.</summary>
    public void Append(int row, ColumnVector values, int index)
    {
        MoveTo(row);
        NestedVectors.Append(_writer, values, index);
        Length++;
    }

    /// <summary>Appends bytes of an element with its marker.</summary>
    public void Append(int row, ReadOnlySpan<byte> element)
    {
        MoveTo(row);
        _writer.Raw(element);
        Length++;
    }

    /// <summary>Ends every row before <paramref name="row"/>.</summary>
    public void MoveTo(int row)
    {
        for (; _row < row; _row++)
        {
            if (!_result.IsNullAt(_row))
            {
                _writer.End();
                NestedVectors.Store(_writer, _result, _row);
            }
            Length = 0;
        }
    }
}
