namespace Grizzly.Common;

public static partial class Errors
{
    public static GrizzlyException CatalogOvertaken() =>
        new(SqlStates.SerializationFailure,
            "another transaction has changed the definition of a table this transaction has written to", default,
            "try the transaction again");

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

    public static GrizzlyException SequenceExhausted(string name, bool isUp, long limit) =>
        new(SqlStates.SequenceLimitExceeded,
            $"nextval: reached {(isUp ? "maximum" : "minimum")} value of sequence \"{name}\" ({limit})", default,
            "use CYCLE, or ALTER SEQUENCE to raise the limit");

    public static GrizzlyException SequenceValueOutOfBounds(string name, long value, long min, long max) =>
        new(SqlStates.NumericValueOutOfRange,
            $"setval: value {value} is out of bounds for sequence \"{name}\" ({min}..{max})");

    public static GrizzlyException SequenceNotYetUsed(string name) =>
        new(SqlStates.ObjectNotInPrerequisiteState,
            $"currval of sequence \"{name}\" is not yet defined in this session", default, "call nextval first");

    public static GrizzlyException LastValueNotYetDefined() =>
        new(SqlStates.ObjectNotInPrerequisiteState, "lastval is not yet defined in this session", default,
            "call nextval first");

    public static GrizzlyException SequenceNotFound(string name, IEnumerable<string> candidates) =>
        new(SqlStates.UndefinedTable, $"sequence \"{name}\" does not exist", default,
            NameSuggestion.Hint(name, candidates));

    public static GrizzlyException NotASequence(string name) =>
        new(SqlStates.WrongObjectType, $"\"{name}\" is not a sequence");

    /// <summary>Something cannot go because something else needs it.</summary>
    /// <param name="what">The object: <c>table "t"</c>.</param>
    public static GrizzlyException Dependents(string what, IEnumerable<string> dependents, SourceSpan span = default) =>
        new(SqlStates.DependentObjectsStillExist,
            $"cannot drop {what} because other objects depend on it: {string.Join(", ", dependents.Take(10))}", span,
            "use CASCADE to drop them too");

    public static GrizzlyException NotInState(string what, SourceSpan span) =>
        new(SqlStates.ObjectNotInPrerequisiteState, what, span);

    public static GrizzlyException InvalidDefinition(string what, SourceSpan span = default, string? hint = null) =>
        new(SqlStates.InvalidObjectDefinition, what, span, hint);

    public static GrizzlyException DuplicateConstraint(string name, string table, SourceSpan span = default) =>
        new(SqlStates.DuplicateObject, $"constraint \"{name}\" for table \"{table}\" already exists", span);

    public static GrizzlyException ConstraintNotFound(string name, string table, SourceSpan span = default) =>
        new(SqlStates.UndefinedObject, $"constraint \"{name}\" of table \"{table}\" does not exist", span);
}
