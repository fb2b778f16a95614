using System.Collections;
using System.Data;
using System.Data.Common;
using System.Diagnostics.CodeAnalysis;

namespace Grizzly.Data;

/// <summary>SQL and parameters of its own, as one part of a <see cref="GrizzlyBatch"/>.</summary>
public sealed class GrizzlyBatchCommand : DbBatchCommand
{
    private string _text = "";
    private int _recordsAffected = -1;

    public GrizzlyBatchCommand()
    {
    }

    public GrizzlyBatchCommand(string? commandText) => CommandText = commandText;

    [AllowNull]
    public override string CommandText { get => _text; set => _text = value ?? ""; }

    /// <summary>Always <see cref="CommandType.Text"/>.</summary>
    public override CommandType CommandType
    {
        get => CommandType.Text;
        set
        {
            if (value != CommandType.Text)
                throw new ArgumentException($"CommandType.{value} is not supported", nameof(value));
        }
    }

    public override int RecordsAffected => _recordsAffected;

    public override bool CanCreateParameter => true;

    public new GrizzlyParameterCollection Parameters { get; } = new();

    protected override DbParameterCollection DbParameterCollection => Parameters;

    public override DbParameter CreateParameter() => new GrizzlyParameter();

    internal void Begin() => _recordsAffected = -1;

    internal void AddRecords(long count) =>
        _recordsAffected = (int)Math.Min(int.MaxValue, Math.Max(0, (long)_recordsAffected) + count);
}

/// <summary>The commands of a batch, in order.</summary>
public sealed class GrizzlyBatchCommandCollection : DbBatchCommandCollection
{
    private readonly List<GrizzlyBatchCommand> _items = [];

    public override int Count => _items.Count;

    public override bool IsReadOnly => false;

    public new GrizzlyBatchCommand this[int index] { get => _items[index]; set => _items[index] = value; }

    public override void Add(DbBatchCommand item) => _items.Add(Cast(item));

    public override void Clear() => _items.Clear();

    public override bool Contains(DbBatchCommand item) => _items.Contains(Cast(item));

    public override void CopyTo(DbBatchCommand[] array, int arrayIndex) =>
        ((ICollection)_items).CopyTo(array, arrayIndex);

    public override IEnumerator<DbBatchCommand> GetEnumerator() => _items.GetEnumerator();

    public override int IndexOf(DbBatchCommand item) => _items.IndexOf(Cast(item));

    public override void Insert(int index, DbBatchCommand item) => _items.Insert(index, Cast(item));

    public override bool Remove(DbBatchCommand item) => _items.Remove(Cast(item));

    public override void RemoveAt(int index) => _items.RemoveAt(index);

    protected override DbBatchCommand GetBatchCommand(int index) => _items[index];

    protected override void SetBatchCommand(int index, DbBatchCommand batchCommand) =>
        _items[index] = Cast(batchCommand);

    private static GrizzlyBatchCommand Cast(DbBatchCommand item) => (GrizzlyBatchCommand)item;
}
