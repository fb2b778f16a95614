using System.Runtime.InteropServices;
using Apache.Arrow;
using Apache.Arrow.Types;
using Grizzly.Types;

namespace Grizzly.Data.Arrow;

/// <summary>LIST, ARRAY and MAP: the elements in a column of their own; a LIST and a MAP with offsets, an ARRAY with as
/// many for each row.</summary>
internal sealed class ArrowList(IArrowType type, LogicalType source) : ArrowColumn(type)
{
    private readonly ArrowColumn _elements = Of(source.Element);
    private readonly GrowingBuffer _offsets = new();

    private bool IsFixed => source.Id == LogicalTypeId.Array;

    protected override void Add(in Value value)
    {
        if (_offsets.Length == 0) Note();
        if (!value.IsNull)
        {
            var reader = new NestedReader(value.Bytes);
            while (reader.Next(out bool isNull))
                _elements.Append(isNull ? Value.Null(source.Element) : reader.Read(source.Element));
        }
        else
        {
            for (int i = 0; IsFixed && i < source.Length; i++) _elements.Append(Value.Null(source.Element));
        }
        Note();
    }

    protected override ArrayData Build(int count, int nulls, ArrowBuffer validity)
    {
        if (_offsets.Length == 0) Note();
        ArrowBuffer offsets = _offsets.Take();
        ArrayData elements = _elements.Finish();
        return new ArrayData(Type, count, nulls, 0, IsFixed ? [validity] : [validity, offsets], [elements]);
    }

    private void Note() => MemoryMarshal.Write(_offsets.Claim(sizeof(int)), _elements.Count);
}

/// <summary>STRUCT: a column for each field.</summary>
internal sealed class ArrowStruct(IArrowType type, LogicalType source) : ArrowColumn(type)
{
    private readonly ArrowColumn[] _fields = [.. source.Children.Select(Of)];

    protected override void Add(in Value value)
    {
        if (value.IsNull)
        {
            for (int i = 0; i < _fields.Length; i++) _fields[i].Append(Value.Null(source.Children[i]));
            return;
        }
        var reader = new NestedReader(value.Bytes);
        for (int i = 0; i < _fields.Length; i++) _fields[i].Append(reader.ReadField(source.Children[i]));
    }

    protected override ArrayData Build(int count, int nulls, ArrowBuffer validity) =>
        new(Type, count, nulls, 0, [validity], [.. _fields.Select(field => field.Finish())]);
}
