using Grizzly.Common;
using Grizzly.Storage;
using Grizzly.Transactions;
using Grizzly.Types;

namespace Grizzly.Catalog;

/// <summary>The catalog in checkpoints and in the log. Loading and replay run on one thread, before anybody else sees
/// the catalog.</summary>
public sealed partial class CatalogStore
{
    private const int MostEntries = 10_000_000;

    private readonly Dictionary<long, SequenceState> _replayedSequences = [];

    (byte[] Catalog, IReadOnlyList<DataTable> Tables) ICatalogStore.Capture(ulong timestamp)
    {
        IReadOnlyList<object> entries = All(Snapshot.AsOf(timestamp));
        var writer = new ByteWriter();
        var tables = new List<DataTable>();
        int comments = entries.Sum(entry => CatalogComments.Of(entry).Count());
        writer.VarInt((ulong)(entries.Count + comments));
        // Schemas first, so that every record finds the schema it lies in.
        foreach (SchemaEntry schema in entries.OfType<SchemaEntry>()) CatalogCodec.CreateSchema(writer, schema.Name);
        foreach (TableEntry table in entries.OfType<TableEntry>())
        {
            CatalogCodec.DefineTable(writer, table);
            tables.Add(table.Data);
        }
        foreach (IndexEntry index in entries.OfType<IndexEntry>())
            CatalogCodec.CreateIndex(writer, index.Specification);
        foreach (SequenceEntry sequence in entries.OfType<SequenceEntry>())
        {
            (long last, bool isCalled) = sequence.State.Settle();
            CatalogCodec.DefineSequence(writer, sequence, last, isCalled);
        }
        foreach (TypeEntry type in entries.OfType<TypeEntry>()) CatalogCodec.DefineType(writer, type);
        foreach (ViewEntry view in entries.OfType<ViewEntry>()) CatalogCodec.DefineView(writer, view);
        foreach (MacroEntry macro in entries.OfType<MacroEntry>()) CatalogCodec.DefineMacro(writer, macro);
        foreach (object entry in entries)
        {
            foreach ((string? column, string text) in CatalogComments.Of(entry))
                CatalogCodec.Comment(writer, entry, column, text);
        }
        return (writer.ToArray(), tables);
    }

    void ICatalogStore.Load(ReadOnlySpan<byte> catalog, IReadOnlyDictionary<long, DataTable> tables)
    {
        var reader = new ByteReader(catalog);
        int count = reader.Bounded(MostEntries);
        for (int i = 0; i < count; i++)
        {
            CatalogRecord record = CatalogCodec.Read(ref reader);
            Apply(record, id => tables.GetValueOrDefault(id)
                ?? throw Errors.Corrupted($"table {record.Name} has no data"));
        }
        if (!reader.AtEnd) throw Errors.Corrupted("the catalog goes on after its end");
    }

    void ICatalogStore.Replay(ReadOnlySpan<byte> payload)
    {
        var reader = new ByteReader(payload);
        CatalogRecord record = CatalogCodec.Read(ref reader);
        if (!reader.AtEnd) throw Errors.Corrupted("a catalog record goes on after its end");
        Apply(record, id => _storage.CreateTable(id, [.. record.Columns.Select(column => column.Type.Physical)]));
    }

    DataTable? ICatalogStore.FindTable(long id)
    {
        lock (_lock)
        {
            foreach (List<CatalogVersion> versions in _versions.Values)
            {
                foreach (CatalogVersion version in versions)
                {
                    if (version.Entry is TableEntry table && table.Data.Id == id) return table.Data;
                }
            }
        }
        return null;
    }

