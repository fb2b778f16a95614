using Grizzly.Common;
using Grizzly.Logical;
using Grizzly.Sql;
using Grizzly.Types;

namespace Grizzly.Binding;

/// <summary>Chooses the binder of each kind of statement; binds the small ones itself.</summary>
internal sealed class StatementBinder(BindContext context)
{
    public BoundStatement Bind(Statement statement) => statement switch
    {
        QueryStatement query => BindQuery(query.Query),
        CreateTableStatement create => new DefinitionBinder(context).Bind(create),
        CreateViewStatement create => new DefinitionBinder(context).Bind(create),
        CreateTypeStatement create => new DefinitionBinder(context).Bind(create),
        CreateSchemaStatement create => new DefinitionBinder(context).Bind(create),
        CreateIndexStatement create => new IndexBinder(context).Bind(create),
        CreateMacroStatement create => new DefinitionBinder(context).Bind(create),
        DropStatement drop => new DropBinder(context).Bind(drop),
        InsertStatement insert => With(insert.With, ctes => new InsertBinder(context, ctes).Bind(insert)),
        UpdateStatement update => With(update.With, ctes => new ModificationBinder(context, ctes).Bind(update)),
        DeleteStatement delete => With(delete.With, ctes => new ModificationBinder(context, ctes).Bind(delete)),
        TruncateStatement truncate => new ModificationBinder(context).Bind(truncate),
        MergeStatement merge => With(merge.With, ctes => new MergeBinder(context, ctes).Bind(merge)),
        CreateSequenceStatement create => new SequenceBinder(context).Bind(create),
        AlterStatement { Kind: ObjectKind.Table } alter => new AlterTableBinder(context).Bind(alter),
        AlterStatement { Kind: ObjectKind.Sequence } alter => new SequenceBinder(context).Bind(alter),
        AlterStatement { Kind: ObjectKind.View } alter => new AlterObjectBinder(context).BindView(alter),
        AlterStatement { Kind: ObjectKind.Index } alter => new AlterObjectBinder(context).BindIndex(alter),
        CommentStatement comment => new CommentBinder(context).Bind(comment),
        IfStatement conditional => new BoundConditional(conditional),
        CopyStatement copy => new CopyBinder(context).Bind(copy),
        ExplainStatement explain => BindExplain(explain),
        BeginStatement begin => BindBegin(begin),
        CommitStatement => new BoundTransaction(TransactionAction.Commit, null, false),
        RollbackStatement { Savepoint: { } name } =>
        new BoundTransaction(TransactionAction.RollbackToSavepoint, name.Text, false),
        RollbackStatement => new BoundTransaction(TransactionAction.Rollback, null, false),
        SavepointStatement savepoint => new BoundTransaction(TransactionAction.Savepoint, savepoint.Name.Text, false),
        ReleaseStatement release =>
        new BoundTransaction(TransactionAction.ReleaseSavepoint, release.Savepoint.Text, false),
        SetConstraintsStatement set => BindSetConstraints(set),
        SetStatement { Name: "schema" or "search_path", IsVariable: false } set =>
            new DatabaseBinder(context).Bind(set),
        ResetStatement { Name: "schema" or "search_path", IsVariable: false } => new BoundSetPath([]),
        SetStatement set => new SettingBinder(context).Bind(set),
        ResetStatement reset => SettingBinder.Bind(reset),
        PragmaStatement pragma => new SettingBinder(context).Bind(pragma),
        UseStatement use => new DatabaseBinder(context).Bind(use),
        AttachStatement attach => new DatabaseBinder(context).Bind(attach),
        CopyDatabaseStatement copy => new BoundCopyDatabase(
            copy.Source.Text, copy.Target.Text, copy.Schema, copy.Data, copy.Span),
        ExportStatement export => new DatabaseBinder(context).Bind(export),
        ImportStatement import => new BoundImport(import.Path, import.Span),
        DetachStatement detach => new BoundDetach(detach.Name.Text, detach.IfExists, detach.Span),
        AlterStatement { Kind: ObjectKind.Database } alter => DatabaseBinder.Bind(alter),
        ShowStatement show => BindShow(show),
        DescribeStatement or SummarizeStatement => Plan(new CatalogListing(context).Bind(statement)!),
        CallStatement call => BindCall(call),
        CheckpointStatement checkpoint => new BoundCheckpoint(
            checkpoint.Database?.Text ?? context.Catalog.DefaultDatabase, checkpoint.Span),
        VacuumStatement vacuum => BindVacuum(vacuum),
        AnalyzeStatement analyze => BindAnalyze(analyze),
        _ => throw Unsupported(statement),
    };

