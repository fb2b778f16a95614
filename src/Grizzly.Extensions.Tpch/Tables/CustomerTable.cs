namespace Grizzly.Extensions.Tpch;

/// <summary>customer: 150,000 rows per unit of scale.</summary>
internal sealed class CustomerTable(TpchGenerator generator) : TpchTable(
    generator,
    "customer",
    BigInt("c_custkey"),
    Varchar("c_name", 25),
    Varchar("c_address", 40),
    Integer("c_nationkey"),
    Varchar("c_phone", 15),
    Decimal("c_acctbal"),
    Varchar("c_mktsegment", 10),
    Varchar("c_comment", 117))
{
    private const int CommentAverage = 73;

    public override long RowCount => Scale.Customers;

    private protected override int Fill(long firstUnit, int count, TpchBatch batch)
    {
        Span<long> keys = batch[0].PrepareLongs(count);
        Values.Count(firstUnit + 1, keys);
        Texts.Numbered("Customer#"u8, keys, batch[1]);
        FillContact(batch, firstUnit, count, 881155353, 1489529863, 1521138112, 298370230);
        FillWords(batch, 6, 1140279430, firstUnit, count, WordLists.Segments);
        FillComments(batch, 7, 1335826707, firstUnit, count, CommentAverage);
        return count;
    }
}
