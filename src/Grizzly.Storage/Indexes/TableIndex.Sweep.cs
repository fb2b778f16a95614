using Grizzly.Common;
using Grizzly.Storage;

namespace Grizzly.Indexes;

/// <summary>How an index forgets rows that have gone, and becomes smaller.</summary>
public sealed partial class TableIndex
{
    private const long LeastGone = 1000;
    private const int PagesAtOnce = 8;
    private long _sweptAt = long.MinValue;

    void ITableIndex.SweepWhereWorthwhile(long goneRows)
    {
        if (NeedsBuild) return;
        // What had gone before the index was there never entered it; what the last checkpoint held is swept once.
        bool isFirst = _sweptAt == long.MinValue;
        if (!isFirst && goneRows - _sweptAt < Math.Max(LeastGone, _tree.EntryCount / 4)) return;
        if (isFirst && EntryCount < LeastGone) return;
        _sweptAt = goneRows;
        Sweep();
    }

    /// <summary>Takes out the entries of rows that nobody can see any more; returns how many. Others read and write
    /// meanwhile, but for rebuilding a tree of which little is left.</summary>
    public long Sweep()
    {
        long removed = 0, used = 0;
        int leaves = 0;
        for (int number = 0; number >= 0;)
        {
            _latch.EnterWrite();
            try
            {
                _oldest = null;
                if (_isReleased) return removed;
                number = _tree.SweepLeaves(number, PagesAtOnce, _isGone, ref removed, ref used, ref leaves);
            }
            finally
            {
                _latch.ExitWrite();
            }
        }
        bool isMostlyEmpty = leaves > 2 && used < (long)leaves * IndexPage.Capacity / 4;
        if (removed > 0 && isMostlyEmpty) Rebuild();
        return removed;
    }

    private void Rebuild()
    {
        _latch.EnterWrite();
        try
        {
            if (!_isReleased) _tree.Rebuild();
        }
        catch (GrizzlyException error) when (error.SqlState is SqlStates.OutOfMemory or SqlStates.DiskFull)
        {
            // The tree stays as it is, only larger than it need be.
        }
        finally
        {
            _latch.ExitWrite();
        }
    }
}
