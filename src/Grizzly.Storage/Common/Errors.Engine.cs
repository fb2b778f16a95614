namespace Grizzly.Common;

public static partial class Errors
{
    public static GrizzlyException ProcedureNotFound(string name, IEnumerable<string> candidates, SourceSpan span) =>
        new(SqlStates.UndefinedFunction, $"procedure {name} does not exist", span,
            NameSuggestion.Hint(name, candidates));

    public static GrizzlyException UnknownSetting(string name, IEnumerable<string> candidates) =>
        new(SqlStates.UndefinedObject, $"unrecognized setting \"{name}\"", default,
            NameSuggestion.Hint(name, candidates));

    public static GrizzlyException InvalidSetting(string name, string value, string expected) =>
        new(SqlStates.InvalidParameterValue, $"invalid value for setting \"{name}\": \"{Shorten(value)}\"", default,
            $"expected {expected}");

    public static GrizzlyException SettingOfDatabase(string name) =>
        new(SqlStates.CantChangeRuntimeParameter, $"setting \"{name}\" has one value for the whole database", default,
            "use SET, or SET GLOBAL");

    public static GrizzlyException LocalSettingOutside(string name) =>
        new(SqlStates.NoActiveSqlTransaction, $"SET LOCAL of \"{name}\" needs a transaction", default,
            "use BEGIN first, or SET SESSION");

    public static GrizzlyException StatementNotPrepared(string name, IEnumerable<string> candidates, SourceSpan span) =>
        new(SqlStates.InvalidStatementName, $"prepared statement \"{name}\" does not exist", span,
            NameSuggestion.Hint(name, candidates));

    public static GrizzlyException PreparedParameters(string name, int expected, int given, SourceSpan span) =>
        new(SqlStates.SyntaxError,
            $"prepared statement \"{name}\" has {expected} parameters, but {given} values were given", span);

    public static GrizzlyException PreparedParameterUnknown(
        string name, string parameter, IEnumerable<string> candidates, SourceSpan span) =>
        new(SqlStates.UndefinedParameter, $"prepared statement \"{name}\" has no parameter \"{parameter}\"", span,
            NameSuggestion.Hint(parameter, candidates));

    public static GrizzlyException TransactionAlreadyActive() =>
        new(SqlStates.ActiveSqlTransaction, "there is already a transaction in progress", default,
            "use SAVEPOINT for nested work");

    public static GrizzlyException NoActiveTransaction() =>
        new(SqlStates.NoActiveSqlTransaction, "there is no transaction in progress");

    public static GrizzlyException TransactionFailed() =>
        new(SqlStates.InFailedSqlTransaction,
            "current transaction is aborted, commands ignored until end of transaction block", default,
            "use ROLLBACK, or ROLLBACK TO a savepoint made before the error");

    public static GrizzlyException TransactionConflict() =>
        new(SqlStates.SerializationFailure,
            "the transaction was rolled back because it was in conflict with another transaction", default,
            "try the transaction again");

    public static GrizzlyException SavepointNotFound(string name) =>
        new(SqlStates.InvalidSavepoint, $"savepoint \"{name}\" does not exist");

    public static GrizzlyException ParameterMissing(string name) =>
        new(SqlStates.UndefinedParameter, $"no value was given for parameter \"{name}\"");

    public static GrizzlyException DatabaseClosed() =>
        new(SqlStates.ObjectInUse, "the database is closed");
}
