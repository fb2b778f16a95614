using System.Data;
using System.Data.Common;
using System.Diagnostics.CodeAnalysis;

namespace Grizzly.Data;

/// <summary>Copies many rows into a table: from a data reader, a <see cref="DataTable"/>, objects, or arrays of
/// values.</summary>
/// <remarks>One copy is one transaction, as <see cref="GrizzlyAppender"/> has it: all rows or none, unless a
/// transaction is under way, which then decides. Not thread-safe.</remarks>
public sealed class GrizzlyBulkCopy(GrizzlyConnection connection)
{
    /// <summary>Rows between looks at the clock, the token and the progress.</summary>
    private const int RowsPerStep = 1024;

    /// <summary>The table's name as SQL writes it: quoted and with its schema where need be.</summary>
    public string DestinationTableName { get; set; } = "";

    /// <summary>The columns that get values, in the order of the source's; empty: all that the table does not compute
    /// itself, and of objects those that they have properties for.</summary>
    public IList<string> DestinationColumns { get; } = [];

    /// <summary>Rows between two <see cref="RowsCopied"/>; 0 raises none.</summary>
    public int NotifyAfter
    {
        get => field;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            field = value;
        }
    }

    /// <summary>Told the number of rows so far, as often as <see cref="RowsCopied"/> is raised.</summary>
    public IProgress<long>? Progress { get; set; }

    /// <summary>Rows appended so far; setting Abort ends the copy without any.</summary>
    public event EventHandler<GrizzlyRowsCopiedEventArgs>? RowsCopied;

    /// <summary>Copies the rows that are left in the reader's current result. Returns their number.</summary>
    /// <exception cref="Common.GrizzlyException">What an INSERT of the rows raises.</exception>
    public long WriteToServer(IDataReader reader) => WriteToServer(reader, default);

    /// <inheritdoc cref="WriteToServer(IDataReader)"/>
    public Task<long> WriteToServerAsync(IDataReader reader, CancellationToken cancellationToken = default) =>
        Task.Run(() => WriteToServer(reader, cancellationToken), cancellationToken);

    /// <summary>Copies the rows of a table that are not deleted.</summary>
    public long WriteToServer(DataTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        using DataTableReader reader = table.CreateDataReader();
        return WriteToServer(reader);
    }

    /// <summary>Copies objects: of a class or record each property goes to the column of its name (case and underscores
    /// do not count); of arrays the values, in order.</summary>
    public long Write<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicProperties)] T>(
        IEnumerable<T> rows, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(rows);
        LoadTarget target = Target();
        PropertyAppend<T>[]? columns = ColumnsOf<T>(target);
        using GrizzlyAppender appender = Start(target, cancellationToken);
        foreach (T row in rows) Append(appender, columns, row);
        return appender.Complete();
    }

    /// <summary>Copies objects as they come; the source is awaited without holding a thread.</summary>
    public async Task<long> WriteAsync<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicProperties)] T>(
        IAsyncEnumerable<T> rows, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(rows);
        LoadTarget target = Target();
        PropertyAppend<T>[]? columns = ColumnsOf<T>(target);
        using GrizzlyAppender appender = Start(target, cancellationToken);
        await foreach (T row in rows.WithCancellation(cancellationToken).ConfigureAwait(false))
            Append(appender, columns, row);
        return await Task.Run(appender.Complete, cancellationToken).ConfigureAwait(false);
    }

    private long WriteToServer(IDataReader reader, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(reader);
        if (reader is not DbDataReader source)
            throw new ArgumentException("a DbDataReader is needed", nameof(reader));
        LoadTarget target = Target();
        if (source.FieldCount != target.Columns.Count)
            throw DataErrors.MissingValues(source.FieldCount, target.Columns.Count);
        using GrizzlyAppender appender = Start(target, cancellation);
        if (source is GrizzlyDataReader own && own.Types.SequenceEqual(target.Types)) CopyChunks(own, appender);
        else
        {
            PropertyAppend<DbDataReader>[] columns = ReaderColumns.Of(source);
            while (source.Read()) Append(appender, columns, source);
        }
        return appender.Complete();
    }

    private void CopyChunks(GrizzlyDataReader source, GrizzlyAppender appender)
    {
        while (source.ReadChunk() is { } chunk)
        {
            appender.AppendChunk(chunk.Source, chunk.Start, chunk.RowCount);
            Step(appender, chunk.RowCount);
        }
    }

    private LoadTarget Target()
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(DestinationTableName);
        return new LoadTarget(connection, DestinationTableName, [.. DestinationColumns]);
    }

    private GrizzlyAppender Start(LoadTarget target, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        return new GrizzlyAppender(connection, target) { Cancellation = cancellation };
    }

    /// <summary>Null where the rows are arrays.</summary>
    private PropertyAppend<T>[]? ColumnsOf<
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicProperties)] T>(LoadTarget target) =>
        typeof(T) == typeof(object[]) ? null : PropertyColumns.Map<T>(target, DestinationColumns.Count > 0);

    private void Append<T>(GrizzlyAppender appender, PropertyAppend<T>[]? columns, T row)
    {
        if (columns is null) appender.AppendRow((object?[])(object)row!);
        else
        {
            foreach (PropertyAppend<T> append in columns) append(appender, row);
            appender.EndRow();
        }
        if (appender.RowCount % RowsPerStep == 0) appender.Cancellation.ThrowIfCancellationRequested();
        if (NotifyAfter > 0 && appender.RowCount % NotifyAfter == 0) Notify(appender.RowCount);
    }

    /// <summary>An appender to the table; the caller completes and disposes it.</summary>
    internal GrizzlyAppender StartAppender(CancellationToken cancellation) => Start(Target(), cancellation);

    /// <summary>As many more rows have been appended: looks at token and progress.</summary>
    internal void Step(GrizzlyAppender appender, int count)
    {
        appender.Cancellation.ThrowIfCancellationRequested();
        long now = appender.RowCount, before = now - count;
        if (NotifyAfter > 0 && now / NotifyAfter > before / NotifyAfter) Notify(now);
    }

    private void Notify(long rows)
    {
        Progress?.Report(rows);
        var args = new GrizzlyRowsCopiedEventArgs(rows);
        RowsCopied?.Invoke(this, args);
        if (args.Abort) throw new OperationCanceledException("the copy was ended by the handler of RowsCopied");
    }
}

/// <summary>How far a copy is.</summary>
public sealed class GrizzlyRowsCopiedEventArgs(long rowsCopied) : EventArgs
{
    public long RowsCopied { get; } = rowsCopied;

    /// <summary>True ends the copy with <see cref="OperationCanceledException"/>.</summary>
    public bool Abort { get; set; }
}
