using Grizzly.Common;

namespace Grizzly.Indexes;

/// <summary>Taking many entries out, and writing what is left into fewer pages.</summary>
internal sealed unsafe partial class BPlusTree
{
    private PreparedTree? _prepared;

    /// <summary>Takes the entries of gone rows out of some leaves, by page number from <paramref name="number"/> on;
    /// returns where to go on, or -1. Adds up the bytes left and the leaves.</summary>
    public int SweepLeaves(
        int number, int pages, Func<long, bool> isGone, ref long removed, ref long used, ref int leaves)
    {
        for (; number < Pages.Count && pages > 0; number++, pages--)
        {
            if (Pages.PageOrNull(number) is not { } page) continue;
            page.Pin();
            try
            {
                if (!page.IsLeaf) continue;
                int gone = page.RemoveWhere(isGone);
                EntryCount -= gone;
                removed += gone;
                used += page.UsedBytes;
                leaves++;
            }
            finally
            {
                page.Unpin();
            }
        }
        return number < Pages.Count ? number : -1;
    }

    /// <summary>Writes all entries into new pages and gives up the old ones; after an error all is as before.</summary>
    public void Rebuild()
    {
        Prepare(null);
        Adopt();
    }

    /// <summary>
    /// Writes all entries into new pages, for <see cref="Adopt"/> or <see cref="Forget"/>. Their row ids go through
    /// <paramref name="map"/>, which keeps their order; -1 leaves an entry out. In place they could not change:
    /// separators hold bytes of row ids where many entries have the same key.
    /// </summary>
    public void Prepare(Func<long, long>? map)
    {
        Check.Assert(_prepared is null);
        if (Root < 0) return;
        (int root, long count) = (Root, EntryCount);
        HashSet<int> old = [.. Enumerable.Range(0, Pages.Count).Where(number => Pages.PageOrNull(number) is not null)];
        Root = -1;
        EntryCount = 0;
        _prepared = new PreparedTree(-1, 0, old);
        try
        {
            using var changed = new KeyBuffer();
            using Builder builder = BuildSorted();
            CopyTo(builder, root, 0, map, changed);
            builder.Finish();
            _prepared = new PreparedTree(Root, EntryCount, old);
            (Root, EntryCount) = (root, count);
        }
        catch
        {
            (Root, EntryCount) = (root, count);
            Forget();
            throw;
        }
    }

    /// <summary>What was prepared takes the place of what is there.</summary>
    public void Adopt()
    {
        if (_prepared is not { } prepared) return;
        (Root, EntryCount) = (prepared.Root, prepared.EntryCount);
        foreach (int number in prepared.OldPages) Pages.Free(number);
        _prepared = null;
    }

    /// <summary>What was prepared goes, if anything.</summary>
    public void Forget()
    {
        if (_prepared is not { } prepared) return;
        for (int number = 0; number < Pages.Count; number++)
        {
            if (Pages.PageOrNull(number) is not null && !prepared.OldPages.Contains(number)) Pages.Free(number);
        }
        _prepared = null;
    }

    private void CopyTo(Builder builder, int number, int level, Func<long, long>? map, KeyBuffer changed)
    {
        if (level == MostLevels) throw Damaged();
        IndexPage page = Pages.Pin(number);
        try
        {
            if (page.IsLeaf) CopyLeaf(builder, page, map, changed);
            else for (int i = -1; i < page.Count; i++) CopyTo(builder, page.Child(i), level + 1, map, changed);
        }
        finally
        {
            page.Unpin();
        }
    }

    private static void CopyLeaf(Builder builder, IndexPage leaf, Func<long, long>? map, KeyBuffer changed)
    {
        for (int i = 0; i < leaf.Count; i++)
        {
            byte* entry = leaf.Entry(i, out int length);
            if (map is not null)
            {
                long rowId = map(IndexEntries.RowIdOf(entry, length));
                if (rowId < 0) continue;
                changed.Set(new ReadOnlySpan<byte>(entry, length));
                entry = changed.Bytes;
                IndexEntries.SetRowId(entry, length, rowId);
            }
            builder.Add(entry, length);
        }
    }

    private sealed record PreparedTree(int Root, long EntryCount, HashSet<int> OldPages);
}
