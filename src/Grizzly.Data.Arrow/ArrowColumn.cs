using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Apache.Arrow;
using Apache.Arrow.Types;
using Grizzly.Common;
using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Data.Arrow;

/// <summary>Gathers the values of one column until they become an Arrow array. Not thread-safe.</summary>
internal abstract class ArrowColumn(IArrowType type)
{
    private byte[] _validity = [];
    private int _nulls;

    public int Count { get; private set; }

    protected IArrowType Type => type;

    public static ArrowColumn Of(LogicalType type)
    {
        IArrowType arrow = ArrowTypes.TypeOf(type);
        return type.Id switch
        {
            LogicalTypeId.Boolean => new ArrowBits(arrow),
            LogicalTypeId.Varchar or LogicalTypeId.Json or LogicalTypeId.Blob => new ArrowBytes(arrow, asText: false),
            LogicalTypeId.Enum or LogicalTypeId.Bit or LogicalTypeId.TimeTz or LogicalTypeId.Union =>
                new ArrowBytes(arrow, asText: true),
            LogicalTypeId.List or LogicalTypeId.Array or LogicalTypeId.Map => new ArrowList(arrow, type),
            LogicalTypeId.Struct => new ArrowStruct(arrow, type),
            LogicalTypeId.Null => new ArrowNulls(arrow),
            _ => new ArrowFixed(arrow, type),
        };
    }

    /// <summary>Adds rows of a vector under any encoding.</summary>
    public virtual void Append(ColumnVector vector, int count)
    {
        for (int row = 0; row < count; row++) Append(vector.GetValue(row));
    }

    /// <summary>Adds one value, perhaps NULL.</summary>
    public void Append(in Value value)
    {
        NoteValidity(!value.IsNull);
        Add(value);
        Count++;
    }

    /// <summary>The array of all values; the column is empty again.</summary>
    public ArrayData Finish()
    {
        ArrowBuffer validity = _nulls == 0
            ? ArrowBuffer.Empty : new ArrowBuffer(_validity.AsMemory(0, (Count + 7) / 8));
        ArrayData data = Build(Count, _nulls, validity);
        (_validity, _nulls, Count) = ([], 0, 0);
        return data;
    }

    /// <summary>Adds a value to the array's own buffers; what stands under a NULL does not matter.</summary>
    protected abstract void Add(in Value value);

    protected abstract ArrayData Build(int count, int nulls, ArrowBuffer validity);

    /// <summary>Adds the validity of rows that <see cref="Append(ColumnVector, int)"/> copies in bulk.</summary>
    protected void AppendValidity(ColumnVector vector, int count)
    {
        for (int row = 0; row < count; row++)
        {
            NoteValidity(!vector.IsNullAt(row));
            Count++;
        }
    }

    /// <summary>As <see cref="AppendValidity"/> where no row is NULL.</summary>
    protected void AppendValid(int count)
    {
        if (_nulls > 0)
        {
            for (int i = 0; i < count; i++, Count++) NoteValidity(true);
            return;
        }
        Count += count;
    }

    private void NoteValidity(bool isValid)
    {
        if (isValid && _nulls == 0) return;
        int bytes = Count / 8 + 1;
        if (_validity.Length < bytes)
        {
            var larger = new byte[Math.Max(2 * _validity.Length, Math.Max(64, bytes))];
            // Before the first NULL, nothing was noted: all of it is valid.
            if (_nulls == 0) larger.AsSpan(0, bytes).Fill(0xFF);
            else _validity.CopyTo(larger, 0);
            _validity = larger;
        }
        byte bit = (byte)(1 << (Count & 7));
        if (isValid)
        {
            _validity[Count >> 3] |= bit;
            return;
        }
        if (_nulls++ == 0) _validity.AsSpan(0, bytes).Fill(0xFF);
        // Bits behind the last row are set as rows come.
        _validity[Count >> 3] &= (byte)(bit - 1);
    }
}

/// <summary>BOOLEAN as bits.</summary>
internal sealed class ArrowBits(IArrowType type) : ArrowColumn(type)
{
    private readonly GrowingBuffer _bits = new();

