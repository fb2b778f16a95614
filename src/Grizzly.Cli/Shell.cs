using System.Data.Common;
using System.Diagnostics;
using System.Globalization;
using Grizzly.Common;
using Grizzly.Data;

namespace Grizzly.Cli;

/// <summary>An open database and how its results are shown. Used by one thread; <see cref="Cancel"/> may come from
/// another.</summary>
internal sealed class Shell : IDisposable
{
    private const int MostNestedScripts = 32;

    private readonly ShellOptions _options;
    private readonly Terminal _terminal;
    private GrizzlyConnection _connection;
    private volatile GrizzlyCommand? _running;
    private int _depth;

    public Shell(ShellOptions options, Terminal terminal)
    {
        _options = options;
        _terminal = terminal;
        Format = options.Format;
        HasTimer = options.HasTimer;
        _connection = Connect(options.File);
    }

    public string Format { get; set; }

    public bool HasTimer { get; set; }

    /// <summary>Changes to another database; the present one stays where that cannot be opened.</summary>
    public void Open(string file)
    {
        GrizzlyConnection next = Connect(file);
        _connection.Dispose();
        _connection = next;
    }

    /// <summary>Stops the running statement; false where none runs.</summary>
    public bool Cancel()
    {
        GrizzlyCommand? running = _running;
        running?.Cancel();
        return running is not null;
    }

    /// <summary>Runs statements (and dot commands at the beginning of a line); stops at the first error. Returns the
    /// exit code.</summary>
    public int RunText(string text)
    {
        foreach (string part in ScriptSplitter.Split(text))
        {
            bool succeeded = part.StartsWith('.')
                ? new DotCommands(this, _terminal).Run(part) != DotResult.Failed
                : RunStatement(part);
            if (!succeeded) return 1;
        }
        return 0;
    }

    public int RunFile(string path)
    {
        if (_depth == MostNestedScripts)
        {
            _terminal.Error.WriteLine($"scripts are nested more than {MostNestedScripts} deep");
            return 1;
        }
        _depth++;
        try
        {
            return RunText(File.ReadAllText(path));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            _terminal.Error.WriteLine(error.Message);
            return 1;
        }
        finally
        {
            _depth--;
        }
    }

    /// <summary>Runs one statement and prints what it gives; prints the error and returns false where it
    /// fails.</summary>
    public bool RunStatement(string sql)
    {
        long start = Stopwatch.GetTimestamp();
        try
        {
            using var command = new GrizzlyCommand(sql, _connection);
            _running = command;
            using (GrizzlyDataReader reader = command.ExecuteReader())
            {
                if (reader.FieldCount > 0)
                {
                    RowWriter writer = RowWriter.Create(Format, _terminal.Output);
                    do
                    {
                        writer.Write(reader);
                    }
                    while (reader.NextResult());
                }
            }
            return true;
        }
        catch (Exception error) when (error is DbException or InvalidOperationException or OverflowException)
        {
            _terminal.Output.Flush();
            _terminal.Error.WriteLine(error.Message);
            return false;
        }
        finally
        {
            _running = null;
            if (HasTimer)
            {
                double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
                _terminal.Output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"time: {seconds:0.000} s"));
            }
            _terminal.Output.Flush();
        }
    }

    public void Dispose()
    {
        _connection.Dispose();
        _terminal.Output.Flush();
    }

    private GrizzlyConnection Connect(string file)
    {
        var connection = new GrizzlyConnection(_options.ConnectionString(file));
        try
        {
            connection.Open();
            return connection;
        }
        catch (GrizzlyException)
        {
            connection.Dispose();
            throw;
        }
    }
}
