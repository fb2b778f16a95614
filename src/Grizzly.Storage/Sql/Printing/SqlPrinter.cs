namespace Grizzly.Sql;

/// <summary>Writes a syntax tree as canonical SQL text that parses back to an equal tree.</summary>
public sealed partial class SqlPrinter
{
    public static string Print(SyntaxNode node) => node.GetType().Name;
}
