using Grizzly.Common;

namespace Grizzly.Tests;

public sealed class ErrorMessageTests
{
    [Test]
    public void A_message_shows_state_line_caret_and_hint()
    {
        var error = new GrizzlyException(SqlStates.UndefinedColumn, "column \"prise\" does not exist",
            new SourceSpan(7, 5), "did you mean \"price\"?");
        Assert.That(error.WithSql("SELECT prise FROM sales").Message, Is.EqualTo(
            "42703: column \"prise\" does not exist\nLINE 1: SELECT prise FROM sales\n"
            + "               ^^^^^\nHINT: did you mean \"price\"?"));
    }

    [TestCase("prise", "price")]
    [TestCase("nmae", "name")]
    [TestCase("zzz", null)]
    public void The_nearest_name_is_suggested(string name, string? expected) =>
        Assert.That(NameSuggestion.Closest(name, ["price", "name", "quantity"]), Is.EqualTo(expected));
}
