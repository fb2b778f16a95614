using Grizzly.Sql;

namespace Grizzly.Binding;

/// <summary>Names of sequences in expressions: <c>nextval('main.t_id_seq')</c>.</summary>
internal static class SequenceNames
{
    /// <summary>The expression that takes a sequence's next value.</summary>
    public static string NextValue(string schema, string sequence)
    {
        string name = SqlPrinter.Quote(new Identifier(schema, false, default)) + "."
            + SqlPrinter.Quote(new Identifier(sequence, false, default));
        return $"nextval('{name.Replace("'", "''", StringComparison.Ordinal)}')";
    }
}
