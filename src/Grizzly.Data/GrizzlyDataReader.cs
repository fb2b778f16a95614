using System.Collections;
using System.Data;
using System.Data.Common;
using Grizzly.Engine;
using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Data;

/// <summary>Reads results forward, straight from the engine's vectors: the typed getters neither box nor
/// allocate.</summary>
/// <remarks>
/// Rows are computed while they are read. Values may be read in any order and as often as needed. A getter converts
/// only where nothing is lost: a value that does not fit raises <see cref="OverflowException"/>, a type that does not
/// convert or a NULL
/// <see cref="InvalidCastException"/>. Not thread-safe.
/// </remarks>
public sealed partial class GrizzlyDataReader : DbDataReader, IDbColumnSchemaGenerator
{
    private static readonly Task<bool> TrueTask = Task.FromResult(true);

    private readonly StatementRun _run;
    private readonly GrizzlyCommand? _command;
    private readonly CommandBehavior _behavior;
    private readonly bool _isNonQuery;
    private StatementResult? _result;
    private IReadOnlyList<string> _names = [];
    private IReadOnlyList<LogicalType> _types = [];
    private Dictionary<string, int>? _ordinals;
    private IReadOnlyList<ResultColumn>? _described;
    private ColumnCursor[] _cursors = [];
    private DataChunk? _chunk;
    private GrizzlyChunk? _shownChunk;
    private int _row = -1;
    private int _count;
    private bool _hasResult;
    private bool _hasRows;
    private bool _hasFailed;
    private bool _isClosed;
    private long _recordsAffected = -1;

    private GrizzlyDataReader(StatementRun run, GrizzlyCommand? command, CommandBehavior behavior, bool isNonQuery)
    {
        _run = run;
        _command = command;
        _behavior = behavior;
        _isNonQuery = isNonQuery;
    }

    public override int FieldCount => _isClosed ? throw DataErrors.ReaderClosed() : _names.Count;

    public override bool HasRows => _isClosed ? throw DataErrors.ReaderClosed() : _hasRows;

    public override bool IsClosed => _isClosed;

    /// <summary>Rows inserted, updated and deleted by all statements so far; -1 where none changes rows. Final once
    /// closed.</summary>
    public override int RecordsAffected => (int)Math.Min(int.MaxValue, _recordsAffected);

    public override int Depth => _isClosed ? throw DataErrors.ReaderClosed() : 0;

    public override object this[int ordinal] => GetValue(ordinal);

    public override object this[string name] => GetValue(GetOrdinal(name));

    /// <summary>Starts the run and stops at the first result.</summary>
    internal static GrizzlyDataReader Start(
        StatementRun run, GrizzlyCommand? command, CommandBehavior behavior, CancellationToken cancellation,
        bool isNonQuery)
    {
        var reader = new GrizzlyDataReader(run, command, behavior, isNonQuery);
        run.Connection.OpenReader = reader;
        try
        {
            using CancellationTokenRegistration watch = run.Watch(cancellation);
            if (!isNonQuery) reader.MoveToNextResult();
            return reader;
        }
        catch (Exception error)
        {
            run.Trace?.Fail(error);
            reader.Abandon();
            throw;
        }
    }

    internal CancellationTokenRegistration Watch(CancellationToken cancellation) => _run.Watch(cancellation);

    internal void Cancel() => _run.Cancel();

    internal IReadOnlyList<LogicalType> Types => _types;

    /// <summary>The next rows of the current result as columns, in order; null at its end. Not to be mixed with
    /// <see cref="Read"/> within one chunk.</summary>
    /// <returns>The same object each time, whose values are those of the last call only.</returns>
    /// <exception cref="InvalidOperationException">The rows of the current chunk have been read in part.</exception>
    public GrizzlyChunk? ReadChunk()
    {
        if (_isClosed) throw DataErrors.ReaderClosed();
        if (_row >= 0 && _row + 1 < _count) throw DataErrors.ChunkHalfRead();
        bool isFresh = _chunk is not null && _row < 0;
        if (!isFresh && !ReadNextChunk()) return null;
        _row = _count; // all of its rows are read
        _shownChunk ??= new GrizzlyChunk();
        _shownChunk.Show(_chunk!, _count);
        return _shownChunk;
    }

    /// <inheritdoc cref="ReadChunk"/>
    public async Task<GrizzlyChunk?> ReadChunkAsync(CancellationToken cancellationToken = default)
    {
        using CancellationTokenRegistration watch = _run.Watch(cancellationToken);
        return await Task.Run(ReadChunk, cancellationToken).ConfigureAwait(false);
    }

    public override bool Read()
    {
        if (++_row < _count) return true;
        return ReadNextChunk();
    }

