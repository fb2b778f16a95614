namespace Grizzly.Tests.Architecture;

/// <summary>Collects "path:line: what" so that one run names every place to mend.</summary>
internal sealed class Offences
{
    private readonly List<string> _places = [];

    public void Add(string place) => _places.Add(place);

    public void AssertNone() =>
        Assert.That(_places, Is.Empty, $"{_places.Count} offences:\n{string.Join('\n', _places)}\n");
}
