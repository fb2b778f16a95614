using System.Diagnostics.CodeAnalysis;
using Grizzly.Common;
using Grizzly.Storage;

namespace Grizzly.Indexes;

/// <summary>A B+-tree over byte strings (Bayer and McCreight 1972; Comer, "The Ubiquitous B-Tree", 1979): a paged,
/// ordered set of entries.</summary>
/// <remarks>
/// Separators are the shortest that divide two leaves. Leaves know no neighbours: whoever reads on descends again to
/// the separator where the last leaf ended, so that a change dirties only the pages it changes.
/// Not thread-safe: the index's latch lets in one writer or many readers.
/// </remarks>
internal sealed unsafe partial class BPlusTree
{
    private const int MostLevels = 16;
    private readonly PathStep[] _path = new PathStep[MostLevels];

    public BPlusTree(StorageContext context)
    {
        Pages = new IndexPages(context);
    }

    public IndexPages Pages { get; }

    /// <summary>The root's page number; -1 while the tree has no page.</summary>
    public int Root { get; private set; } = -1;

    public long EntryCount { get; private set; }

    /// <summary>After opening: the stored root and number of entries.</summary>
    public void Attach(int root, long entryCount)
    {
        Root = root < 0 ? -1 : Pages.CheckNumber(root);
        EntryCount = entryCount;
    }

    public void Clear()
    {
        Pages.Clear();
        Root = -1;
        EntryCount = 0;
    }

    /// <summary>
    /// Adds an entry. <paramref name="neighbours"/>: whether the entries beside it, if any, share its first
    /// <paramref name="keyLength"/> bytes, as far as its leaf shows.
    /// </summary>
    /// <param name="isGone">Says which row ids nobody needs any more: asked before a full leaf is split.</param>
    /// <returns>False where the entry is there already.</returns>
    public bool Insert(KeyBuffer entry, int keyLength, Func<long, bool>? isGone, out Neighbours neighbours)
    {
        neighbours = Neighbours.Different;
        if (Root < 0)
        {
            IndexPage root = Pages.Create(isLeaf: true);
            Root = root.Number;
            root.Unpin();
        }
        int depth = Descend(KeyPosition.Behind(entry));
        IndexPage leaf = Pages.Pin(_path[depth].Page);
        try
        {
            int at = leaf.CountBefore(KeyPosition.Before(entry));
            if (at < leaf.Count && leaf.Entry(at).SequenceEqual(entry.Span)) return false;
            neighbours = CompareNeighbours(leaf, depth, at, entry, keyLength);
            if (!leaf.TryInsert(at, entry.Bytes, entry.Length)) InsertFull(leaf, depth, entry, isGone);
            EntryCount++;
            return true;
        }
        finally
        {
            leaf.Unpin();
        }
    }

    /// <summary>Takes an entry out; false where it is not there.</summary>
    public bool Remove(KeyBuffer entry)
    {
        if (Root < 0) return false;
        int depth = Descend(KeyPosition.Behind(entry));
        IndexPage leaf = Pages.Pin(_path[depth].Page);
        try
        {
            int at = leaf.CountBefore(KeyPosition.Before(entry));
            if (at >= leaf.Count || !leaf.Entry(at).SequenceEqual(entry.Span)) return false;
            leaf.Remove(at);
            EntryCount--;
            return true;
        }
        finally
        {
            leaf.Unpin();
        }
    }

    /// <summary>
    /// The leaf with the first entry not before <paramref name="from"/> (or an earlier one), pinned; null for an empty
    /// tree. <paramref name="fence"/> gets the separator where the leaf ends; false in <paramref name="hasFence"/>
    /// means it is the last.
    /// </summary>
    public IndexPage? FindLeaf(in KeyPosition from, KeyBuffer fence, out bool hasFence)
    {
        hasFence = false;
        if (Root < 0) return null;
        IndexPage page = Pages.Pin(Root);
        for (int level = 0; !page.IsLeaf; level++)
        {
            if (level == MostLevels) throw Damaged();
            int index = page.CountAtOrBefore(from) - 1;
            if (index + 1 < page.Count)
            {
                fence.Set(page.Separator(index + 1));
                hasFence = true;
            }
            page = Step(page, index);
        }
        return page;
    }

    /// <summary>As <see cref="FindLeaf"/> for reading backwards: the leaf with the last entry before
    /// <paramref name="to"/>; the fence is where the leaf starts.</summary>
    public IndexPage? FindLeafBackwards(in KeyPosition to, KeyBuffer fence, out bool hasFence)
    {
        hasFence = false;
        if (Root < 0) return null;
        IndexPage page = Pages.Pin(Root);
        for (int level = 0; !page.IsLeaf; level++)
        {
            if (level == MostLevels) throw Damaged();
            int index = page.CountBefore(to) - 1;
            if (index >= 0)
            {
                fence.Set(page.Separator(index));
                hasFence = true;
            }
            page = Step(page, index);
        }
        return page;
    }

