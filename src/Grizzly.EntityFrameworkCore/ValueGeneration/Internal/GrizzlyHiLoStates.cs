using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.EntityFrameworkCore.ValueGeneration;

namespace Grizzly.EntityFrameworkCore.ValueGeneration.Internal;

/// <summary>The blocks of keys in use, one per sequence of a database. Thread-safe.</summary>
public sealed class GrizzlyHiLoStates
{
    private readonly ConcurrentDictionary<(string Source, string Sql), HiLoValueGeneratorState> _shared = new();
    private readonly ConditionalWeakTable<object, ConcurrentDictionary<string, HiLoValueGeneratorState>> _private = [];

    /// <summary>A private in-memory database is its connection's.</summary>
    public HiLoValueGeneratorState Find(IRelationalConnection connection, string sql, int blockSize)
    {
        string source = connection.DbConnection.DataSource;
        if (source.Length == 0 || source.Equals(":memory:", StringComparison.OrdinalIgnoreCase))
        {
            return _private.GetOrCreateValue(connection.DbConnection)
                .GetOrAdd(sql, _ => new HiLoValueGeneratorState(blockSize));
        }
        return _shared.GetOrAdd((source, sql), _ => new HiLoValueGeneratorState(blockSize));
    }
}
