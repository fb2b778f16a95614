using System.Globalization;

namespace Grizzly.Benchmarks;

/// <summary>The arguments are none the command knows.</summary>
internal sealed class UsageException(string message) : Exception(message);

/// <summary>Walks over <c>--name value</c> arguments.</summary>
internal ref struct ArgumentReader(ReadOnlySpan<string> arguments)
{
    private readonly ReadOnlySpan<string> _arguments = arguments;
    private int _next;

    public bool TryName(out string name)
    {
        name = _next < _arguments.Length ? _arguments[_next++] : "";
        return name.Length > 0;
    }

    /// <exception cref="UsageException">None is left.</exception>
    public string Value() =>
        _next < _arguments.Length
            ? _arguments[_next++]
            : throw new UsageException($"{_arguments[_next - 1]} needs a value");

    public int Integer(int min)
    {
        string text = Value();
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int value) && value >= min
            ? value
            : throw new UsageException($"\"{text}\" is not a whole number from {min} on");
    }

    public double Number()
    {
        string text = Value();
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && value > 0
            ? value
            : throw new UsageException($"\"{text}\" is not a positive number");
    }
}
