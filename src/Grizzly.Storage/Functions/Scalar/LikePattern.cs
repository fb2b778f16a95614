using Grizzly.Common;
using Grizzly.Kernels;
using Grizzly.Types;

namespace Grizzly.Functions;

/// <summary>A compiled LIKE pattern: segments between % signs, matched from left to right.</summary>
/// <remarks>
/// The first segment is anchored at the start and the last at the end unless the pattern begins or ends with %. Each
/// other
/// segment takes its leftmost match: since a segment's match always has the same number of characters, leftmost start
/// is also leftmost
/// end, so nothing is ever tried twice and the work is linear in the text for segments without _. _ matches one UTF-8
/// character. Without an ESCAPE clause there is no escape character (DuckDB's habit; PostgreSQL's is the backslash).
/// </remarks>
internal sealed unsafe class LikePattern
{
    private readonly Segment[] _segments;
    private readonly bool _startsAnywhere;
    private readonly bool _endsAnywhere;
    private readonly byte[] _source;
    private readonly int _minimumLength;

    /// <param name="pattern">UTF-8.</param>
    /// <param name="escape">The escape character (one UTF-8 character) or empty; 22025 if the pattern ends with
    /// it.</param>
    public LikePattern(ReadOnlySpan<byte> pattern, ReadOnlySpan<byte> escape)
    {
        _source = pattern.ToArray();
        var segments = new List<Segment>();
        var bytes = new List<byte>();
        var wild = new List<bool>();
        _startsAnywhere = _endsAnywhere = false;
        bool any = false;
        for (int i = 0; i < pattern.Length; i++)
        {
            if (!escape.IsEmpty && pattern[i..].StartsWith(escape))
            {
                i += escape.Length;
                if (i >= pattern.Length) throw Errors.InvalidEscape("LIKE pattern must not end with escape character");
                bytes.Add(pattern[i]);
                wild.Add(false);
            }
            else if (pattern[i] == '%')
            {
                if (!any && bytes.Count == 0) _startsAnywhere = true;
                Flush(segments, bytes, wild);
                _endsAnywhere = true;
                any = true;
                continue;
            }
            else
            {
                bytes.Add(pattern[i]);
                wild.Add(pattern[i] == '_');
            }
            _endsAnywhere = false;
            any = true;
        }
        Flush(segments, bytes, wild);
        _segments = [.. segments];
        foreach (Segment segment in _segments) _minimumLength += segment.Length;
    }

    /// <summary>Whether this was compiled from that pattern.</summary>
    public bool IsFor(ReadOnlySpan<byte> pattern) => pattern.SequenceEqual(_source);

    public bool Matches(byte* text, int length)
    {
        Segment[] segments = _segments;
        if (length < _minimumLength) return false;
        if (segments.Length == 0) return _startsAnywhere || length == 0;
        byte* end = text + length;
        int first = 0, last = segments.Length;
        if (!_startsAnywhere)
        {
            text = segments[0].MatchAt(text, end);
            if (text is null) return false;
            first = 1;
            if (last == 1) return _endsAnywhere || text == end;
        }
        if (!_endsAnywhere)
        {
            last--;
            end = segments[last].MatchBackward(text, end);
            if (end is null) return false;
        }
        for (int i = first; i < last; i++)
        {
            text = segments[i].Find(text, end);
            if (text is null) return false;
        }
        return true;
    }

    private static void Flush(List<Segment> segments, List<byte> bytes, List<bool> wild)
    {
        if (bytes.Count == 0) return;
        segments.Add(new Segment([.. bytes], wild.Contains(true) ? [.. wild] : null));
        bytes.Clear();
        wild.Clear();
    }

    /// <summary>A run of literal bytes and _ signs; <paramref name="wild"/> marks the latter and is null where there
    /// are none.</summary>
    private sealed class Segment(byte[] bytes, bool[]? wild)
    {
        private readonly PaddedBytes _literal = new(bytes);

        /// <summary>Least number of bytes a match has.</summary>
        public int Length => bytes.Length;

        /// <summary>The end of a match that starts at <paramref name="text"/>, or null.</summary>
        public byte* MatchAt(byte* text, byte* end)
        {
            if (wild is null)
            {
                return end - text >= bytes.Length && new ReadOnlySpan<byte>(text, bytes.Length).SequenceEqual(bytes)
                    ? text + bytes.Length : null;
            }
            for (int i = 0; i < bytes.Length; i++)
            {
                if (text >= end) return null;
                if (wild[i]) text += Utf8.CharacterLength(text, end);
                else if (*text++ != bytes[i]) return null;
            }
            return text;
        }

        /// <summary>The start of a match that ends at <paramref name="end"/> and starts no earlier than
        /// <paramref name="text"/>, or null.</summary>
        public byte* MatchBackward(byte* text, byte* end)
        {
            if (wild is null)
            {
                byte* start = end - bytes.Length;
                return start >= text && new ReadOnlySpan<byte>(start, bytes.Length).SequenceEqual(bytes) ? start : null;
            }
            for (int i = bytes.Length - 1; i >= 0; i--)
            {
                if (end <= text) return null;
                end--;
                if (wild[i])
                {
                    while (end > text && (*end & 0xC0) == 0x80) end--;
                }
                else if (*end != bytes[i])
                {
                    return null;
                }
            }
            return end;
        }

        /// <summary>The end of the leftmost match, or null.</summary>
        public byte* Find(byte* text, byte* end)
        {
            if (wild is null)
            {
                byte* found = ByteSearch.Find(text, end, _literal.Pointer, bytes.Length);
                return found is null ? null : found + bytes.Length;
            }
            for (; text < end; text += Utf8.CharacterLength(text, end))
            {
                byte* after = MatchAt(text, end);
                if (after is not null) return after;
            }
            return null;
        }
    }

    /// <summary>Pinned bytes for vector loads.</summary>
    private sealed class PaddedBytes
    {
        private readonly byte[] _bytes;

        public PaddedBytes(ReadOnlySpan<byte> bytes)
        {
            _bytes = GC.AllocateArray<byte>(bytes.Length + 64, pinned: true);
            bytes.CopyTo(_bytes);
            Pointer = (byte*)System.Runtime.CompilerServices.Unsafe.AsPointer(ref _bytes[0]);
        }

        public byte* Pointer { get; }
    }
}
