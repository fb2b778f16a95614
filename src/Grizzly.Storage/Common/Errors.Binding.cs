namespace Grizzly.Common;

/// <summary>Errors of name and type resolution.</summary>
public static partial class Errors
{
    public static GrizzlyException ColumnNotFound(string name, IEnumerable<string> candidates, SourceSpan span) =>
        new(SqlStates.UndefinedColumn, $"column \"{name}\" does not exist", span,
            NameSuggestion.Hint(name, candidates));

    public static GrizzlyException ColumnNotInTable(
        string column, string table, IEnumerable<string> candidates, SourceSpan span) =>
        new(SqlStates.UndefinedColumn, $"column \"{column}\" does not exist in \"{table}\"", span,
            NameSuggestion.Hint(column, candidates));

    public static GrizzlyException AmbiguousColumn(string name, IEnumerable<string> tables, SourceSpan span) =>
        new(SqlStates.AmbiguousColumn, $"column reference \"{name}\" is ambiguous", span,
            $"it could be {string.Join(" or ", tables.Distinct().Take(4).Select(table => $"{table}.{name}"))}");

    public static GrizzlyException TableNotFound(string name, IEnumerable<string> candidates, SourceSpan span) =>
        new(SqlStates.UndefinedTable, $"table \"{name}\" does not exist", span, NameSuggestion.Hint(name, candidates));

    public static GrizzlyException ObjectNotFound(
        string kind, string name, IEnumerable<string> candidates, SourceSpan span) =>
        new(kind == "schema" ? SqlStates.InvalidSchemaName
            : SqlStates.UndefinedTable, $"{kind} \"{name}\" does not exist", span,
            NameSuggestion.Hint(name, candidates));

    public static GrizzlyException TableNotInFrom(string name, IEnumerable<string> candidates, SourceSpan span) =>
        new(SqlStates.UndefinedTable, $"table \"{name}\" is not in the FROM clause", span,
            NameSuggestion.Hint(name, candidates));

    public static GrizzlyException SchemaMissing(string name, SourceSpan span) =>
        new(SqlStates.InvalidSchemaName, $"schema \"{name}\" does not exist", span);

    public static GrizzlyException DuplicateAlias(string name, SourceSpan span) =>
        new(SqlStates.DuplicateAlias, $"table name \"{name}\" is used more than once", span,
            "give one of them an alias");

    public static GrizzlyException DuplicateColumn(string name, SourceSpan span) =>
        new(SqlStates.DuplicateColumn, $"column \"{name}\" is named more than once", span);

    public static GrizzlyException TypeNotFound(string name, IEnumerable<string> candidates, SourceSpan span) =>
        new(SqlStates.UndefinedObject, $"type \"{name}\" does not exist", span, NameSuggestion.Hint(name, candidates));

    public static GrizzlyException TypeExists(string name) =>
        new(SqlStates.DuplicateObject, $"type \"{name}\" already exists");

    public static GrizzlyException OperatorNotFound(string call, SourceSpan span) =>
        new(SqlStates.UndefinedFunction, $"operator does not exist: {call}", span, "an explicit cast may help");

    public static GrizzlyException TableFunctionNotFound(
        string name, IEnumerable<string> candidates, SourceSpan span) =>
        new(SqlStates.UndefinedFunction, $"table function {name} does not exist", span,
            NameSuggestion.Hint(name, candidates));

    public static GrizzlyException TypesDoNotMatch(string what, string left, string right, SourceSpan span) =>
        new(SqlStates.DatatypeMismatch, $"{what} types {left} and {right} cannot be matched", span,
            "an explicit cast may help");

    public static GrizzlyException NotBoolean(string where, string type, SourceSpan span) =>
        new(SqlStates.DatatypeMismatch, $"argument of {where} must be type BOOLEAN, not type {type}", span);

    public static GrizzlyException AggregateNotAllowed(string where, SourceSpan span) =>
        new(SqlStates.GroupingError, $"aggregate functions are not allowed in {where}", span,
            where == "WHERE" ? "filter groups with HAVING" : null);

