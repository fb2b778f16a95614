using System.Runtime.CompilerServices;
using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Data;

/// <summary>Appends rows to a table at memory speed: values, whole rows, or spans of columns.</summary>
/// <remarks>
/// Rows are collected and inserted a row group at a time, with all checks of an INSERT. Everything is one transaction:
/// the one under way on the connection, or else one of the appender's own, which <see cref="Complete"/> commits and
/// disposing without it rolls back. Values are converted as parameters are. The connection must not be used for other
/// statements meanwhile. Not thread-safe.
/// </remarks>
public sealed class GrizzlyAppender : IDisposable
{
    private const int ChunksPerInsert = 120;

    /// <summary>No column: what it stays after a value that could not be written, so that nothing follows.</summary>
    private const int Broken = int.MaxValue;

    private readonly GrizzlyConnection _connection;
    private readonly GrizzlyTransaction? _transaction;
    private readonly LoadTarget _target;
    private readonly List<DataChunk> _chunks = [];
    private readonly int[] _written;
    private IReadOnlyList<LogicalType> _types;
    private readonly string[] _names;
    private DataChunk _chunk = null!;

    /// <summary>The chunk's columns.</summary>
    private ColumnVector[] _vectors = [];
    private int _used;
    private int _row;
    private int _column;
    private bool _hasEnded;

    /// <param name="tableName">The table's name as SQL writes it: quoted and with its schema where need be.</param>
    /// <param name="columns">The columns that values are given for, in order; none: all that the table does not compute
    /// itself. The others get their defaults.</param>
    /// <exception cref="Common.GrizzlyException">42P01, 42703: there is no such table or column.</exception>
    public GrizzlyAppender(GrizzlyConnection connection, string tableName, params IReadOnlyList<string> columns)
        : this(connection, new LoadTarget(connection, tableName, columns))
    {
    }

    internal GrizzlyAppender(GrizzlyConnection connection, LoadTarget target)
    {
        connection.RequireNoReader();
        _connection = connection;
        _target = target;
        _types = target.Types;
        _names = [.. target.Columns.Select(column => column.Name)];
        _written = new int[_types.Count];
        if (!connection.IsInTransaction) _transaction = connection.BeginTransaction();
        NextChunk();
    }

    public int ColumnCount => _types.Count;

    /// <summary>Rows appended so far.</summary>
    public long RowCount { get; private set; }

    internal CancellationToken Cancellation { get; set; }

    /// <summary>The value of the current row's next column; null is NULL.</summary>
    public GrizzlyAppender Append<T>(T value)
    {
        int column = _column;
        ColumnVector[] vectors = _vectors;
        if ((uint)column >= (uint)vectors.Length) throw DataErrors.TooManyValues(_types.Count);
        _column = Broken;
        ColumnWriter.Write(vectors[column], _row, value, _names[column]);
        _column = column + 1;
        return this;
    }

    /// <summary>NULL where <paramref name="value"/> is null.</summary>
    public GrizzlyAppender Append<T>(T? value) where T : struct =>
        value is { } known ? Append(known) : Append(DBNull.Value);

    /// <summary>Ends the current row.</summary>
    /// <exception cref="InvalidOperationException">Some column has no value.</exception>
    public void EndRow()
    {
        RequireOpen();
        if (_column != _vectors.Length) throw DataErrors.MissingValues(_column, _types.Count);
        _column = 0;
        _row++;
        RowCount++;
        _chunk.SetCount(_row);
        if (_row == ColumnVector.MaxCapacity) NextChunk();
    }

    /// <summary>Appends one row.</summary>
    public void AppendRow(params ReadOnlySpan<object?> values)
    {
        RequireOpen();
        foreach (object? value in values) Append(value);
        EndRow();
    }

