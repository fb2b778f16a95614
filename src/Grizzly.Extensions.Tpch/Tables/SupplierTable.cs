namespace Grizzly.Extensions.Tpch;

/// <summary>supplier: 10,000 rows per unit of scale, some with a customer's complaint or recommendation.</summary>
internal sealed class SupplierTable(TpchGenerator generator) : TpchTable(
    generator,
    "supplier",
    BigInt("s_suppkey"),
    Varchar("s_name", 25),
    Varchar("s_address", 40),
    Integer("s_nationkey"),
    Varchar("s_phone", 15),
    Decimal("s_acctbal"),
    Varchar("s_comment", 101))
{
    private const int CommentColumn = 6;
    private const int CommentAverage = 63;

    /// <summary>10 of 10,000 suppliers have a remark; of the types 0 to 100 those below 50 are complaints.</summary>
    private const int RemarksPerBase = 10;
    private const int Base = 10_000;
    private const int ComplaintPercent = 50;

    private const uint RemarkSeed = 202794285;
    private const uint RemarkTypeSeed = 753643799;
    private const uint RemarkGapSeed = 263032577;
    private const uint RemarkPlaceSeed = 715851524;

    public override long RowCount => Scale.Suppliers;

    private protected override int Fill(long firstUnit, int count, TpchBatch batch)
    {
        Span<long> keys = batch[0].PrepareLongs(count);
        Values.Count(firstUnit + 1, keys);
        Texts.Numbered("Supplier#"u8, keys, batch[1]);
        FillContact(batch, firstUnit, count, 706178559, 110356601, 884434366, 962338209);
        FillComments(batch, CommentColumn, 1341315363, firstUnit, count, CommentAverage);

        Span<uint> draws = batch.PrepareDraws(count);
        Draws.PerRow(draws, RemarkSeed, firstUnit);
        for (int row = 0; row < count; row++)
        {
            if (1 + RandomStream.Scale(draws[row], Base) <= RemarksPerBase)
                WriteRemark(firstUnit + row, batch[CommentColumn].MutableText(row));
        }
        return count;
    }

    /// <summary>Overwrites two stretches of the comment: "Customer " and, behind a gap, the verdict.</summary>
    private static void WriteRemark(long row, Span<byte> comment)
    {
        ReadOnlySpan<byte> subject = "Customer "u8;
        int type = RandomStream.Scale(RandomStream.At(RemarkTypeSeed, row + 1).State, 101);
        ReadOnlySpan<byte> verdict = type < ComplaintPercent ? "Complaints"u8 : "Recommends"u8;
        int spare = comment.Length - subject.Length - verdict.Length;
        int gap = RandomStream.Scale(RandomStream.At(RemarkGapSeed, row + 1).State, spare + 1);
        int place = RandomStream.Scale(RandomStream.At(RemarkPlaceSeed, row + 1).State, spare - gap + 1);
        subject.CopyTo(comment[place..]);
        verdict.CopyTo(comment[(place + subject.Length + gap)..]);
    }
}
