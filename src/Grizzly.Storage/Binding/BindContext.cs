using System.Runtime.CompilerServices;
using Grizzly.Catalog;
using Grizzly.Common;
using Grizzly.Logical;

namespace Grizzly.Binding;

/// <summary>What all parts of the binder share while one statement is bound. Not thread-safe.</summary>
internal sealed class BindContext(ICatalogView catalog, BinderOptions options)
{
    /// <summary>
    /// Views and inlined WITH queries multiply; a statement that mentions more relations than this is refused.
    /// </summary>
    private const int MaxRelations = 1_000;

    private const int MaxViewDepth = 64;

    /// <summary>How deep expressions may nest; the passes after the binder walk trees recursively.</summary>
    public const int MaxDepth = 1_000;

    private Coercion? _types;
    private int _relations;
    private int _viewDepth;
    private int _depth;
    private int _lastCteId;

    public ICatalogView Catalog { get; private set; } = catalog;

    /// <summary>The database a definition is made in; null for that of the session.</summary>
    public DatabaseCatalog? Database { get; set; }

    public BinderOptions Options { get; } = options;

    public ColumnIds Ids { get; } = new();

    public ParameterTable Parameters { get; } = new(options.ParameterTypes);

    public Coercion Types => _types ??= new Coercion(this);

    /// <summary>
    /// The outermost query level a column was taken from since this was last reset: tells whether a WITH query is
    /// correlated.
    /// </summary>
    public int OutermostLevel { get; set; } = int.MaxValue;

    /// <summary>What merge_action() is while RETURNING of MERGE is bound; else null.</summary>
    public Logical.BoundExpression? MergeAction { get; set; }

    /// <summary>The tables and views the statement has named, those inside of views too.</summary>
    public HashSet<object> Relations { get; } = [];

    /// <summary>The query that is the statement, if it is one: only its WITH may change rows.</summary>
    public Sql.QueryExpression? StatementQuery { get; set; }

    /// <summary>Set once binding has read rows: the bound statement serves this execution only.</summary>
    public bool DependsOnData { get; set; }

    /// <summary>True while a definition to be kept (a view) is bound.</summary>
    public bool IsDefinition { get; set; }

    /// <summary>The statement's hints that name what is there.</summary>
    public List<PlanHint> Hints { get; } = [];

    /// <summary>What the user should know about the statement.</summary>
    public List<Notice> Notices { get; } = [];

    /// <summary>Where clocks show what casts and functions of TIMESTAMPTZ say; null for UTC.</summary>
    public ZonedTimes? Zone { get; private set; } = options.TimeZone is { } zone ? new ZonedTimes(zone) : null;

    /// <summary>Binds with other meanings of names until the scope is disposed.</summary>
    public CatalogScope Enter(ICatalogView inner)
    {
        var scope = new CatalogScope(this, Catalog, Zone);
        Catalog = inner;
        return scope;
    }

    /// <summary>Names mean what they mean to a view, or to a table in its defaults and constraints.</summary>
    public CatalogScope Within(object entry) => Enter(Catalog.Within(entry));

    /// <summary>As <see cref="Within"/>, for what must not depend on the session: what a table's rows are tested for,
    /// and what is kept of them.</summary>
    public CatalogScope WithinRules(TableEntry table)
    {
        CatalogScope scope = Within(table);
        Zone = null;
        return scope;
    }

    public readonly struct CatalogScope(BindContext context, ICatalogView outside, ZonedTimes? zone) : IDisposable
    {
        public void Dispose()
        {
            context.Catalog = outside;
            context.Zone = zone;
        }
    }

    /// <summary>The macro whose body is being bound, or null.</summary>
    public MacroFrame? Macro { get; set; }

    public int NextCteId() => ++_lastCteId;

    public void CountRelation(SourceSpan span)
    {
        if (++_relations > MaxRelations)
            throw Errors.TooComplex($"a statement over more than {MaxRelations} tables", span);
    }

    /// <summary>Inside a view: where the statement mentions it, since the view's own text is not the user's.</summary>
    public SourceSpan? ViewSpan { get; private set; }

    public void EnterView(string name, SourceSpan span)
    {
        if (_viewDepth == 0) ViewSpan = span;
        if (++_viewDepth > MaxViewDepth)
        {
            throw new GrizzlyException(
                SqlStates.InvalidObjectDefinition, $"views are nested more than {MaxViewDepth} deep at \"{name}\"",
                span, "does it use itself?");
        }
    }

    public void LeaveView()
    {
        if (--_viewDepth == 0) ViewSpan = null;
    }

    /// <summary>Goes <paramref name="levels"/> deeper into the tree; 54001 where that is too deep.</summary>
    public void Enter(SourceSpan span, int levels = 1)
    {
        _depth += levels;
        if (_depth > MaxDepth || !RuntimeHelpers.TryEnsureSufficientExecutionStack())
            throw Errors.StatementTooDeep(span);
    }

    public void Leave(int levels = 1) => _depth -= levels;
}
