using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.EntityFrameworkCore.Update;

namespace Grizzly.EntityFrameworkCore.Update.Internal;

/// <summary>Statements sent together; rows inserted one after the other into the same columns share one.</summary>
/// <remarks>Updates and deletions that read nothing are sent one by one: a statement whose text is always the same
/// keeps its plan, and there is no way to the database that sending many at once would save.</remarks>
public sealed class GrizzlyModificationCommandBatch(
    ModificationCommandBatchFactoryDependencies dependencies, int maxBatchSize)
    : AffectedCountModificationCommandBatch(dependencies, maxBatchSize)
{
    /// <summary>Statements longer than this take longer to read than they save.</summary>
    private const int MaxParameters = 10_000;

    private readonly List<IReadOnlyModificationCommand> _rows = [];
    private bool _isAlone;

    private new GrizzlyUpdateSqlGenerator UpdateSqlGenerator => (GrizzlyUpdateSqlGenerator)base.UpdateSqlGenerator;

    public override bool TryAddCommand(IReadOnlyModificationCommand modificationCommand)
    {
        bool isPlain = GrizzlyUpdateSqlGenerator.IsPlain(modificationCommand);
        if (_isAlone || (isPlain && ModificationCommands.Count > 0)) return false;
        _isAlone = isPlain;
        if (_rows.Count > 0 && !CanJoin(_rows[0], modificationCommand)) AppendRows();
        return base.TryAddCommand(modificationCommand);
    }

    public override void Complete(bool moreBatchesExpected)
    {
        AppendRows();
        base.Complete(moreBatchesExpected);
    }

    protected override void Consume(RelationalDataReader reader)
    {
        if (!_isAlone) base.Consume(reader);
        else if (reader.DbDataReader.RecordsAffected != 1)
            ThrowAggregateUpdateConcurrencyException(reader, 1, 1, reader.DbDataReader.RecordsAffected);
    }

    protected override Task ConsumeAsync(RelationalDataReader reader, CancellationToken cancellationToken = default)
    {
        if (!_isAlone) return base.ConsumeAsync(reader, cancellationToken);
        int affected = reader.DbDataReader.RecordsAffected;
        return affected == 1
            ? Task.CompletedTask
            : ThrowAggregateUpdateConcurrencyExceptionAsync(reader, 1, 1, affected, cancellationToken);
    }

    protected override bool IsValid() => ParameterValues.Count <= MaxParameters;

    protected override void AddCommand(IReadOnlyModificationCommand modificationCommand)
    {
        if (IsInsert(modificationCommand))
        {
            _rows.Add(modificationCommand);
            AddParameters(modificationCommand);
        }
        else
        {
            base.AddCommand(modificationCommand);
        }
    }

    protected override void RollbackLastCommand(IReadOnlyModificationCommand modificationCommand)
    {
        if (_rows.Count > 0) _rows.RemoveAt(_rows.Count - 1);
        base.RollbackLastCommand(modificationCommand);
    }

    private static bool IsInsert(IReadOnlyModificationCommand command) =>
        command is { EntityState: EntityState.Added, StoreStoredProcedure: null };

    /// <summary>Rows without any value are DEFAULT VALUES, of which a statement takes one.</summary>
    private static bool CanJoin(IReadOnlyModificationCommand first, IReadOnlyModificationCommand second) =>
        IsInsert(second) && first.TableName == second.TableName && first.Schema == second.Schema
        && first.ColumnModifications.Any(column => column.IsWrite)
        && Names(first, column => column.IsWrite).SequenceEqual(Names(second, column => column.IsWrite))
        && Names(first, column => column.IsRead).SequenceEqual(Names(second, column => column.IsRead));

    private static IEnumerable<string> Names(
        IReadOnlyModificationCommand command, Func<IColumnModification, bool> isMeant) =>
        command.ColumnModifications.Where(isMeant).Select(column => column.ColumnName);

    private void AppendRows()
    {
        if (_rows.Count == 0) return;
        bool isFirst = IsCommandTextEmpty;
        ResultSetMapping mapping = UpdateSqlGenerator.AppendInsertRows(
            SqlBuilder, _rows, ResultSetMappings.Count, out bool requiresTransaction);
        SetRequiresTransaction(!isFirst || requiresTransaction);
        for (int i = 0; i < _rows.Count; i++) ResultSetMappings.Add(mapping);
        if (mapping.HasFlag(ResultSetMapping.HasResultRow))
        {
            ResultSetMappings[^1] &= ~ResultSetMapping.NotLastInResultSet;
            ResultSetMappings[^1] |= ResultSetMapping.LastInResultSet;
        }
        _rows.Clear();
    }
}