    protected override void Add(in Value value)
    {
        if ((Count & 7) == 0) _bits.Claim(1)[0] = 0;
        if (!value.IsNull && value.Bool) _bits.Written[^1] |= (byte)(1 << (Count & 7));
    }

    protected override ArrayData Build(int count, int nulls, ArrowBuffer validity) =>
        new(Type, count, nulls, 0, [validity, _bits.Take()]);
}

/// <summary>Values of a fixed width: copied as they lie in memory where Arrow has the same layout.</summary>
internal sealed unsafe class ArrowFixed(IArrowType type, LogicalType source) : ArrowColumn(type)
{
    private readonly GrowingBuffer _values = new();
    private readonly int _width = ((FixedWidthType)type).BitWidth / 8;

    /// <summary>Arrow's layout is the engine's.</summary>
    private readonly bool _isSame = source.Id is >= LogicalTypeId.TinyInt and <= LogicalTypeId.BigInt
        or >= LogicalTypeId.UTinyInt and <= LogicalTypeId.UBigInt or LogicalTypeId.Float or LogicalTypeId.Double
        or LogicalTypeId.Date or LogicalTypeId.TimeNs or LogicalTypeId.TimestampS or LogicalTypeId.TimestampMs
        or LogicalTypeId.TimestampNs || (source.IsDecimal && source.Physical == PhysicalType.Int128);

    public override void Append(ColumnVector vector, int count)
    {
        bool isPlain = _isSame && vector.Encoding == VectorEncoding.Flat && source.Id != LogicalTypeId.Date
            && !source.IsTimestamp;
        if (!isPlain)
        {
            base.Append(vector, count);
            return;
        }
        if (vector.MayHaveNulls) AppendValidity(vector, count);
        else AppendValid(count);
        new ReadOnlySpan<byte>(vector.Data, count * _width).CopyTo(_values.Claim(count * _width));
    }

    protected override void Add(in Value value)
    {
        Span<byte> target = _values.Claim(_width);
        if (value.IsNull)
        {
            target.Clear();
            return;
        }
        switch (source.Id)
        {
            case LogicalTypeId.Float: MemoryMarshal.Write(target, (float)value.Floating); break;
            case LogicalTypeId.Double: MemoryMarshal.Write(target, value.Floating); break;
            case LogicalTypeId.Uuid: BinaryPrimitives.WriteUInt128BigEndian(target, value.Unsigned); break;
            case LogicalTypeId.Interval: WriteInterval(target, value.Interval); break;
            case LogicalTypeId.UHugeInt:
                Write(target, (Int128)UInt128.Min(value.Unsigned, (UInt128)Int128.MaxValue));
                break;
            case LogicalTypeId.Time: Write(target, value.Integer * 100); break;
            case LogicalTypeId.Timestamp or LogicalTypeId.TimestampTz: Write(target, Nanoseconds(value)); break;
            case LogicalTypeId.Date or LogicalTypeId.TimestampS or LogicalTypeId.TimestampMs
                or LogicalTypeId.TimestampNs:
                if (!IsFinite(value)) throw OutOfRange(value);
                Write(target, value.Integer);
                break;
            default: Write(target, value.Integer); break;
        }
    }

    protected override ArrayData Build(int count, int nulls, ArrowBuffer validity) =>
        new(Type, count, nulls, 0, [validity, _values.Take()]);

    private void Write(Span<byte> target, Int128 value)
    {
        if (_width == 16)
        {
            bool isHuge = source.Id is LogicalTypeId.HugeInt or LogicalTypeId.UHugeInt;
            if (isHuge && Int128.Abs(value) >= s_hugeLimit) throw OutOfRange(Value.Of(source, value));
            BinaryPrimitives.WriteInt128LittleEndian(target, value);
            return;
        }
        long bits = (long)value;
        MemoryMarshal.AsBytes(new ReadOnlySpan<long>(in bits))[.._width].CopyTo(target);
    }

