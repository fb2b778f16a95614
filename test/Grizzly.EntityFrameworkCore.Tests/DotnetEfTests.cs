using System.Diagnostics;
using Grizzly.Data;

namespace Grizzly.EntityFrameworkCore.Tests;

/// <summary>The command-line tool of EF Core works on a project that uses the provider.</summary>
public sealed class DotnetEfTests
{
    private const int MostMinutes = 10;

    private string _folder = null!;

    [SetUp]
    public void Create() => _folder = Directory.CreateTempSubdirectory("grizzly-ef-").FullName;

    [TearDown]
    public void Delete() => Directory.Delete(_folder, recursive: true);

    [Test]
    public void Migrations_are_added_scripted_and_applied_and_databases_scaffolded()
    {
        WriteProject();
        Directory.CreateDirectory(Path.Combine(_folder, ".config"));
        File.Copy(Path.Combine(Root(), ".config", "dotnet-tools.json"),
            Path.Combine(_folder, ".config", "dotnet-tools.json"));
        (int restored, string output) = Run("tool restore");
        if (restored != 0) Assert.Ignore($"the tool dotnet-ef cannot be restored here: {output}");
        (int packages, output) = Run("restore");
        if (packages != 0) Assert.Ignore($"the packages of the project cannot be restored here: {output}");
        MustRun("build --no-restore");
        MustRun("ef migrations add First --no-build");
        Assert.That(Directory.GetFiles(Path.Combine(_folder, "Migrations"), "*_First.cs"), Has.Length.EqualTo(1));
        MustRun("build --no-restore");
        string script = MustRun("ef migrations script --idempotent --no-build");
        Assert.That(script, Does.Contain("IF NOT EXISTS (SELECT 1 FROM").And.Contain("CREATE TABLE \"Notes\""));
        MustRun("ef database update --no-build");
        string database = Path.Combine(_folder, "notes.grz");
        using (var connection = new GrizzlyConnection($"Data Source={database}"))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = script;
            command.ExecuteNonQuery();
            command.CommandText = "INSERT INTO \"Notes\" (\"Text\") VALUES ('x') RETURNING \"Id\"";
            Assert.That(command.ExecuteScalar(), Is.EqualTo(1));
        }
        MustRun($"ef dbcontext scaffold \"Data Source={database}\" Grizzly.EntityFrameworkCore --no-build "
            + "--output-dir Scaffolded --context Copy --namespace Scaffolded --no-onconfiguring");
        string code = File.ReadAllText(Path.Combine(_folder, "Scaffolded", "Note.cs"));
        Assert.That(code, Does.Contain("public int Id").And.Contain("public string Text"));
        MustRun("build --no-restore");
    }

    private static string Root()
    {
        var folder = new DirectoryInfo(TestContext.CurrentContext.TestDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "Grizzly.sln"))) folder = folder.Parent;
        return folder.FullName;
    }

    /// <summary>A project of its own beside the assemblies under test, so that nothing here is built again.</summary>
    private void WriteProject()
    {
        string[] assemblies =
        [
            .. Directory.GetFiles(TestContext.CurrentContext.TestDirectory, "Grizzly.*.dll")
                .Where(path => !path.EndsWith("Tests.dll", StringComparison.Ordinal)),
            .. Directory.GetFiles(TestContext.CurrentContext.TestDirectory, "K4os.*.dll"),
            Path.Combine(TestContext.CurrentContext.TestDirectory, "System.IO.Hashing.dll"),
        ];
        string references = string.Join("\n", assemblies.Select(path => $"    <Reference Include=\"{path}\" />"));
        string version = typeof(DbContext).Assembly.GetName().Version!.ToString(3);
        File.WriteAllText(Path.Combine(_folder, "Notes.csproj"), $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <Nullable>enable</Nullable>
                <ImplicitUsings>enable</ImplicitUsings>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="Microsoft.EntityFrameworkCore.Relational" Version="{version}" />
                <PackageReference Include="Microsoft.EntityFrameworkCore.Design" Version="{version}" />
            {references}
              </ItemGroup>
            </Project>
            """);
        File.WriteAllText(Path.Combine(_folder, "Program.cs"), """
            using Grizzly.EntityFrameworkCore;
            using Microsoft.EntityFrameworkCore;

            using var notes = new NotesContext();
            Console.WriteLine(notes.Notes.Count());

            public sealed class NotesContext : DbContext
            {
                public DbSet<Note> Notes => Set<Note>();

                protected override void OnConfiguring(DbContextOptionsBuilder options) =>
                    options.UseGrizzly("Data Source=notes.grz");
            }

            public sealed class Note
            {
                public int Id { get; set; }

                public required string Text { get; set; }
            }
            """);
    }

    private string MustRun(string arguments)
    {
        (int code, string output) = Run(arguments);
        Assert.That(code, Is.Zero, $"dotnet {arguments}\n{output}");
        return output;
    }

    private (int Code, string Output) Run(string arguments)
    {
        var start = new ProcessStartInfo("dotnet", arguments)
        {
            WorkingDirectory = _folder, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        foreach (string inherited in start.Environment.Keys.ToList())
        {
            if (inherited.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase))
                start.Environment.Remove(inherited);
        }
        start.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        start.Environment["DOTNET_NOLOGO"] = "1";
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(), error = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(TimeSpan.FromMinutes(MostMinutes)))
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"dotnet {arguments} has not ended after {MostMinutes} minutes");
        }
        process.WaitForExit();
        return (process.ExitCode, output.Result + error.Result);
    }
}
