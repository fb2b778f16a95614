using Grizzly.Common;
using Grizzly.Indexes;
using Grizzly.Storage;
using Grizzly.Tests.Storage;
using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Tests.Indexes;

public sealed unsafe class BPlusTreeTests
{
    private static readonly IComparer<byte[]> Bytes =
        Comparer<byte[]>.Create((left, right) => left.AsSpan().SequenceCompareTo(right));

    [TestCase(1, 40)]
    [TestCase(2, 900)]
    [TestCase(3, 8)]
    public void Random_inserts_and_removals_agree_with_a_sorted_set(int seed, int longest)
    {
        (DatabaseStorage storage, _) = TestCatalog.Open(new SimulatedFileSystem(), null);
        using DatabaseStorage owned = storage;
        var random = new Random(seed);
        var tree = new BPlusTree(storage.Context);
        var expected = new SortedSet<byte[]>(Bytes);
        using var entry = new KeyBuffer();
        for (int step = 0; step < 20_000; step++)
        {
            if (expected.Count > 0 && random.Next(4) == 0)
            {
                byte[] gone = expected.ElementAt(random.Next(Math.Min(expected.Count, 50)));
                entry.Set(gone);
                Assert.That(tree.Remove(entry), Is.True);
                expected.Remove(gone);
                continue;
            }
            byte[] bytes = new byte[random.Next(longest) + 1 + IndexEntries.RowIdBytes];
            // Few different bytes make long shared prefixes; the zero that ends a key keeps it from beginning others.
            for (int i = 0; i < bytes.Length; i++) bytes[i] = (byte)(random.Next(2) + 1);
            bytes[^9] = 0;
            entry.Set(bytes);
            bool isNew = tree.Insert(entry, bytes.Length - 8, null, out Neighbours neighbours);
            Assert.That(isNew, Is.EqualTo(expected.Add(bytes)));
            if (!isNew) continue;
            bool hasSame = expected.GetViewBetween(bytes[..^8], [.. bytes[..^8], 255, 255]).Any(other =>
                other.AsSpan().StartsWith(bytes.AsSpan(0, bytes.Length - 8)) && !ReferenceEquals(other, bytes));
            if (hasSame) Assert.That(neighbours, Is.Not.EqualTo(Neighbours.Different));
        }
        Assert.That(tree.EntryCount, Is.EqualTo(expected.Count));
        Assert.That(ReadAll(tree, random.Next(1, 100), false), Is.EqualTo(expected));
        Assert.That(ReadAll(tree, random.Next(1, 100), true), Is.EqualTo(expected.Reverse()));
        byte[][] all = [.. expected];
        for (int i = 0; i < 300; i++)
        {
            byte[] low = Cut(random, all), high = Cut(random, all);
            bool isLowBehind = random.Next(2) == 0, isHighBehind = random.Next(2) == 0, back = random.Next(2) == 0;
            IEnumerable<byte[]> range = all.Where(e =>
                !IsBefore(e, low, isLowBehind) && IsBefore(e, high, isHighBehind));
            using var cursor = new IndexCursor(null!, tree, null) { KeepsKeys = true };
            cursor.Seek(low, isLowBehind, high, isHighBehind, back);
            Assert.That(Read(cursor, 7), Is.EqualTo(back ? range.Reverse() : range));
        }
    }

    [Test]
    public void A_tree_built_from_sorted_entries_holds_them_and_takes_more()
    {
        (DatabaseStorage storage, _) = TestCatalog.Open(new SimulatedFileSystem(), null);
        using DatabaseStorage owned = storage;
        var tree = new BPlusTree(storage.Context);
        byte[][] entries = [.. Enumerable.Range(0, 50_000).Select(i => Number(i * 2))];
        using (BPlusTree.Builder builder = tree.BuildSorted())
        {
            foreach (byte[] entry in entries) Add(builder, entry);
            builder.Finish();
        }
        using var one = new KeyBuffer();
        for (int i = 0; i < 1000; i++)
        {
            one.Set(Number(i * 100 + 1));
            Assert.That(tree.Insert(one, 8, null, out _), Is.True);
        }
        Assert.That(ReadAll(tree, 1000, false), Has.Count.EqualTo(51_000).And.Ordered.Using((IComparer<byte[]>)Bytes));
    }

