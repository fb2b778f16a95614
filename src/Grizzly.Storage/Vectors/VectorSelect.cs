using System.Runtime.CompilerServices;
using Grizzly.Common;
using Grizzly.Types;

namespace Grizzly.Vectors;

/// <summary>Row selection and row copies between vectors; keeps constants constant and dictionaries as codes.</summary>
public static unsafe class VectorSelect
{
    /// <summary>result = source[selection]; long strings stay where they are, so the source's memory must outlive the
    /// result.</summary>
    public static void Select(ColumnVector source, ushort* selection, int count, ColumnVector result)
    {
        switch (source.Encoding)
        {
            case VectorEncoding.Constant:
                result.Reference(source);
                return;
            case VectorEncoding.Dictionary:
                uint* codes = result.SetDictionary(source.Dictionary!);
                VectorCopy.Gather((byte*)codes, (byte*)source.Codes, selection, count, sizeof(uint));
                break;
            default:
                byte* data = result.SetFlat();
                VectorCopy.Gather(data, source.Data, selection, count, source.Type.SizeInBytes);
                break;
        }
        if (source.Validity is null)
        {
            result.UseValidity(null);
            return;
        }
        ulong* validity = result.OwnValidity();
        VectorCopy.GatherBits(validity, source.Validity, selection, count);
        result.UseValidity(validity);
    }

    /// <summary>
    /// Copies rows [sourceStart, +count) into a flat result at resultStart; strings go to the result's arena. At
    /// resultStart 0 the result is
    /// reset first; later starts keep what is there.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Copy(ColumnVector source, int sourceStart, int count, ColumnVector result, int resultStart)
    {
        if (resultStart == 0) result.SetFlat();
        Check.Assert(result.Encoding == VectorEncoding.Flat && source.Physical == result.Physical);
        int size = source.Type.SizeInBytes;
        byte* target = result.Data + (long)resultStart * size;
        switch (source.Encoding)
        {
            case VectorEncoding.Constant: VectorCopy.Fill(target, source.Data, count, size); break;
            case VectorEncoding.Dictionary:
                VectorCopy.GatherCodes(target, source.Dictionary!.Values, source.Codes + sourceStart, count, size);
                break;
            default:
                Buffer.MemoryCopy(source.Data + (long)sourceStart * size, target, (long)count * size,
                    (long)count * size);
                break;
        }
        if (source.Validity is not null)
        {
            for (int i = 0; i < count; i++)
            {
                if (source.IsNullAt(sourceStart + i)) result.SetNull(resultStart + i);
            }
        }
        else if (result.Validity is not null)
        {
            for (int i = resultStart; i < resultStart + count; i++) result.Validity[i >> 6] |= 1UL << (i & 63);
        }
        if (source.Physical == PhysicalType.String)
        {
            StringView* views = (StringView*)target;
            StringArena arena = result.Arena;
            for (int i = 0; i < count; i++) views[i] = arena.Add(views[i]);
        }
    }
}
