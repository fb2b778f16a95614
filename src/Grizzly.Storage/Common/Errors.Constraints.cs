namespace Grizzly.Common;

/// <summary>Rows that break a constraint. Each error names the schema, the table and the constraint.</summary>
public static partial class Errors
{
    public static GrizzlyException NotNullViolated(string schema, string table, string column) =>
        new(SqlStates.NotNullViolation,
            $"null value in column \"{column}\" of table \"{table}\" violates not-null constraint")
        {
            SchemaName = schema, TableName = table, ColumnName = column,
        };

    public static GrizzlyException CheckViolated(string schema, string table, string constraint) =>
        new(SqlStates.CheckViolation, $"new row for table \"{table}\" violates check constraint \"{constraint}\"")
        {
            SchemaName = schema, TableName = table, ConstraintName = constraint,
        };

    public static GrizzlyException GeneratedAlways(string column, bool isIdentity, SourceSpan span) =>
        new(SqlStates.GeneratedAlways, $"cannot write a value into column \"{column}\"", span,
            isIdentity
                ? "it is GENERATED ALWAYS AS IDENTITY: leave it out, or use OVERRIDING SYSTEM VALUE"
                : "it is a generated column: leave it out, or write DEFAULT");

    public static GrizzlyException ChangedTwice(string statement) =>
        new(SqlStates.CardinalityViolation, $"{statement} command cannot affect row a second time", default,
            "make sure that no more than one source row matches any target row");

    /// <summary>ERROR of MERGE and the function error().</summary>
    public static GrizzlyException Raised(string message) => new(SqlStates.RaiseException, Shorten(message));

    public static GrizzlyException ForeignKeyViolated(
        string schema, string table, string constraint, string parent, string key) =>
        new(SqlStates.ForeignKeyViolation,
            $"insert or update on table \"{table}\" violates foreign key constraint \"{constraint}\": key {key} is "
            + $"not present in table \"{parent}\"")
        {
            SchemaName = schema, TableName = table, ConstraintName = constraint,
        };

    public static GrizzlyException ForeignKeyStillReferenced(
        string schema, string table, string constraint, string child, string key) =>
        new(SqlStates.ForeignKeyViolation,
            $"update or delete on table \"{table}\" violates foreign key constraint \"{constraint}\" on table "
            + $"\"{child}\": key {key} is still referenced")
        {
            SchemaName = schema, TableName = table, ConstraintName = constraint,
        };

    public static GrizzlyException ForeignKeyMatchFull(string schema, string table, string constraint) =>
        new(SqlStates.ForeignKeyViolation,
            $"insert or update on table \"{table}\" violates foreign key constraint \"{constraint}\": MATCH FULL does "
            + "not allow mixing of null and nonnull key values")
        {
            SchemaName = schema, TableName = table, ConstraintName = constraint,
        };

    public static GrizzlyException TooManyCascades(string constraint) =>
        new(SqlStates.StatementTooComplex,
            $"the actions of foreign key \"{constraint}\" cause one another without end");

    public static GrizzlyException ConstraintNotDeferrable(string name, SourceSpan span) =>
        new(SqlStates.WrongObjectType, $"constraint \"{name}\" is not deferrable", span);

    public static GrizzlyException ConstraintUnknown(string name, SourceSpan span) =>
        new(SqlStates.UndefinedObject, $"constraint \"{name}\" does not exist", span);
}
