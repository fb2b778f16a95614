using Grizzly.Catalog;
using Grizzly.Common;
using Grizzly.Sql;
using ColumnDefinition = Grizzly.Catalog.ColumnDefinition;

namespace Grizzly.Binding;

/// <summary>ALTER COLUMN … ADD, SET and DROP of what makes a column number its rows.</summary>
internal sealed partial class AlterTableBinder
{
    private void AddIdentity(AddIdentityAction add)
    {
        int index = Existing(add.Column);
        ColumnDefinition column = _columns[index];
        if (column.IsGenerated) throw Errors.Misplaced($"IDENTITY of the generated column \"{column.Name}\"", add.Span);
        if (column.Identity != IdentityKind.None)
            throw Errors.NotInState($"column \"{column.Name}\" is already an identity column", add.Span);
        if (column.DefaultSql is not null)
            throw Errors.NotInState($"column \"{column.Name}\" already has a default value", add.Span);
        if (!column.IsNotNull)
            throw Errors.NotInState(
                $"column \"{column.Name}\" must be declared NOT NULL before identity can be added", add.Span);
        TableDefinitionBinder binder = Definition();
        binder.AddIdentity(index, add.Always, add.Options, add.Span);
        Take(binder);
    }

    private void SetIdentity(SetIdentityAction set)
    {
        int index = Existing(set.Column);
        if (_columns[index].Identity == IdentityKind.None) throw NoIdentity(_columns[index], set.Span);
        _columns[index] = _columns[index] with
        {
            Identity = set.Always ? IdentityKind.Always : IdentityKind.ByDefault,
        };
    }

    private void DropIdentity(DropIdentityAction drop)
    {
        int index = Existing(drop.Column);
        ColumnDefinition column = _columns[index];
        if (column.Identity == IdentityKind.None && drop.IfExists) return;
        if (column.Identity == IdentityKind.None) throw NoIdentity(column, drop.Span);
        if (column.SequenceName is { } sequence) _droppedSequences.Add(sequence);
        _columns[index] = column with { Identity = IdentityKind.None, SequenceName = null };
    }

    private static GrizzlyException NoIdentity(ColumnDefinition column, SourceSpan span) =>
        Errors.NotInState($"column \"{column.Name}\" is not an identity column", span);
}
