using Grizzly.Kernels;

namespace Grizzly.Storage;

/// <summary>Range tests on codes of any width.</summary>
internal static unsafe class CodeRange
{
    /// <summary>
    /// mask &amp;= first &lt;= code &lt;= last (or the opposite); first and last fit the code's width.
    /// </summary>
    public static void Apply(byte* codes, int codeSize, ulong first, ulong last, bool negate, int count, ulong* mask)
    {
        ulong span = unchecked(last - first);
        switch (codeSize)
        {
            case 1: NarrowFilter.Range(codes, count, (byte)first, (byte)span, negate, mask); break;
            case 2: NarrowFilter.Range((ushort*)codes, count, (ushort)first, (ushort)span, negate, mask); break;
            case 4: NarrowFilter.Range((uint*)codes, count, (uint)first, (uint)span, negate, mask); break;
            default: NarrowFilter.Range((ulong*)codes, count, first, span, negate, mask); break;
        }
    }
}
