using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Grizzly.Common;
using Grizzly.Types;

namespace Grizzly.Vectors;

/// <summary>Up to <see cref="MaxCapacity"/> values of one column in native memory. Not thread-safe.</summary>
/// <remarks>
/// A vector either owns its buffer or borrows memory (a pinned segment, another vector). Borrowed memory and the bytes
/// behind string views
/// stay valid until the producer is asked for its next chunk: whoever keeps rows longer copies them.
/// Validity: bit i of <see cref="Validity"/> set means row i is not NULL; a null pointer means no row is NULL. The
/// value under a NULL is
/// unspecified but readable (an empty view for strings, so that kernels may touch it).
/// Buffers are 64-byte aligned and padded by 64 bytes, so SIMD loops may read past the last row.
/// </remarks>
public sealed unsafe class ColumnVector : IDisposable
{
    /// <summary>The most rows a vector holds; a multiple of 64.</summary>
    public const int MaxCapacity = 1024;

    /// <summary>64-bit words of a full validity bitmap or row mask.</summary>
    public const int MaskWords = MaxCapacity / 64;

    private byte* _ownedData;
    private ulong* _ownedValidity;
    private uint* _ownedCodes;
    private StringArena? _arena;

    public ColumnVector(LogicalType type) => Type = type;

    ~ColumnVector() => Free();

    public LogicalType Type { get; private set; }

    public PhysicalType Physical => Type.Physical;

    public VectorEncoding Encoding { get; private set; }

    /// <summary>The values of a flat or constant vector.</summary>
    public byte* Data { get; private set; }

    /// <summary>NULL bitmap (1 = valid) or null where no row is NULL.</summary>
    public ulong* Validity { get; private set; }

    /// <summary>Codes of a dictionary vector, each below <see cref="VectorDictionary.Count"/> (0 under a
    /// NULL).</summary>
    public uint* Codes { get; private set; }

    public VectorDictionary? Dictionary { get; private set; }

    /// <summary>Where this vector keeps the bytes of strings it makes itself.</summary>
    public StringArena Arena => _arena ??= new StringArena();

    public bool IsConstant => Encoding == VectorEncoding.Constant;

    /// <summary>True where some row may be NULL.</summary>
    public bool MayHaveNulls => Validity is not null;

    /// <summary>True for a constant vector that is NULL in all rows.</summary>
    public bool IsConstantNull => Encoding == VectorEncoding.Constant && Validity is not null && (Validity[0] & 1) == 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T* Values<T>() where T : unmanaged => (T*)Data;

    /// <summary>The flat values as a span.</summary>
    public Span<T> Span<T>(int count) where T : unmanaged => new(Data, count);

    /// <summary>Whether row <paramref name="row"/> is NULL, under any encoding.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool IsNullAt(int row)
    {
        if (Validity is null) return false;
        if (Encoding == VectorEncoding.Constant) row = 0;
        return (Validity[row >> 6] >> (row & 63) & 1) == 0;
    }

    /// <summary>Where the value of row <paramref name="row"/> is, under any encoding. For single values; kernels
    /// dispatch per vector.</summary>
    public byte* AddressOf(int row) => Encoding switch
    {
        VectorEncoding.Flat => Data + (long)row * Type.SizeInBytes,
        VectorEncoding.Constant => Data,
        _ => Dictionary!.Values + (long)Codes[row] * Type.SizeInBytes,
    };

    /// <summary>Becomes a flat vector over its own buffer with no NULLs; the values are whatever was there. Resets the
    /// arena.</summary>
    public byte* SetFlat()
    {
        ResetArena();
        Data = OwnedData();
        Encoding = VectorEncoding.Flat;
        Validity = null;
        Dictionary = null;
        return Data;
    }

    /// <summary>Becomes a constant over its own buffer, not NULL; the caller writes the value at
    /// <see cref="Data"/>.</summary>
    public byte* SetConstant()
    {
        SetFlat();
        Encoding = VectorEncoding.Constant;
        return Data;
    }

    /// <summary>Becomes the constant NULL.</summary>
    public void SetConstantNull()
    {
        byte* data = SetConstant();
        new Span<byte>(data, 16).Clear();
        *OwnValidity() = 0;
        Validity = _ownedValidity;
    }

    /// <summary>Becomes the constant <paramref name="value"/>, which has this vector's physical type.</summary>
    public void SetConstant(in Value value)
    {
        if (value.IsNull)
        {
            SetConstantNull();
            return;
        }
        byte* data = SetConstant();
        ValueAccess.Write(data, Type.Physical, value, Arena);
    }

    /// <summary>Turns a flat vector of one row, not NULL, into a constant.</summary>
    public void FlatToConstant()
    {
        Check.Assert(Encoding == VectorEncoding.Flat);
        Encoding = VectorEncoding.Constant;
        Validity = null;
    }

    /// <summary>Becomes a flat vector over borrowed memory.</summary>
    public void BorrowFlat(byte* data, ulong* validity)
    {
        Encoding = VectorEncoding.Flat;
        Data = data;
        Validity = validity;
        Dictionary = null;
    }