    private static void WriteInterval(Span<byte> target, IntervalValue interval)
    {
        Int128 nanoseconds = (Int128)interval.Ticks * 100;
        if (nanoseconds != (long)nanoseconds)
            throw new GrizzlyException(SqlStates.DatetimeFieldOverflow, "interval out of range for nanoseconds");
        BinaryPrimitives.WriteInt32LittleEndian(target, interval.Months);
        BinaryPrimitives.WriteInt32LittleEndian(target[4..], interval.Days);
        BinaryPrimitives.WriteInt64LittleEndian(target[8..], (long)nanoseconds);
    }

    private static Int128 Nanoseconds(in Value value)
    {
        Int128 nanoseconds = value.Integer * 100;
        return nanoseconds == (long)nanoseconds && IsFinite(value) ? nanoseconds : throw OutOfRange(value);
    }

    private static bool IsFinite(in Value value) => value.Type.Id == LogicalTypeId.Date
        ? Math.Abs((long)value.Integer) != int.MaxValue : Int128.Abs(value.Integer) != long.MaxValue;

    private static GrizzlyException OutOfRange(in Value value) => new(
        value.Type.IsNumeric ? SqlStates.NumericValueOutOfRange : SqlStates.DatetimeFieldOverflow,
        $"value {ValueText.Format(value)} of type {value.Type.Name} is out of range for Apache Arrow");

    private static readonly Int128 s_hugeLimit = Int128.Parse("1" + new string('0', ArrowTypes.HugeDigits));
}

/// <summary>Texts and binaries with 32-bit offsets.</summary>
/// <param name="asText">True for types that become their text form.</param>
internal sealed unsafe class ArrowBytes(IArrowType type, bool asText) : ArrowColumn(type)
{
    private readonly GrowingBuffer _offsets = new(), _bytes = new();

    public override void Append(ColumnVector vector, int count)
    {
        if (asText)
        {
            base.Append(vector, count);
            return;
        }
        AppendValidity(vector, count);
        for (int row = 0; row < count; row++)
            AddBytes(vector.IsNullAt(row) ? [] : StringView.SpanOf((StringView*)vector.AddressOf(row)));
    }

    protected override void Add(in Value value) => AddBytes(
        value.IsNull ? [] : asText ? System.Text.Encoding.UTF8.GetBytes(ValueText.Format(value)) : value.Bytes);

    protected override ArrayData Build(int count, int nulls, ArrowBuffer validity)
    {
        if (_offsets.Length == 0) Note();
        return new ArrayData(Type, count, nulls, 0, [validity, _offsets.Take(), _bytes.Take()]);
    }

    private void AddBytes(ReadOnlySpan<byte> bytes)
    {
        if (_offsets.Length == 0) Note();
        if ((long)_bytes.Length + bytes.Length > int.MaxValue - 64)
            throw new GrizzlyException(SqlStates.ProgramLimitExceeded,
                "more than 2 GB of text in one record batch", default, "ask for batches of fewer rows");
        bytes.CopyTo(_bytes.Claim(bytes.Length));
        Note();
    }

    private void Note() => MemoryMarshal.Write(_offsets.Claim(sizeof(int)), _bytes.Length);
}

/// <summary>A column that is NULL in every row.</summary>
internal sealed class ArrowNulls(IArrowType type) : ArrowColumn(type)
{
    protected override void Add(in Value value)
    {
    }

    protected override ArrayData Build(int count, int nulls, ArrowBuffer validity) => new(Type, count, count, 0, []);
}

/// <summary>Bytes that become a buffer of Arrow's once complete.</summary>
internal sealed class GrowingBuffer
{
    private byte[] _bytes = [];

    public int Length { get; private set; }

    public Span<byte> Written => _bytes.AsSpan(0, Length);

    /// <summary>The next bytes, to be written.</summary>
    public Span<byte> Claim(int count)
    {
        if (_bytes.Length - Length < count)
        {
            long wanted = Math.Max(2L * _bytes.Length, Length + count + 256L);
            System.Array.Resize(ref _bytes, (int)Math.Min(System.Array.MaxLength, wanted));
        }
        Length += count;
        return _bytes.AsSpan(Length - count, count);
    }

    public ArrowBuffer Take()
    {
        var buffer = new ArrowBuffer(_bytes.AsMemory(0, Length));
        (_bytes, Length) = ([], 0);
        return buffer;
    }
}
