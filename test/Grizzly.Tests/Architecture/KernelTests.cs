using System.Text.RegularExpressions;

namespace Grizzly.Tests.Architecture;

/// <summary>Loops of kernels are compiled optimized from their first call on.</summary>
public sealed partial class KernelTests
{
    private static readonly string[] Attributes = ["AggressiveOptimization", "AggressiveInlining"];

    [Test]
    public void Every_kernel_method_with_a_loop_is_marked_for_optimization()
    {
        var offences = new Offences();
        foreach (SourceFile file in SourceTree.CSharpBelow(Rooms.Directory + "Kernels/"))
        {
            foreach ((int offset, string name) in UnmarkedLoops(file.Code))
                offences.Add(file.At(offset, $"{name} has a loop but neither {string.Join(" nor ", Attributes)}"));
        }
        offences.AssertNone();
    }

    [TestCase("class C { static void F() { for (;;) { } } }", "F")]
    [TestCase("class C { [M(O.AggressiveOptimization)] static void F() { while (x) { } } }", null)]
    [TestCase("class C { [M(O.AggressiveInlining)] void F() { do { } while (x); } void G() { for (;;) { } } }", "G")]
    [TestCase("class C { void F() { foreach (var name in names) Add(name); } }", null)]
    [TestCase("const MethodImplOptions Hot = O.AggressiveOptimization; [MethodImpl(Hot)] F() { for (;;) { } }", null)]
    [TestCase("const MethodImplOptions Cold = O.NoInlining; [MethodImpl(Cold)] void F() { for (;;) { } }", "F")]
    [TestCase("class C { int P { get { while (true) { } } } }", "P")]
    [TestCase("class C { void F<T>(int a) where T : struct, I<T> { while (true) { } } }", "F")]
    [TestCase("class C { C() { } void F() { if (a) { return; } } }", null)]
    public void Unmarked_loops_are_found(string code, string? expected) =>
        Assert.That(UnmarkedLoops(code).Select(loop => loop.Name).SingleOrDefault(), Is.EqualTo(expected));

    /// <summary>Walks the braces: a loop belongs to the innermost member, that is to the first block below the
    /// innermost type.</summary>
    private static IEnumerable<(int Offset, string Name)> UnmarkedLoops(string code)
    {
        var blocks = new Stack<(bool IsType, string Header, int Offset)>();
        int headerStart = 0;
        var reported = new HashSet<int>();
        string[] marks =
            [.. Attributes, .. OptionNames().Matches(code).Select(match => $"MethodImpl({match.Groups["name"]})")];
        for (int i = 0; i < code.Length; i++)
        {
            switch (code[i])
            {
                case '{':
                    string header = code[headerStart..i];
                    blocks.Push((TypeHeader().IsMatch(header), header, headerStart));
                    headerStart = i + 1;
                    continue;
                case '}':
                    if (blocks.Count > 0) blocks.Pop();
                    headerStart = i + 1;
                    continue;
                case ';' when IsStatementEnd(code, headerStart, i):
                    headerStart = i + 1;
                    continue;
            }
            if (!IsLoopAt(code, i)) continue;
            (bool IsType, string Header, int Offset) member = blocks.TakeWhile(block => !block.IsType).LastOrDefault();
            if (member.Header is null || marks.Any(member.Header.Contains)) continue;
            if (!reported.Add(member.Offset)) continue;
            int lead = AttributeLists().Match(member.Header).Length;
            Match name = MemberName().Match(member.Header[lead..]);
            yield return (member.Offset + lead, name.Success ? name.Groups["name"].Value : member.Header.Trim());
        }
    }

    /// <summary>A semicolon inside a for's parentheses ends no statement.</summary>
    private static bool IsStatementEnd(string code, int from, int to)
    {
        int depth = 0;
        foreach (char c in code.AsSpan(from, to - from)) depth += c switch { '(' => 1, ')' => -1, _ => 0 };
        return depth <= 0;
    }

    private static bool IsLoopAt(string code, int at) =>
        (at == 0 || !char.IsLetterOrDigit(code[at - 1])) && code[at] is 'f' or 'w' or 'd' && Loop().IsMatch(code, at);

    [GeneratedRegex(@"\G(for|while)\s*\(|\Gdo\s*\{")]
    private static partial Regex Loop();

    [GeneratedRegex(@"\b(class|struct|interface|enum|record|namespace)\s+\w+(?![^(]*=>)")]
    private static partial Regex TypeHeader();

    /// <summary>A constant that stands for one of the attributes' options.</summary>
    [GeneratedRegex(@"const MethodImplOptions (?<name>\w+) = [\w.| ]*\bAggressive(Optimization|Inlining)\b")]
    private static partial Regex OptionNames();

    [GeneratedRegex(@"^\s*(\[[^\]]*\]\s*)*")]
    private static partial Regex AttributeLists();

    [GeneratedRegex(@"(?<name>\w+)\s*(<[^()]*>)?\s*(\(|$)")]
    private static partial Regex MemberName();
}
