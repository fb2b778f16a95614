using Grizzly.Catalog;
using Grizzly.Sql;

namespace Grizzly.Engine;

/// <summary>Sequences that an expression names, as <c>nextval('s')</c> wherever in it.</summary>
internal static class SequenceUse
{
    /// <summary>Whether the expression takes values from the sequence.</summary>
    public static bool Mentions(string sql, SequenceEntry sequence) =>
        ExpressionRewriter.Any(SqlParser.ParseExpression(sql), part => Names(part, sequence));

    /// <summary>The expression with another name for the sequence.</summary>
    public static string Renamed(string sql, SequenceEntry before, SequenceEntry after)
    {
        Expression expression = SqlParser.ParseExpression(sql);
        if (!ExpressionRewriter.Any(expression, part => Names(part, before))) return sql;
        string name = Quote(after.Schema) + "." + Quote(after.Name);
        return ExpressionRewriter.Rewrite(expression, part =>
        {
            if (!Names(part, before)) return null;
            var call = (FunctionCall)part;
            FunctionArgument first = call.Arguments[0] with
            {
                Value = new StringLiteral(name, call.Arguments[0].Value.Span),
            };
            return call with { Arguments = [first, .. call.Arguments.Skip(1)] };
        }).ToString();
    }

    private static string Quote(string name) => SqlPrinter.Quote(new Identifier(name, false, default));

    private static bool Names(Expression part, SequenceEntry sequence)
    {
        if (part is not FunctionCall { Arguments: [{ Value: StringLiteral text }, ..] } call) return false;
        if (!Same(call.Name.Name.Text, "nextval") && !Same(call.Name.Name.Text, "currval")) return false;
        return SqlParser.ParseExpression(text.Value) is ColumnReference name
            && Same(name.Name.Text, sequence.Name)
            && Same(name.Parts.Count > 1 ? name.Parts[^2].Text : CatalogStore.MainSchema, sequence.Schema);
    }

    private static bool Same(string left, string right) =>
        string.Equals(left, right, StringComparison.OrdinalIgnoreCase);
}
