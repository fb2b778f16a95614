using System.Text;

namespace Grizzly.Extensions.Tpch;

/// <summary>nation: 25 rows at every scale.</summary>
internal sealed class NationTable(TpchGenerator generator) : TpchTable(
    generator,
    "nation",
    Integer("n_nationkey"),
    Varchar("n_name", 25),
    Integer("n_regionkey"),
    Varchar("n_comment", 152))
{
    private const int CommentAverage = 72;

    public override long RowCount => WordLists.Nations.Length;

    private protected override int Fill(long firstUnit, int count, TpchBatch batch)
    {
        Span<int> keys = batch[0].PrepareIntegers(count);
        batch[1].PrepareText(count, WordList.Stride, out Span<int> offsets, out Span<byte> names);
        Span<int> regionKeys = batch[2].PrepareIntegers(count);
        for (int row = 0; row < count; row++)
        {
            keys[row] = (int)firstUnit + row;
            (string name, regionKeys[row]) = WordLists.Nations[keys[row]];
            offsets[row + 1] = offsets[row] + Encoding.ASCII.GetBytes(name, names[offsets[row]..]);
        }
        FillComments(batch, 3, 606179079, firstUnit, count, CommentAverage);
        return count;
    }
}