    [Test]
    public void Encoded_keys_order_as_their_values_do()
    {
        var random = new Random(7);
        LogicalType[] types =
        [
            LogicalType.Boolean, LogicalType.TinyInt, LogicalType.SmallInt, LogicalType.Integer, LogicalType.BigInt,
            LogicalType.HugeInt, LogicalType.UTinyInt, LogicalType.USmallInt, LogicalType.UInteger, LogicalType.UBigInt,
            LogicalType.UHugeInt, LogicalType.Float, LogicalType.Double, LogicalType.Varchar,
        ];
        foreach (LogicalType type in types)
        {
            foreach (bool descending in new[] { false, true })
            {
                var column = new KeyColumn(type, descending, NullsFirst: descending);
                using var vector = new ColumnVector(type);
                vector.SetFlat();
                for (int i = 0; i < 200; i++) vector.SetValue(i, RandomValue(random, type));
                var keys = new List<(byte[] Key, int Row)>();
                using var buffer = new KeyBuffer();
                using var decoded = new ColumnVector(type);
                decoded.SetFlat();
                for (int i = 0; i < 200; i++)
                {
                    buffer.Clear();
                    KeyEncoding.Append(buffer, column, vector, i);
                    keys.Add((buffer.Span.ToArray(), i));
                    Assert.That(KeyEncoding.Decode(buffer.Span, 0, column, decoded, i), Is.EqualTo(buffer.Length));
                    Assert.That(KeyEncoding.Skip(buffer.Span, 0, column), Is.EqualTo(buffer.Length));
                    Assert.That(decoded.GetValue(i).ToString(), Is.EqualTo(vector.GetValue(i).ToString()));
                }
                foreach ((byte[] left, int l) in keys)
                {
                    foreach ((byte[] right, int r) in keys)
                    {
                        int byKey = Math.Sign(left.AsSpan().SequenceCompareTo(right));
                        int byValue = Math.Sign(CompareValues(vector.GetValue(l), vector.GetValue(r)));
                        Assert.That(byKey, Is.EqualTo(descending ? -byValue : byValue), $"{type} {descending}");
                    }
                }
            }
        }
    }

    private static int CompareValues(Value left, Value right)
    {
        if (left.IsNull || right.IsNull) return left.IsNull.CompareTo(right.IsNull);
        if (left.Type.Physical == PhysicalType.String) return left.Bytes.SequenceCompareTo(right.Bytes);
        return OrderedKey.Of(left).CompareTo(OrderedKey.Of(right));
    }

    private static Value RandomValue(Random random, LogicalType type)
    {
        if (random.Next(10) == 0) return Value.Null(type);
        switch (type.Physical)
        {
            case PhysicalType.String:
                byte[] text = new byte[random.Next(20)];
                for (int i = 0; i < text.Length; i++) text[i] = (byte)random.Next(3);
                return Value.Of(type, text);
            case PhysicalType.Float: return Value.OfFloat((float)(random.NextDouble() * 100 - 50));
            case PhysicalType.Double: return Value.OfDouble(random.NextDouble() * 1e9 - 5e8);
            case PhysicalType.UInt128: return Value.Of(type, (UInt128)random.NextInt64() << random.Next(60));
        }
        (Int128 min, Int128 max) = OrderedKey.Domain(type.Physical);
        Int128 number = random.Next(4) switch
        {
            0 => random.Next(100), 1 => -random.Next(100), 2 => random.NextInt64(), _ => -(Int128)random.NextInt64(),
        };
        return Value.Of(type, Int128.Clamp(number, min, max));
    }

    private static byte[] Number(int value)
    {
        byte[] bytes = new byte[16];
        System.Buffers.Binary.BinaryPrimitives.WriteInt64BigEndian(bytes, value);
        return bytes;
    }

    private static void Add(BPlusTree.Builder builder, byte[] entry)
    {
        fixed (byte* bytes = entry) builder.Add(bytes, entry.Length);
    }

    private static byte[] Cut(Random random, byte[][] all)
    {
        byte[] entry = all[random.Next(all.Length)];
        return entry[..random.Next(entry.Length + 1)];
    }

    private static bool IsBefore(byte[] entry, byte[] position, bool isBehind) =>
        entry.AsSpan().StartsWith(position) ? isBehind : entry.AsSpan().SequenceCompareTo(position) < 0;

    private static List<byte[]> ReadAll(BPlusTree tree, int batch, bool isBackwards)
    {
        using var cursor = new IndexCursor(null!, tree, null) { KeepsKeys = true };
        cursor.SeekAll(isBackwards);
        return Read(cursor, batch);
    }

    private static List<byte[]> Read(IndexCursor cursor, int batch)
    {
        var entries = new List<byte[]>();
        var rowIds = new long[batch];
        for (int count = cursor.Read(rowIds); count > 0; count = cursor.Read(rowIds))
        {
            for (int i = 0; i < count; i++) entries.Add(cursor.Key(i).ToArray());
        }
        return entries;
    }
}
