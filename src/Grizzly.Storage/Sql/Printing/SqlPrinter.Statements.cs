using Grizzly.Common;

namespace Grizzly.Sql;

public sealed partial class SqlPrinter
{
    private void Write(Statement statement)
    {
        EnsureStack(statement);
        if (!WriteData(statement) && !WriteDefinition(statement) && !WriteTransaction(statement)
            && !WriteSession(statement))
            throw Errors.Internal($"the printer does not know {statement.GetType().Name}");
    }

    private bool WriteData(Statement statement)
    {
        switch (statement)
        {
            case QueryStatement query: Write(query.Query); return true;
            case InsertStatement insert: WriteInsert(insert); return true;
            case UpdateStatement update:
                With(update.With);
                Add("UPDATE ");
                Hints(update.Hints);
                Write(update.Table);
                Add(" SET ");
                Nodes(update.Set);
                From(update.From, " FROM ");
                Optional(update.Where, " WHERE ");
                Returning(update.Returning);
                return true;
            case DeleteStatement delete:
                With(delete.With);
                Add("DELETE ");
                Hints(delete.Hints);
                Add("FROM ");
                Write(delete.Table);
                From(delete.Using, " USING ");
                Optional(delete.Where, " WHERE ");
                Returning(delete.Returning);
                return true;
            case TruncateStatement truncate:
                Add("TRUNCATE TABLE ");
                List(truncate.Tables);
                if (truncate.RestartsIdentity) Add(" RESTART IDENTITY");
                if (truncate.Behavior == DropBehavior.Cascade) Add(" CASCADE");
                return true;
            case MergeStatement merge: WriteMerge(merge); return true;
            case CopyStatement copy: WriteCopy(copy); return true;
            case IfStatement conditional: WriteIf(conditional); return true;
            default: return false;
        }
    }

    private void WriteIf(IfStatement statement)
    {
        for (int i = 0; i < statement.Blocks.Count; i++)
        {
            ConditionalBlock block = statement.Blocks[i];
            Add(i == 0 ? "IF " : "ELSIF ");
            Node(((SelectBody)block.Condition.Query.Body).Items[0].Value);
            Add(" THEN ");
            WriteBlock(block.Statements);
        }
        if (!statement.Else.IsEmpty)
        {
            Add("ELSE ");
            WriteBlock(statement.Else);
        }
        Add("END IF");
    }

    private void WriteBlock(SyntaxList<Statement> statements)
    {
        foreach (Statement statement in statements)
        {
            Write(statement);
            Add("; ");
        }
    }

    private void WriteInsert(InsertStatement insert)
    {
        With(insert.With);
        Add("INSERT ");
        Hints(insert.Hints);
        Add(insert.Conflict switch
        {
            InsertConflict.OrReplace => "OR REPLACE INTO ",
            InsertConflict.OrIgnore => "OR IGNORE INTO ",
            _ => "INTO ",
        });
        Add(insert.Table);
        Add(insert.Alias, " AS ");
        if (!insert.Columns.IsEmpty)
        {
            Add(" (");
            List(insert.Columns);
            Add(")");
        }
        Add(insert.ByName ? " BY NAME " : " ");
        if (insert.Overriding != OverridingKind.None)
            Add(insert.Overriding == OverridingKind.SystemValue ? "OVERRIDING SYSTEM VALUE "
                : "OVERRIDING USER VALUE ");
        if (insert.Source is null) Add("DEFAULT VALUES");
        else Write(insert.Source);
        if (insert.OnConflict is { } conflict)
        {
            Add(" ");
            Node(conflict);
        }
        Returning(insert.Returning);
    }

    private void Hints(SyntaxList<string> hints)
    {
        foreach (string hint in hints) Add($"/*+ {hint} */ ");
    }

    private void Returning(SyntaxList<SelectItem> items)
    {
        if (items.IsEmpty) return;
        Add(" RETURNING ");
        Nodes(items);
    }

    private void WriteMerge(MergeStatement merge)
    {
        With(merge.With);
        Add("MERGE ");
        Hints(merge.Hints);
        Add("INTO ");
        Write(merge.Target);
        Add(" USING ");
        Write(merge.Source);
        Optional(merge.On, " ON ");
        Columns(merge.Using, " USING (");
        foreach (MergeClause clause in merge.Clauses) WriteMergeClause(clause);
        Returning(merge.Returning);
    }

    private void WriteMergeClause(MergeClause clause)
    {
        Add(clause.Match switch
        {
            MergeMatch.Matched => " WHEN MATCHED",
            MergeMatch.NotMatchedByTarget => " WHEN NOT MATCHED",
            _ => " WHEN NOT MATCHED BY SOURCE",
        });
        Optional(clause.Condition, " AND ");
        Add(" THEN ");
        switch (clause.Action)
        {
            case MergeActionKind.Delete: Add("DELETE"); break;
            case MergeActionKind.DoNothing: Add("DO NOTHING"); break;
            case MergeActionKind.Error:
                Add("ERROR");
                Optional(clause.Message, " ");
                break;
            case MergeActionKind.Update:
                Add(clause.ByName ? "UPDATE BY NAME" : clause.Star ? "UPDATE SET *" : "UPDATE");
                AddIf(!clause.Set.IsEmpty, " SET ");
                Nodes(clause.Set);
                break;
            case MergeActionKind.Insert:
                Add(clause.ByName ? "INSERT BY NAME" : clause.Star ? "INSERT *" : "INSERT");
                AddIf(!clause.Columns.IsEmpty, " (");
                List(clause.Columns);
                AddIf(!clause.Columns.IsEmpty, ")");
                AddIf(clause.DefaultValues, " DEFAULT VALUES");
                AddIf(!clause.Values.IsEmpty, " VALUES (");
                List(clause.Values);
                AddIf(!clause.Values.IsEmpty, ")");
                break;
        }
    }

    private void WriteCopy(CopyStatement copy)
    {
        Add("COPY ");
        if (copy.Table is not null) Add(copy.Table);
        Columns(copy.Columns, " (");
        if (copy.Query is not null) WriteNested(copy.Query, "(");
        bool isFrom = copy.Direction == CopyDirection.From;
        Add(isFrom ? " FROM " : " TO ");
        if (copy.File is null) Add(isFrom ? "STDIN" : "STDOUT");
        else Write(copy.File, Precedence.Postfix);
        Options(copy.Options, " (");
    }

    private bool WriteStatementPart(SyntaxNode node)
    {
        switch (node)
        {
            case Assignment assignment:
                AddIf(assignment.IsRow, "(");
                List(assignment.Columns);
                AddIf(assignment.IsRow, ")");
                Optional(assignment.Value, " = ");
                return true;
            case OnConflictClause conflict: WriteOnConflict(conflict); return true;
            case MergeClause clause: WriteMergeClause(clause); return true;
            default: return false;
        }
    }

    private void WriteOnConflict(OnConflictClause conflict)
    {
        Add("ON CONFLICT");
        Add(conflict.Constraint, " ON CONSTRAINT ");
        if (!conflict.Target.IsEmpty)
        {
            Add(" (");
            List(conflict.Target);
            Add(")");
        }
        Optional(conflict.TargetWhere, " WHERE ");
        Add(conflict.Set.IsEmpty ? " DO NOTHING" : " DO UPDATE SET ");
        Nodes(conflict.Set);
        Optional(conflict.Where, " WHERE ");
    }
}
