using System.Globalization;
using System.Text;

namespace Grizzly.Logical;

/// <summary>
/// A logical plan as an indented tree, one operator a line, inputs below: for EXPLAIN and golden tests. Column ids do
/// not show, so the same plan always gives the same text. Plans of subqueries stand below the operator that uses them.
/// </summary>
public static class LogicalPlanText
{
    /// <summary>The plan's text; lines end with a line feed but for the last.</summary>
    public static string Format(LogicalOperator plan)
    {
        var printer = new Printer();
        printer.Write(plan, 0);
        return printer.Text.ToString().TrimEnd('\n');
    }

    private sealed class Printer
    {
        private readonly ColumnLabels _labels = new();
        private readonly List<BoundSubquery> _pending = [];
        private int _subqueries;

        public StringBuilder Text { get; } = new();

        public void Write(LogicalOperator plan, int depth)
        {
            int from = _pending.Count, number = _subqueries;
            Text.Append(' ', depth * 2).Append(Describe(plan));
            if (!double.IsNaN(plan.EstimatedRows))
                Text.Append(CultureInfo.InvariantCulture, $" (~{plan.EstimatedRows:0} rows)");
            Text.Append('\n');
            BoundSubquery[] own = [.. _pending.Skip(from)];
            _pending.RemoveRange(from, own.Length);
            for (int i = 0; i < own.Length; i++)
            {
                Text.Append(' ', depth * 2 + 2).Append(CultureInfo.InvariantCulture, $"Subquery {number + i + 1}:\n");
                Write(own[i].Plan, depth + 2);
            }
            foreach (LogicalOperator input in plan.Inputs) Write(input, depth + 1);
        }

        private string Describe(LogicalOperator plan) => plan switch
        {
            LogicalGet get => $"Get {get.Table.Name} [{Columns(get.Columns)}]" + Through(get.Index)
                + Where(get.Filters),
            LogicalTableFunction function => $"TableFunction {function.Function.Name} [{Columns(function.Columns)}]",
            LogicalValues values => $"Values {values.Rows.Count} [{Columns(values.Columns)}]{Rows(values)}",
            LogicalFilter filter => $"Filter {List(filter.Predicates, " AND ")}",
            LogicalProject project => $"Project {Projection(project)}",
            LogicalAggregate aggregate => Aggregate(aggregate),
            LogicalWindow window => Window(window),
            LogicalDistinct => "Distinct",
            LogicalFunctionApply apply =>
                $"FunctionApply {apply.Name}({List(apply.Arguments, ", ")}) [{Columns(apply.Columns)}]",
            LogicalSample sample => FormattableString.Invariant(
                $"Sample {sample.Method} {sample.Size}{(sample.IsPercent ? " %" : " rows")}"),
            LogicalJoin join => Join("Join", join.Kind, join.Conditions, join.Residual, join.MarkColumn),
            LogicalDependentJoin join =>
            Join("DependentJoin", join.Kind, join.Conditions, join.Residual, join.MarkColumn),
            LogicalSort sort => $"Sort {Keys(sort.Keys)}",
            LogicalLimit limit => $"Limit{Bounds(limit.Limit, limit.Offset)}",
            LogicalTopN top => $"TopN {Keys(top.Keys)}{Bounds(top.Limit, top.Offset)}",
            LogicalSetOperation set => $"{set.Kind}{(set.IsAll ? "All" : "")} [{Columns(set.Columns)}]",
            LogicalCte cte => $"Cte {cte.Name}",
            LogicalRecursiveCte cte => $"RecursiveCte {cte.Name}{(cte.IsAll ? " all" : "")} [{Columns(cte.Columns)}]",
            LogicalCteScan scan => $"CteScan {scan.Name} [{Columns(scan.Columns)}]",
            LogicalInsert insert => $"Insert {insert.Table.Name}",
            LogicalDelete delete => $"Delete {delete.Table.Name}",
            LogicalUpdate update => $"Update {update.Table.Name}",
            LogicalMerge merge => $"Merge {merge.Table.Name}",
            LogicalCopyTo copy => $"CopyTo {copy.Writer.Path}",
            _ => plan.GetType().Name,
        };

        private string Expression(BoundExpression expression) =>
            ExpressionText.Format(expression, _labels.Of, Subquery);

