using System.Runtime.CompilerServices;
using System.Text;
using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Data;

/// <summary>The typed getters.</summary>
public sealed unsafe partial class GrizzlyDataReader
{
    private static readonly long EpochTicks = DateTime.UnixEpoch.Ticks;
    private static readonly int EpochDay = DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber;

    public override bool IsDBNull(int ordinal) => Nullable(ordinal) is null;

    public override Task<bool> IsDBNullAsync(int ordinal, CancellationToken cancellationToken) =>
        cancellationToken.IsCancellationRequested
            ? Task.FromCanceled<bool>(cancellationToken)
            : Task.FromResult(IsDBNull(ordinal));

    public override bool GetBoolean(int ordinal)
    {
        byte* at = NotNull(ordinal);
        return _cursors[ordinal].Id == LogicalTypeId.Boolean ? *at != 0 : throw CannotRead(ordinal, typeof(bool));
    }

    public override byte GetByte(int ordinal) => (byte)Integer(ordinal, byte.MinValue, byte.MaxValue, typeof(byte));

    public override short GetInt16(int ordinal) =>
        (short)Integer(ordinal, short.MinValue, short.MaxValue, typeof(short));

    public override int GetInt32(int ordinal)
    {
        byte* at = NotNull(ordinal);
        return _cursors[ordinal].Id == LogicalTypeId.Integer
            ? *(int*)at
            : (int)Integer(ordinal, int.MinValue, int.MaxValue, typeof(int));
    }

    public override long GetInt64(int ordinal)
    {
        byte* at = NotNull(ordinal);
        return _cursors[ordinal].Id == LogicalTypeId.BigInt
            ? *(long*)at
            : Integer(ordinal, long.MinValue, long.MaxValue, typeof(long));
    }

    public override double GetDouble(int ordinal)
    {
        byte* at = NotNull(ordinal);
        if (_cursors[ordinal].Id == LogicalTypeId.Double) return *(double*)at;
        if (!NumberReads.TryDouble(at, _types[ordinal], out double value, out bool overflows))
            throw CannotRead(ordinal, typeof(double));
        return overflows ? throw DoesNotFit(ordinal, typeof(double)) : value;
    }

    /// <summary>FLOAT, whole numbers that a float holds exactly, and DECIMAL (the nearest float).</summary>
    public override float GetFloat(int ordinal)
    {
        byte* at = NotNull(ordinal);
        if (_cursors[ordinal].Id == LogicalTypeId.Float) return *(float*)at;
        LogicalType type = _types[ordinal];
        if (type.Id == LogicalTypeId.Double || !NumberReads.TryDouble(at, type, out double value, out bool overflows))
            throw CannotRead(ordinal, typeof(float));
        float narrow = (float)value;
        return overflows || (type.IsInteger && narrow != value) ? throw DoesNotFit(ordinal, typeof(float)) : narrow;
    }

    public override decimal GetDecimal(int ordinal)
    {
        byte* at = NotNull(ordinal);
        if (!NumberReads.TryDecimal(at, _types[ordinal], out decimal value, out bool overflows))
            throw CannotRead(ordinal, typeof(decimal));
        return overflows ? throw DoesNotFit(ordinal, typeof(decimal)) : value;
    }

    public override string GetString(int ordinal)
    {
        byte* at = NotNull(ordinal);
        if (_cursors[ordinal].Id is LogicalTypeId.Enum or LogicalTypeId.Bit) return GetText(ordinal)!;
        if (!_types[ordinal].IsText) throw CannotRead(ordinal, typeof(string));
        string text = Encoding.UTF8.GetString(StringView.SpanOf((StringView*)at));
        GC.KeepAlive(this);
        return text;
    }

    /// <summary>A VARCHAR of one UTF-16 unit.</summary>
    public override char GetChar(int ordinal)
    {
        byte* at = NotNull(ordinal);
        if (_cursors[ordinal].Id != LogicalTypeId.Varchar) throw CannotRead(ordinal, typeof(char));
        Span<char> buffer = stackalloc char[2];
        ReadOnlySpan<byte> bytes = StringView.SpanOf((StringView*)at);
        if (bytes.Length is 0 or > 4 || !Encoding.UTF8.TryGetChars(bytes, buffer, out int length) || length != 1)
            throw CannotRead(ordinal, typeof(char));
        return buffer[0];
    }

    public override Guid GetGuid(int ordinal)
    {
        byte* at = NotNull(ordinal);
        if (_cursors[ordinal].Id != LogicalTypeId.Uuid) throw CannotRead(ordinal, typeof(Guid));
        Span<byte> bytes = stackalloc byte[16];
        System.Buffers.Binary.BinaryPrimitives.WriteUInt128BigEndian(bytes, Unsafe.ReadUnaligned<UInt128>(at));
        return new Guid(bytes, bigEndian: true);
    }