    /// <summary>Becomes a dictionary vector over this vector's own code buffer, no NULLs; the caller fills the
    /// codes.</summary>
    public uint* SetDictionary(VectorDictionary dictionary)
    {
        if (_ownedCodes is null) _ownedCodes = (uint*)Allocate(MaxCapacity * sizeof(uint));
        BorrowDictionary(dictionary, _ownedCodes, null);
        return _ownedCodes;
    }

    /// <summary>Becomes a dictionary vector over borrowed codes.</summary>
    public void BorrowDictionary(VectorDictionary dictionary, uint* codes, ulong* validity)
    {
        Check.Assert(dictionary.Type == Type.Physical);
        Encoding = VectorEncoding.Dictionary;
        Dictionary = dictionary;
        Codes = codes;
        Data = dictionary.Values;
        Validity = validity;
    }

    /// <summary>Shows the same rows as <paramref name="other"/> (same physical type) without copying.</summary>
    public void Reference(ColumnVector other)
    {
        Check.Assert(other.Physical == Physical);
        Encoding = other.Encoding;
        Data = other.Data;
        Validity = other.Validity;
        Codes = other.Codes;
        Dictionary = other.Dictionary;
    }

    /// <summary>Makes the vector's own validity bitmap current, all valid, and returns it (16 words).</summary>
    public ulong* MakeValidity()
    {
        ulong* validity = OwnValidity();
        new Span<ulong>(validity, MaskWords).Fill(ulong.MaxValue);
        Validity = validity;
        return validity;
    }

    /// <summary>A bitmap this vector owns, not yet current, contents unspecified; pass it to
    /// <see cref="UseValidity"/>.</summary>
    public ulong* OwnValidity()
    {
        if (_ownedValidity is null) _ownedValidity = (ulong*)Allocate(MaskWords * sizeof(ulong));
        return _ownedValidity;
    }

    /// <summary>Makes a bitmap current; null means no NULLs.</summary>
    public void UseValidity(ulong* validity) => Validity = validity;

    public void SetNull(int row)
    {
        if (Validity is null || Validity != _ownedValidity)
        {
            ulong* current = Validity;
            ulong* own = OwnValidity();
            if (current is null) new Span<ulong>(own, MaskWords).Fill(ulong.MaxValue);
            else Buffer.MemoryCopy(current, own, MaskWords * 8, MaskWords * 8);
            Validity = own;
        }
        Validity[row >> 6] &= ~(1UL << (row & 63));
        if (Physical == PhysicalType.String && Encoding == VectorEncoding.Flat) ((StringView*)Data)[row] = default;
    }

    /// <summary>Makes the strings under NULLs of a flat vector over its own buffer empty, so that kernels may read
    /// them.</summary>
    public void ClearNullStrings(int count)
    {
        if (Physical != PhysicalType.String || Validity is null) return;
        for (int word = 0; word < (count + 63) >> 6; word++)
        {
            for (ulong nulls = ~Validity[word]; nulls != 0; nulls &= nulls - 1)
                ((StringView*)Data)[word * 64 + System.Numerics.BitOperations.TrailingZeroCount(nulls)] = default;
        }
    }

    /// <summary>Turns any encoding into a flat vector over its own buffer (or leaves a flat one as it is).</summary>
    public void Flatten(int count)
    {
        if (Encoding == VectorEncoding.Flat) return;
        byte* source = Data;
        byte* target = OwnedData();
        if (Encoding == VectorEncoding.Constant)
        {
            bool isNull = IsConstantNull;
            VectorCopy.Fill(target, source, count, Type.SizeInBytes);
            if (isNull) new Span<ulong>(OwnValidity(), MaskWords).Clear();
            Validity = isNull ? _ownedValidity : null;
        }
        else
        {
            VectorCopy.GatherCodes(target, source, Codes, count, Type.SizeInBytes);
        }
        Data = target;
        Encoding = VectorEncoding.Flat;
        Dictionary = null;
    }

    /// <summary>The value of one row as a <see cref="Value"/> that owns its bytes.</summary>
    public Value GetValue(int row) =>
        IsNullAt(row) ? Value.Null(Type) : ValueAccess.Read(AddressOf(row), Type);

    /// <summary>Writes one value into a flat vector over its own buffer.</summary>
    public void SetValue(int row, in Value value)
    {
        if (value.IsNull) SetNull(row);
        else ValueAccess.Write(Data + (long)row * Type.SizeInBytes, Physical, value, Arena);
    }

    /// <summary>Changes the logical type; the physical layout must be the same.</summary>
    public void Retype(LogicalType type)
    {
        Check.Assert(type.Physical == Physical);
        Type = type;
    }

    public void ResetArena() => _arena?.Reset();

    public void Dispose()
    {
        Free();
        _arena?.Dispose();
        _arena = null;
        GC.SuppressFinalize(this);
    }

    private static byte* Allocate(int bytes) => (byte*)NativeMemory.AlignedAlloc((nuint)(bytes + 64), 64);

    private byte* OwnedData()
    {
        if (_ownedData is null) _ownedData = Allocate(MaxCapacity * Type.SizeInBytes);
        return _ownedData;
    }

    private void Free()
    {
        NativeMemory.AlignedFree(_ownedData);
        NativeMemory.AlignedFree(_ownedValidity);
        NativeMemory.AlignedFree(_ownedCodes);
        _ownedData = null;
        _ownedValidity = null;
        _ownedCodes = null;
        Data = null;
        Validity = null;
        Codes = null;
    }
}
