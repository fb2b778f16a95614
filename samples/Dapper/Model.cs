using System.Data;
using Dapper;

namespace Grizzly.Samples;

internal sealed record Author(int Id, string Name);

internal sealed record Book(Isbn Isbn, string Title, int Pages)
{
    public Author? Author { get; init; }
}

/// <summary>A class with setters takes what columns convert to.</summary>
internal sealed class Month
{
    public DateTime Start { get; set; }

    public string Author { get; set; } = "";

    public long Loans { get; set; }

    public double Days { get; set; }

    public long Total { get; set; }
}

internal sealed record Isbn(string Digits)
{
    public override string ToString() =>
        $"{Digits[..3]}-{Digits[3]}-{Digits[4..8]}-{Digits[8..12]}-{Digits[12]}";
}

internal sealed class IsbnHandler : SqlMapper.TypeHandler<Isbn>
{
    public override Isbn Parse(object value) => new((string)value);

    public override void SetValue(IDbDataParameter parameter, Isbn? value) => parameter.Value = value?.Digits;
}