        private string Subquery(BoundSubquery query)
        {
            _pending.Add(query);
            _subqueries++;
            return $"subquery {_subqueries.ToString(CultureInfo.InvariantCulture)}";
        }

        private string List(IReadOnlyList<BoundExpression> items, string separator)
        {
            if (items.Count == 1 || separator != " AND ") return string.Join(separator, items.Select(Expression));
            return string.Join(separator,
                items.Select(item => item is BoundJunction ? $"({Expression(item)})" : Expression(item)));
        }

        private string Columns(IReadOnlyList<LogicalColumn> columns) => string.Join(", ", columns.Select(_labels.Of));

        private string Where(IReadOnlyList<BoundExpression> filters) => filters.Count == 0
            ? ""
            : $" where {List(filters, " AND ")}";

        private string Rows(LogicalValues values)
        {
            if (values.Columns.Count == 0 || values.Rows.Count is 0 or > 3) return "";
            return " " + string.Join(", ", values.Rows.Select(row => $"({List(row, ", ")})"));
        }

        private string Projection(LogicalProject project)
        {
            var items = new List<string>();
            for (int i = 0; i < project.Columns.Count; i++)
            {
                bool passes = project.Expressions[i] is BoundColumn column && column.Column.Id == project.Columns[i].Id;
                string value = Expression(project.Expressions[i]), name = _labels.Of(project.Columns[i]);
                items.Add(passes || value == name ? name : $"{value} AS {name}");
            }
            return string.Join(", ", items);
        }

        private string Aggregate(LogicalAggregate aggregate)
        {
            var groups = new List<string>();
            for (int i = 0; i < aggregate.Groups.Count; i++) groups.Add(
                Named(aggregate.Groups[i], aggregate.Columns[i]));
            var calls = new List<string>();
            for (int i = 0; i < aggregate.Aggregates.Count; i++)
                calls.Add(Named(aggregate.Aggregates[i], aggregate.Columns[aggregate.Groups.Count + i]));
            return $"Aggregate [{string.Join(", ", groups)}] {string.Join(", ", calls)}".TrimEnd();
        }

        private string Window(LogicalWindow window)
        {
            string partition = window.PartitionBy.Count == 0 ? "" : $" partition {List(window.PartitionBy, ", ")}";
            string order = window.OrderBy.Count == 0 ? "" : $" order {Keys(window.OrderBy)}";
            return $"Window{partition}{order}: "
                + string.Join(", ", window.Calls.Select((call, i) => Named(call, window.Columns[i])));
        }

        private string Named(BoundExpression expression, LogicalColumn column)
        {
            string value = Expression(expression), name = _labels.Of(column);
            return value == name ? name : $"{value} AS {name}";
        }

        private string Join(
            string operatorName, JoinKind kind, IReadOnlyList<JoinCondition> conditions,
            IReadOnlyList<BoundExpression> residual, LogicalColumn? mark)
        {
            var terms = new List<string>();
            foreach (JoinCondition condition in conditions)
            {
                string symbol = ExpressionText.Symbol(condition.Comparison);
                terms.Add($"{Expression(condition.Left)} {symbol} {Expression(condition.Right)}");
            }
            foreach (BoundExpression predicate in residual)
                terms.Add(predicate is BoundJunction ? $"({Expression(predicate)})" : Expression(predicate));
            string on = terms.Count == 0 ? "" : " on " + string.Join(" AND ", terms);
            return $"{operatorName} {kind}{on}" + (mark is null ? "" : $" mark {_labels.Of(mark)}");
        }

        private string Keys(IReadOnlyList<SortKey> keys) =>
            string.Join(", ", keys.Select(key => ExpressionText.Format(key, _labels.Of, Subquery)));

        private string Bounds(BoundExpression? limit, BoundExpression? offset) =>
            (limit is null ? "" : $" {Expression(limit)}") + (offset is null ? "" : $" offset {Expression(offset)}");
    }

    private static string Through(IndexAccess? index) => index is null ? ""
        : $" by {index.Index.Definition.Name}"
            + $"({string.Join(" and ", index.Pushed.Select(p => ExpressionText.Format(p)))})"
            + (index.IsOrdered ? index.IsBackwards ? " backwards" : " in order" : "");
}