    public static GrizzlyException NestedAggregate(SourceSpan span) =>
        new(SqlStates.GroupingError, "aggregate function calls cannot be nested", span);

    public static GrizzlyException NotGrouped(string column, SourceSpan span) =>
        new(SqlStates.GroupingError,
            $"column \"{column}\" must appear in the GROUP BY clause or be used in an aggregate function", span,
            $"add it to GROUP BY, or take any_value({column})");

    public static GrizzlyException OrdinalOutOfRange(string clause, string ordinal, int count, SourceSpan span) =>
        new(SqlStates.InvalidColumnReference, $"{clause} position {ordinal} is not in the select list", span,
            $"positions go from 1 to {count}");

    public static GrizzlyException OrderByNotSelected(string what, SourceSpan span) =>
        new(SqlStates.InvalidColumnReference, $"for {what}, ORDER BY expressions must appear in the select list", span);

    public static GrizzlyException SubqueryColumns(int expected, int actual, SourceSpan span) =>
        new(SqlStates.SyntaxError, $"subquery must return {Plural(expected, "column")}, not {actual}", span);

    public static GrizzlyException QuantifiedOperator(string symbol, SourceSpan span) =>
        new(SqlStates.WrongObjectType,
            $"ANY and ALL need an operator that yields BOOLEAN, which {symbol} does not", span);

    public static GrizzlyException MergeClauseUnreachable(SourceSpan span) =>
        new(SqlStates.SyntaxError, "this WHEN clause comes after one of its kind without a condition", span);

    public static GrizzlyException RowLengths(int left, int right, SourceSpan span) =>
        new(SqlStates.SyntaxError, $"rows of {left} and {right} values cannot be compared", span);

    public static GrizzlyException SetOperationColumns(string operation, int left, int right, SourceSpan span) =>
        new(SqlStates.SyntaxError,
            $"each {operation} query must have the same number of columns, not {left} and {right}", span);

    public static GrizzlyException ValuesLengths(int expected, int actual, SourceSpan span) =>
        new(SqlStates.SyntaxError, $"VALUES lists must all be the same length, not {expected} and {actual}", span);

    public static GrizzlyException InsertColumns(string table, int expected, int actual, SourceSpan span) =>
        new(SqlStates.SyntaxError,
            $"INSERT into \"{table}\" has {Plural(actual, "expression")} for {Plural(expected, "column")}", span);

    public static GrizzlyException AliasColumns(string table, int available, int specified, SourceSpan span) =>
        new(SqlStates.InvalidColumnReference,
            $"table \"{table}\" has {Plural(available, "column")} available "
            + $"but {Plural(specified, "column")} specified",
            span);

    public static GrizzlyException UsingColumnMissing(
        string column, string side, IEnumerable<string> candidates, SourceSpan span) =>
        new(SqlStates.UndefinedColumn, $"column \"{column}\" specified in USING clause does not exist in {side} table",
            span,
            NameSuggestion.Hint(column, candidates));

    public static GrizzlyException WrongObject(string name, string actual, string expected, SourceSpan span) =>
        new(SqlStates.WrongObjectType, $"\"{name}\" is a {actual}, not a {expected}", span);

    public static GrizzlyException NotConstant(string where, SourceSpan span) =>
        new(SqlStates.InvalidParameterValue, $"{where} must be constant", span);

    public static GrizzlyException Invalid(string fact, SourceSpan span = default, string? hint = null) =>
        new(SqlStates.InvalidParameterValue, fact, span, hint);

    public static GrizzlyException Misplaced(string what, SourceSpan span, string? hint = null) =>
        new(SqlStates.SyntaxError, $"{what} is not allowed here", span, hint);

    public static GrizzlyException ParameterNotSupplied(string name, SourceSpan span) =>
        new(SqlStates.UndefinedParameter, $"parameter \"{name}\" was not supplied", span);

    public static GrizzlyException TooComplex(string what, SourceSpan span) =>
        new(SqlStates.StatementTooComplex, $"{what} is too complex", span, "split the statement");

    private static string Plural(int count, string noun) => count == 1 ? $"1 {noun}" : $"{count} {noun}s";
}
