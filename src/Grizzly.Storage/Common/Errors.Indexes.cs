namespace Grizzly.Common;

public static partial class Errors
{
    /// <param name="constraint">The constraint, or the index where there is none.</param>
    /// <param name="key">Columns and values, as <c>(a, b)=(1, x)</c>.</param>
    public static GrizzlyException UniqueViolated(string constraint, string table, string key) =>
        new(SqlStates.UniqueViolation,
            $"duplicate key value violates unique constraint \"{constraint}\" of table \"{table}\": key {key} exists");

    public static GrizzlyException KeyIsBeingChanged(string constraint) =>
        SerializationFailure($"another transaction is changing a row with the same key of \"{constraint}\"");

    public static GrizzlyException IndexKeyTooLong(int length, int limit) =>
        new(SqlStates.ProgramLimitExceeded, $"an index key of {length} bytes exceeds the limit of {limit}", default,
            "index a hash or a prefix of the value");

    public static GrizzlyException IndexNotFound(string name, IEnumerable<string> candidates, SourceSpan span) =>
        new(SqlStates.UndefinedObject, $"index \"{name}\" does not exist", span,
            NameSuggestion.Hint(name, candidates));

    public static GrizzlyException IndexBelongsToConstraint(string name) =>
        new(SqlStates.DependentObjectsStillExist, $"cannot drop index \"{name}\" because a constraint needs it",
            default, "drop the constraint with ALTER TABLE ... DROP CONSTRAINT");
}
