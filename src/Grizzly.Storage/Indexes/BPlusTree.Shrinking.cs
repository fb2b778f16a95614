namespace Grizzly.Indexes;

/// <summary>Taking many entries out, and writing what is left into fewer pages.</summary>
internal sealed unsafe partial class BPlusTree
{
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
        if (Root < 0) return;
        int oldRoot = Root;
        long oldCount = EntryCount;
        int[] old = [.. Enumerable.Range(0, Pages.Count).Where(number => Pages.PageOrNull(number) is not null)];
        Root = -1;
        EntryCount = 0;
        try
        {
            using Builder builder = BuildSorted();
            CopyTo(builder, oldRoot, 0);
            builder.Finish();
        }
        catch
        {
            HashSet<int> kept = [.. old];
            for (int number = 0; number < Pages.Count; number++)
            {
                if (Pages.PageOrNull(number) is not null && !kept.Contains(number)) Pages.Free(number);
            }
            Root = oldRoot;
            EntryCount = oldCount;
            throw;
        }
        foreach (int number in old) Pages.Free(number);
    }

    private void CopyTo(Builder builder, int number, int level)
    {
        if (level == MostLevels) throw Damaged();
        IndexPage page = Pages.Pin(number);
        try
        {
            if (page.IsLeaf)
            {
                for (int i = 0; i < page.Count; i++)
                {
                    byte* entry = page.Entry(i, out int length);
                    builder.Add(entry, length);
                }
                return;
            }
            for (int child = -1; child < page.Count; child++) CopyTo(builder, page.Child(child), level + 1);
        }
        finally
        {
            page.Unpin();
        }
    }
}
