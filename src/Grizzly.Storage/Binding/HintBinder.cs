using System.Globalization;
using Grizzly.Common;
using Grizzly.Logical;

namespace Grizzly.Binding;

/// <summary>
/// <c>/*+ … */</c>: hints by name with the relations they are about. What cannot be understood becomes a notice, never
/// an error: a statement means the same without its hints.
/// </summary>
internal sealed class HintBinder(BindContext context, Scope scope)
{
    private static readonly string[] Names =
        ["LEADING", "HASH_JOIN", "NESTED_LOOP", "INDEX_JOIN", "INDEX", "NO_INDEX", "PARALLEL", "NO_PARALLEL"];

    public void Bind(IEnumerable<string> texts)
    {
        foreach (string text in texts)
        {
            foreach (string hint in Split(text)) Add(hint);
        }
    }

    /// <summary>The hints of one comment: each a word, possibly with parentheses.</summary>
    private static IEnumerable<string> Split(string text)
    {
        int position = 0;
        while (position < text.Length)
        {
            int start = position;
            while (position < text.Length && !char.IsWhiteSpace(text[position]) && text[position] is not ('(' or ','))
                position++;
            int next = position;
            while (next < text.Length && char.IsWhiteSpace(text[next])) next++;
            if (next < text.Length && text[next] == '(')
            {
                int end = text.IndexOf(')', next);
                position = end < 0 ? text.Length : end + 1;
            }
            if (position > start) yield return text[start..position].Trim();
            while (position < text.Length && (char.IsWhiteSpace(text[position]) || text[position] == ',')) position++;
            if (position == start) position++;
        }
    }

    private void Add(string text)
    {
        int open = text.IndexOf('(');
        string name = (open < 0 ? text : text[..open]).Trim().ToUpperInvariant();
        if (open >= 0 && text[^1] != ')')
        {
            Warn($"hint {name} has no closing parenthesis");
            return;
        }
        string[] arguments = open < 0 ? [] : text[(open + 1)..^1].Split(
            [' ', ',', '\t', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries);
        switch (name)
        {
            case "LEADING": AddRelations(HintKind.Leading, text, arguments, 2, int.MaxValue); break;
            case "HASH_JOIN": AddRelations(HintKind.HashJoin, text, arguments, 2, 2); break;
            case "NESTED_LOOP": AddRelations(HintKind.NestedLoop, text, arguments, 2, 2); break;
            case "INDEX_JOIN": AddRelations(HintKind.IndexJoin, text, arguments, 2, 2); break;
            case "NO_INDEX": AddRelations(HintKind.NoIndex, text, arguments, 1, 1); break;
            case "INDEX" when arguments.Length == 2:
                AddRelations(HintKind.Index, text, arguments[..1], 1, 1, arguments[1]);
                break;
            case "PARALLEL" when arguments.Length == 1 && int.TryParse(
                arguments[0], NumberStyles.None, CultureInfo.InvariantCulture, out int threads) && threads > 0:
                context.Hints.Add(new PlanHint(HintKind.Parallel, text, [], Threads: threads));
                break;
            case "NO_PARALLEL" when arguments.Length == 0:
                context.Hints.Add(new PlanHint(HintKind.Parallel, text, [], Threads: 1));
                break;
            case "INDEX" or "PARALLEL" or "NO_PARALLEL": Warn($"hint {text} has the wrong arguments"); break;
            default:
                Warn($"there is no hint \"{name}\"", NameSuggestion.Hint(name, Names)
                    ?? $"hints are {string.Join(", ", Names)}");
                break;
        }
    }

    private void AddRelations(HintKind kind, string text, string[] names, int least, int most, string? index = null)
    {
        if (names.Length < least || names.Length > most)
        {
            Warn($"hint {text} has the wrong number of names");
            return;
        }
        var relations = new List<HintRelation>();
        foreach (string name in names)
        {
            string plain = name.Trim('"');
            if (!scope.HasTable(null, plain))
            {
                Warn($"hint {text} names \"{plain}\", which is not in FROM",
                    NameSuggestion.Hint(plain, scope.Tables.Select(table => table.Name)));
                return;
            }
            relations.Add(new HintRelation(plain, ColumnsOf(plain)));
        }
        context.Hints.Add(new PlanHint(kind, text, relations, index?.Trim('"')));
    }

    private HashSet<int> ColumnsOf(string table) => [.. scope.ColumnsOf(null, table).SelectMany(column =>
        ExpressionTree.ColumnsOf(column.Value)).Select(column => column.Id)];

    private void Warn(string message, string? hint = null) => context.Notices.Add(new Notice(message, hint));
}
