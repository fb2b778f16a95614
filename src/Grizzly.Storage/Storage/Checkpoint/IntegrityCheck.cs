using Grizzly.Common;

namespace Grizzly.Storage;

/// <summary>
/// Walks everything the last checkpoint and the log refer to and compares it with what the block file believes.
/// </summary>
internal static class IntegrityCheck
{
    public static List<string> Run(StorageContext context, ICatalogStore catalog, IReadOnlyList<long> metadataBlocks)
    {
        var problems = new List<string>();
        var expected = new Dictionary<long, int>();
        foreach (long block in metadataBlocks) Count(expected, block);
        foreach (DataTable table in catalog.Capture(context.Transactions.LastCommitted).Tables)
            CheckTable(table, expected, problems);
        if (context.Blocks is { } blocks) CheckBlocks(blocks, expected, problems);
        return problems;
    }

    private static void CheckTable(DataTable table, Dictionary<long, int> expected, List<string> problems)
    {
        foreach (ITableIndex index in table.Indexes)
            index.CheckIntegrity(problems, block => Count(expected, block));
        foreach (RowGroup group in table.Groups)
        {
            string name = $"table {table.Id}, row group {group.Number}";
            if (group.Saved is { } saved)
            {
                foreach (long block in saved.Blocks) Count(expected, block);
            }
            foreach (long block in group.RetiredBlocks) Count(expected, block);
            if (group.Storage.Segments is not { } segments) continue;
            for (int column = 0; column < segments.Length; column++)
            {
                LongWork.ThrowIfCancelled();
                ColumnSegment segment = segments[column];
                if (segment.Count != group.Count)
                    problems.Add($"{name}, column {column}: {segment.Count} rows instead of {group.Count}");
                if (segment.Run is { } run)
                {
                    foreach (long block in run.Blocks) Count(expected, block);
                }
                try
                {
                    segment.Pin();
                    segment.Unpin();
                }
                catch (GrizzlyException error) when (error.SqlState != SqlStates.QueryCanceled)
                {
                    problems.Add($"{name}, column {column}: {error.Detail}");
                }
            }
        }
    }

    private static void CheckBlocks(BlockFile blocks, Dictionary<long, int> expected, List<string> problems)
    {
        byte[] buffer = new byte[BlockLayout.BlockBytes];
        for (long block = 0; block < blocks.BlockCount; block++)
        {
            int wanted = expected.GetValueOrDefault(block), counted = blocks.ReferencesTo(block);
            if (wanted != counted) problems.Add($"block {block} has {counted} references, {wanted} were found");
            if (wanted == 0) continue;
            LongWork.ThrowIfCancelled();
            try
            {
                blocks.Read(block, buffer);
            }
            catch (GrizzlyException error)
            {
                problems.Add(error.Detail);
            }
        }
    }

    private static void Count(Dictionary<long, int> counts, long block) =>
        counts[block] = counts.GetValueOrDefault(block) + 1;
}
