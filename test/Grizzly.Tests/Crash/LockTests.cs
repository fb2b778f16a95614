using Grizzly.Common;
using Grizzly.Data;
using Grizzly.Tests.Data;

namespace Grizzly.Tests.Crash;

/// <summary>One file and several processes.</summary>
public sealed class LockTests
{
    [TestCase("")]
    [TestCase("Read Only=true")]
    public void A_file_in_use_names_the_process_that_uses_it(string options)
    {
        using var folder = new DatabaseFolder();
        using WriterProcess holder = Hold(folder, "");
        GrizzlyException error = Assert.Throws<GrizzlyException>(() => folder.Open(more: options))!;
        Assert.That(error.SqlState, Is.EqualTo("55006"));
        Assert.That(error.Detail, Does.Contain($"is in use by process {holder.Id} (Grizzly.CrashWriter)"));
    }

    [Test]
    public void Several_processes_may_read_one_file_at_once()
    {
        using var folder = new DatabaseFolder();
        // Killed, so that the readers also read a log.
        using (WriterProcess writer = Hold(folder, "")) writer.Kill();
        using WriterProcess first = Hold(folder, "Read Only=true"), second = Hold(folder, "Read Only=true");
        using (GrizzlyConnection reader = folder.Open(more: "Read Only=true"))
            Assert.That(reader.Scalar("SELECT 1"), Is.EqualTo(1));
        GrizzlyException error = Assert.Throws<GrizzlyException>(() => folder.Open())!;
        Assert.That(error.SqlState, Is.EqualTo("55006"));
        Assert.That(error.Detail, Does.Contain($"is in use by process {first.Id} (Grizzly.CrashWriter)")
            .Or.Contain($"is in use by process {second.Id} (Grizzly.CrashWriter)"));
        first.EndInput();
        second.EndInput();
        Assert.That(first.WaitForEnd(), Is.Zero);
        Assert.That(second.WaitForEnd(), Is.Zero);
        using GrizzlyConnection connection = folder.Open();
        connection.Run("CREATE TABLE t (a INTEGER)");
    }

    [Test]
    public void A_killed_process_holds_nothing()
    {
        using var folder = new DatabaseFolder();
        using (WriterProcess holder = Hold(folder, "")) holder.Kill();
        using (GrizzlyConnection connection = folder.Open()) connection.Run("CREATE TABLE t (a INTEGER)");
        Assert.That(Directory.GetFiles(folder.PathOf(".")).Select(Path.GetFileName), Is.EqualTo(new[] { "test.grz" }));
    }

    [Test]
    public void Another_process_is_told_of_this_one()
    {
        using var folder = new DatabaseFolder();
        using GrizzlyConnection connection = folder.Open();
        using var probe = new WriterProcess("probe", folder.PathOf("test.grz"), "");
        Assert.That(probe.WaitForEnd(), Is.EqualTo(1));
        Assert.That(probe.Error, Does.Contain("55006").And.Contains($"process {Environment.ProcessId} ("));
    }

    private static WriterProcess Hold(DatabaseFolder folder, string options)
    {
        var process = new WriterProcess("hold", folder.PathOf("test.grz"), options);
        Assert.That(process.WaitFor(line => line == "opened"), process.Tail());
        return process;
    }
}
