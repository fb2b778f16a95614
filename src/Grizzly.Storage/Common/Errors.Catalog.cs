namespace Grizzly.Common;

public static partial class Errors
{
    public static GrizzlyException CatalogConflict() =>
        new(SqlStates.SerializationFailure, "another transaction is changing the definition of the same object",
            default,
            "try the transaction again");

    public static GrizzlyException RelationExists(string kind, string name, SourceSpan span = default) =>
        new(SqlStates.DuplicateTable, $"{kind} \"{name}\" already exists", span, "use IF NOT EXISTS or OR REPLACE");

    public static GrizzlyException SchemaExists(string name) =>
        new(SqlStates.DuplicateObject, $"schema \"{name}\" already exists");

    public static GrizzlyException SchemaNotFound(string name, SourceSpan span = default) =>
        new(SqlStates.InvalidSchemaName, $"schema \"{name}\" does not exist", span);

    public static GrizzlyException SchemaNotEmpty(string name) =>
        new(SqlStates.DependentObjectsStillExist, $"cannot drop schema \"{name}\" because it still holds objects",
            default,
            "use DROP SCHEMA ... CASCADE to drop them too");

    public static GrizzlyException RelationNotFound(string name, IEnumerable<string> candidates, SourceSpan span) =>
        new(SqlStates.UndefinedTable, $"table \"{name}\" does not exist", span, NameSuggestion.Hint(name, candidates));

    public static GrizzlyException WrongObjectKind(string name, string kind, string wanted, SourceSpan span) =>
        new(SqlStates.WrongObjectType, $"\"{name}\" is a {kind}, not a {wanted}", span,
            $"use DROP {kind.ToUpperInvariant()}");
}
