using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace Grizzly.Extensions.Tpch;

/// <summary>Words with weights: a word of weight 20 is drawn 20 times as often as one of weight 1.</summary>
/// <remarks>Each word is padded to <see cref="Stride"/> bytes, so that copying one is a single 32-byte move whose
/// tail the next word overwrites: targets need that much slack.</remarks>
internal sealed unsafe class WordList
{
    public const int Stride = 32;

    private readonly byte[] _text;
    private readonly byte[] _lengths;
    private readonly byte[] _byWeight;
    private readonly byte* _textStart;
    private readonly byte* _lengthStart;
    private readonly byte* _byWeightStart;

    private WordList(IReadOnlyList<(string Word, int Weight)> entries)
    {
        int totalWeight = entries.Sum(entry => entry.Weight);
        _text = GC.AllocateArray<byte>(entries.Count * Stride, pinned: true);
        _lengths = GC.AllocateArray<byte>(entries.Count, pinned: true);
        _byWeight = GC.AllocateArray<byte>(totalWeight, pinned: true);
        int next = 0;
        for (int i = 0; i < entries.Count; i++)
        {
            (string word, int weight) = entries[i];
            _lengths[i] = (byte)Encoding.ASCII.GetBytes(word, _text.AsSpan(i * Stride, Stride));
            _byWeight.AsSpan(next, weight).Fill((byte)i);
            next += weight;
            MaxLength = Math.Max(MaxLength, word.Length);
        }
        Count = entries.Count;
        TotalWeight = totalWeight;
        _textStart = (byte*)Unsafe.AsPointer(ref _text[0]);
        _lengthStart = (byte*)Unsafe.AsPointer(ref _lengths[0]);
        _byWeightStart = (byte*)Unsafe.AsPointer(ref _byWeight[0]);
    }

    public int Count { get; }

    public int MaxLength { get; }

    /// <summary>The sum of the weights, as the draw's range.</summary>
    public double TotalWeight { get; }

    /// <summary>Parses words parted by '|', each with "*weight" or of weight 1.</summary>
    public static WordList Parse(string words)
    {
        var entries = new List<(string, int)>();
        foreach (string entry in words.Split('|'))
        {
            int star = entry.IndexOf('*');
            entries.Add(star < 0
                ? (entry, 1)
                : (entry[..star], int.Parse(entry.AsSpan(star + 1), CultureInfo.InvariantCulture)));
        }
        return new WordList(entries);
    }

    /// <summary>Every combination of one syllable each, parted by spaces, the last syllable varying fastest.</summary>
    public static WordList Product(params string[][] syllables)
    {
        IEnumerable<string> words = syllables[0];
        foreach (string[] next in syllables.Skip(1))
            words = words.SelectMany(word => next.Select(syllable => $"{word} {syllable}"));
        return new WordList([.. words.Select(word => (word, 1))]);
    }

    /// <summary>The same words and weights with <paramref name="suffix"/> behind each word.</summary>
    public WordList WithSuffix(string suffix)
    {
        var entries = new (string, int)[Count];
        for (int i = 0; i < Count; i++)
        {
            string word = Encoding.ASCII.GetString(_text.AsSpan(i * Stride, _lengths[i]));
            entries[i] = (word + suffix, _byWeight.AsSpan().Count((byte)i));
        }
        return new WordList(entries);
    }

    /// <summary>The place of the word a draw falls on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int IndexOf(uint draw) => _byWeightStart[RandomStream.Scale(draw, TotalWeight)];

    /// <summary>Writes a word and returns the end of it; up to <see cref="Stride"/> bytes are overwritten.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public byte* Append(byte* target, int index)
    {
        Unsafe.CopyBlockUnaligned(target, _textStart + index * Stride, Stride);
        return target + _lengthStart[index];
    }
}
