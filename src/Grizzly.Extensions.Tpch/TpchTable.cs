namespace Grizzly.Extensions.Tpch;

/// <summary>One of the eight tables; generates any stretch of its rows, independent of all others.</summary>
/// <remarks>Immutable and thread-safe: several threads may generate at once, each into a batch of its own.</remarks>
public abstract class TpchTable
{
    private readonly TpchColumn[] _columns;

    private protected TpchTable(TpchGenerator generator, string name, params TpchColumn[] columns)
    {
        Generator = generator;
        Name = name;
        _columns = columns;
    }

    /// <summary>The specification's name, in lower case.</summary>
    public string Name { get; }

    /// <summary>The columns in the specification's order.</summary>
    public IReadOnlyList<TpchColumn> Columns => _columns;

    /// <summary>The rows of the whole table. Exact; lineitem counts them on first use (10 ms per 1.5 million orders).
    /// </summary>
    public abstract long RowCount { get; }

    /// <summary>How many units the table is addressed by: orders for lineitem, rows for all other tables.</summary>
    public virtual long UnitCount => RowCount;

    /// <summary>The most rows a unit yields: 7 for lineitem, else 1.</summary>
    public virtual int MaxRowsPerUnit => 1;

    private protected TpchGenerator Generator { get; }

    private protected TpchScale Scale => Generator.Scale;

    /// <summary>Generates the rows of units <paramref name="firstUnit"/> up to, but not including,
    /// <paramref name="firstUnit"/> + <paramref name="count"/>. A unit is a row, but for lineitem an order, all of
    /// whose 1 to 7 lines are generated.</summary>
    /// <param name="firstUnit">Zero-based.</param>
    /// <param name="count">At most the batch's capacity; 0 yields no rows.</param>
    /// <param name="batch">Its previous content is lost.</param>
    /// <exception cref="ArgumentOutOfRangeException">The stretch is not within the table or the capacity.</exception>
    /// <exception cref="ObjectDisposedException">The generator has been disposed.</exception>
    public void Generate(long firstUnit, int count, TpchBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        ArgumentOutOfRangeException.ThrowIfNegative(firstUnit);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, batch.Capacity);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(firstUnit, UnitCount - count);
        batch.Reset(_columns.Length);
        batch.SetRowCount(Fill(firstUnit, count, batch));
    }

    /// <summary>Fills all columns and returns the number of rows.</summary>
    private protected abstract int Fill(long firstUnit, int count, TpchBatch batch);

    private protected static TpchColumn Integer(string name) => new(name, TpchColumnKind.Integer);

    private protected static TpchColumn BigInt(string name) => new(name, TpchColumnKind.BigInt);

    private protected static TpchColumn Decimal(string name) => new(name, TpchColumnKind.Decimal15_2);

    private protected static TpchColumn Date(string name) => new(name, TpchColumnKind.Date);

    private protected static TpchColumn Varchar(string name, int length) =>
        new(name, TpchColumnKind.Varchar, length);

    /// <summary>Fills a comment column of one comment per row.</summary>
    private protected void FillComments(
        TpchBatch batch, int column, uint seed, long firstRow, int count, int averageLength)
    {
        Span<uint> draws = batch.PrepareDraws(count * Texts.DrawsPerComment);
        Draws.PerRow(draws, seed, firstRow, Texts.DrawsPerComment, Texts.DrawsPerComment);
        Texts.Comments(draws, averageLength, Generator.TextPool, batch[column]);
    }

    /// <summary>Fills a column with one word per row.</summary>
    private protected static void FillWords(
        TpchBatch batch, int column, uint seed, long firstRow, int count, WordList words)
    {
        Span<uint> draws = batch.PrepareDraws(count);
        Draws.PerRow(draws, seed, firstRow);
        Texts.Words(draws, words, batch[column]);
    }

    /// <summary>Fills an INTEGER column with uniform numbers.</summary>
    private protected static void FillIntegers(
        TpchBatch batch, int column, uint seed, long firstRow, int count, int low, int high)
    {
        Span<uint> draws = batch.PrepareDraws(count);
        Draws.PerRow(draws, seed, firstRow);
        Values.Uniform(draws, low, high, batch[column].PrepareIntegers(count));
    }

    /// <summary>Fills a BIGINT or DECIMAL column with uniform numbers (hundredths for DECIMAL).</summary>
    private protected static void FillLongs(
        TpchBatch batch, int column, uint seed, long firstRow, int count, int low, int high)
    {
        Span<uint> draws = batch.PrepareDraws(count);
        Draws.PerRow(draws, seed, firstRow);
        Values.Uniform(draws, low, high, batch[column].PrepareLongs(count));
    }

    /// <summary>Fills a customer's or supplier's address, nation, phone and balance: columns 2 to 5.</summary>
    private protected static void FillContact(
        TpchBatch batch, long firstRow, int count, uint addressSeed, uint nationSeed, uint phoneSeed, uint balanceSeed)
    {
        Span<uint> draws = batch.PrepareDraws(count * Texts.DrawsPerAddress);
        Draws.PerRow(draws, addressSeed, firstRow, Texts.DrawsPerAddress, Texts.DrawsPerAddress);
        Texts.Addresses(draws, batch[2]);

        FillIntegers(batch, 3, nationSeed, firstRow, count, 0, WordLists.Nations.Length - 1);

        draws = batch.PrepareDraws(count * Texts.DrawsPerPhone);
        Draws.PerRow(draws, phoneSeed, firstRow, Texts.DrawsPerPhone, Texts.DrawsPerPhone);
        Texts.Phones(draws, batch[3].Integers, batch[4]);

        FillLongs(batch, 5, balanceSeed, firstRow, count, -99_999, 999_999);
    }
}
