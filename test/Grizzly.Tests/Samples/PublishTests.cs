using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Grizzly.Tests.Samples;

/// <summary>The provider in a program that was published as native code, and in one that was trimmed: without warnings,
/// and with the same output as any other.</summary>
public sealed class PublishTests
{
    private const int TimeoutMs = 15 * 60_000;

    [TestCase("aot")]
    [TestCase("trimmed")]
    public void A_published_program_works_and_gave_no_warnings(string how)
    {
        string? root = FindRoot();
        if (root is null) Assert.Ignore("the sources are not there to be published");
        DirectoryInfo folder = Directory.CreateTempSubdirectory("grizzly-publish-");
        try
        {
            string output = Path.Combine(folder.FullName, "out");
            (int code, string log) = Start("dotnet", root!,
                "publish", "samples/Aot", "-c", "Release", "-r", RuntimeInformation.RuntimeIdentifier,
                $"-p:Publish={how}", "-p:RunAnalyzers=false", "-p:NuGetAudit=false",
                "--artifacts-path", Path.Combine(folder.FullName, "build"), "-o", output);
            bool isMissing = code != 0 && (log.Contains("NU1101", StringComparison.Ordinal)
                || log.Contains("NU1102", StringComparison.Ordinal) || log.Contains("NU1301", StringComparison.Ordinal)
                || log.Contains("Platform linker", StringComparison.Ordinal));
            if (isMissing) Assert.Ignore("no compiler to native code, or no linker, on this machine");
            Assert.That(code, Is.Zero, log);
            Assert.That(log, Does.Not.Contain("warning"));
            string program = Path.Combine(output, OperatingSystem.IsWindows() ? "Aot.exe" : "Aot");
            (code, string printed) = Start(program, output);
            Assert.That(code, Is.Zero, printed);
            Assert.That(printed.ReplaceLineEndings("\n"), Is.EqualTo(
                "north 3320 4167015.00 2026-12-31 19998\nsouth 6640 8331540.00 2026-12-31 19996\na,b\n"));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static string? FindRoot()
    {
        for (DirectoryInfo? at = new(TestContext.CurrentContext.TestDirectory); at is not null; at = at.Parent)
        {
            if (File.Exists(Path.Combine(at.FullName, "Grizzly.sln"))) return at.FullName;
        }
        return null;
    }

    private static (int Code, string Output) Start(string program, string folder, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        // What the test runner tells its own build must not reach this one.
        foreach (string name in start.Environment.Keys.Where(key =>
            key.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)).ToList()) start.Environment.Remove(name);
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(), errors = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(TimeoutMs))
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"{program} did not end");
        }
        return (process.ExitCode, output.Result + errors.Result);
    }
}
