using Grizzly.Catalog;
using Grizzly.Sql;

namespace Grizzly.Engine;

/// <summary>Sequences that an expression names, as <c>nextval('s')</c> wherever in it.</summary>
internal static class SequenceUse
{
    /// <summary>Whether the expression takes values from the sequence.</summary>
    public static bool Mentions(string sql, SequenceEntry sequence) =>
        ExpressionRewriter.Any(SqlParser.ParseExpression(sql), part => Names(part, sequence));

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
