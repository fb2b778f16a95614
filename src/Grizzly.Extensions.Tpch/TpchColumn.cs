namespace Grizzly.Extensions.Tpch;

/// <summary>How a column's values are stored in a <see cref="TpchBatch"/>.</summary>
public enum TpchColumnKind
{
    /// <summary>INTEGER: <see cref="TpchColumnData.Integers"/>.</summary>
    Integer,

    /// <summary>BIGINT: <see cref="TpchColumnData.Longs"/>.</summary>
    BigInt,

    /// <summary>DECIMAL(15,2) as hundredths: <see cref="TpchColumnData.Longs"/>.</summary>
    Decimal15_2,

    /// <summary>DATE as days since 1970-01-01: <see cref="TpchColumnData.Integers"/>.</summary>
    Date,

    /// <summary>VARCHAR(n), ASCII: <see cref="TpchColumnData.Text"/>.</summary>
    Varchar,
}

/// <summary>A column of a TPC-H table. No column holds nulls.</summary>
/// <param name="Name">The specification's name, in lower case.</param>
/// <param name="Kind">The type, which also says where a batch keeps the values.</param>
/// <param name="Length">The n of VARCHAR(n); 0 for the other kinds.</param>
public readonly record struct TpchColumn(string Name, TpchColumnKind Kind, int Length = 0)
{
    /// <summary>The reference generator prints l_quantity without decimals.</summary>
    internal bool IsWholeInTbl => Name == "l_quantity";

    /// <summary>The type as SQL writes it.</summary>
    public string SqlType => Kind switch
    {
        TpchColumnKind.Integer => "integer",
        TpchColumnKind.BigInt => "bigint",
        TpchColumnKind.Decimal15_2 => "decimal(15,2)",
        TpchColumnKind.Date => "date",
        _ => $"varchar({Length})",
    };
}