    /// <summary>Calls <paramref name="action"/> for every leaf, pinned; the number of entries is counted
    /// anew.</summary>
    public void ForEachLeaf(Action<IndexPage> action)
    {
        EntryCount = 0;
        for (int number = 0; number < Pages.Count; number++)
        {
            if (Pages.PageOrNull(number) is not { } page) continue;
            page.Pin();
            try
            {
                if (!page.IsLeaf) continue;
                action(page);
                EntryCount += page.Count;
            }
            finally
            {
                page.Unpin();
            }
        }
    }

    /// <summary>Fills an empty tree from sorted entries, bottom up.</summary>
    public Builder BuildSorted()
    {
        Check.Assert(Root < 0);
        return new Builder(this);
    }

    private IndexPage Step(IndexPage page, int index)
    {
        IndexPage child = Pages.Pin(page.Child(index));
        page.Unpin();
        return child;
    }

    /// <summary>Remembers the pages from root to leaf; returns the leaf's depth.</summary>
    private int Descend(in KeyPosition position)
    {
        IndexPage page = Pages.Pin(Root);
        int depth = 0;
        while (true)
        {
            if (page.IsLeaf)
            {
                _path[depth] = new PathStep(page.Number, 0);
                page.Unpin();
                return depth;
            }
            if (depth + 1 == MostLevels) throw Damaged();
            int index = page.CountBefore(position) - 1;
            _path[depth++] = new PathStep(page.Number, index);
            page = Step(page, index);
        }
    }

    private Neighbours CompareNeighbours(IndexPage leaf, int depth, int at, KeyBuffer entry, int keyLength)
    {
        ReadOnlySpan<byte> key = entry.Span[..keyLength];
        if (at > 0 && leaf.Entry(at - 1).StartsWith(key)) return Neighbours.Same;
        if (at < leaf.Count && leaf.Entry(at).StartsWith(key)) return Neighbours.Same;
        if (at > 0 && at < leaf.Count) return Neighbours.Different;
        bool isFirst = true, isLast = true;
        for (int level = 0; level < depth; level++)
        {
            isFirst &= _path[level].Index < 0;
            if (!isLast) continue;
            IndexPage page = Pages.Pin(_path[level].Page);
            isLast = _path[level].Index == page.Count - 1;
            page.Unpin();
        }
        bool isKnown = (at > 0 || isFirst) && (at < leaf.Count || isLast);
        return isKnown ? Neighbours.Different : Neighbours.Unknown;
    }

    /// <summary>Makes room in a full leaf, by removing what nobody needs or by splitting, and inserts.</summary>
    private void InsertFull(IndexPage leaf, int depth, KeyBuffer entry, Func<long, bool>? isGone)
    {
        if (isGone is not null)
        {
            EntryCount -= leaf.RemoveWhere(isGone);
            int place = leaf.CountBefore(KeyPosition.Before(entry));
            // A leaf that stays nearly full would only be searched for such rows again at once.
            if (leaf.UsedBytes < IndexPage.Capacity * 3 / 4 && leaf.TryInsert(place, entry.Bytes, entry.Length)) return;
        }
        IndexPage right = Pages.Create(isLeaf: true);
        try
        {
            int at = leaf.CountBefore(KeyPosition.Before(entry));
            bool isAtEnd = at == leaf.Count;
            int middle = isAtEnd ? leaf.Count : MiddleOf(leaf);
            leaf.MoveTail(middle, right);
            IndexPage target = at > middle || isAtEnd ? right : leaf;
            bool hasRoom = target.TryInsert(target == right ? at - middle : at, entry.Bytes, entry.Length);
            Check.Assert(hasRoom);
            InsertSeparator(depth - 1, ShortestSeparator(leaf.Entry(leaf.Count - 1), right.Entry(0)), right.Number);
        }
        finally
        {
            right.Unpin();
        }
    }

    private void InsertSeparator(int level, byte[] separator, int child)
    {
        using var entry = new KeyBuffer(separator.Length + IndexPage.ChildBytes);
        entry.Append(separator);
        *(int*)entry.Claim(IndexPage.ChildBytes) = child;
        if (level < 0)
        {
            IndexPage root = Pages.Create(isLeaf: false);
            root.LeftmostChild = Root;
            root.TryInsert(0, entry.Bytes, entry.Length);
            Root = root.Number;
            root.Unpin();
            return;
        }
        IndexPage page = Pages.Pin(_path[level].Page);
        try
        {
            int at = _path[level].Index + 1;
            if (page.TryInsert(at, entry.Bytes, entry.Length)) return;
            SplitInner(page, level, at, entry);
        }
        finally
        {
            page.Unpin();
        }
    }

