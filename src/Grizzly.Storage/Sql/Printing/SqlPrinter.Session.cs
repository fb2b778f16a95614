namespace Grizzly.Sql;

public sealed partial class SqlPrinter
{
    private bool WriteTransaction(Statement statement)
    {
        switch (statement)
        {
            case BeginStatement begin:
                Add("BEGIN");
                Modes(begin.Isolation, begin.Access);
                return true;
            case CommitStatement: Add("COMMIT"); return true;
            case RollbackStatement rollback:
                Add("ROLLBACK");
                Add(rollback.Savepoint, " TO SAVEPOINT ");
                return true;
            case SavepointStatement savepoint: Add(savepoint.Name, "SAVEPOINT "); return true;
            case ReleaseStatement release: Add(release.Savepoint, "RELEASE SAVEPOINT "); return true;
            case SetConstraintsStatement set:
                Add("SET CONSTRAINTS ");
                if (set.Names.IsEmpty) Add("ALL");
                else List(set.Names);
                Add(set.IsDeferred ? " DEFERRED" : " IMMEDIATE");
                return true;
            case SetTransactionStatement set:
                Add(set.SessionDefault ? "SET SESSION CHARACTERISTICS AS TRANSACTION" : "SET TRANSACTION");
                Modes(set.Isolation, set.Access);
                return true;
            default: return false;
        }
    }

    private void Modes(TransactionIsolation isolation, TransactionAccess access)
    {
        Add(isolation switch
        {
            TransactionIsolation.ReadUncommitted => " ISOLATION LEVEL READ UNCOMMITTED",
            TransactionIsolation.ReadCommitted => " ISOLATION LEVEL READ COMMITTED",
            TransactionIsolation.RepeatableRead => " ISOLATION LEVEL REPEATABLE READ",
            TransactionIsolation.Serializable => " ISOLATION LEVEL SERIALIZABLE",
            _ => "",
        });
        if (access != TransactionAccess.Default)
            Add(access == TransactionAccess.ReadOnly ? " READ ONLY" : " READ WRITE");
    }

    private bool WriteSession(Statement statement)
    {
        switch (statement)
        {
            case ExplainStatement explain:
                WriteExplain(explain);
                return true;
            case PrepareStatement prepare:
                Add(prepare.Name, "PREPARE ");
                AddIf(!prepare.Types.IsEmpty, " (");
                Nodes(prepare.Types);
                AddIf(!prepare.Types.IsEmpty, ")");
                Add(" AS ");
                Write(prepare.Statement);
                return true;
            case ExecuteStatement execute:
                Add(execute.Name, "EXECUTE ");
                Arguments(execute.Arguments);
                return true;
            case DeallocateStatement deallocate:
                Add("DEALLOCATE");
                Add(deallocate.Name, " ");
                AddIf(deallocate.Name is null, " ALL");
                return true;
            case SetStatement set:
                Add("SET ");
                Scope(set.Scope);
                AddIf(set.IsVariable, "VARIABLE ");
                SettingName(set.Name);
                Add(" = ");
                AddIf(set.Values.IsEmpty, "DEFAULT");
                List(set.Values);
                return true;
            case ResetStatement reset:
                Add("RESET ");
                Scope(reset.Scope);
                AddIf(reset.IsVariable, "VARIABLE ");
                if (reset.Name is null) Add("ALL");
                else SettingName(reset.Name);
                return true;
            case PragmaStatement pragma:
                Add("PRAGMA ");
                SettingName(pragma.Name);
                if (!pragma.IsAssignment) Arguments(pragma.Arguments);
                else
                {
                    Add(" = ");
                    WriteOptionValue(pragma.Arguments[0].Value);
                }
                return true;
            default: return WriteCatalogCommand(statement) || WriteFileCommand(statement);
        }
    }

    private void WriteExplain(ExplainStatement explain)
    {
        Add("EXPLAIN ");
        if (explain.Options.IsEmpty) AddIf(explain.Analyze, "ANALYZE ");
        else
        {
            Add(explain.Analyze ? "(ANALYZE, " : "(");
            Nodes(explain.Options);
            Add(") ");
        }
        Write(explain.Statement);
    }

