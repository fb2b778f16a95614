namespace Grizzly.Common;

/// <summary>The SQLSTATE codes Grizzly raises, with PostgreSQL's meanings (PostgreSQL documentation, appendix
/// A).</summary>
public static class SqlStates
{
    public const string FeatureNotSupported = "0A000";
    public const string CardinalityViolation = "21000";
    public const string StringDataRightTruncation = "22001";
    public const string NumericValueOutOfRange = "22003";
    public const string InvalidDatetimeFormat = "22007";
    public const string DatetimeFieldOverflow = "22008";
    public const string DivisionByZero = "22012";
    public const string InvalidFrameOffset = "22013";
    public const string CharacterNotInRepertoire = "22021";
    public const string InvalidRegularExpression = "2201B";
    public const string InvalidEscapeSequence = "22025";
    public const string InvalidTextRepresentation = "22P02";
    public const string BadCopyFileFormat = "22P04";
    public const string InvalidParameterValue = "22023";
    public const string NotNullViolation = "23502";
    public const string ForeignKeyViolation = "23503";
    public const string UniqueViolation = "23505";
    public const string CheckViolation = "23514";
    public const string InvalidTransactionState = "25000";
    public const string ActiveSqlTransaction = "25001";
    public const string NoActiveSqlTransaction = "25P01";
    public const string ReadOnlySqlTransaction = "25006";
    public const string InFailedSqlTransaction = "25P02";
    public const string DependentObjectsStillExist = "2BP01";
    public const string InvalidSavepoint = "3B001";
    public const string SerializationFailure = "40001";
    public const string DeadlockDetected = "40P01";
    public const string SyntaxError = "42601";
    public const string AmbiguousColumn = "42702";
    public const string UndefinedColumn = "42703";
    public const string DuplicateColumn = "42701";
    public const string DuplicateAlias = "42712";
    public const string UndefinedFunction = "42883";
    public const string AmbiguousFunction = "42725";
    public const string CannotCoerce = "42846";
    public const string UndefinedTable = "42P01";
    public const string DuplicateTable = "42P07";
    public const string UndefinedObject = "42704";
    public const string DuplicateObject = "42710";
    public const string InvalidObjectDefinition = "42P17";
    public const string UndefinedParameter = "42P02";
    public const string GroupingError = "42803";
    public const string InvalidRecursion = "42P19";
    public const string WindowingError = "42P20";
    public const string DatatypeMismatch = "42804";
    public const string IndeterminateDatatype = "42P18";
    public const string WrongObjectType = "42809";
    public const string InvalidColumnReference = "42P10";
    public const string InvalidSchemaName = "3F000";
    public const string OutOfMemory = "53200";
    public const string DiskFull = "53100";
    public const string ProgramLimitExceeded = "54000";
    public const string StatementTooComplex = "54001";
    public const string ObjectInUse = "55006";
    public const string LockNotAvailable = "55P03";
    public const string QueryCanceled = "57014";
    public const string IoError = "58030";
    public const string UndefinedFile = "58P01";
    public const string DuplicateFile = "58P02";
    public const string DataCorrupted = "XX001";
    public const string InternalError = "XX000";
}
