using Grizzly.Common;
using Grizzly.Evaluation;
using Grizzly.Functions;
using Grizzly.Logical;
using Grizzly.Storage;
using Grizzly.Transactions;
using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Execution;

/// <summary>Everything one execution of a <see cref="ShortPlan"/> needs, kept from one to the next. Not
/// thread-safe.</summary>
internal sealed class ShortRun : IDisposable
{
    private readonly ShortPlan _owner;
    private readonly Value[] _parameters;
    private readonly EvaluationContext _evaluation;
    private readonly ShortSource _source;
    private readonly List<ShortStage> _stages = [];

    /// <summary>From the changed rows to what RETURNING shows.</summary>
    private readonly List<ShortStage> _shown = [];
    private readonly ShortWriter? _writer;
    private int _nextReturned;

    public ShortRun(ShortPlan owner, LogicalOperator plan, int parameterCount)
    {
        _owner = owner;
        _parameters = new Value[parameterCount];
        _evaluation = new EvaluationContext(StatementContext.None, _parameters);
        LogicalModification? modification = ShortPlan.ModificationOf(plan);
        LogicalOperator input = modification?.Input ?? plan;
        _source = Build(input, out IReadOnlyList<LogicalColumn> columns);
        AddProject(_stages, [.. input.Output.Select(c => new BoundColumn(c))], input.Output, ref columns);
        if (modification is not null)
        {
            _writer = new ShortWriter(modification, _evaluation);
            if (modification.Returning is not null) BuildReturned(plan);
        }
        UsesContext = PlanUsesContext(plan);
    }

    /// <summary>Values in slot order, to be filled in before <see cref="Start"/>.</summary>
    public Value[] Parameters => _parameters;

    /// <summary>True where some function asks for the statement's clock, sequences or the like.</summary>
    public bool UsesContext { get; }

    /// <summary>Begins an execution.</summary>
    public void Start(Transaction transaction, StatementContext statement, int vectorSize)
    {
        _evaluation.Restart(statement);
        foreach (ShortStage stage in _stages) stage.Start(transaction, _evaluation, vectorSize);
        foreach (ShortStage stage in _shown) stage.Start(transaction, _evaluation, vectorSize);
        _nextReturned = 0;
        _source.Start(transaction, _evaluation, vectorSize);
    }

    /// <summary>The next rows, valid until the next call; null at the end.</summary>
    public DataChunk? Next()
    {
        while (true)
        {
            bool isLast = false;
            DataChunk? chunk = Resume(out int next) ?? _source.Next();
            for (int i = next; i < _stages.Count && chunk is { Count: > 0 }; i++)
            {
                chunk = _stages[i].Execute(chunk);
                isLast |= _stages[i].IsFinished;
            }
            if (chunk is null || chunk.Count > 0) return chunk;
            if (isLast) return null;
        }
    }

    /// <summary>Whether <see cref="Next"/> may still yield rows.</summary>
    public bool HasMore => !_source.IsDone || _stages.Exists(stage => stage.HasMore);

    /// <summary>More rows of the last stage that has some for its last input, and the stage after it; null where all
    /// want new input.</summary>
    private DataChunk? Resume(out int next)
    {
        for (int i = _stages.Count - 1; i >= 0; i--)
        {
            if (!_stages[i].HasMore) continue;
            next = i + 1;
            return _stages[i].Resume();
        }
        next = 0;
        return null;
    }

    /// <summary>Makes the modification's changes; returns the number of rows.</summary>
    public long Modify(Transaction transaction) => _writer!.Run(transaction, this);

    /// <summary>The next rows that RETURNING gives back, once the changes are made; null at the end.</summary>
    public DataChunk? NextReturned()
    {
        IReadOnlyList<DataChunk> changed = _writer!.Returned!.Rows.Chunks;
        if (_nextReturned == changed.Count) return null;
        DataChunk chunk = changed[_nextReturned++];
        foreach (ShortStage stage in _shown) chunk = stage.Execute(chunk);
        return chunk;
    }

