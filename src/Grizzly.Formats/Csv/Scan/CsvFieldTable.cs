using System.Runtime.InteropServices;

namespace Grizzly.Formats;

/// <summary>Where the fields of a few hundred rows lie in a buffer. Native memory; not thread-safe.</summary>
/// <remarks>
/// <see cref="Positions"/> holds, in file order, the position before the first row and then of every delimiter and
/// terminator. Row r ends at index <c>RowEnds[r]</c>, and the next begins there. Where every row has the same number of
/// fields the positions are a table with that stride, and nothing need be copied: field c of row r lies between
/// Positions[r * stride + c] and the position after it.
/// </remarks>
internal sealed unsafe class CsvFieldTable : IDisposable
{
    /// <summary>The most entries one 64-byte block can add, and what SIMD stores may write past them.</summary>
    public const int Slack = 192;

    /// <param name="maxRows">Rows at most.</param>
    /// <param name="expectedFields">Fields of a well-formed row at most.</param>
    public CsvFieldTable(int maxRows, int expectedFields)
    {
        MaxRows = maxRows;
        ExpectedFields = expectedFields;
        Capacity = checked((expectedFields + 1) * maxRows + 1);
        Positions = (uint*)NativeMemory.AlignedAlloc((nuint)(Capacity + Slack) * 4, 64);
        RowEnds = (int*)NativeMemory.AlignedAlloc((nuint)(maxRows + Slack) * 4, 64);
    }

    ~CsvFieldTable() => Free();

    public int MaxRows { get; }

    /// <summary>Fields of a well-formed row.</summary>
    public int ExpectedFields { get; set; }

    /// <summary>Positions after which scanning stops.</summary>
    public int Capacity { get; }

    public uint* Positions { get; private set; }

    public int* RowEnds { get; private set; }

    public int RowCount { get; set; }

    /// <summary>True where all rows have <see cref="ExpectedFields"/> fields and none is malformed.</summary>
    public bool IsRegular { get; set; }

    /// <summary>Where the row after the last one begins.</summary>
    public uint Next { get; set; }

    /// <summary>Rows with something after a closing quote, ascending, and where it is.</summary>
    public List<(int Row, uint At)> Malformed { get; } = [];

    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    private void Free()
    {
        NativeMemory.AlignedFree(Positions);
        NativeMemory.AlignedFree(RowEnds);
        Positions = null;
        RowEnds = null;
    }
}
