using Grizzly.Catalog;
using Grizzly.Common;
using Grizzly.Sql;

namespace Grizzly.Binding;

/// <summary>Names of sequences in expressions: <c>nextval('main.t_id_seq')</c>.</summary>
internal static class SequenceNames
{
    private static readonly string[] Functions = ["nextval", "currval", "setval"];

    /// <summary>The expression that takes a sequence's next value.</summary>
    public static string NextValue(string schema, string sequence) =>
        $"nextval('{Write(schema, sequence).Replace("'", "''", StringComparison.Ordinal)}')";

    /// <summary>The name a literal means, as a name that means the same everywhere in the session; null for a call that
    /// names no sequence there is.</summary>
    public static string? Qualify(BindContext context, FunctionCall call)
    {
        if (Find(context, call) is not { } sequence) return null;
        return context.Catalog.DatabaseOf(sequence) is { } database
            ? Write(database.Name, sequence.Schema, sequence.Name)
            : Write(sequence.Schema, sequence.Name);
    }

    /// <summary>A DEFAULT whose sequences are named so that they mean the same wherever the database is attached; 0A000
    /// for those of other databases.</summary>
    public static Expression Keep(BindContext context, Expression value) => ExpressionRewriter.Rewrite(value, part =>
    {
        if (part is not FunctionCall call || NameIn(call) is not { } written) return null;
        SequenceEntry sequence = context.Catalog.FindSequence(written) ?? throw Errors.SequenceNotFound(
            written.Name, context.Catalog.Sequences.Select(other => other.Name)).WithSpan(call.Span);
        DatabaseCatalog? home = context.Catalog.DatabaseOf(sequence);
        string name = Write(sequence.Schema, sequence.Name);
        if (home is not null && !Scope.SameName(home.Name, context.Catalog.DefaultDatabase))
        {
            bool isTemporary = context.Catalog.Databases.Any(database =>
                database.IsTemporary && Scope.SameName(database.Name, context.Catalog.DefaultDatabase));
            if (!isTemporary || home.IsTemporary) throw Errors.AcrossDatabases("a sequence", call.Span);
            name = Write(home.Name, sequence.Schema, sequence.Name);
        }
        FunctionArgument first = call.Arguments[0] with
        {
            Value = new StringLiteral(name, call.Arguments[0].Value.Span),
        };
        return call with { Arguments = [first, .. call.Arguments.Skip(1)] };
    });

    private static SequenceEntry? Find(BindContext context, FunctionCall call) =>
        NameIn(call) is { } name ? context.Catalog.FindSequence(name) : null;

    /// <summary>The sequence a call names as a literal; null for any other call.</summary>
    private static ObjectName? NameIn(FunctionCall call)
    {
        if (!Functions.Contains(call.Name.Name.Text, StringComparer.OrdinalIgnoreCase)) return null;
        if (call.Arguments.IsEmpty || call.Arguments[0] is not { Name: null, Value: StringLiteral literal })
            return null;
        string text = literal.Value;
        if (text.Length == 0) return null;
        return SqlParser.ParseExpression(text) is ColumnReference { Parts.Count: <= 3 } name
            ? ObjectNames.Of(new QualifiedName(name.Parts, name.Span))
            : null;
    }

    private static string Write(params string[] parts) =>
        string.Join('.', parts.Select(part => SqlPrinter.Quote(new Identifier(part, false, default))));
}
