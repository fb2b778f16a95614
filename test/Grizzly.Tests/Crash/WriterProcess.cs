using System.Diagnostics;
using System.Globalization;

namespace Grizzly.Tests.Crash;

/// <summary>A process of Grizzly.CrashWriter: what it has printed so far, and its sudden end.</summary>
internal sealed class WriterProcess : IDisposable
{
    private const int PatienceMs = 120_000;

    private readonly Process _process;
    private readonly Thread _reader;
    private readonly List<Line> _lines = [];
    private bool _hasEnded;

    public WriterProcess(params string[] arguments)
    {
        string program = Path.Combine(TestContext.CurrentContext.TestDirectory, "Grizzly.CrashWriter.dll");
        string? self = Environment.ProcessPath;
        bool isHost = Path.GetFileNameWithoutExtension(self) == "dotnet";
        var start = new ProcessStartInfo(isHost ? self! : "dotnet")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        start.ArgumentList.Add(program);
        foreach (string argument in arguments) start.ArgumentList.Add(argument);
        _process = Process.Start(start)!;
        _reader = new Thread(ReadLines) { IsBackground = true };
        _reader.Start();
    }

    /// <summary>A line of output and when it came.</summary>
    public readonly record struct Line(string Text, long Timestamp);

    public int Id => _process.Id;

    /// <summary>All lines; complete after <see cref="Kill"/> or <see cref="WaitForEnd"/>.</summary>
    public IReadOnlyList<Line> Lines
    {
        get { lock (_lines) return [.. _lines]; }
    }

    public string? Error => Lines.FirstOrDefault(line => line.Text.StartsWith("error ", StringComparison.Ordinal)).Text;

    /// <summary>The greatest number behind a word; -1 where the word was not printed.</summary>
    public long Last(string word)
    {
        string? last = Lines.LastOrDefault(line => line.Text.StartsWith(word + " ", StringComparison.Ordinal)).Text;
        return last is null ? -1 : long.Parse(last.Split(' ')[1], CultureInfo.InvariantCulture);
    }

    /// <summary>Returns once a line fits, or false when the process ended without.</summary>
    public bool WaitFor(Func<string, bool> fits)
    {
        lock (_lines)
        {
            for (int seen = 0; ; seen++)
            {
                while (seen >= _lines.Count)
                {
                    if (_hasEnded) return false;
                    if (!Monitor.Wait(_lines, PatienceMs)) Assert.Fail("the writer is silent: " + Tail());
                }
                if (fits(_lines[seen].Text)) return true;
            }
        }
    }

    /// <summary>Ends the process at once (SIGKILL); then its output is complete.</summary>
    public void Kill()
    {
        _process.Kill();
        WaitForEnd();
    }

    /// <summary>Lets a process end that waits for its input to end.</summary>
    public void EndInput() => _process.StandardInput.Close();

    public int WaitForEnd()
    {
        if (!_process.WaitForExit(PatienceMs) || !_reader.Join(PatienceMs))
            Assert.Fail("the writer does not end: " + Tail());
        return _process.ExitCode;
    }

    /// <summary>The last lines, for messages.</summary>
    public string Tail() => string.Join("; ", Lines.TakeLast(4).Select(line => line.Text));

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }

    private void ReadLines()
    {
        while (_process.StandardOutput.ReadLine() is { } text)
        {
            var line = new Line(text, Stopwatch.GetTimestamp());
            lock (_lines)
            {
                _lines.Add(line);
                Monitor.PulseAll(_lines);
            }
        }
        lock (_lines)
        {
            _hasEnded = true;
            Monitor.PulseAll(_lines);
        }
    }
}
