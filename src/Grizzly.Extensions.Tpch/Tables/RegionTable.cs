using System.Text;

namespace Grizzly.Extensions.Tpch;

/// <summary>region: 5 rows at every scale.</summary>
internal sealed class RegionTable(TpchGenerator generator) : TpchTable(
    generator,
    "region",
    Integer("r_regionkey"),
    Varchar("r_name", 25),
    Varchar("r_comment", 152))
{
    private const int CommentAverage = 72;

    public override long RowCount => WordLists.Regions.Length;

    private protected override int Fill(long firstUnit, int count, TpchBatch batch)
    {
        Span<int> keys = batch[0].PrepareIntegers(count);
        batch[1].PrepareText(count, WordList.Stride, out Span<int> offsets, out Span<byte> names);
        for (int row = 0; row < count; row++)
        {
            keys[row] = (int)firstUnit + row;
            string name = WordLists.Regions[keys[row]];
            offsets[row + 1] = offsets[row] + Encoding.ASCII.GetBytes(name, names[offsets[row]..]);
        }
        FillComments(batch, 2, 1500869201, firstUnit, count, CommentAverage);
        return count;
    }
}
