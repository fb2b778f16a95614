namespace Grizzly.Sql;

public sealed partial class SqlPrinter
{
    private void Write(QueryExpression query)
    {
        EnsureStack(query);
        With(query.With);
        Write(query.Body);
        OrderBy(query.OrderBy, " ORDER BY ");
        if (query.Limit is { } limit) WriteLimit(limit);
    }

    private void With(WithClause? with)
    {
        if (with is null) return;
        Node(with);
        Add(" ");
    }

    private void WriteLimit(LimitClause limit)
    {
        if (limit.WithTies)
        {
            Optional(limit.Offset, " OFFSET ");
            Optional(limit.Count, " FETCH FIRST ");
            AddIf(limit.Percent, " PERCENT");
            Add(" ROWS WITH TIES");
            return;
        }
        Optional(limit.Count, " LIMIT ");
        AddIf(limit.Percent, " PERCENT");
        Optional(limit.Offset, " OFFSET ");
    }

    private void Write(QueryBody body)
    {
        EnsureStack(body);
        switch (body)
        {
            case SelectBody select: WriteSelect(select); break;
            case SetOperationBody operation: WriteSetOperation(operation); break;
            case ValuesBody values:
                Add("VALUES ");
                Join(values.Rows, ", ", static (printer, row) =>
                {
                    printer.Add("(");
                    printer.List(row);
                    printer.Add(")");
                });
                break;
            case TableBody table:
                Add("TABLE ");
                Add(table.Name);
                break;
            case NestedQueryBody nested: WriteNested(nested.Query, "("); break;
            case StatementBody statement:
                Add("(");
                Write(statement.Statement);
                Add(")");
                break;
            case PivotBody pivot: WritePivot(pivot); break;
            case UnpivotBody unpivot: WriteUnpivot(unpivot); break;
            default: throw Common.Errors.Internal($"the printer does not know {body.GetType().Name}");
        }
    }

    /// <summary>Walks the left spine in a loop, since it may be thousands long.</summary>
    private void WriteSetOperation(SetOperationBody operation)
    {
        var spine = new Stack<SetOperationBody>();
        QueryBody left = operation;
        while (left is SetOperationBody node)
        {
            spine.Push(node);
            left = node.Left;
            if (node.Operator == SetOperator.Intersect
                && left is SetOperationBody { Operator: not SetOperator.Intersect }) break;
        }
        WriteOperand(left, parenthesize: left is SetOperationBody);
        while (spine.TryPop(out SetOperationBody? node))
        {
            Add(" " + node.Operator.ToString().ToUpperInvariant());
            Add(node.All ? " ALL" : "");
            Add(node.ByName ? " BY NAME " : " ");
            bool tighter = node.Operator != SetOperator.Intersect
                && node.Right is SetOperationBody { Operator: SetOperator.Intersect };
            WriteOperand(node.Right, node.Right is SetOperationBody && !tighter);
        }
    }

    private void WriteOperand(QueryBody body, bool parenthesize)
    {
        parenthesize |= body is PivotBody or UnpivotBody;
        AddIf(parenthesize, "(");
        Write(body);
        AddIf(parenthesize, ")");
    }

    private void WriteSelect(SelectBody select)
    {
        Add("SELECT");
        foreach (string hint in select.Hints) Add($" /*+ {hint} */");
        if (select.Distinct is { } distinct)
        {
            Add(" DISTINCT");
            AddIf(!distinct.On.IsEmpty, " ON (");
            List(distinct.On);
            AddIf(!distinct.On.IsEmpty, ")");
        }
        Add(" ");
        Nodes(select.Items);
        From(select.From, " FROM ");
        Optional(select.Where, " WHERE ");
        if (select.GroupBy is { } groupBy)
        {
            Add(groupBy.Distinct ? " GROUP BY DISTINCT " : " GROUP BY ");
            AddIf(groupBy.All, "ALL");
            Nodes(groupBy.Elements);
        }
        Optional(select.Having, " HAVING ");
        if (!select.Windows.IsEmpty)
        {
            Add(" WINDOW ");
            Nodes(select.Windows);
        }
        Optional(select.Qualify, " QUALIFY ");
        if (select.Sample is not { } sample) return;
        Add(" USING SAMPLE ");
        WriteSample(sample);
    }

    private void From(SyntaxList<TableReference> tables, string before)
    {
        if (tables.IsEmpty) return;
        Add(before);
        Nodes(tables);
    }

