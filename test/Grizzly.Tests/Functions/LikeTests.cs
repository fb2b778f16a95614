using System.Text;
using Grizzly.Common;
using Grizzly.Kernels;
using Grizzly.Types;

namespace Grizzly.Tests.Functions;

public sealed unsafe class LikeTests
{
    [TestCase("", "", true)]
    [TestCase("", "%", true)]
    [TestCase("", "_", false)]
    [TestCase("abc", "abc", true)]
    [TestCase("abc", "a%", true)]
    [TestCase("abc", "%c", true)]
    [TestCase("abc", "%b%", true)]
    [TestCase("abc", "a_c", true)]
    [TestCase("aäc", "a_c", true)]
    [TestCase("ää", "_", false)]
    [TestCase("aba", "ab%ba", false)]
    [TestCase("special packages requests", "%special%requests%", true)]
    [TestCase("special requests", "%special%special%", false)]
    [TestCase("x\\%", "x\\%", true)]
    public void Patterns_match(string text, string pattern, bool expected)
    {
        Assert.That(Evaluate.Scalar("~~", Value.OfVarchar(text), Value.OfVarchar(pattern)).Bool, Is.EqualTo(expected));
        Assert.That(Evaluate.Scalar("!~~", Value.OfVarchar(text), Value.OfVarchar(pattern)).Bool,
            Is.Not.EqualTo(expected));
    }

    [Test]
    public void Random_patterns_agree_with_a_plain_matcher([Values(1, 2)] int seed)
    {
        var random = new Random(seed);
        string[] letters = ["a", "b", "ä", "😀"];
        for (int i = 0; i < 4000; i++)
        {
            string text = string.Concat(Enumerable.Range(0, random.Next(20)).Select(_ =>
                letters[random.Next(letters.Length)]));
            string pattern = string.Concat(Enumerable.Range(0, random.Next(7)).Select(_ =>
                random.Next(3) == 0 ? "%" : random.Next(4) == 0 ? "_" : letters[random.Next(letters.Length)]));
            bool expected = Matches([.. text.EnumerateRunes()], [.. pattern.EnumerateRunes()]);
            Assert.That(Evaluate.Scalar("~~", Value.OfVarchar(text), Value.OfVarchar(pattern)).Bool,
                Is.EqualTo(expected), $"'{text}' LIKE '{pattern}'");
        }
    }

    [Test]
    public void Ilike_folds_case_beyond_ascii() =>
        Assert.That(Evaluate.Scalar("~~*", Value.OfVarchar("GRÖẞE x"), Value.OfVarchar("größe%")).Bool, Is.True);

    [Test]
    public void An_escape_takes_wildcards_literally_and_must_not_end_the_pattern()
    {
        Assert.That(Evaluate.Scalar("like_escape", Value.OfVarchar("50%"), Value.OfVarchar("50$%"),
            Value.OfVarchar("$")).Bool, Is.True);
        Assert.That(Evaluate.Scalar("like_escape", Value.OfVarchar("50x"), Value.OfVarchar("50$%"),
            Value.OfVarchar("$")).Bool, Is.False);
        var error = Assert.Throws<GrizzlyException>(() =>
            Evaluate.Scalar("like_escape", Value.OfVarchar("a"), Value.OfVarchar("a$"), Value.OfVarchar("$")));
        Assert.That(error!.SqlState, Is.EqualTo(SqlStates.InvalidEscapeSequence));
    }

    [Test]
    public void A_pattern_of_many_wildcards_takes_no_time_to_fail()
    {
        string text = new('a', 20_000);
        Assert.That(Evaluate.Scalar("~~", Value.OfVarchar(text), Value.OfVarchar("%a%a%a%a%a%a%a%a%a%a%a%b")).Bool,
            Is.False);
    }

    [Test]
    public void Search_finds_what_a_span_finds_also_at_page_ends([Values(1, 2)] int seed)
    {
        var random = new Random(seed);
        byte* page = (byte*)System.Runtime.InteropServices.NativeMemory.AlignedAlloc(8192, 4096);
        for (int i = 0; i < 8192; i++) page[i] = (byte)('a' + random.Next(2));
        for (int i = 0; i < 20_000; i++)
        {
            int start = random.Next(3800, 4200), length = random.Next(300), needleLength = random.Next(1, 12);
            byte[] needle = new ReadOnlySpan<byte>(page + random.Next(8000), needleLength).ToArray();
            fixed (byte* n = needle)
            {
                byte* found = ByteSearch.Find(page + start, page + start + length, n, needleLength);
                int expected = new ReadOnlySpan<byte>(page + start, length).IndexOf(needle);
                Assert.That(found is null ? -1 : (int)(found - page - start), Is.EqualTo(expected));
            }
        }
        System.Runtime.InteropServices.NativeMemory.AlignedFree(page);
    }

    private static bool Matches(ReadOnlySpan<Rune> text, ReadOnlySpan<Rune> pattern)
    {
        if (pattern.IsEmpty) return text.IsEmpty;
        if (pattern[0].Value == '%') return Matches(text, pattern[1..])
            || (!text.IsEmpty && Matches(text[1..], pattern));
        return !text.IsEmpty && (pattern[0].Value == '_' || pattern[0] == text[0]) && Matches(text[1..], pattern[1..]);
    }
}
