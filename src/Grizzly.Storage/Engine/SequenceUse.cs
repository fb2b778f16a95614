using Grizzly.Catalog;
using Grizzly.Sql;

namespace Grizzly.Engine;

/// <summary>Sequences that an expression names, as <c>nextval('s')</c> at its top.</summary>
internal static class SequenceUse
{
    /// <summary>Whether the expression takes values from the sequence.</summary>
    public static bool Mentions(string sql, SequenceEntry sequence) =>
        NameIn(SqlParser.ParseExpression(sql)) is { } name
        && Same(name.Name.Text, sequence.Name)
        && Same(name.Parts.Count > 1 ? name.Parts[^2].Text : CatalogStore.MainSchema, sequence.Schema);

    private static ColumnReference? NameIn(Expression expression)
    {
        while (expression is CastExpression cast) expression = cast.Operand;
        if (expression is not FunctionCall { Arguments: [{ Value: StringLiteral text }] } call
            || !Same(call.Name.Name.Text, "nextval")) return null;
        return SqlParser.ParseExpression(text.Value) as ColumnReference;
    }

    private static bool Same(string left, string right) =>
        string.Equals(left, right, StringComparison.OrdinalIgnoreCase);
}
