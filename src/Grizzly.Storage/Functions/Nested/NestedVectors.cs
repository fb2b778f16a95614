using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Functions;

/// <summary>Moves values between vectors and nested values.</summary>
internal static unsafe class NestedVectors
{
    /// <summary>Bytes of row <paramref name="row"/> of a flat or constant vector of strings. They stay where they are
    /// as
    /// long as the vector.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ReadOnlySpan<byte> BytesOf(ColumnVector vector, int row) =>
        StringView.SpanOf((StringView*)vector.AddressOf(row));

    /// <summary>Appends row <paramref name="row"/> with its marker.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Append(NestedWriter writer, ColumnVector vector, int row)
    {
        if (vector.IsNullAt(row)) writer.Null();
        else writer.Element(vector.Type, vector.AddressOf(row));
    }

    /// <summary>Writes the next value (its marker read) to a row of a flat vector. Strings are shown where they lie, so
    /// the nested value has to stay.</summary>
    public static void Read(ref NestedReader reader, ColumnVector target, int row)
    {
        LogicalType type = target.Type;
        if (type.Physical != PhysicalType.String)
        {
            reader.Fixed(type.Physical, target.Data + (long)row * type.SizeInBytes);
            return;
        }
        ReadOnlySpan<byte> bytes;
        if (type.IsNested) bytes = reader.Take(type);
        else
        {
            bytes = reader.String(out bool isEscaped);
            if (isEscaped)
            {
                byte* plain = target.Arena.Allocate(bytes.Length);
                int length = NestedReader.Unescape(bytes, new Span<byte>(plain, bytes.Length));
                target.Arena.Shrink(bytes.Length - length);
                ((StringView*)target.Data)[row] = new StringView(plain, length);
                return;
            }
        }
        ((StringView*)target.Data)[row] = View(bytes);
    }

    /// <summary>Like <see cref="Read"/>, but strings are copied, so that the nested value need not stay.</summary>
    public static void ReadCopy(ref NestedReader reader, ColumnVector target, int row)
    {
        Read(ref reader, target, row);
        if (target.Type.Physical != PhysicalType.String) return;
        StringView* view = (StringView*)target.Data + row;
        *view = target.Arena.Add(*view);
    }

    /// <summary>The next field with its marker.</summary>
    public static void ReadField(ref NestedReader reader, ColumnVector target, int row)
    {
        if (reader.IsNull()) target.SetNull(row);
        else Read(ref reader, target, row);
    }

    /// <summary>A view of native bytes without copying.</summary>
    public static StringView View(ReadOnlySpan<byte> bytes) =>
        new((byte*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(bytes)), bytes.Length);

    /// <summary>Makes what the writer holds the value of a row, and clears the writer.</summary>
    public static void Store(NestedWriter writer, ColumnVector result, int row)
    {
        ((StringView*)result.Data)[row] = result.Arena.Add(writer.Written);
        writer.Clear();
    }
}
