using Apache.Arrow;
using Apache.Arrow.Ipc;

namespace Grizzly.Data.Arrow;

/// <summary>Apache Arrow in and out of Grizzly.</summary>
public static class GrizzlyArrowExtensions
{
    /// <summary>Rows of a batch unless told otherwise.</summary>
    public const int DefaultBatchRows = 64 * 1024;

    /// <summary>Runs the command; its first result comes as record batches.</summary>
    /// <param name="batchRows">Least rows of a batch, but for the last; batches end at the next multiple of 1,024 or
    /// so.</param>
    /// <returns>To be disposed before the connection runs anything else. Batches are copies: they stay valid, and are
    /// the caller's.</returns>
    /// <exception cref="Common.GrizzlyException">What the statement raises; while reading also 22003 and 22008 for
    /// values that Arrow's types cannot hold, and 0A000 for types without counterpart.</exception>
    public static IArrowArrayStream ExecuteArrow(this GrizzlyCommand command, int batchRows = DefaultBatchRows)
    {
        ArgumentNullException.ThrowIfNull(command);
        ArgumentOutOfRangeException.ThrowIfLessThan(batchRows, 1);
        return Start(command.ExecuteReader(), batchRows);
    }

    /// <inheritdoc cref="ExecuteArrow"/>
    public static async Task<IArrowArrayStream> ExecuteArrowAsync(
        this GrizzlyCommand command, int batchRows = DefaultBatchRows, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(command);
        ArgumentOutOfRangeException.ThrowIfLessThan(batchRows, 1);
        return Start(await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false), batchRows);
    }

    /// <summary>Appends the rows of a batch, its columns in the order of the appender's.</summary>
    /// <exception cref="InvalidOperationException">The batch has another number of columns.</exception>
    /// <exception cref="InvalidCastException">A column's values do not convert to the table's type.</exception>
    /// <exception cref="Common.GrizzlyException">0A000 for an Arrow type that has no counterpart.</exception>
    public static void AppendBatch(this GrizzlyAppender appender, RecordBatch batch)
    {
        ArgumentNullException.ThrowIfNull(appender);
        ArgumentNullException.ThrowIfNull(batch);
        if (batch.ColumnCount != appender.ColumnCount)
            throw new InvalidOperationException(
                $"the batch has {batch.ColumnCount} columns, the appender {appender.ColumnCount}");
        for (int column = 0; column < batch.ColumnCount; column++)
            ArrowRows.SetColumn(appender, column, batch.Column(column));
        appender.EndRows(batch.Length);
    }

    /// <summary>Copies all batches of a stream into the table. Returns the number of rows.</summary>
    public static async Task<long> WriteToServerAsync(
        this GrizzlyBulkCopy copy, IArrowArrayStream batches, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(copy);
        ArgumentNullException.ThrowIfNull(batches);
        using GrizzlyAppender appender = copy.StartAppender(cancellationToken);
        while (await batches.ReadNextRecordBatchAsync(cancellationToken).ConfigureAwait(false) is { } batch)
        {
            using (batch) appender.AppendBatch(batch);
            copy.Step(appender, batch.Length);
        }
        return await Task.Run(appender.Complete, cancellationToken).ConfigureAwait(false);
    }

    private static ArrowStream Start(GrizzlyDataReader reader, int batchRows)
    {
        try
        {
            return new ArrowStream(reader, batchRows);
        }
        catch
        {
            reader.Dispose();
            throw;
        }
    }
}
