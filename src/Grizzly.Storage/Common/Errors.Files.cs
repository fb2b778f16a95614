namespace Grizzly.Common;

public static partial class Errors
{
    public static GrizzlyException FileNotFound(string path) =>
        new(SqlStates.UndefinedFile, $"file \"{path}\" does not exist");

    /// <param name="holder">Who uses it, such as <c>process 12 (app)</c>; null where that is not known.</param>
    public static GrizzlyException FileInUse(string path, string? holder = null) =>
        new(SqlStates.ObjectInUse, $"file \"{path}\" is in use by {holder ?? "another process or connection"}",
            hint: "close the other user of the file, or open it read only everywhere");

    public static GrizzlyException DiskFull(string path) =>
        new(SqlStates.DiskFull, $"no space left to write \"{path}\"", hint: "free some disk space and try again");

    public static GrizzlyException IoFailed(string path, string reason, Exception? inner = null) =>
        new(SqlStates.IoError, $"input/output error on \"{path}\": {reason}", inner: inner);

    /// <summary>Bytes from disk that cannot be what we wrote.</summary>
    public static GrizzlyException Corrupted(string what, string? hint = null) =>
        new(SqlStates.DataCorrupted, what, hint: hint);

    public static GrizzlyException NotADatabase(string path) =>
        new(SqlStates.DataCorrupted, $"file \"{path}\" is not a Grizzly database");

    public static GrizzlyException NewerVersion(string path, uint version, uint supported) =>
        new(SqlStates.DataCorrupted,
            $"file \"{path}\" has storage version {version}, this Grizzly reads up to {supported}",
            hint: "open it with a newer Grizzly");

    public static GrizzlyException OlderVersion(string path, uint version, uint supported) =>
        new(SqlStates.DataCorrupted,
            $"file \"{path}\" has storage version {version}, this Grizzly reads version {supported}",
            hint: "it was written before Grizzly's first release; export it with the version that wrote it");

    public static GrizzlyException LogWithoutDatabase(string logPath, string path) =>
        new(SqlStates.DataCorrupted, $"the log \"{logPath}\" is there, but its database \"{path}\" is not",
            hint: "put the database file back, or delete the log if its transactions are not wanted");

    public static GrizzlyException LogHeaderDamaged(string logPath) =>
        new(SqlStates.DataCorrupted, $"the header of the log \"{logPath}\" is damaged",
            hint: "move the log away to open the database as of its last checkpoint");

    public static GrizzlyException OutOfMemory(long wanted, long used, long limit) =>
        new(SqlStates.OutOfMemory, $"out of memory: {wanted} bytes wanted, {used} of {limit} in use",
            hint: "raise the memory limit (Memory Limit in the connection string, or SET memory_limit)");

    public static GrizzlyException WritesDisabled(string reason) =>
        new(SqlStates.IoError, $"the database accepts no more writes: {reason}", hint: "close and reopen the database");

    public static GrizzlyException SerializationFailure(string detail) =>
        new(SqlStates.SerializationFailure, detail, hint: "roll back and try the transaction again");

    public static GrizzlyException ReadOnlyDatabase() =>
        new(SqlStates.ReadOnlySqlTransaction, "the database is open read only");

    public static GrizzlyException ReadOnlyTransaction() =>
        new(SqlStates.ReadOnlySqlTransaction, "the transaction is read only");
}
