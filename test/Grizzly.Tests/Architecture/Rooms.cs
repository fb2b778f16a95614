namespace Grizzly.Tests.Architecture;

/// <summary>The rooms of the engine and which may import which: a room imports only rooms of lower rank.</summary>
internal static class Rooms
{
    public const string Directory = "src/Grizzly.Storage/";

    private static readonly Dictionary<string, int> Ranks = new()
    {
        ["Common"] = 0,
        ["Types"] = 1,
        ["Sql"] = 1,
        ["Kernels"] = 2,
        ["Vectors"] = 3,
        ["Functions"] = 4,
        ["Transactions"] = 5,
        ["Storage"] = 6,
        ["Indexes"] = 7,
        ["Catalog"] = 8,
        ["Logical"] = 9,
        ["Evaluation"] = 10,
        ["Binding"] = 11,
        ["Optimization"] = 11,
        ["Execution"] = 12,
        ["Engine"] = 13,
    };

    /// <summary>Bans beyond the ranks: behind binding nothing sees syntax, and execution sees only plans.</summary>
    private static readonly (string Room, string Banned)[] Bans =
        [("Optimization", "Sql"), ("Execution", "Sql"), ("Execution", "Binding"), ("Execution", "Optimization")];

    public static IReadOnlyCollection<string> Names => Ranks.Keys;

    public static bool Exists(string name) => Ranks.ContainsKey(name);

    public static bool MayImport(string room, string imported) =>
        room == imported || (Ranks[imported] < Ranks[room] && !Bans.Contains((room, imported)));

    /// <summary>The room a path lies in, or null: "src/Grizzly.Storage/Types/Value.cs" is in Types.</summary>
    public static string? Of(SourceFile file)
    {
        string inner = file.Path[Directory.Length..];
        int slash = inner.IndexOf('/');
        return slash < 0 ? null : inner[..slash];
    }
}
