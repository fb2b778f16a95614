using Grizzly.Indexes;
using Grizzly.Logical;
using Grizzly.Storage;
using Grizzly.Transactions;

namespace Grizzly.Execution;

/// <summary>
/// Where the columns of a scan through an index come from: where the index holds all of them, they are read from its
/// entries and the table is asked for visibility only. Immutable and thread-safe.
/// </summary>
internal sealed class FoundColumns
{
    private readonly DataTable _table;
    private readonly int[] _tableColumns;

    public FoundColumns(LogicalGet get, TableIndex index)
    {
        _table = get.Table.Data;
        var columns = new List<LogicalColumn>();
        var tableColumns = new List<int>();
        LogicalColumn? rowId = null;
        for (int i = 0; i < get.Columns.Count; i++)
        {
            if (get.ColumnIndexes[i] == LogicalGet.RowIdIndex)
            {
                rowId = get.Columns[i];
                continue;
            }
            columns.Add(get.Columns[i]);
            tableColumns.Add(get.ColumnIndexes[i]);
        }
        _tableColumns = [.. tableColumns];
        Entry = [.. index.Definition.Columns];
        KeyCount = index.Definition.KeyCount;
        IndexColumns = Covering(index, tableColumns);
        HasRowId = rowId is not null;
        if (rowId is not null) columns.Add(rowId);
        Columns = columns;
    }

    /// <summary>What is shown: the scan's columns, then the row id if asked for.</summary>
    public IReadOnlyList<LogicalColumn> Columns { get; }

    /// <summary>True where the row id comes last.</summary>
    public bool HasRowId { get; }

    public bool IsIndexOnly => IndexColumns is not null;

    /// <summary>Which of <see cref="Columns"/> (or -1) each column of the entries is; null where the table is
    /// needed.</summary>
    public int[]? IndexColumns { get; }

    /// <summary>The columns of the index's entries, of which the first <see cref="KeyCount"/> are its key.</summary>
    public KeyColumn[] Entry { get; }

    public int KeyCount { get; }

    /// <summary>Reads the columns from the table; the caller owns it.</summary>
    public RowFetcher CreateFetcher() => _table.CreateFetcher(Snapshot.AsOf(0), _tableColumns);

    /// <summary>Which scan column (or -1) each column of the entries is; null where the table is needed.</summary>
    private static int[]? Covering(TableIndex index, List<int> tableColumns)
    {
        if (index.Definition.IsHash || index.KeySource is not ColumnKeySource source) return null;
        IReadOnlyList<KeyColumn> entry = index.Definition.Columns;
        int[] targets = [.. source.TableColumns.Select(column => tableColumns.IndexOf(column))];
        bool isExact = true;
        for (int i = 0; i < index.Definition.KeyCount; i++)
            isExact &= targets[i] < 0 || KeyEncoding.IsExact(entry[i].Type);
        return isExact && tableColumns.TrueForAll(source.TableColumns.Contains)
            && tableColumns.Distinct().Count() == tableColumns.Count ? targets : null;
    }
}
