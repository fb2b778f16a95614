using Grizzly.Common;

namespace Grizzly.Sql;

/// <summary>
/// Parses SQL text into syntax trees: PostgreSQL's grammar first, DuckDB's friendlier forms where PostgreSQL has none.
/// Stateless and safe to use from many threads. Every method throws <see cref="GrizzlyException"/> only: 42601 for text
/// that is no SQL,
/// with the span of the offending token, and 54001 for nesting beyond about a thousand levels.
/// </summary>
public static class SqlParser
{
    /// <summary>Parses statements separated by semicolons; empty statements are skipped. Spans count from the start of
    /// the script.</summary>
    public static IReadOnlyList<Statement> ParseScript(string sql) => Run(sql, static parser => parser.ParseScript());

    /// <summary>Parses exactly one statement, with or without a semicolon at its end.</summary>
    public static Statement ParseStatement(string sql) => Run(sql, static parser => parser.ParseSingleStatement());

    /// <summary>Parses one expression and nothing else.</summary>
    public static Expression ParseExpression(string sql) =>
        Run(sql, static parser => parser.ParseWhole(p => p.ParseExpression()));

    /// <summary>Parses the name of a type and nothing else.</summary>
    public static TypeName ParseTypeName(string sql) =>
        Run(sql, static parser => parser.ParseWhole(p => p.ParseTypeName()));

    /// <summary>
    /// Parses; after a syntax error parses once more with the expected keywords recorded, to offer the one that was
    /// probably meant.
    /// </summary>
    private static T Run<T>(string sql, Func<Parser, T> parse)
    {
        List<Token> tokens = Lexer.Tokenize(sql);
        try
        {
            return parse(new Parser(sql, tokens));
        }
        catch (GrizzlyException error) when (error is { SqlState: SqlStates.SyntaxError, Hint: null })
        {
            var recorder = new Parser(sql, tokens, recordsExpectations: true);
            try
            {
                parse(recorder);
            }
            catch (GrizzlyException again) when (again.SqlState == SqlStates.SyntaxError)
            {
                if (recorder.Suggestion(again.Span) is { } hint)
                    throw new GrizzlyException(SqlStates.SyntaxError, again.Detail, again.Span, hint);
            }
            throw;
        }
    }
}
