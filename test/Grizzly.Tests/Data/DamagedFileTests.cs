using System.Buffers.Binary;
using System.IO.Hashing;
using System.Text;
using Grizzly.Common;
using Grizzly.Data;
using Grizzly.Storage;
using Grizzly.Transactions;

namespace Grizzly.Tests.Data;

/// <summary>
/// Files that are not what we wrote, opened through the provider: the right answers or a clear error, never anything
/// else. A damaged end of the log leaves the transactions before it.
/// </summary>
/// <remarks>GRIZZLY_DAMAGE_ROUNDS sets how many bits are flipped in each test, GRIZZLY_DAMAGE_SEED which.</remarks>
public sealed class DamagedFileTests
{
    private DamagedDatabase _good = null!;

    private static int Setting(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), out int value) ? value : otherwise;

    private static int Rounds => Setting("GRIZZLY_DAMAGE_ROUNDS", 100);

    private static int Seed { get; } = Setting("GRIZZLY_DAMAGE_SEED", 1);

    [OneTimeSetUp]
    public void Make() => _good = new DamagedDatabase();

    [OneTimeTearDown]
    public void Delete() => _good.Dispose();

    [Test]
    public void A_missing_file_is_58P01_for_readers()
    {
        Assert.That(_good.ReadFile("missing.grz", readOnly: true).Error?.SqlState, Is.EqualTo("58P01"));
        Assert.That(_good.ReadFile("no/such/folder.grz", readOnly: true).Error?.SqlState, Is.EqualTo("58P01"));
        Assert.That(_good.ReadFile("no/such/folder.grz", readOnly: false).Error?.SqlState, Is.EqualTo("58P01"));
        Assert.That(File.Exists(_good.PathOf("missing.grz")), Is.False);
    }

    [TestCase(false)]
    [TestCase(true)]
    public void A_directory_is_no_database(bool readOnly)
    {
        Directory.CreateDirectory(_good.PathOf("directory.grz"));
        GrizzlyException? error = _good.ReadFile("directory.grz", readOnly).Error;
        Assert.That(error?.SqlState, Is.EqualTo("58030"));
        Assert.That(error!.Message, Does.Contain("is a directory"));
    }

    [Test]
    public void An_empty_file_becomes_a_database_but_only_for_writers()
    {
        Assert.That(_good.Read([], null, readOnly: true).Error?.SqlState, Is.EqualTo("XX001"));
        Assert.That(_good.Read([], null, readOnly: false).Text, Is.Empty);
    }

    private static IEnumerable<TestCaseData> ForeignFiles()
    {
        byte[] random = new byte[300_000];
        new Random(3).NextBytes(random);
        yield return Case("a_text", Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("Hello, world.\n", 3000))));
        yield return Case("a_short_text", "hi"u8.ToArray());
        yield return Case("a_picture", [0x89, .. "PNG\r\n\u001a\n"u8, .. random.AsSpan(0, 5000)]);
        yield return Case("an_SQLite_file", [.. "SQLite format 3\0"u8, .. new byte[8176]]);
        yield return Case("random_bytes", random);
        yield return Case("many_zeros", new byte[600_000]);

        static TestCaseData Case(string name, byte[] bytes) => new TestCaseData(bytes).SetArgDisplayNames(name);
    }

    [TestCaseSource(nameof(ForeignFiles))]
    public void Foreign_files_are_refused_and_left_alone(byte[] bytes)
    {
        foreach (bool readOnly in (bool[])[true, false])
        {
            DamagedDatabase.Outcome outcome = _good.Read(bytes, null, readOnly);
            Assert.That(outcome.Error?.SqlState, Is.EqualTo("XX001"));
            Assert.That(outcome.Error!.Message, Does.Contain("is not a Grizzly database"));
            Assert.That(File.ReadAllBytes(_good.PathOf("damaged.grz")).AsSpan().SequenceEqual(bytes));
        }
    }

    [Test]
    public void A_newer_format_is_named_and_left_alone()
    {
        byte[] newer = [.. _good.Closed];
        foreach (int slot in (int[])[0, BlockLayout.HeaderSlotBytes])
        {
            BinaryPrimitives.WriteUInt32LittleEndian(newer.AsSpan(slot + 8), 99);
            SealHeader(newer.AsSpan(slot, BlockLayout.HeaderSlotBytes));
        }
        Assert.That(_good.Read(newer, null, readOnly: false).Error?.Message, Does.Contain("storage version 99"));
        byte[] log = [.. _good.Log];
        BinaryPrimitives.WriteUInt32LittleEndian(log.AsSpan(8), 99);
        SealLogHeader(log);
        Assert.That(_good.Read(_good.File, log, readOnly: false).Error?.Message, Does.Contain("version 99"));
        Assert.That(File.ReadAllBytes(_good.PathOf("damaged.grz.wal")).AsSpan().SequenceEqual(log));
    }

    [TestCase(false)]
    [TestCase(true)]
    public void A_truncated_file_gives_everything_or_an_error(bool readOnly)
    {
        byte[] whole = _good.Closed;
        var cuts = new SortedSet<int> { 1, 7, 8, 100, 2048, 4095, 4096, 4097, 6144, 8191 };
        for (int block = BlockLayout.BlocksStart; block <= whole.Length; block += BlockLayout.BlockBytes)
        {
            foreach (int near in (int[])[-4096, -9, -1, 0, 1, 32, 4096]) cuts.Add(block + near);
        }
        int refused = 0;
        foreach (int cut in cuts.Where(cut => cut < whole.Length))
        {
            DamagedDatabase.Outcome outcome = _good.Read(whole[..cut], null, readOnly);
            if (outcome.Error is { } error)
            {
                refused++;
                Assert.That(error.SqlState, Is.EqualTo("XX001"), $"cut at {cut}: {error}");
            }
            else Assert.That(outcome.Text, Is.EqualTo(_good.States[^1]), $"cut at {cut}");
        }
        Assert.That(refused, Is.GreaterThan(15));
    }

    [TestCase(false)]
    [TestCase(true)]
    public void A_truncated_log_gives_the_transactions_before_the_cut(bool readOnly)
    {
        var cuts = new SortedSet<int>();
        foreach (long end in _good.Ends)
        {
            foreach (int near in (int[])[-17, -1, 0, 1, 15, 16, 17]) cuts.Add((int)end + near);
        }
        foreach (int cut in cuts.Where(cut => cut <= _good.Log.Length))
        {
            DamagedDatabase.Outcome outcome = _good.Read(_good.File, _good.Log[..cut], readOnly);
            Assert.That(outcome.Text, Is.EqualTo(_good.StateAt(cut)), $"cut at {cut}: {outcome.Error}");
            bool isClean = cut == 0 || _good.Ends.Contains(cut);
            Assert.That(outcome.Report, isClean ? Is.Null : Is.Not.Null, $"cut at {cut}");
        }
    }

    [TestCase(false)]
    [TestCase(true)]
    public void Flipped_bits_in_a_closed_file_change_no_answer(bool readOnly) =>
        FlipFile(_good.Closed, null, readOnly);

    [TestCase(false)]
    [TestCase(true)]
    public void Flipped_bits_in_a_file_with_a_log_change_no_answer(bool readOnly) =>
        FlipFile(_good.File, _good.Log, readOnly);

    [TestCase(false)]
    [TestCase(true)]
    public void Flipped_bits_in_the_log_leave_the_transactions_before(bool readOnly)
    {
        var random = new Random(Seed);
        for (int round = 0; round < Rounds; round++)
        {
            byte[] log = [.. _good.Log];
            // Half of them hit the heads of frames or the ends of transactions.
            int at = random.Next(2) == 0 ? random.Next(DamagedDatabase.LogFormatBytes, (int)_good.Ends[^1])
                : (int)_good.Ends[random.Next(_good.Ends.Count - 1)] + random.Next(24);
            log[at] ^= (byte)(1 << random.Next(8));
            DamagedDatabase.Outcome outcome = _good.Read(_good.File, log, readOnly);
            Assert.That(outcome.Text, Is.EqualTo(_good.StateAt(at)), $"byte {at}: {outcome.Error}");
            Assert.That(outcome.Report, Does.Contain("was cut at byte"));
        }
    }

    [Test]
    public void A_log_with_a_damaged_header_is_refused_and_left_alone()
    {
        for (int at = 0; at < DamagedDatabase.LogFormatBytes; at += 3)
        {
            byte[] log = [.. _good.Log];
            log[at] ^= 4;
            DamagedDatabase.Outcome outcome = _good.Read(_good.File, log, readOnly: at % 2 == 0);
            Assert.That(outcome.Error?.SqlState, Is.EqualTo("XX001"), $"byte {at}");
            Assert.That(File.ReadAllBytes(_good.PathOf("damaged.grz.wal")).AsSpan().SequenceEqual(log));
        }
    }

    [Test]
    public void The_log_of_another_database_is_refused()
    {
        using var other = new DamagedDatabase();
        GrizzlyException? error = _good.Read(_good.File, other.Log, readOnly: false).Error;
        Assert.That(error?.SqlState, Is.EqualTo("XX001"));
        Assert.That(error!.Message, Does.Contain("belongs to another database"));
    }

    [Test]
    public void A_log_without_its_database_is_refused_and_left_alone()
    {
        string path = _good.PathOf("orphan.grz");
        File.WriteAllBytes(path + ".wal", _good.Log);
        Assert.That(_good.ReadFile("orphan.grz", readOnly: false).Error?.SqlState, Is.EqualTo("XX001"));
        Assert.That(File.Exists(path), Is.False);
        Assert.That(File.ReadAllBytes(path + ".wal").AsSpan().SequenceEqual(_good.Log));
    }

    [Test]
    public void A_newer_log_beside_an_older_copy_of_the_file_is_refused()
    {
        byte[] log = [.. _good.Log];
        BinaryPrimitives.WriteUInt64LittleEndian(log.AsSpan(32), 50);
        SealLogHeader(log);
        Assert.That(_good.Read(_good.File, log, readOnly: false).Error?.Message, Does.Contain("is newer than"));
    }

    [Test]
    public void Without_its_log_a_file_is_what_its_last_checkpoint_wrote()
    {
        Assert.That(_good.Read(_good.File, null, readOnly: true).Text, Is.EqualTo(_good.States[0]));
        Assert.That(_good.Read(_good.File, null, readOnly: false).Text, Is.EqualTo(_good.States[0]));
    }

    /// <summary>Beyond bit rot: bytes that pass every checksum and still are not what we wrote.</summary>
    [Test]
    public void Sealed_nonsense_raises_nothing_but_our_errors()
    {
        var random = new Random(Seed);
        int refused = 0;
        for (int round = 0; round < Rounds * 3; round++)
        {
            byte[] file = [.. _good.File], log = [.. _good.Log];
            switch (round % 4)
            {
                case 0: Scramble(random, file.AsSpan(NewestHeader(file), 72)[16..]); break;
                case 1: ScrambleLog(random, log); break;
                default: ScrambleBlock(random, file); break;
            }
            SealHeader(file.AsSpan(NewestHeader(file), BlockLayout.HeaderSlotBytes));
            if (_good.Read(file, log, readOnly: round % 3 != 0).Error is not null) refused++;
        }
        Assert.That(refused, Is.GreaterThan(Rounds / 4));
    }

    private void FlipFile(byte[] whole, byte[]? log, bool readOnly)
    {
        var random = new Random(Seed);
        int blocks = (whole.Length - BlockLayout.BlocksStart) / BlockLayout.BlockBytes;
        int refused = 0;
        for (int round = 0; round < Rounds; round++)
        {
            byte[] damaged = [.. whole];
            int block = (int)BlockLayout.OffsetOf(random.Next(blocks));
            int at = (round % 5) switch
            {
                0 => random.Next(80),
                1 => BlockLayout.HeaderSlotBytes + random.Next(80),
                2 => random.Next(BlockLayout.BlocksStart),
                3 => block + random.Next(64),
                _ => random.Next(damaged.Length),
            };
            damaged[at] ^= (byte)(1 << random.Next(8));
            DamagedDatabase.Outcome outcome = _good.Read(damaged, log, readOnly);
            if (outcome.Error is { } error)
            {
                refused++;
                Assert.That(error.SqlState, Is.EqualTo("XX001"), $"byte {at}: {error}");
            }
            else Assert.That(outcome.Text, Is.EqualTo(_good.States[^1]), $"byte {at}");
        }
        Assert.That(refused, Is.GreaterThan(Rounds / 4));
    }

    private static void Scramble(Random random, Span<byte> bytes)
    {
        for (int count = random.Next(1, 4); count > 0; count--)
        {
            int at = random.Next(bytes.Length);
            bytes[at] = random.Next(3) switch { 0 => 0xFF, 1 => (byte)random.Next(256), _ => (byte)(bytes[at] ^ 1) };
        }
    }

    private static void ScrambleBlock(Random random, byte[] file)
    {
        int blocks = (file.Length - BlockLayout.BlocksStart) / BlockLayout.BlockBytes, number = random.Next(blocks);
        Span<byte> block = file.AsSpan((int)BlockLayout.OffsetOf(number), BlockLayout.BlockBytes);
        Span<byte> payload = block[BlockLayout.BlockHeaderBytes..];
        int used = payload.LastIndexOfAnyExcept((byte)0) + 1;
        // Metadata begins its block; so do the first parts of segments.
        Scramble(random, payload[..Math.Max(1, random.Next(2) == 0 ? Math.Min(400, used) : used)]);
        BlockLayout.Seal(block, number, BinaryPrimitives.ReadUInt64LittleEndian(block[8..]));
    }

    private void ScrambleLog(Random random, byte[] log)
    {
        ulong checksum = BinaryPrimitives.ReadUInt64LittleEndian(log.AsSpan(40));
        for (int at = DamagedDatabase.LogFormatBytes; at < _good.Ends[^1];)
        {
            Span<byte> frame = log.AsSpan(at);
            frame = frame[..(LogFormat.FrameHeaderBytes + LogFormat.PayloadLength(frame))];
            if (random.Next(8) == 0)
            {
                Span<byte> payload = frame[LogFormat.FrameHeaderBytes..];
                if (payload.Length > 0) Scramble(random, payload[..Math.Min(payload.Length, 60)]);
                if (random.Next(8) == 0) frame[4] = (byte)random.Next(1, 20);
            }
            checksum = LogFormat.Checksum(frame, checksum);
            BinaryPrimitives.WriteUInt64LittleEndian(frame[8..], checksum);
            at += frame.Length;
        }
    }

    private static int NewestHeader(byte[] file)
    {
        ulong first = BinaryPrimitives.ReadUInt64LittleEndian(file.AsSpan(32));
        ulong second = BinaryPrimitives.ReadUInt64LittleEndian(file.AsSpan(BlockLayout.HeaderSlotBytes + 32));
        return first > second ? 0 : BlockLayout.HeaderSlotBytes;
    }

    private static void SealHeader(Span<byte> slot) =>
        BinaryPrimitives.WriteUInt64LittleEndian(slot[^8..], XxHash3.HashToUInt64(slot[..^8]));

    private static void SealLogHeader(byte[] log) =>
        BinaryPrimitives.WriteUInt64LittleEndian(log.AsSpan(56), XxHash3.HashToUInt64(log.AsSpan(0, 56)));
}