    private void Apply(CatalogRecord record, Func<long, DataTable> dataOf)
    {
        switch (record.Kind)
        {
            case CatalogRecordKind.CreateSchema: Put(SchemaKey(record.Schema), new SchemaEntry(record.Schema)); break;
            case CatalogRecordKind.DropSchema: Take(SchemaKey(record.Schema)); break;
            case CatalogRecordKind.CreateTable or CatalogRecordKind.DefineTable:
                Put(RelationKey(record.Schema, record.Name), TableOf(record, dataOf));
                break;
            case CatalogRecordKind.AlterTable:
                string before = RelationKey(record.Before.Schema, record.Before.Name);
                if (_versions.GetValueOrDefault(before)?[^1].Entry is not TableEntry altered)
                    throw Errors.Corrupted($"the log alters what is no table ({record.Before.Name})");
                bool isSameData = altered.Data.Id == record.TableId;
                TableEntry after = TableOf(record, isSameData ? _ => altered.Data : dataOf);
                _versions.Remove(before);
                Put(RelationKey(record.Schema, record.Name), after);
                if (!isSameData) altered.Data.Release();
                break;
            case CatalogRecordKind.DefineSequence: PutSequence(record.Sequence!); break;
            case CatalogRecordKind.AlterSequence:
                string renamed = RelationKey(record.Before.Schema, record.Before.Name);
                if (!_versions.Remove(renamed))
                    throw Errors.Corrupted($"the log alters a sequence that does not exist ({record.Before.Name})");
                PutSequence(record.Sequence!);
                break;
            case CatalogRecordKind.SequenceValue:
                // Transactions that began before a DROP may go on drawing values from the sequence.
                SequenceState value = record.Sequence!.State;
                if (_replayedSequences.TryGetValue(value.Id, out SequenceState? state))
                    state.Restore(value.Current.Last, value.Current.IsCalled);
                break;
            case CatalogRecordKind.CreateIndex: ApplyIndex(record.Index!); break;
            case CatalogRecordKind.DefineMacro: Put(MacroKey(record.Schema, record.Name), record.Macro!); break;
            case CatalogRecordKind.DropMacro: Take(MacroKey(record.Schema, record.Name)); break;
            case CatalogRecordKind.CreateView or CatalogRecordKind.DefineView:
                Put(RelationKey(record.Schema, record.Name), record.View!);
                break;
            case CatalogRecordKind.DefineType:
                Put(TypeKey(record.Schema, record.Name), new TypeEntry(record.Schema, record.Name, record.Type!));
                break;
            case CatalogRecordKind.Comment:
                string commented = KeyOf(record.Target, record.Schema, record.Name);
                if (!_versions.TryGetValue(commented, out List<CatalogVersion>? versions))
                    throw Errors.Corrupted($"the catalog comments on what does not exist ({commented})");
                Put(commented, CatalogComments.With(versions[^1].Entry, record.Column, record.Text));
                break;
            case CatalogRecordKind.DropType: Take(TypeKey(record.Schema, record.Name)); break;
            default: Take(RelationKey(record.Schema, record.Name)); break;
        }
    }

    private static TableEntry TableOf(CatalogRecord record, Func<long, DataTable> dataOf)
    {
        var table = new TableEntry(record.Schema, record.Name, record.Columns, dataOf(record.TableId))
        {
            Constraints = record.Constraints,
        };
        PhysicalType[] types = [.. record.Columns.Select(column => column.Type.Physical)];
        if (!table.Data.Types.AsSpan().SequenceEqual(types))
            throw Errors.Corrupted($"table {record.Name} and its data disagree about its columns");
        return table;
    }

    private void PutSequence(SequenceEntry sequence)
    {
        _storage.NoteId(sequence.State.Id);
        // An altered sequence goes on where it stands by now, not where it stood when it was altered.
        if (_replayedSequences.TryGetValue(sequence.State.Id, out SequenceState? known))
            sequence = sequence with { State = known };
        else _replayedSequences[sequence.State.Id] = sequence.State;
        Put(RelationKey(sequence.Schema, sequence.Name), sequence);
    }

    private void Put(string key, object entry)
    {
        var version = new CatalogVersion(key, entry, Stamps.Always);
        _versions[key] = [version];
        if (entry is IndexEntry index) _indexes[index.Index.Id] = key;
    }

    private void Take(string key)
    {
        if (!_versions.Remove(key, out List<CatalogVersion>? versions)) throw Errors.Corrupted(
            $"the log drops what does not exist ({key})");
        foreach (CatalogVersion version in versions) Release(version);
    }
}
