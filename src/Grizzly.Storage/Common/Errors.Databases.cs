namespace Grizzly.Common;

public static partial class Errors
{
    public static GrizzlyException DatabaseNotFound(string name, SourceSpan span = default) =>
        new(SqlStates.InvalidCatalogName, $"database \"{name}\" does not exist", span,
            "ATTACH makes a database known to the session");

    public static GrizzlyException DatabaseExists(string name, SourceSpan span = default) =>
        new(SqlStates.DuplicateDatabase, $"database \"{name}\" already exists", span, "give another name with AS");

    public static GrizzlyException DatabaseAttached(string file, string name, SourceSpan span = default) =>
        new(SqlStates.DuplicateDatabase, $"file \"{Shorten(file)}\" is attached already, as database \"{name}\"", span);

    public static GrizzlyException DatabaseNameReserved(string name, SourceSpan span = default) =>
        new(SqlStates.ReservedName, $"\"{name}\" is a reserved name of a database", span);

    public static GrizzlyException DatabaseCannotLeave(string name, SourceSpan span = default) =>
        new(SqlStates.ObjectInUse, $"cannot detach database \"{name}\", which the session was opened on", span);

    public static GrizzlyException DatabaseInPath(string name, SourceSpan span = default) =>
        new(SqlStates.ObjectInUse, $"cannot detach database \"{name}\", which is the current one", span,
            "USE another database first");

    public static GrizzlyException DatabaseChanged() =>
        new(SqlStates.ActiveSqlTransaction, "cannot detach a database that this transaction has changed");

    public static GrizzlyException SecondDatabaseChanged() =>
        new(SqlStates.InvalidTransactionState, "this transaction has changed another database already", default,
            "a transaction may read many databases, but change one: COMMIT before changing the next");

    public static GrizzlyException SerializableElsewhere() =>
        new(SqlStates.FeatureNotSupported, "isolation level SERIALIZABLE over several databases is not supported",
            default, "use REPEATABLE READ");

    public static GrizzlyException AmbiguousDatabase(string name, SourceSpan span = default) =>
        new(SqlStates.AmbiguousAlias, $"\"{name}\" is both a database and a schema", span,
            "write database.schema.name");

    public static GrizzlyException AcrossDatabases(string what, SourceSpan span = default) =>
        new(SqlStates.FeatureNotSupported, $"{what} of another database is not supported", span);

    public static GrizzlyException NotTemporary(string name, SourceSpan span = default) =>
        new(SqlStates.InvalidTableDefinition, $"only temporary objects can be in database \"temp\", not \"{name}\"",
            span, "write CREATE TEMPORARY");

    public static GrizzlyException TemporaryElsewhere(string name, SourceSpan span = default) =>
        new(SqlStates.InvalidTableDefinition, $"temporary \"{name}\" cannot be in a schema of its own", span,
            "leave the schema out");

    public static GrizzlyException SchemaNeeded(string name, SourceSpan span = default) =>
        new(SqlStates.DependentObjectsStillExist, $"cannot drop schema \"{name}\" because the database needs it", span);

    public static GrizzlyException SequenceOwned(string name, string owner) =>
        new(SqlStates.ObjectNotInPrerequisiteState, $"sequence \"{name}\" is owned by \"{owner}\" already",
            default, "OWNED BY NONE sets it free");

    public static GrizzlyException TooManyNameParts(string name, SourceSpan span) =>
        new(SqlStates.SyntaxError, $"too many parts in name {name}", span, "write database.schema.name");

    public static GrizzlyException PathNotFound(string name, SourceSpan span = default) =>
        new(SqlStates.InvalidSchemaName, $"neither a schema nor a database is named \"{name}\"", span);
}