    /// <summary>TIMESTAMP of any precision (kind Unspecified), TIMESTAMPTZ (kind Utc), DATE (midnight).</summary>
    /// <exception cref="OverflowException">The value is infinite, out of the years 1 to 9999, or finer than 100
    /// ns.</exception>
    public override DateTime GetDateTime(int ordinal)
    {
        byte* at = NotNull(ordinal);
        return _cursors[ordinal].Id switch
        {
            _ when _types[ordinal].IsTimestamp =>
                new DateTime(Moment(ordinal, *(long*)at), DateTimeKind.Unspecified),
            LogicalTypeId.TimestampTz => new DateTime(Ticks(ordinal, *(long*)at, typeof(DateTime)), DateTimeKind.Utc),
            LogicalTypeId.Date => GetDate(ordinal).ToDateTime(TimeOnly.MinValue),
            _ => throw CannotRead(ordinal, typeof(DateTime)),
        };
    }

    /// <summary>TIMESTAMPTZ, with an offset of zero; TIMETZ on 0001-01-02, with its offset.</summary>
    public DateTimeOffset GetDateTimeOffset(int ordinal)
    {
        byte* at = NotNull(ordinal);
        if (_cursors[ordinal].Id == LogicalTypeId.TimeTz) return Zoned(ordinal, ZonedTime.Decode(*(long*)at));
        if (_cursors[ordinal].Id != LogicalTypeId.TimestampTz) throw CannotRead(ordinal, typeof(DateTimeOffset));
        return new DateTimeOffset(Ticks(ordinal, *(long*)at, typeof(DateTimeOffset)), TimeSpan.Zero);
    }

    public DateOnly GetDate(int ordinal)
    {
        byte* at = NotNull(ordinal);
        if (_cursors[ordinal].Id != LogicalTypeId.Date) throw CannotRead(ordinal, typeof(DateOnly));
        long day = (long)*(int*)at + EpochDay;
        return day >= 0 && day <= DateOnly.MaxValue.DayNumber
            ? DateOnly.FromDayNumber((int)day)
            : throw DoesNotFit(ordinal, typeof(DateOnly));
    }

    public TimeOnly GetTime(int ordinal)
    {
        byte* at = NotNull(ordinal);
        bool isFine = _cursors[ordinal].Id == LogicalTypeId.TimeNs;
        if (_cursors[ordinal].Id != LogicalTypeId.Time && !isFine) throw CannotRead(ordinal, typeof(TimeOnly));
        long ticks = *(long*)at;
        if (isFine) ticks = ticks % 100 == 0 ? ticks / 100 : throw DoesNotFit(ordinal, typeof(TimeOnly));
        return ticks is >= 0 and < TimeSpan.TicksPerDay
            ? new TimeOnly(ticks)
            : throw DoesNotFit(ordinal, typeof(TimeOnly));
    }

    /// <summary>TIME, or an INTERVAL without months, whose days are 24 hours each.</summary>
    public TimeSpan GetTimeSpan(int ordinal)
    {
        byte* at = NotNull(ordinal);
        if (_cursors[ordinal].Id == LogicalTypeId.Time) return new TimeSpan(*(long*)at);
        IntervalValue interval = GetInterval(ordinal);
        Int128 ticks = (Int128)interval.Days * TimeSpan.TicksPerDay + interval.Ticks;
        return interval.Months == 0 && ticks >= long.MinValue && ticks <= long.MaxValue
            ? new TimeSpan((long)ticks)
            : throw DoesNotFit(ordinal, typeof(TimeSpan));
    }

    public IntervalValue GetInterval(int ordinal)
    {
        byte* at = NotNull(ordinal);
        return _cursors[ordinal].Id == LogicalTypeId.Interval
            ? Unsafe.ReadUnaligned<IntervalValue>(at)
            : throw CannotRead(ordinal, typeof(IntervalValue));
    }

    public Int128 GetInt128(int ordinal)
    {
        byte* at = NotNull(ordinal);
        if (!NumberReads.TryInt128(at, _types[ordinal], out Int128 value, out bool overflows))
            throw CannotRead(ordinal, typeof(Int128));
        return overflows ? throw DoesNotFit(ordinal, typeof(Int128)) : value;
    }

    public UInt128 GetUInt128(int ordinal)
    {
        byte* at = NotNull(ordinal);
        if (_cursors[ordinal].Id == LogicalTypeId.UHugeInt) return Unsafe.ReadUnaligned<UInt128>(at);
        Int128 value = GetInt128(ordinal);
        return Int128.IsNegative(value) ? throw DoesNotFit(ordinal, typeof(UInt128)) : (UInt128)value;
    }

