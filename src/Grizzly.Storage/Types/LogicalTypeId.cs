namespace Grizzly.Types;

/// <summary>The kinds of SQL types. The numbers are written to files: never renumber, only append.</summary>
public enum LogicalTypeId : byte
{
    /// <summary>The type of an untyped NULL literal.</summary>
    Null = 0,
    Boolean = 1,
    TinyInt = 2,
    SmallInt = 3,
    Integer = 4,
    BigInt = 5,
    HugeInt = 6,
    UTinyInt = 7,
    USmallInt = 8,
    UInteger = 9,
    UBigInt = 10,
    UHugeInt = 11,
    Float = 12,
    Double = 13,
    Decimal = 14,
    Varchar = 15,
    Blob = 16,
    Bit = 17,
    Uuid = 18,
    Date = 19,
    Time = 20,
    Timestamp = 21,
    TimestampTz = 22,
    Interval = 23,

    /// <summary>One of the labels that the type lists: stored as the label's number.</summary>
    Enum = 24,
    List = 25,

    /// <summary>A list of a fixed number of elements.</summary>
    Array = 26,
    Struct = 27,
    Map = 28,
    Union = 29,

    /// <summary>VARCHAR that is a JSON text.</summary>
    Json = 30,

    /// <summary>A time with its offset from UTC.</summary>
    TimeTz = 31,
    TimestampS = 32,
    TimestampMs = 33,
    TimestampNs = 34,
    TimeNs = 35,
}