    /// <summary>The execution is over: lets go of pages and segments and waits for the next.</summary>
    public void Finish()
    {
        _source.Finish();
        foreach (ShortStage stage in _stages) stage.Finish();
        _owner.Return(this);
    }

    public void Dispose()
    {
        _source.Dispose();
        foreach (ShortStage stage in _stages) stage.Dispose();
        foreach (ShortStage stage in _shown) stage.Dispose();
        _writer?.Dispose();
    }

    /// <summary>The projections above the modification, innermost first. Returns their columns.</summary>
    private IReadOnlyList<LogicalColumn> BuildReturned(LogicalOperator plan)
    {
        if (plan is not LogicalProject project) return plan.Output;
        IReadOnlyList<LogicalColumn> columns = BuildReturned(project.Input);
        AddProject(_shown, project.Expressions, project.Columns, ref columns);
        return columns;
    }

    private ShortSource Build(LogicalOperator plan, out IReadOnlyList<LogicalColumn> columns)
    {
        switch (plan)
        {
            case LogicalGet get:
                var source = new ShortIndexSource(get);
                columns = source.Columns;
                if (get.Filters.Count > 0) AddFilter(get.Filters, columns);
                return source;
            case LogicalJoin join:
            {
                ShortSource below = Build(join.Left, out IReadOnlyList<LogicalColumn> left);
                var spec = new IndexJoinSpec(join, left);
                _stages.Add(new ShortIndexJoin(spec));
                columns = spec.Output;
                return below;
            }
            case LogicalValues values:
                columns = values.Columns;
                return new ShortValuesSource(values);
            case LogicalFilter filter:
            {
                ShortSource below = Build(filter.Input, out columns);
                AddFilter(filter.Predicates, columns);
                return below;
            }
            case LogicalProject project:
            {
                ShortSource below = Build(project.Input, out columns);
                AddProject(_stages, project.Expressions, project.Columns, ref columns);
                return below;
            }
            case LogicalLimit limit:
            {
                ShortSource below = Build(limit.Input, out columns);
                _stages.Add(new ShortLimit(limit, columns));
                return below;
            }
            default: throw Errors.Internal($"{plan.GetType().Name} has no short form");
        }
    }

    private void AddFilter(IReadOnlyList<BoundExpression> predicates, IReadOnlyList<LogicalColumn> columns) =>
        _stages.Add(new ShortFilter(ColumnResolver.Resolve(ExpressionTree.And(predicates), columns), columns));

    private static void AddProject(
        List<ShortStage> stages, IReadOnlyList<BoundExpression> expressions, IReadOnlyList<LogicalColumn> output,
        ref IReadOnlyList<LogicalColumn> columns)
    {
        bool isSame = expressions.Count == columns.Count;
        for (int i = 0; isSame && i < expressions.Count; i++)
            isSame = expressions[i] is BoundColumn column && column.Column.Id == columns[i].Id;
        if (!isSame)
        {
            IReadOnlyList<LogicalColumn> input = columns;
            stages.Add(new ShortProject([.. expressions.Select(e => ColumnResolver.Resolve(e, input))], output));
        }
        columns = output;
    }

    private static bool PlanUsesContext(LogicalOperator plan)
    {
        bool uses = plan switch
        {
            LogicalProject project => project.Expressions.Any(AsksContext),
            LogicalFilter filter => filter.Predicates.Any(AsksContext),
            LogicalValues values => values.Rows.Any(row => row.Any(AsksContext)),
            LogicalJoin { Lookup: { } lookup } => lookup.Keys.Any(AsksContext) || lookup.Residual.Any(AsksContext),
            LogicalModification => true,
            LogicalGet get => get.Filters.Any(AsksContext) || get.Index is { } index && index.Pushed.Any(AsksContext),
            _ => false,
        };
        if (plan is LogicalModification { Rules: { Checks.Count: 0, Generated.Count: 0 } }) uses = false;
        return uses || plan.Inputs.Any(PlanUsesContext);
    }

