namespace Grizzly.Tests.Architecture;

public sealed class CSharpTextTests
{
    [TestCase("a // b\nc", "a     \nc")]
    [TestCase("a /* b */ c", "a         c")]
    [TestCase("x = \"a\\\"b\"; y", "x =       ; y")]
    [TestCase("x = @\"a\"\"b\\\"; y", "x =         ; y")]
    [TestCase("x = '\"'; y", "x =    ; y")]
    [TestCase("$\"a{f(\"}\")}b\" + c", "    f(   )    + c")]
    [TestCase("$\"{{a}}\" + c", "         + c")]
    [TestCase("\"\"\"a\"b\"\"\" + c", "          + c")]
    [TestCase("$\"{{{a}}}\" + c", "     a     + c")]
    public void Comments_and_literals_are_blanked_and_holes_kept(string text, string expected) =>
        Assert.That(CSharpText.Blank(text), Is.EqualTo(expected));
}
