using Grizzly.Common;

namespace Grizzly.Data;

/// <summary>The provider's own errors. Misuse of the classes raises what the base classes promise; the rest is a
/// <see cref="GrizzlyException"/>.</summary>
internal static class DataErrors
{
    public static InvalidOperationException ConnectionNotOpen() => new("the connection is not open");

    public static InvalidOperationException ConnectionAlreadyOpen() => new("the connection is already open");

    public static InvalidOperationException ConnectionIsOpen(string what) =>
        new($"{what} cannot be changed while the connection is open");

    public static InvalidOperationException NoConnectionString() =>
        new("the connection has no connection string; \"Data Source=:memory:\" is a database in memory");

    public static InvalidOperationException ParameterNotSet(string name) =>
        new($"parameter \"{name}\" has no value; set it, to DBNull for NULL");

    public static InvalidOperationException NoConnection() => new("the command has no connection");

    public static InvalidOperationException NoCommandText() => new("the command has no text");

    public static InvalidOperationException ReaderOpen() =>
        new("the connection has an open data reader, which must be closed first");

    public static InvalidOperationException NoRow() =>
        new("there is no current row: call Read first, and only while it returns true");

    public static InvalidOperationException ReaderClosed() => new("the data reader is closed");

    public static InvalidOperationException NoResultSet() => new("there is no current result set");

    public static InvalidOperationException ForeignTransaction() =>
        new("the transaction belongs to another connection or has ended");

    public static InvalidOperationException TransactionEnded() =>
        new("the transaction has ended; it cannot be used again");

    public static InvalidOperationException NestedTransaction() =>
        new("a transaction is already under way on this connection; use a savepoint");

    public static InvalidOperationException CannotCommit() =>
        new("the transaction cannot commit: a statement has failed, a data reader is open, or it was ended by SQL");

    public static System.Transactions.TransactionAbortedException AmbientTransactionGone() =>
        new("the transaction of the scope has been rolled back");

    public static InvalidOperationException ChunkHalfRead() =>
        new("some rows of the current chunk have been read one by one; read the others, too, or chunks only");

    public static InvalidOperationException TooManyValues(int columns) =>
        new($"the row has {columns} columns, and each has its value already; end the row");

    public static InvalidOperationException MissingValues(int values, int columns) =>
        new($"the row has values for {values} of {columns} columns");

    public static InvalidOperationException UnevenColumns(int values, int rows) =>
        new($"a column has been given {values} values for {rows} rows");

    public static InvalidOperationException NoColumnFor(Type type, string member) =>
        new($"the table has no column for {type}.{member}; name the columns to load");

    public static InvalidOperationException NoMemberFor(Type type, string column) =>
        new($"{type} has no readable property for column \"{column}\"");

    public static InvalidCastException ValueIsNull(string column) =>
        new($"column \"{column}\" is NULL in this row; ask IsDBNull first");

    public static InvalidCastException CannotRead(string column, string sqlType, Type clrType) =>
        new($"column \"{column}\" of type {sqlType} cannot be read as {clrType}");

    public static OverflowException DoesNotFit(string column, string value, Type clrType) =>
        new($"value {value} of column \"{column}\" does not fit {clrType}");

    public static GrizzlyException InvalidOption(string keyword, string value, string expected) =>
        new(SqlStates.InvalidParameterValue, $"invalid value for \"{keyword}\": \"{Errors.Shorten(value)}\"", default,
            $"expected {expected}");

    public static ArgumentException UnknownKeyword(string keyword, IEnumerable<string> known)
    {
        string? hint = NameSuggestion.Hint(keyword, known);
        return new ArgumentException(
            $"keyword not supported: \"{keyword}\"" + (hint is null ? "" : $"; {hint}"), nameof(keyword));
    }

    public static GrizzlyException OpenedOtherwise(string path, string option) =>
        new(SqlStates.ObjectInUse, $"database \"{path}\" is already open in this process with another {option}",
            default,
            "give all its connections the same option, or close the others first");

    public static NotSupportedException NoParameterConversion(Type clrType, string name) =>
        new($"parameter \"{name}\" has a value of {clrType}, which is no SQL type; "
            + "convert it, for example to a string or byte[]");

    public static GrizzlyException RoutineFailed(string name, Exception error) =>
        new(SqlStates.ExternalRoutineException, $"function {name} failed: {error.Message}", default, inner: error);

    public static ArgumentException NoRoutineType(Type type) =>
        new($"arguments and results of functions cannot be of {type}; use a type with a SQL type of its own");

    public static GrizzlyException InvalidUtf16(string name) =>
        new(SqlStates.CharacterNotInRepertoire,
            $"text of parameter \"{name}\" is not valid UTF-16: it has half a surrogate pair");

    public static GrizzlyException TimedOut(int seconds) =>
        new(SqlStates.QueryCanceled, $"statement was cancelled after its timeout of {seconds} s", default,
            "raise CommandTimeout; 0 waits without end", new TimeoutException());
}
