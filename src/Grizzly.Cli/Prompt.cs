using System.Text;

namespace Grizzly.Cli;

/// <summary>The dialogue: a statement may take several lines and ends with a semicolon. Errors are shown and do not end
/// it.</summary>
internal sealed class Prompt(Shell shell, Terminal terminal)
{
    public int Run()
    {
        terminal.Output.WriteLine("Grizzly. Statements end with ; and .help lists the commands.");
        var pending = new StringBuilder();
        while (true)
        {
            terminal.Output.Write(pending.Length == 0 ? "grizzly> " : "      -> ");
            terminal.Output.Flush();
            if (terminal.Input.ReadLine() is not { } line) return 0;
            if (pending.Length == 0 && line.TrimStart().StartsWith('.'))
            {
                if (new DotCommands(shell, terminal).Run(line.Trim()) == DotResult.Quit) return 0;
                continue;
            }
            pending.AppendLine(line);
            string text = pending.ToString();
            if (!ScriptSplitter.IsComplete(text)) continue;
            pending.Clear();
            shell.RunText(text);
        }
    }
}
