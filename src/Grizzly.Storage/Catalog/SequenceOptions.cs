using Grizzly.Common;
using Grizzly.Types;

namespace Grizzly.Catalog;

/// <summary>What a sequence counts. Immutable.</summary>
/// <param name="Cache">How many values a session takes at a time.</param>
public sealed record SequenceOptions(
    long Start, long Increment, long MinValue, long MaxValue, bool IsCycling, long Cache)
{
    public static readonly SequenceOptions Default = new(1, 1, 1, long.MaxValue, false, 1);

    /// <summary>AS: SMALLINT, INTEGER or BIGINT, whose range bounds the values unless they say otherwise.</summary>
    public LogicalType Type { get; init; } = LogicalType.BigInt;

    public static void Write(ByteWriter writer, SequenceOptions options)
    {
        writer.Int64(options.Start);
        writer.Int64(options.Increment);
        writer.Int64(options.MinValue);
        writer.Int64(options.MaxValue);
        writer.Bool(options.IsCycling);
        writer.Int64(options.Cache);
    }

    /// <summary>XX001 where the bytes are no sequence's options.</summary>
    public static SequenceOptions Read(ref ByteReader reader)
    {
        long start = reader.Int64(), increment = reader.Int64(), min = reader.Int64(), max = reader.Int64();
        bool isCycling = reader.Bool();
        long cache = reader.Int64();
        if (increment == 0 || min > max || start < min || start > max || cache < 1)
            throw Errors.Corrupted("the catalog holds an impossible sequence");
        return new SequenceOptions(start, increment, min, max, isCycling, cache);
    }
}
