namespace Grizzly.Tests.Architecture;

/// <summary>The checkout these tests were built from, as text.</summary>
internal static class SourceTree
{
    private static readonly string[] SkippedDirectories =
        ["bin", "obj", ".git", ".vs", ".idea", "TestResults", "artifacts"];

    private static readonly string[] TextExtensions =
    [
        ".cs", ".csproj", ".props", ".targets", ".sln", ".slnx", ".md", ".json", ".yml", ".yaml", ".xml", ".config",
        ".txt", ".csv", ".slt", ".sql", ".sh", ".ps1", ".editorconfig", ".gitignore", ".gitattributes", "",
    ];

    /// <summary>The directory of Grizzly.sln.</summary>
    private static readonly string Root = FindRoot();

    private static readonly Lazy<SourceFile[]> LazyFiles = new(() => [.. Read(new DirectoryInfo(Root))]);

    /// <summary>All text files, generated ones aside.</summary>
    public static IReadOnlyList<SourceFile> Files => LazyFiles.Value;

    /// <summary>The C# files.</summary>
    public static IEnumerable<SourceFile> CSharp =>
        Files.Where(file => file.Path.EndsWith(".cs", StringComparison.Ordinal));

    /// <summary>The C# files below a path such as "src/Grizzly.Storage/".</summary>
    public static IEnumerable<SourceFile> CSharpBelow(string prefix) =>
        CSharp.Where(file => file.Path.StartsWith(prefix, StringComparison.Ordinal));

    public static SourceFile File(string path) => Files.Single(file => file.Path == path);

    private static string FindRoot()
    {
        for (DirectoryInfo? at = new(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            if (System.IO.File.Exists(Path.Combine(at.FullName, "Grizzly.sln"))) return at.FullName;
        }
        throw new DirectoryNotFoundException("Grizzly.sln is not above the test directory");
    }

    private static IEnumerable<SourceFile> Read(DirectoryInfo directory)
    {
        foreach (FileInfo file in directory.EnumerateFiles().OrderBy(file => file.Name, StringComparer.Ordinal))
        {
            bool isText = TextExtensions.Contains(file.Extension) || file.Name.StartsWith('.');
            if (!isText || file.Name == ".git") continue; // a worktree's .git is a file
            string path = Path.GetRelativePath(Root, file.FullName).Replace('\\', '/');
            yield return new SourceFile(path, System.IO.File.ReadAllText(file.FullName));
        }
        foreach (DirectoryInfo child in directory.EnumerateDirectories().OrderBy(d => d.Name, StringComparer.Ordinal))
        {
            if (SkippedDirectories.Contains(child.Name)) continue;
            foreach (SourceFile file in Read(child)) yield return file;
        }
    }
}