    private void WriteSample(SampleClause sample)
    {
        if (sample.Method is { } method)
        {
            Word(method);
            Add("(");
        }
        bool parenthesize = sample.Method is null && PrecedenceOf(sample.Size) < Precedence.Sign;
        AddIf(parenthesize, "(");
        Write(sample.Size, Precedence.Lowest);
        AddIf(parenthesize, ")");
        Add(sample.Unit == SampleUnit.Percent ? " PERCENT" : " ROWS");
        AddIf(sample.Method is not null, ")");
        Optional(sample.Seed, " REPEATABLE (");
        AddIf(sample.Seed is not null, ")");
    }

    private void Write(TableReference table)
    {
        EnsureStack(table);
        switch (table)
        {
            case NamedTable named:
                Add(named.Name);
                Alias(named.Alias);
                break;
            case FileTable file:
                AddString(file.Path);
                Alias(file.Alias);
                break;
            case SubqueryTable subquery:
                AddIf(subquery.Lateral, "LATERAL ");
                WriteNested(subquery.Query, "(");
                Alias(subquery.Alias);
                break;
            case FunctionTable function:
                AddIf(function.Lateral, "LATERAL ");
                WriteCall(function.Function);
                AddIf(function.WithOrdinality, " WITH ORDINALITY");
                Alias(function.Alias);
                break;
            case AliasedTable aliased:
                Add("(");
                Write(aliased.Table);
                Add(")");
                Alias(aliased.Alias);
                break;
            case JoinTable join: WriteJoin(join); break;
            case SampledTable sampled:
                WriteTableOperand(sampled.Table);
                Add(" TABLESAMPLE ");
                WriteSample(sampled.Sample);
                break;
            case PivotTable pivot: WritePivotTable(pivot); break;
            case UnpivotTable unpivot: WriteUnpivotTable(unpivot); break;
            default: throw Common.Errors.Internal($"the printer does not know {table.GetType().Name}");
        }
    }

    private void Alias(TableAlias? alias)
    {
        if (alias is null) return;
        Add(" AS ");
        Add(alias.Name);
        Columns(alias.Columns);
    }

    private void WriteTableOperand(TableReference table)
    {
        bool parenthesize = table is JoinTable;
        AddIf(parenthesize, "(");
        Write(table);
        AddIf(parenthesize, ")");
    }

    private void WriteJoin(JoinTable join)
    {
        Write(join.Left);
        AddIf(join.Natural, " NATURAL");
        AddIf(join.Asof, " ASOF");
        if (join.Kind != JoinKind.Inner) Add(" " + join.Kind.ToString().ToUpperInvariant());
        Add(" JOIN ");
        WriteTableOperand(join.Right);
        Optional(join.On, " ON ");
        Columns(join.Using, " USING (");
    }

    private void WritePivot(PivotBody pivot)
    {
        Add("PIVOT ");
        Write(pivot.Source);
        AddIf(!pivot.On.IsEmpty, " ON ");
        Nodes(pivot.On);
        AddIf(!pivot.Using.IsEmpty, " USING ");
        Nodes(pivot.Using);
        AddIf(!pivot.GroupBy.IsEmpty, " GROUP BY ");
        List(pivot.GroupBy);
    }

    private void WriteUnpivot(UnpivotBody unpivot)
    {
        Add("UNPIVOT ");
        Write(unpivot.Source);
        AddIf(unpivot.IncludeNulls, " INCLUDE NULLS");
        Add(" ON ");
        Nodes(unpivot.On);
        Add(unpivot.NameColumn, " INTO NAME ");
        AddIf(!unpivot.ValueColumns.IsEmpty, " VALUE ");
        List(unpivot.ValueColumns);
    }

    private void WritePivotTable(PivotTable pivot)
    {
        WriteTableOperand(pivot.Source);
        Add(" PIVOT (");
        Nodes(pivot.Aggregates);
        Add(" FOR ");
        Join(pivot.Columns, " ", static (printer, column) => printer.WritePart(column));
        AddIf(!pivot.GroupBy.IsEmpty, " GROUP BY ");
        List(pivot.GroupBy);
        Add(")");
        Alias(pivot.Alias);
    }

    private void WriteUnpivotTable(UnpivotTable unpivot)
    {
        WriteTableOperand(unpivot.Source);
        Add(unpivot.IncludeNulls ? " UNPIVOT INCLUDE NULLS (" : " UNPIVOT (");
        if (unpivot.ValueColumns.Count == 1) Add(unpivot.ValueColumns[0]);
        else Columns(unpivot.ValueColumns);
        Add(unpivot.NameColumn, " FOR ");
        Add(" IN (");
        Nodes(unpivot.Columns);
        Add("))");
        Alias(unpivot.Alias);
    }
}
