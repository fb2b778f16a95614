using Grizzly.Catalog;
using Grizzly.Common;
using Grizzly.Functions;
using Grizzly.Sql;
using Grizzly.Transactions;

namespace Grizzly.Engine;

/// <summary>What a session remembers of sequences: the value each gave it last. Thread-safe.</summary>
internal sealed class SessionSequences
{
    private readonly Lock _lock = new();
    private readonly Dictionary<long, long> _current = [];
    private long? _last;

    /// <summary>The sequences as a statement of the transaction sees them.</summary>
    public ISequences In(Database database, Transaction transaction) => new View(this, database, transaction);

    private sealed class View(SessionSequences session, Database database, Transaction transaction) : ISequences
    {
        private string? _knownName;
        private SequenceEntry? _known;

        public void Next(string name, Span<long> values)
        {
            transaction.RequireWritable();
            SequenceEntry sequence = Find(name);
            sequence.State.Take(sequence, values, transaction);
            if (values.Length > 0) session.Remember(sequence, values[^1]);
        }

        public long Current(string name)
        {
            SequenceEntry sequence = Find(name);
            lock (session._lock)
            {
                return session._current.TryGetValue(sequence.State.Id, out long value)
                    ? value
                    : throw Errors.SequenceNotYetUsed(sequence.Name);
            }
        }

        public long Last()
        {
            lock (session._lock) return session._last ?? throw Errors.LastValueNotYetDefined();
        }

        public void Set(string name, long value, bool isCalled)
        {
            transaction.RequireWritable();
            SequenceEntry sequence = Find(name);
            sequence.State.Set(sequence, value, isCalled, transaction);
            if (isCalled) session.Remember(sequence, value, isLast: false);
        }

        private SequenceEntry Find(string name)
        {
            lock (session._lock)
            {
                if (_known is not null && _knownName == name) return _known;
            }
            (string schema, string relation) = Split(name);
            SequenceEntry found =
                database.Catalog.Find(transaction.Snapshot, CatalogStore.RelationKey(schema, relation)) switch
                {
                    SequenceEntry sequence => sequence,
                    null => throw Errors.SequenceNotFound(relation, database.Catalog.All(transaction.Snapshot)
                        .OfType<SequenceEntry>().Select(sequence => sequence.Name)),
                    _ => throw Errors.NotASequence(relation),
                };
            lock (session._lock) (_knownName, _known) = (name, found);
            return found;
        }

        private static (string Schema, string Name) Split(string name)
        {
            if (name.Length == 0 || SqlParser.ParseExpression(name) is not ColumnReference { Parts.Count: <= 3 } parts)
                throw Errors.InvalidArgument($"invalid name of a sequence: \"{Errors.Shorten(name)}\"");
            return (parts.Parts.Count > 1 ? parts.Parts[^2].Text : CatalogStore.MainSchema, parts.Name.Text);
        }
    }

    private void Remember(SequenceEntry sequence, long value, bool isLast = true)
    {
        lock (_lock)
        {
            _current[sequence.State.Id] = value;
            if (isLast) _last = value;
        }
    }
}
