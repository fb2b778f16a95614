using System.Runtime.CompilerServices;

namespace Grizzly.Extensions.Tpch;

/// <summary>part: 200,000 rows per unit of scale.</summary>
internal sealed unsafe class PartTable(TpchGenerator generator) : TpchTable(
    generator,
    "part",
    BigInt("p_partkey"),
    Varchar("p_name", 55),
    Varchar("p_mfgr", 25),
    Varchar("p_brand", 10),
    Varchar("p_type", 25),
    Integer("p_size"),
    Varchar("p_container", 10),
    Decimal("p_retailprice"),
    Varchar("p_comment", 23))
{
    private const int CommentAverage = 14;
    private const int ColorsPerName = 5;
    private const int MakersAndBrands = 5;

    public override long RowCount => Scale.Parts;

    private protected override int Fill(long firstUnit, int count, TpchBatch batch)
    {
        Span<long> keys = batch[0].PrepareLongs(count);
        Values.Count(firstUnit + 1, keys);

        WordList colors = WordLists.Colors;
        Span<uint> draws = batch.PrepareDraws(count * ColorsPerName);
        Draws.PerRow(draws, 709314158, firstUnit, ColorsPerName, colors.Count);
        FillNames(draws, count, colors, batch[1]);

        // A brand's first digit is its maker's.
        FillIntegers(batch, 2, 1, firstUnit, count, 1, MakersAndBrands);
        FillIntegers(batch, 3, 46831694, firstUnit, count, 1, MakersAndBrands);
        ReadOnlySpan<int> makers = batch[2].Integers;
        Span<int> brands = batch[3].PrepareIntegers(count);
        for (int row = 0; row < count; row++) brands[row] += makers[row] * 10;
        Texts.Tagged("Manufacturer#"u8, makers, 1, batch[2]);
        Texts.Tagged("Brand#"u8, brands, 2, batch[3]);

        FillWords(batch, 4, 1841581359, firstUnit, count, WordLists.PartTypes);
        FillIntegers(batch, 5, 1193163244, firstUnit, count, 1, 50);
        FillWords(batch, 6, 727633698, firstUnit, count, WordLists.Containers);
        Span<long> prices = batch[7].PrepareLongs(count);
        for (int row = 0; row < count; row++) prices[row] = TpchScale.PriceOf(keys[row]);
        FillComments(batch, 8, 804159733, firstUnit, count, CommentAverage);
        return count;
    }

    /// <summary>Five different colours, parted by spaces: the head of a random permutation of all colours.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void FillNames(ReadOnlySpan<uint> draws, int count, WordList colors, TpchColumnData column)
    {
        int maxLength = (colors.MaxLength + 1) * ColorsPerName;
        column.PrepareText(count, maxLength, out Span<int> offsets, out Span<byte> bytes);
        Span<byte> permutation = stackalloc byte[colors.Count];
        for (int i = 0; i < permutation.Length; i++) permutation[i] = (byte)i;
        Span<int> swaps = stackalloc int[ColorsPerName];
        fixed (byte* start = bytes)
        {
            byte* output = start;
            for (int row = 0; row < count; row++)
            {
                for (int i = 0; i < ColorsPerName; i++)
                {
                    swaps[i] = i + RandomStream.Scale(draws[row * ColorsPerName + i], colors.Count - i);
                    (permutation[i], permutation[swaps[i]]) = (permutation[swaps[i]], permutation[i]);
                    output = colors.Append(output, permutation[i]);
                    *output++ = (byte)' ';
                }
                output--;
                offsets[row + 1] = (int)(output - start);
                for (int i = ColorsPerName - 1; i >= 0; i--) // undone, so that each row starts in order
                    (permutation[i], permutation[swaps[i]]) = (permutation[swaps[i]], permutation[i]);
            }
        }
    }
}
