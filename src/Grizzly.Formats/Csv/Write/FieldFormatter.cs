using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Grizzly.Common;
using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Formats;

/// <summary>Writes one value as text of at most <see cref="FieldFormatter.MaxLength"/> bytes.</summary>
internal interface ITextForm<T> where T : unmanaged
{
    int Format(T value, Span<byte> target);
}

/// <summary>The texts of one column for a block of rows. Not thread-safe.</summary>
internal abstract unsafe class FieldFormatter : IDisposable
{
    /// <summary>Rows formatted at a time.</summary>
    public const int BlockRows = 128;
    public const int MaxLength = 128;

    private readonly byte** _texts = (byte**)NativeMemory.AllocZeroed(BlockRows, (nuint)sizeof(byte*));

    ~FieldFormatter() => Free();

    /// <summary>Where each text is.</summary>
    public byte** Texts => _texts;

    /// <summary>Its bytes, or -1 for NULL.</summary>
    public int[] Lengths { get; } = new int[BlockRows];

    /// <summary>True where a text may hold any character.</summary>
    public virtual bool IsFreeText => false;

    /// <summary>Formats rows [from, from + count); the texts stay valid until the next call.</summary>
    public abstract void Format(ColumnVector vector, int from, int count);

    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    protected virtual void Free() => NativeMemory.Free(_texts);
}

internal sealed unsafe class FieldFormatter<T,
    TForm>(TForm form) : FieldFormatter where T : unmanaged where TForm : struct, ITextForm<T>
{
    private readonly byte* _bytes = (byte*)NativeMemory.Alloc(BlockRows * MaxLength);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Format(ColumnVector vector, int from, int count)
    {
        TForm local = form;
        T* values = (T*)(vector.Encoding == VectorEncoding.Dictionary ? vector.Dictionary!.Values : vector.Data);
        uint* codes = vector.Encoding == VectorEncoding.Dictionary ? vector.Codes : null;
        int step = vector.IsConstant ? 0 : 1;
        for (int i = 0; i < count; i++)
        {
            int row = from + i;
            byte* text = _bytes + i * MaxLength;
            Texts[i] = text;
            if (vector.IsNullAt(row)) Lengths[i] = -1;
            else Lengths[i] =
                local.Format(values[codes is null ? row * step : codes[row]], new Span<byte>(text, MaxLength));
        }
    }

    protected override void Free()
    {
        NativeMemory.Free(_bytes);
        base.Free();
    }
}

/// <summary>Strings are written from where they are.</summary>
internal sealed unsafe class TextFormatter : FieldFormatter
{
    public override bool IsFreeText => true;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Format(ColumnVector vector, int from, int count)
    {
        for (int i = 0; i < count; i++)
        {
            int row = from + i;
            StringView* view = (StringView*)vector.AddressOf(row);
            Texts[i] = StringView.BytesOf(view);
            Lengths[i] = vector.IsNullAt(row) ? -1 : view->Length;
        }
    }
}

internal sealed unsafe class BlobFormatter : FieldFormatter
{
    private readonly StringArena _arena = new();

    public override bool IsFreeText => true;

    public override void Format(ColumnVector vector, int from, int count)
    {
        _arena.Reset();
        for (int i = 0; i < count; i++)
        {
            int row = from + i;
            Lengths[i] = -1;
            if (vector.IsNullAt(row)) continue;
            ReadOnlySpan<byte> bytes = StringView.SpanOf((StringView*)vector.AddressOf(row));
            int length = BinaryText.BlobTextLength(bytes);
            Texts[i] = _arena.Allocate(length);
            Lengths[i] = BinaryText.FormatBlob(bytes, new Span<byte>(Texts[i], length));
        }
    }

    protected override void Free()
    {
        _arena.Dispose();
        base.Free();
    }
}

/// <summary>Any type by its text form.</summary>
internal sealed unsafe class ValueFormatter : FieldFormatter
{
    private readonly StringArena _arena = new();

    public override bool IsFreeText => true;

    public override void Format(ColumnVector vector, int from, int count)
    {
        _arena.Reset();
        for (int i = 0; i < count; i++)
        {
            Lengths[i] = -1;
            if (vector.IsNullAt(from + i)) continue;
            byte[] text = ValueText.FormatUtf8(vector.GetValue(from + i));
            Texts[i] = _arena.Allocate(text.Length);
            Lengths[i] = text.Length;
            text.CopyTo(new Span<byte>(Texts[i], text.Length));
        }
    }

    protected override void Free()
    {
        _arena.Dispose();
        base.Free();
    }
}
