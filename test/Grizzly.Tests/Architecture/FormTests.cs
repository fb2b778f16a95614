using System.Text.RegularExpressions;

namespace Grizzly.Tests.Architecture;

/// <summary>The form of the files.</summary>
public sealed partial class FormTests
{
    private const int MaxFileLines = 1000;
    private const int MaxLineLength = 120;

    // Put together here, so that this file does not offend against itself.
    private static readonly string[] BannedWords =
        ["#" + "region", "NotImplemented" + "Exception", "TO" + "DO", "TB" + "D", "FIX" + "ME"];

    private static readonly string[] MachinePaths = ["/wo" + "rk/", "/ro" + "ot/", "/ho" + "me/"];

    [Test]
    public void No_file_is_over_a_thousand_lines()
    {
        var offences = new Offences();
        foreach (SourceFile file in SourceTree.CSharp)
        {
            if (file.Lines.Length - 1 > MaxFileLines)
                offences.Add(file.At($"has {file.Lines.Length - 1} lines; split it", MaxFileLines + 1));
        }
        offences.AssertNone();
    }

    [Test]
    public void Lines_end_at_120_columns()
    {
        var offences = new Offences();
        foreach (SourceFile file in SourceTree.CSharp)
        {
            string[] tooLong =
            [
                .. file.Lines.Index()
                    .Where(line => line.Item.TrimEnd('\r').Length > MaxLineLength)
                    .Select(line => file.At($"{line.Item.Length} columns", line.Index + 1)),
            ];
            foreach (string place in tooLong) offences.Add(place);
        }
        offences.AssertNone();
    }

    [Test]
    public void No_banned_word_and_no_tab_is_in_a_source_file()
    {
        var offences = new Offences();
        foreach (SourceFile file in SourceTree.CSharp)
        {
            for (int i = 0; i < file.Lines.Length; i++)
            {
                string line = file.Lines[i];
                foreach (string word in BannedWords)
                {
                    if (Regex.IsMatch(line, $@"(?<!\w){Regex.Escape(word)}(?!\w)")) offences.Add(file.At(word, i + 1));
                }
                if (line.Contains('\t')) offences.Add(file.At("tab", i + 1));
            }
        }
        offences.AssertNone();
    }

    [Test]
    public void Namespaces_are_file_scoped_and_begin_with_their_projects()
    {
        var offences = new Offences();
        foreach (SourceFile file in SourceTree.CSharp)
        {
            foreach (Match block in BlockNamespace().Matches(file.Code))
                offences.Add(file.At(block.Index, "namespace with braces"));
            Match declared = FileNamespace().Match(file.Code);
            if (!declared.Success) continue; // global usings, assembly attributes, top-level statements
            string expected = file.Path.Split('/') is [_, var project, _, ..] ? ProjectNamespace(project) : "Grizzly";
            string name = declared.Groups["name"].Value;
            if (name != expected && !name.StartsWith(expected + ".", StringComparison.Ordinal))
                offences.Add(file.At(declared.Index, $"namespace {name} should begin with {expected}"));
        }
        offences.AssertNone();
    }

    [Test]
    public void No_file_names_a_path_of_somebodys_machine()
    {
        var offences = new Offences();
        foreach (SourceFile file in SourceTree.Files)
        {
            for (int i = 0; i < file.Lines.Length; i++)
            {
                foreach (string path in MachinePaths)
                {
                    int at = file.Lines[i].IndexOf(path, StringComparison.Ordinal);

                    // "src/home/" or "https://host/work/" is no absolute path.
                    if (at >= 0 && (at == 0 || !IsPathCharacter(file.Lines[i][at - 1])))
                        offences.Add(file.At(path, i + 1));
                }
            }
        }
        offences.AssertNone();
    }

    private static bool IsPathCharacter(char c) => char.IsLetterOrDigit(c) || c is '.' or '_' or '-' or '~';

    /// <summary>The engine's rooms are directly below Grizzly, see RoomTests; other projects bear their names.
    /// </summary>
    private static string ProjectNamespace(string project) =>
        project is "Grizzly.Storage" || !project.StartsWith("Grizzly", StringComparison.Ordinal) ? "Grizzly" : project;

    [GeneratedRegex(@"^\s*namespace\s+[\w.]+\s*\{", RegexOptions.Multiline)]
    private static partial Regex BlockNamespace();

    [GeneratedRegex(@"^namespace\s+(?<name>[\w.]+)\s*;", RegexOptions.Multiline)]
    private static partial Regex FileNamespace();
}
