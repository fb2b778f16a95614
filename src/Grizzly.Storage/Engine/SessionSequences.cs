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
    private readonly Dictionary<SequenceState, long> _current = [];
    private long? _last;

    /// <summary>The sequences as a statement of the transaction sees them.</summary>
    public ISequences In(SessionDatabases databases, Transaction transaction) =>
        new View(this, databases, transaction);

    private sealed class View(SessionSequences session, SessionDatabases databases, Transaction transaction)
        : ISequences
    {
        private string? _knownName;
        private SequenceEntry? _known;
        private Transaction? _home;

        public void Next(string name, Span<long> values)
        {
            SequenceEntry sequence = Find(name);
            Transaction member = Writable();
            sequence.State.Take(sequence, values, member);
            if (values.Length > 0) session.Remember(sequence, values[^1]);
        }

        public long Current(string name)
        {
            SequenceEntry sequence = Find(name);
            lock (session._lock)
            {
                return session._current.TryGetValue(sequence.State, out long value)
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
            SequenceEntry sequence = Find(name);
            Transaction member = Writable();
            sequence.State.Set(sequence, value, isCalled, member);
            if (isCalled) session.Remember(sequence, value, isLast: false);
        }

        private SequenceEntry Find(string name)
        {
            lock (session._lock)
            {
                if (_known is not null && _knownName == name) return _known;
            }
            ObjectName wanted = Split(name);
            var catalog = new SessionCatalog(databases, transaction);
            SequenceEntry found = catalog.FindRelation(wanted) switch
            {
                SequenceEntry sequence => sequence,
                null => throw Errors.SequenceNotFound(wanted.Name, catalog.Sequences.Select(other => other.Name)),
                _ => throw Errors.NotASequence(wanted.Name),
            };
            AttachedDatabase database = databases.Find(catalog.DatabaseOf(found)!.Name)!;
            lock (session._lock)
            {
                (_knownName, _known) = (name, found);
                _home = databases.In(transaction, database);
            }
            return found;
        }

        /// <summary>The transaction in the database of the sequence found last.</summary>
        private Transaction Writable()
        {
            Transaction home = _home!;
            home.RequireWritable();
            return home;
        }

        private static ObjectName Split(string name)
        {
            if (name.Length == 0 || SqlParser.ParseExpression(name) is not ColumnReference { Parts.Count: <= 3 } found)
                throw Errors.InvalidArgument($"invalid name of a sequence: \"{Errors.Shorten(name)}\"");
            SyntaxList<Identifier> parts = found.Parts;
            return new ObjectName(
                parts.Count > 2 ? parts[^3].Text : null, parts.Count > 1 ? parts[^2].Text : null, parts[^1].Text);
        }
    }

    private void Remember(SequenceEntry sequence, long value, bool isLast = true)
    {
        lock (_lock)
        {
            _current[sequence.State] = value;
            if (isLast) _last = value;
        }
    }
}
