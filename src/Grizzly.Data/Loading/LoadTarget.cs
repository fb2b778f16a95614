using Grizzly.Catalog;
using Grizzly.Engine;
using Grizzly.Functions;
using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Data;

/// <summary>A table that rows are loaded into: its columns, and the INSERT that takes chunks of them.</summary>
internal sealed class LoadTarget
{
    private static long s_last;

    private readonly GrizzlyConnection _connection;
    private readonly string _table;

    /// <param name="table">The table's name as SQL writes it.</param>
    /// <param name="columns">The columns that are loaded; empty: all that are not computed by the table.</param>
    /// <exception cref="Common.GrizzlyException">42P01, 42703: there is no such table or column.</exception>
    public LoadTarget(GrizzlyConnection connection, string table, IReadOnlyList<string> columns)
    {
        _connection = connection;
        _table = table;
        string list = columns.Count == 0 ? "*" : string.Join(", ", columns.Select(Quote));
        Session session = connection.RequireSession();
        IReadOnlyList<ResultColumn> all = session.Describe(
            session.Database.Parse($"SELECT {list} FROM {table}")[0], []);
        Columns = columns.Count > 0 ? all : [.. all.Where(column => !IsComputed(column))];
    }

    public IReadOnlyList<ResultColumn> Columns { get; private set; }

    public IReadOnlyList<LogicalType> Types => [.. Columns.Select(column => column.Type)];

    /// <summary>Loads only the columns with these numbers.</summary>
    public void Narrow(IEnumerable<int> columns) => Columns = [.. columns.Select(index => Columns[index])];

    /// <summary>Inserts the rows, within the transaction under way.</summary>
    public void Insert(IReadOnlyList<DataChunk> chunks, CancellationToken cancellation) =>
        _connection.Guarded(session => Insert(session, chunks, cancellation));

    private void Insert(Session session, IReadOnlyList<DataChunk> chunks, CancellationToken cancellation)
    {
        string name = $"grizzly_load_{Interlocked.Increment(ref s_last)}";
        string[] names = [.. Columns.Select(column => column.Name)];
        var feed = new ChunkFeed(name, names, Types, chunks);
        var function = new TableFunction(name, "rows that are being loaded", $"{name}()", (_, _) => feed)
        {
            Signatures = [$"{name}()"],
        };
        ExtensionHost extensions = session.Database.Extensions;
        extensions.Add(function);
        try
        {
            string list = string.Join(", ", names.Select(Quote));
            PreparedStatement statement =
                session.Database.Parse($"INSERT INTO {_table} ({list}) SELECT * FROM {name}()")[0];
            using StatementResult result = session.Execute(statement, [], cancellation);
        }
        finally
        {
            extensions.Remove(function);
        }
    }

    private static bool IsComputed(ResultColumn column) => column.Origin is { } origin
        && (origin.Column.IsGenerated || origin.Column.Identity == IdentityKind.Always);

    private static string Quote(string name) => '"' + name.Replace("\"", "\"\"") + '"';
}