    public override Task<bool> ReadAsync(CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested) return Task.FromCanceled<bool>(cancellationToken);
        if (_row + 1 >= _count) return ReadSlowly(cancellationToken);
        _row++;
        return TrueTask;
    }

    public override bool NextResult()
    {
        if (_isClosed) throw DataErrors.ReaderClosed();
        if (_behavior.HasFlag(CommandBehavior.SingleResult) || _behavior.HasFlag(CommandBehavior.SingleRow))
        {
            RunRest();
            return false;
        }
        return MoveToNextResult();
    }

    public override async Task<bool> NextResultAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using CancellationTokenRegistration watch = _run.Watch(cancellationToken);
        return await Task.Run(NextResult, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Runs the statements that are left, without their rows, and frees the connection.</summary>
    public override void Close()
    {
        if (_isClosed) return;
        try
        {
            RunRest();
        }
        finally
        {
            Abandon();
            if (_behavior.HasFlag(CommandBehavior.CloseConnection)) _run.Connection.Close();
        }
    }

    public override async Task CloseAsync()
    {
        if (!_isClosed) await Task.Run(Close).ConfigureAwait(false);
    }

    public override IEnumerator GetEnumerator() => new DbEnumerator(this, closeReader: false);

    /// <summary>Closes without running the statements that are left.</summary>
    internal void Abandon()
    {
        if (_isClosed) return;
        try
        {
            EndResult();
        }
        catch (Exception error)
        {
            _run.Trace?.Fail(error); // a commit
            throw;
        }
        finally
        {
            _run.Trace?.End();
            _isClosed = true;
            _cursors = [];
            if (_run.Connection.OpenReader == this) _run.Connection.OpenReader = null;
            if (_command is null) _run.Dispose();
            else _command.Finish(_run);
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) Close();
    }

    private async Task<bool> ReadSlowly(CancellationToken cancellationToken)
    {
        using CancellationTokenRegistration watch = _run.Watch(cancellationToken);
        return await Task.Run(Read, cancellationToken).ConfigureAwait(false);
    }

    private bool ReadNextChunk()
    {
        if (_isClosed) throw DataErrors.ReaderClosed();
        bool wantsMore = _chunk is not null && !_behavior.HasFlag(CommandBehavior.SingleRow);
        if (wantsMore && Fetch())
        {
            _row = 0;
            return true;
        }
        _row = -1;
        _count = 0;
        _chunk = null;
        return false;
    }

    /// <summary>Runs statements until one has columns.</summary>
    private bool MoveToNextResult()
    {
        EndResult();
        while (_run.HasMore && !_hasFailed)
        {
            if (_behavior.HasFlag(CommandBehavior.SchemaOnly))
            {
                IReadOnlyList<ResultColumn> columns = _run.DescribeNext();
                if (columns.Count == 0) continue;
                ShowColumns([.. columns.Select(column => column.Name)], [.. columns.Select(column => column.Type)]);
                _described = columns;
                return true;
            }
            Execute();
            if (_result is { HasRows: true } && !_isNonQuery)
            {
                ShowColumns(_result.ColumnNames, _result.ColumnTypes);
                _hasRows = Fetch();
                return true;
            }
            EndResult();
        }
        return false;
    }

    private void RunRest()
    {
        EndResult();
        while (_run.HasMore && !_hasFailed && !_behavior.HasFlag(CommandBehavior.SchemaOnly))
        {
            Execute();
            EndResult();
        }
    }

    private void Execute()
    {
        try
        {
            _result = _run.ExecuteNext();
        }
        catch (Exception error)
        {
            _hasFailed = true;
            _run.Trace?.Fail(error);
            throw;
        }
        // Whoever wants no rows still wants the errors of computing them.
        while (_isNonQuery && _result.HasRows && Fetch())
        {
        }
        long records = _result.RecordsAffected;
        if (records < 0) return;
        _recordsAffected = Math.Max(0, _recordsAffected) + records;
        _run.Source?.AddRecords(records);
    }

    private void ShowColumns(IReadOnlyList<string> names, IReadOnlyList<LogicalType> types)
    {
        _names = names;
        _types = types;
        _cursors = _run.CursorsFor(names.Count);
        _hasResult = true;
    }

    /// <summary>Shows the next rows; false at the end.</summary>
    private bool Fetch()
    {
        DataChunk? chunk;
        try
        {
            do
            {
                chunk = _run.NextRows(_result!);
            }
            while (chunk is { Count: 0 });
        }
        catch (Exception error)
        {
            _hasFailed = true;
            _run.Trace?.Fail(error);
            _chunk = null;
            _count = 0;
            throw;
        }
        _chunk = chunk;
        _count = chunk is null ? 0 : _behavior.HasFlag(CommandBehavior.SingleRow) ? 1 : chunk.Count;
        if (chunk is null) return false;
        for (int i = 0; i < _cursors.Length; i++) _cursors[i].Show(chunk.Columns[i]);
        return true;
    }

    private void EndResult()
    {
        StatementResult? result = _result;
        _result = null;
        _chunk = null;
        _row = -1;
        _count = 0;
        _hasRows = false;
        _hasResult = false;
        _names = [];
        _types = [];
        _ordinals = null;
        _described = null;
        if (result is null) return;
        result.Dispose();
        if (!_hasFailed) _run.EndProgress();
    }
}