    /// <summary>The middle separator moves up; its child becomes the new page's leftmost.</summary>
    private void SplitInner(IndexPage page, int level, int at, KeyBuffer entry)
    {
        IndexPage right = Pages.Create(isLeaf: false);
        try
        {
            int middle = at == page.Count ? page.Count - 1 : MiddleOf(page);
            byte[] up = page.Separator(middle).ToArray();
            right.LeftmostChild = page.Child(middle);
            page.MoveTail(middle + 1, right);
            page.Remove(middle);
            bool goesRight = at > middle;
            bool hasRoom = goesRight
                ? right.TryInsert(at - middle - 1, entry.Bytes, entry.Length)
                : page.TryInsert(at, entry.Bytes, entry.Length);
            Check.Assert(hasRoom);
            InsertSeparator(level - 1, up, right.Number);
        }
        finally
        {
            right.Unpin();
        }
    }

    /// <summary>The index that halves a page by bytes, neither 0 nor its count.</summary>
    private static int MiddleOf(IndexPage page)
    {
        int half = page.UsedBytes / 2, bytes = 0, index = 0;
        while (index < page.Count - 1 && bytes < half)
        {
            page.Entry(index++, out int length);
            bytes += length + 4;
        }
        return Math.Max(1, index);
    }

    private static byte[] ShortestSeparator(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        int shared = left.CommonPrefixLength(right);
        Check.Assert(shared < right.Length);
        return right[..(shared + 1)].ToArray();
    }

    [DoesNotReturn]
    private static GrizzlyException Damaged() =>
        throw Errors.Corrupted("an index is deeper than any index can be");

    private readonly record struct PathStep(int Page, int Index);

    /// <summary>Writes leaves from left to right; full but for a little room to grow.</summary>
    public sealed class Builder(BPlusTree tree) : IDisposable
    {
        private const int FillBytes = IndexPage.Capacity * 9 / 10;
        private readonly KeyBuffer _entry = new();
        private IndexPage? _leaf;
        private List<(byte[] Separator, int Page)> _level = [];

        /// <summary>The next entry, above all before.</summary>
        public void Add(byte* bytes, int length)
        {
            bool isFull = _leaf is not null && _leaf.UsedBytes + length > FillBytes;
            if (_leaf is null || isFull)
            {
                IndexPage next = tree.Pages.Create(isLeaf: true);
                byte[] separator = _leaf is null ? []
                    : ShortestSeparator(_leaf.Entry(_leaf.Count - 1), new ReadOnlySpan<byte>(bytes, length));
                _leaf?.Unpin();
                _leaf = next;
                _level.Add((separator, next.Number));
            }
            bool hasRoom = _leaf.TryInsert(_leaf.Count, bytes, length);
            Check.Assert(hasRoom);
            tree.EntryCount++;
        }

        public void Finish()
        {
            _leaf?.Unpin();
            _leaf = null;
            while (_level.Count > 1) _level = BuildLevel(_level);
            if (_level.Count == 1) tree.Root = _level[0].Page;
        }

        public void Dispose()
        {
            _leaf?.Unpin();
            _entry.Dispose();
        }

        private List<(byte[] Separator, int Page)> BuildLevel(List<(byte[] Separator, int Page)> children)
        {
            var level = new List<(byte[], int)>();
            IndexPage? page = null;
            foreach ((byte[] separator, int child) in children)
            {
                _entry.Set(separator);
                *(int*)_entry.Claim(IndexPage.ChildBytes) = child;
                bool isFull = page is not null && page.UsedBytes + _entry.Length > FillBytes;
                if (page is null || isFull)
                {
                    page?.Unpin();
                    page = tree.Pages.Create(isLeaf: false);
                    page.LeftmostChild = child;
                    level.Add((separator, page.Number));
                    continue;
                }
                bool hasRoom = page.TryInsert(page.Count, _entry.Bytes, _entry.Length);
                Check.Assert(hasRoom);
            }
            page?.Unpin();
            return level;
        }
    }
}

/// <summary>What the leaf of a new entry shows about entries with the same key.</summary>
internal enum Neighbours : byte
{
    Different,
    Same,

    /// <summary>The entry is at the edge of its leaf: the next one has to be looked at.</summary>
    Unknown,
}
