using System.Runtime.CompilerServices;

namespace Grizzly.Extensions.Tpch;

/// <summary>partsupp: four offers per part, hence 800,000 rows per unit of scale.</summary>
internal sealed class PartSuppTable(TpchGenerator generator) : TpchTable(
    generator,
    "partsupp",
    BigInt("ps_partkey"),
    BigInt("ps_suppkey"),
    BigInt("ps_availqty"),
    Decimal("ps_supplycost"),
    Varchar("ps_comment", 199))
{
    private const int CommentAverage = 124;
    private const int OffersPerPart = 4;

    public override long RowCount => Scale.Parts * OffersPerPart;

    private protected override int Fill(long firstUnit, int count, TpchBatch batch)
    {
        FillKeys(Scale, firstUnit, batch[0].PrepareLongs(count), batch[1].PrepareLongs(count));
        FillLongs(batch, 2, 1671059989, firstUnit, count, 1, 9_999);
        FillLongs(batch, 3, 1051288424, firstUnit, count, 100, 100_000);
        FillComments(batch, 4, 1961692154, firstUnit, count, CommentAverage);
        return count;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void FillKeys(TpchScale scale, long firstRow, Span<long> partKeys, Span<long> supplierKeys)
    {
        for (int i = 0; i < partKeys.Length; i++)
        {
            long row = firstRow + i;
            partKeys[i] = row / OffersPerPart + 1;
            supplierKeys[i] = scale.SupplierOf(partKeys[i], row % OffersPerPart);
        }
    }
}
