using System.Text;

namespace Grizzly.Cli;

/// <summary>Where text comes from and goes to; tests bring their own.</summary>
internal sealed class Terminal(TextReader input, TextWriter output, TextWriter error, bool isInteractive)
{
    public TextReader Input { get; } = input;

    public TextWriter Output { get; } = output;

    public TextWriter Error { get; } = error;

    /// <summary>True where a person types.</summary>
    public bool IsInteractive { get; } = isInteractive;

    public static Terminal OfProcess()
    {
        Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        var output = new StreamWriter(Console.OpenStandardOutput(), new UTF8Encoding(false), 64 * 1024)
        {
            AutoFlush = !Console.IsOutputRedirected,
        };
        return new Terminal(Console.In, output, Console.Error, !Console.IsInputRedirected);
    }

    /// <summary>Calls <paramref name="action"/> on Ctrl-C instead of ending the process, until disposed.</summary>
    public IDisposable OnInterrupt(Func<bool> action) => new Interrupts(action);

    private sealed class Interrupts : IDisposable
    {
        private readonly ConsoleCancelEventHandler _handler;

        public Interrupts(Func<bool> action)
        {
            // Where nothing runs, Ctrl-C ends the program as usual.
            _handler = (_, pressed) => pressed.Cancel = action();
            Console.CancelKeyPress += _handler;
        }

        public void Dispose() => Console.CancelKeyPress -= _handler;
    }
}