    private static bool AsksContext(BoundExpression expression) => ExpressionTree.Any(
        expression, node => node is BoundCall { Function.Volatility: not Volatility.Immutable } or BoundCast);
}

/// <summary>Where the rows of a short run come from.</summary>
internal abstract class ShortSource : IDisposable
{
    public abstract void Start(Transaction transaction, EvaluationContext evaluation, int vectorSize);

    /// <summary>The next rows, possibly none of a batch; null at the end.</summary>
    public abstract DataChunk? Next();

    /// <summary>True where <see cref="Next"/> is known to yield nothing more.</summary>
    public abstract bool IsDone { get; }

    public abstract void Finish();

    public abstract void Dispose();
}

/// <summary>Rows found through an index.</summary>
internal sealed class ShortIndexSource : ShortSource
{
    private readonly IndexProbe _probe;
    private readonly FoundRows _rows;
    private readonly DataChunk _chunk;
    private readonly long[] _found = new long[ColumnVector.MaxCapacity];
    private int _vectorSize;
    private bool _isDone;

    public ShortIndexSource(LogicalGet get)
    {
        _probe = new IndexProbe(get.Index!);
        var found = new FoundColumns(get, get.Index!.Index);
        _rows = new FoundRows(found);
        Columns = found.Columns;
        _probe.Cursor.KeepsKeys = _rows.IsIndexOnly;
        _chunk = new DataChunk([.. Columns.Select(column => column.Type)]);
    }

    public IReadOnlyList<LogicalColumn> Columns { get; }

    public override bool IsDone => _isDone || _probe.IsDone;

    public override void Start(Transaction transaction, EvaluationContext evaluation, int vectorSize)
    {
        _vectorSize = vectorSize;
        _isDone = false;
        _rows.Restart(transaction.Snapshot);
        _probe.Start(evaluation);
    }

    public override DataChunk? Next()
    {
        if (_isDone) return null;
        int count = _probe.Read(_found.AsSpan(0, _vectorSize));
        if (count == 0)
        {
            _isDone = true;
            return null;
        }
        _rows.Show(_found.AsSpan(0, count), _probe.Cursor, _chunk);
        return _chunk;
    }

    public override void Finish() => _rows.Restart(Snapshot.AsOf(0));

    public override void Dispose()
    {
        _probe.Dispose();
        _rows.Dispose();
        _chunk.Dispose();
    }
}

/// <summary>Rows listed in the statement.</summary>
internal sealed unsafe class ShortValuesSource : ShortSource
{
    private readonly LogicalValues _values;
    private readonly DataChunk _chunk;
    private EvaluationContext? _evaluation;
    private bool _isDone;

    public override bool IsDone => _isDone;

    public ShortValuesSource(LogicalValues values)
    {
        _values = values;
        _chunk = new DataChunk([.. values.Columns.Select(column => column.Type)]);
    }

    public override void Start(Transaction transaction, EvaluationContext evaluation, int vectorSize)
    {
        _evaluation = evaluation;
        _isDone = false;
    }

    public override DataChunk? Next()
    {
        if (_isDone) return null;
        _isDone = true;
        for (int i = 0; i < _chunk.Columns.Length; i++)
        {
            ColumnVector column = _chunk.Columns[i];
            column.SetFlat();
            for (int row = 0; row < _values.Rows.Count; row++)
            {
                BoundExpression expression = _values.Rows[row][i];
                Value value = expression switch
                {
                    BoundConstant constant => constant.Value,
                    BoundParameter parameter => _evaluation!.Parameters[parameter.Index],
                    _ => ExpressionEvaluator.EvaluateConstant(expression, _evaluation!),
                };
                column.SetValue(row, value);
            }
        }
        _chunk.SetCount(_values.Rows.Count);
        return _chunk;
    }

    public override void Finish() => _evaluation = null;

    public override void Dispose() => _chunk.Dispose();
}