    /// <summary>The bytes behind a VARCHAR (UTF-8) or BLOB, valid until the next row is read.</summary>
    public ReadOnlySpan<byte> GetUtf8(int ordinal)
    {
        byte* at = NotNull(ordinal);
        return _cursors[ordinal].Id is LogicalTypeId.Varchar or LogicalTypeId.Blob or LogicalTypeId.Json
            ? StringView.SpanOf((StringView*)at)
            : throw CannotRead(ordinal, typeof(ReadOnlySpan<byte>));
    }

    /// <summary>The value as the engine writes it (what a cast to VARCHAR gives), whatever its type; null for
    /// NULL.</summary>
    public string? GetText(int ordinal)
    {
        byte* at = Nullable(ordinal);
        if (at is null) return null;
        if (_cursors[ordinal].Id == LogicalTypeId.Varchar) return GetString(ordinal);
        Value value = ValueAccess.Read(at, _types[ordinal]);
        GC.KeepAlive(this);
        return ValueText.Format(value);
    }

    /// <summary>The current row's value, which is not NULL, with bytes of its own.</summary>
    private Value ValueOf(int ordinal)
    {
        Value value = ValueAccess.Read(NotNull(ordinal), _types[ordinal]);
        GC.KeepAlive(this);
        return value;
    }

    private ulong GetUInt64(int ordinal)
    {
        Int128 value = GetInt128(ordinal);
        return value < 0 || value > ulong.MaxValue ? throw DoesNotFit(ordinal, typeof(ulong)) : (ulong)value;
    }

    private byte[] GetByteArray(int ordinal)
    {
        byte* at = NotNull(ordinal);
        if (_cursors[ordinal].Id != LogicalTypeId.Blob) throw CannotRead(ordinal, typeof(byte[]));
        byte[] bytes = StringView.SpanOf((StringView*)at).ToArray();
        GC.KeepAlive(this);
        return bytes;
    }

    private long Integer(int ordinal, long min, long max, Type target)
    {
        byte* at = NotNull(ordinal);
        if (!NumberReads.TryInt64(at, _types[ordinal], out long value, out bool overflows))
            throw CannotRead(ordinal, target);
        return overflows || value < min || value > max ? throw DoesNotFit(ordinal, target) : value;
    }

    /// <summary>The CLR's ticks of a TIMESTAMP of any precision.</summary>
    private long Moment(int ordinal, long value)
    {
        int digits = _types[ordinal].SecondDigits;
        Int128 unit = 1;
        for (int i = 0; i < Math.Abs(7 - digits); i++) unit *= 10;
        Int128 ticks = digits <= 7 ? value * unit : value / unit;
        bool isExact = digits <= 7 || value % unit == 0;
        return isExact && TemporalText.IsFinite(value) && ticks == (long)ticks
            ? Ticks(ordinal, (long)ticks, typeof(DateTime))
            : throw DoesNotFit(ordinal, typeof(DateTime));
    }

    private DateTimeOffset Zoned(int ordinal, ZonedTime time)
    {
        if (time.OffsetSeconds % 60 != 0 || Math.Abs(time.OffsetSeconds) > 14 * 3600)
            throw DoesNotFit(ordinal, typeof(DateTimeOffset));
        return new DateTimeOffset(TimeSpan.TicksPerDay + time.Ticks, TimeSpan.FromSeconds(time.OffsetSeconds));
    }

    private long Ticks(int ordinal, long sinceEpoch, Type target)
    {
        Int128 ticks = (Int128)sinceEpoch + EpochTicks;
        return ticks >= 0 && ticks <= DateTime.MaxValue.Ticks ? (long)ticks : throw DoesNotFit(ordinal, target);
    }

    /// <summary>The address of the current row's value, or null where it is NULL.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private byte* Nullable(int ordinal)
    {
        ColumnCursor[] cursors = _cursors;
        if ((uint)_row >= (uint)_count || (uint)ordinal >= (uint)cursors.Length) ThrowNoValue(ordinal);
        return cursors[ordinal].AddressOf(_row);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private byte* NotNull(int ordinal)
    {
        byte* at = Nullable(ordinal);
        if (at is null) ThrowNull(ordinal);
        return at;
    }

    private void ThrowNoValue(int ordinal)
    {
        if (_isClosed) throw DataErrors.ReaderClosed();
        if ((uint)_row >= (uint)_count) throw DataErrors.NoRow();
        throw OutOfRange(ordinal);
    }

    private void ThrowNull(int ordinal) => throw DataErrors.ValueIsNull(_names[ordinal]);

    private InvalidCastException CannotRead(int ordinal, Type target) =>
        DataErrors.CannotRead(_names[ordinal], _types[ordinal].Name, target);

    private OverflowException DoesNotFit(int ordinal, Type target) =>
        DataErrors.DoesNotFit(_names[ordinal], GetText(ordinal) ?? "NULL", target);

    private IndexOutOfRangeException OutOfRange(int ordinal) =>
        new($"there is no column number {ordinal}; the result has {_names.Count}");
}
