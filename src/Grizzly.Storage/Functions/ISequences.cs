namespace Grizzly.Functions;

/// <summary>
/// The sequences as one session's statement sees them. Names are as SQL writes them, possibly with a schema.
/// Thread-safe. Raises 42P01 where there is no such sequence.
/// </summary>
public interface ISequences
{
    /// <summary>Takes as many values as <paramref name="values"/> holds.</summary>
    void Next(string name, Span<long> values);

    /// <summary>The value this session took last; 55000 where it has taken none.</summary>
    long Current(string name);

    /// <summary>The value this session took last from any sequence; 55000 where it has taken none.</summary>
    long Last();

    /// <summary>Sets the value the sequence goes on after, or with where <paramref name="isCalled"/> is
    /// false.</summary>
    void Set(string name, long value, bool isCalled);
}