    private BoundSetConstraints BindSetConstraints(SetConstraintsStatement set)
    {
        if (set.Names.IsEmpty) return new BoundSetConstraints(null, set.IsDeferred);
        var constraints = new List<(Catalog.TableEntry, string)>();
        foreach (QualifiedName name in set.Names)
        {
            string schema = name.Schema?.Text ?? context.Catalog.DefaultSchema;
            int before = constraints.Count;
            foreach (Catalog.TableEntry table in context.Catalog.Tables)
            {
                if (!Scope.SameName(table.Schema, schema)) continue;
                if (table.FindConstraint(name.Name.Text) is not { } constraint) continue;
                if (!constraint.IsDeferrable) throw Errors.ConstraintNotDeferrable(name.Name.Text, name.Span);
                constraints.Add((table, constraint.Name));
            }
            if (constraints.Count == before) throw Errors.ConstraintUnknown(name.Name.Text, name.Span);
        }
        return new BoundSetConstraints(constraints, set.IsDeferred);
    }

    private BoundPlanStatement BindQuery(QueryExpression query)
    {
        context.StatementQuery = query;
        return Plan(new QueryBinder(context, null, null).Bind(query));
    }

    private BoundStatement With(WithClause? with, Func<CteScope?, BoundStatement> bind) =>
        new WithBinder(context).Bind(with, bind);

    private static BoundPlanStatement Plan(BoundQuery query) => new(query.Plan, query.Names, StatementKind.Select);

    private static GrizzlyException Unsupported(Statement statement) => Errors.NotSupported(
        statement switch
        {
            AlterStatement => "ALTER",
            CreateTypeStatement => "CREATE TYPE",
            PrepareStatement => "PREPARE",
            ExecuteStatement => "EXECUTE",
            DeallocateStatement => "DEALLOCATE",
            SetTransactionStatement => "SET TRANSACTION",
            LoadStatement { Install: true } => "INSTALL",
            LoadStatement => "LOAD",
            _ => "this statement",
        },
        statement.Span);

    private BoundExplain BindExplain(ExplainStatement explain)
    {
        string format = "text";
        foreach (StatementOption option in explain.Options)
        {
            format = option.Name switch
            {
                "format" => OptionWord(option),
                "verbose" or "costs" or "timing" or "summary" or "buffers" or "memory" => format,
                _ => throw Errors.NotSupported($"EXPLAIN option \"{option.Name}\"", option.Span),
            };
        }
        if (format is not ("text" or "json")) throw Errors.NotSupported($"EXPLAIN format \"{format}\"", explain.Span);
        return new BoundExplain(Bind(explain.Statement), explain.Analyze, format);
    }

    private static string OptionWord(StatementOption option) => option.Value switch
    {
        ColumnReference { Parts.Count: 1 } word => word.Name.Text.ToLowerInvariant(),
        StringLiteral text => text.Value.ToLowerInvariant(),
        _ => throw Errors.Invalid($"option \"{option.Name}\" needs a word", option.Span),
    };

    private static BoundTransaction BindBegin(BeginStatement begin)
    {
        bool isSerializable = begin.Isolation == TransactionIsolation.Serializable;
        bool isReadOnly = begin.Access == TransactionAccess.ReadOnly;
        return new BoundTransaction(TransactionAction.Begin, null, isReadOnly, isSerializable);
    }

    private BoundStatement BindShow(ShowStatement show)
    {
        if (new CatalogListing(context).Bind(show) is { } listing) return Plan(listing);
        return new BoundShow(show.Name);
    }

    /// <summary>A procedure, or a table function, which is read.</summary>
    private BoundStatement BindCall(CallStatement call)
    {
        if (IsTableFunction(call.Function.Name))
        {
            var table = new FunctionTable(call.Function, null, false, false, call.Function.Span);
            return Plan(new CatalogListing(context).Rows(table));
        }
        var binder = new ExpressionBinder(context, Scope.Empty, null, null, "CALL");
        (List<Value> arguments, Dictionary<string, Value> named) = new TableFunctionBinding(context).Arguments(
            call.Function, binder);
        return new BoundCallStatement(
            call.Function.Name.Name.Text.ToLowerInvariant(), arguments, named, call.Function.Span);
    }

    private bool IsTableFunction(QualifiedName name) => SystemTables.IsFunction(name.Name.Text)
        || context.Catalog.FindTableFunction(name.Name.Text) is not null
        || context.Catalog.FindMacro(ObjectNames.Of(name)) is { IsTable: true };

    private BoundVacuum BindVacuum(VacuumStatement vacuum)
    {
        if (vacuum.Table is { } table) Targets.Find(context, table);
        return new BoundVacuum();
    }

    private BoundAnalyze BindAnalyze(AnalyzeStatement analyze)
    {
        if (analyze.Table is { } name)
        {
            Catalog.TableEntry table = Targets.Find(context, name);
            foreach (Identifier column in analyze.Columns) Targets.IndexOf(table, column);
        }
        return new BoundAnalyze();
    }
}
