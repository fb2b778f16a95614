namespace Grizzly.Formats;

/// <summary>The texts of one column in a block of rows: text i is buffer[Starts[i * Stride] + StartShift, Ends[i *
/// Stride]).</summary>
internal unsafe ref struct FieldBlock
{
    public byte* Buffer;
    public uint* Starts;
    public uint* Ends;

    /// <summary>1 where starts are the positions of the delimiters before.</summary>
    public uint StartShift;
    public int Stride;
    public int Count;

    /// <summary>An empty text is NULL; otherwise a text that ends before it starts is.</summary>
    public bool EmptyIsNull;

    public readonly ReadOnlySpan<byte> Text(int row)
    {
        uint start = Starts[(long)row * Stride] + StartShift;
        return new ReadOnlySpan<byte>(Buffer + start, Math.Max(0, (int)(Ends[(long)row * Stride] - start)));
    }
}