    /// <summary>Gives a column the values of the next rows. Once every column has as many,
    /// <see cref="EndRows"/> appends them.</summary>
    /// <param name="values">Of the column's own CLR type they are copied as they are; others are converted one by
    /// one.</param>
    public void SetColumn<T>(int column, ReadOnlySpan<T> values)
    {
        RequireOpen();
        if (_column != 0) throw DataErrors.MissingValues(_column, _types.Count);
        string name = _names[column];
        _column = Broken;
        bool isCopy = ColumnWriter.HasLayoutOf<T>(_types[column].Id);
        while (!values.IsEmpty)
        {
            int at = _row + _written[column];
            DataChunk chunk = ChunkAt(_used - 1 + at / ColumnVector.MaxCapacity);
            int start = at % ColumnVector.MaxCapacity;
            int count = Math.Min(values.Length, ColumnVector.MaxCapacity - start);
            ColumnVector vector = chunk.Columns[column];
            if (isCopy) CopyTo(vector, start, values[..count]);
            else for (int i = 0; i < count; i++) ColumnWriter.Write(vector, start + i, values[i], name);
            values = values[count..];
            _written[column] += count;
        }
        _column = 0;
    }

    /// <summary>Appends the rows whose columns <see cref="SetColumn"/> has filled.</summary>
    /// <exception cref="InvalidOperationException">Not every column has that many values.</exception>
    public void EndRows(int count)
    {
        RequireOpen();
        foreach (int written in _written)
        {
            if (written != count) throw DataErrors.UnevenColumns(written, count);
        }
        Array.Clear(_written);
        RowCount += count;
        while (count > 0)
        {
            int taken = Math.Min(count, ColumnVector.MaxCapacity - _row);
            _row += taken;
            count -= taken;
            _chunk.SetCount(_row);
            if (_row == ColumnVector.MaxCapacity) MoveOn();
        }
        if (_used > ChunksPerInsert) Flush();
    }

    /// <summary>Inserts what is collected, so that errors show now.</summary>
    public void Flush()
    {
        RequireOpen();
        if (_column != 0) throw DataErrors.MissingValues(_column, _types.Count);
        Insert();
        MoveOn();
    }

    /// <summary>Inserts the rest and commits the appender's own transaction. Returns the number of rows.</summary>
    public long Complete()
    {
        Flush();
        _hasEnded = true;
        _transaction?.Commit();
        return RowCount;
    }

    /// <summary>Without <see cref="Complete"/>, forgets the rows: its own transaction is rolled back; in another, rows
    /// that were inserted already stay in it.</summary>
    public void Dispose()
    {
        _hasEnded = true;
        foreach (DataChunk chunk in _chunks) chunk.Dispose();
        _chunks.Clear();
        _transaction?.Dispose();
    }

    /// <summary>Rows that are chunks already, of the same types.</summary>
    internal void AppendChunk(DataChunk source, int start, int count)
    {
        RequireOpen();
        while (count > 0)
        {
            int taken = Math.Min(count, ColumnVector.MaxCapacity - _row);
            _chunk.Append(source, start, taken);
            _row += taken;
            RowCount += taken;
            start += taken;
            count -= taken;
            if (_row == ColumnVector.MaxCapacity) NextChunk();
        }
    }

    internal IReadOnlyList<LogicalType> Types => _types;

    private static unsafe void CopyTo<T>(ColumnVector vector, int start, ReadOnlySpan<T> values) =>
        values.CopyTo(
        new Span<T>(vector.Data + (long)start * Unsafe.SizeOf<T>(), values.Length));

    /// <summary>Goes on with an empty chunk; inserts first where there are enough.</summary>
    private void NextChunk()
    {
        if (_used == ChunksPerInsert) Insert();
        MoveOn();
    }

    private void Insert()
    {
        List<DataChunk> full = _chunks.GetRange(0, _used);
        if (full.Exists(chunk => chunk.Count > 0)) _target.Insert(full, Cancellation);
        foreach (DataChunk chunk in full) chunk.Reset();
        _used = 0;
    }

    /// <summary>The next chunk may have been filled ahead.</summary>
    private void MoveOn()
    {
        _chunk = ChunkAt(_used++);
        _vectors = _chunk.Columns;
        _row = 0;
    }

    private DataChunk ChunkAt(int index)
    {
        while (_chunks.Count <= index)
        {
            var chunk = new DataChunk(_types);
            chunk.Reset();
            _chunks.Add(chunk);
        }
        return _chunks[index];
    }

    private void RequireOpen() => ObjectDisposedException.ThrowIf(_hasEnded, this);
}
