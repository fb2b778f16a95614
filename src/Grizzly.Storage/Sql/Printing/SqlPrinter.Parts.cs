using Grizzly.Common;

namespace Grizzly.Sql;

/// <summary>Nodes that are neither expressions nor statements nor queries.</summary>
public sealed partial class SqlPrinter
{
    private void WritePart(SyntaxNode node)
    {
        switch (node)
        {
            case QualifiedName name: Add(name); break;
            case StarReplacement replacement:
                Write(replacement.Value, Precedence.Lowest);
                Add(replacement.Column, " AS ");
                break;
            case StarRename rename:
                Add(rename.Column);
                Add(rename.NewName, " AS ");
                break;
            case CaseBranch branch:
                Optional(branch.When, "WHEN ");
                Optional(branch.Then, " THEN ");
                break;
            case StructField field:
                if (field.Name.Quoted) AddString(field.Name.Text);
                else Add(field.Name);
                Optional(field.Value, ": ");
                break;
            case MapEntry entry:
                Write(entry.Key, Precedence.Lowest);
                Optional(entry.Value, ": ");
                break;
            case FunctionArgument argument: WriteArgument(argument); break;
            case WindowSpecification window: WriteWindow(window); break;
            case WindowFrame frame: WriteFrame(frame); break;
            case FrameBound bound: WriteBound(bound); break;
            case TypeField field:
                Add(field.Name);
                Add(" ");
                Write(field.Type);
                break;
            case SelectItem item:
                Write(item.Value, Precedence.Lowest);
                Add(item.Alias, " AS ");
                break;
            case OrderByItem item: WriteOrderByItem(item); break;
            case NamedWindow window:
                Add(window.Name);
                Add(" AS ");
                WriteWindow(window.Specification);
                break;
            case GroupingElement element: WriteGrouping(element); break;
            case WithClause with:
                Add(with.Recursive ? "WITH RECURSIVE " : "WITH ");
                Nodes(with.Tables);
                break;
            case CommonTableExpression table: WriteCommonTable(table); break;
            case PivotColumn column: WritePivotColumn(column); break;
            case StatementOption option: WriteOption(option); break;
            case SampleClause sample: WriteSample(sample); break;
            case TableAlias alias:
                Add(alias.Name);
                Columns(alias.Columns);
                break;
            case LimitClause limit: WriteLimit(limit); break;
            default:
                if (!WriteDefinitionPart(node) && !WriteStatementPart(node))
                    throw Errors.Internal($"the printer does not know {node.GetType().Name}");
                break;
        }
    }

    private void WriteOrderByItem(OrderByItem item)
    {
        Write(item.Value, Precedence.Lowest);
        if (item.Direction != SortDirection.Default) Add(item.Direction == SortDirection.Ascending ? " ASC" : " DESC");
        if (item.Nulls != NullsOrder.Default) Add(item.Nulls == NullsOrder.First ? " NULLS FIRST" : " NULLS LAST");
    }

    private void WriteGrouping(GroupingElement element)
    {
        EnsureStack(element);
        switch (element)
        {
            case GroupingKey key: Write(key.Value, Precedence.Lowest); return;
            case EmptyGroupingSet: Add("()"); return;
            case RollupElement rollup:
                Add("ROLLUP (");
                List(rollup.Keys);
                break;
            case CubeElement cube:
                Add("CUBE (");
                List(cube.Keys);
                break;
            case GroupingSetsElement sets:
                Add("GROUPING SETS (");
                Nodes(sets.Sets);
                break;
        }
        Add(")");
    }

    private void WriteCommonTable(CommonTableExpression table)
    {
        Add(table.Name);
        Columns(table.Columns);
        Columns(table.UsingKey, " USING KEY (");
        Add(table.Materialization switch
        {
            Materialization.Materialized => " AS MATERIALIZED (",
            Materialization.NotMaterialized => " AS NOT MATERIALIZED (",
            _ => " AS (",
        });
        Write(table.Statement);
        Add(")");
    }

    private void WritePivotColumn(PivotColumn column)
    {
        Write(column.Key, Precedence.Between + 1);
        if (column.EnumName is { } name)
        {
            Add(" IN ");
            Add(name);
        }
        else if (column.Query is { } query) WriteNested(query, " IN (");
        else if (!column.Values.IsEmpty)
        {
            Add(" IN (");
            Nodes(column.Values);
            Add(")");
        }
    }

    private void WriteOption(StatementOption option)
    {
        Word(option.Name);
        if (option.Value is null) return;
        Add(" ");
        WriteOptionValue(option.Value);
    }

    private void WriteOptionValue(Expression value)
    {
        if (value is RowExpression row)
        {
            Add("(");
            List(row.Items);
            Add(")");
        }
        else Write(value, Precedence.Lowest);
    }

    private void Options(SyntaxList<StatementOption> options, string before)
    {
        if (options.IsEmpty) return;
        Add(before);
        Nodes(options);
        Add(")");
    }
}
