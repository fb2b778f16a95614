using Grizzly.Catalog;
using Grizzly.Logical;

namespace Grizzly.Execution;

/// <summary>A sink that changes a table: a <see cref="TableWriter"/> for as long as the statement runs.</summary>
internal abstract class ModificationSink(LogicalModification modification) : CountingSink, IDisposable
{
    private TableWriter? _writer;

    public TableEntry Table => modification.Table;

    public TableRules Rules => modification.Rules;

    /// <summary>RETURNING's rows, or null.</summary>
    public ReturnedBuffer? Returned { get; } = modification.Returning is null
        ? null : new ReturnedBuffer(modification.Returning, modification.Table.Columns.Count);

    protected TableWriter Writer => _writer!;

    /// <summary>The first column of the input that only RETURNING reads.</summary>
    protected abstract int FirstExtra { get; }

    public override void Start(QueryContext context)
    {
        _writer = new TableWriter(
            Table, Rules, context.TransactionFor(Table), context.Evaluation, Returned, FirstExtra);
    }

    public sealed override void Finish(QueryContext context)
    {
        Change(context);
        Writer.FinishStatement();
        RowCount = Writer.RowCount;
        if (modification.IsMain) context.AddRowsAffected(RowCount);
    }

    /// <summary>All rows are there: makes the changes that wait for the end.</summary>
    protected abstract void Change(QueryContext context);

    public virtual void Dispose()
    {
        _writer?.Dispose();
        Returned?.Dispose();
    }
}