    private void Scope(SettingScope scope)
    {
        if (scope != SettingScope.Default) Add(scope.ToString().ToUpperInvariant() + " ");
    }

    /// <summary>A setting's name, possibly dotted.</summary>
    private void SettingName(string name)
    {
        string[] parts = name.Split('.');
        if (Array.TrueForAll(parts, IsPlainWord)) Add(name);
        else Word(name);
    }

    private void Arguments(SyntaxList<FunctionArgument> arguments)
    {
        if (arguments.IsEmpty) return;
        Add("(");
        Nodes(arguments);
        Add(")");
    }

    private bool WriteCatalogCommand(Statement statement)
    {
        switch (statement)
        {
            case ShowStatement show:
                Add("SHOW ");
                if (show.Name == "all tables") Add("ALL TABLES");
                else SettingName(show.Name);
                if (show.From is null) return true;
                Add(" FROM ");
                Add(show.From);
                return true;
            case DescribeStatement describe:
                Add("DESCRIBE");
                Described(describe.Table, describe.Query);
                return true;
            case SummarizeStatement summarize:
                Add("SUMMARIZE");
                Described(summarize.Table, summarize.Query);
                return true;
            case CallStatement call:
                Add("CALL ");
                WriteCall(call.Function);
                return true;
            case CheckpointStatement checkpoint:
                Add(checkpoint.Force ? "FORCE CHECKPOINT" : "CHECKPOINT");
                Add(checkpoint.Database, " ");
                return true;
            case VacuumStatement vacuum:
                Add($"VACUUM{(vacuum.Full ? " FULL" : "")}{(vacuum.Analyze ? " ANALYZE" : "")}");
                Target(vacuum.Table, vacuum.Columns);
                return true;
            case AnalyzeStatement analyze:
                Add("ANALYZE");
                Target(analyze.Table, analyze.Columns);
                return true;
            case UseStatement use:
                Add("USE ");
                Add(use.Name);
                return true;
            default: return false;
        }
    }

    private void Described(TableReference? table, QueryExpression? query)
    {
        if (table is not null || query is not null) Add(" ");
        if (table is not null) Write(table);
        if (query is not null) Write(query);
    }

    private void Target(QualifiedName? table, SyntaxList<Identifier> columns)
    {
        if (table is null) return;
        Add(" ");
        Add(table);
        Columns(columns, " (");
    }

    private bool WriteFileCommand(Statement statement)
    {
        switch (statement)
        {
            case AttachStatement attach:
                Add(attach.Conflict switch
                {
                    CreateConflict.Replace => "ATTACH OR REPLACE ",
                    CreateConflict.Ignore => "ATTACH IF NOT EXISTS ",
                    _ => "ATTACH ",
                });
                Write(attach.Path, Precedence.Postfix);
                Add(attach.Name, " AS ");
                Options(attach.Options, " (");
                return true;
            case DetachStatement detach:
                Add(detach.Name, detach.IfExists ? "DETACH DATABASE IF EXISTS " : "DETACH ");
                return true;
            case ExportStatement export:
                Add("EXPORT DATABASE ");
                Add(export.Database, "");
                AddIf(export.Database is not null, " TO ");
                AddString(export.Path);
                Options(export.Options, " (");
                return true;
            case CopyDatabaseStatement copy:
                Add("COPY FROM DATABASE ");
                Add(copy.Source);
                Add(" TO ");
                Add(copy.Target);
                if (!copy.Data) Add(" (SCHEMA)");
                if (!copy.Schema) Add(" (DATA)");
                return true;
            case ImportStatement import:
                Add("IMPORT DATABASE ");
                AddString(import.Path);
                return true;
            case LoadStatement load:
                Add(load.Install ? "INSTALL " : "LOAD ");
                Add(new Identifier(load.Name, true, default));
                if (load.From is { } source) Add(new Identifier(source, true, default), " FROM ");
                return true;
            default: return false;
        }
    }
}
