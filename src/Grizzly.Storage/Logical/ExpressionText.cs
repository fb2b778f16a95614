using System.Text;
using Grizzly.Functions;
using Grizzly.Types;

namespace Grizzly.Logical;

/// <summary>Expressions as SQL-like text, for EXPLAIN and tests; never parsed again. Thread-safe.</summary>
public static class ExpressionText
{
    /// <summary>The text of an expression.</summary>
    /// <param name="label">How columns are called; their names where null.</param>
    /// <param name="subquery">How the plan of a subquery is called; <c>subquery</c> where null.</param>
    public static string Format(
        BoundExpression expression, Func<LogicalColumn, string>? label = null, Func<BoundSubquery,
        string>? subquery = null)
    {
        var text = new StringBuilder();
        new Writer(text, label ?? (static column => column.Name), subquery ?? (static _ => "subquery")).Write(
            expression, 0);
        return text.ToString();
    }

    /// <summary>One ORDER BY key; ASC and NULLS LAST are not written.</summary>
    public static string Format(
        SortKey key, Func<LogicalColumn, string>? label = null, Func<BoundSubquery, string>? subquery = null) =>
        Format(key.Expression, label, subquery) + (key.IsDescending ? " DESC" : "") + (
            key.NullsFirst ? " NULLS FIRST" : "");

    public static string Symbol(ComparisonKind kind) => kind switch
    {
        ComparisonKind.Equal => "=",
        ComparisonKind.NotEqual => "<>",
        ComparisonKind.Less => "<",
        ComparisonKind.LessOrEqual => "<=",
        ComparisonKind.Greater => ">",
        ComparisonKind.GreaterOrEqual => ">=",
        ComparisonKind.Distinct => "IS DISTINCT FROM",
        _ => "IS NOT DISTINCT FROM",
    };

    /// <summary>A value as a literal: text quoted, dates and the like with their type.</summary>
    public static string Format(in Value value)
    {
        if (value.IsNull) return "NULL";
        string text = ValueText.Format(value);
        return value.Type.Id switch
        {
            LogicalTypeId.Varchar => Quote(text),
            LogicalTypeId.Date or LogicalTypeId.Time or LogicalTypeId.Timestamp or LogicalTypeId.TimestampTz
                or LogicalTypeId.Interval or LogicalTypeId.Uuid or LogicalTypeId.Blob =>
                $"{value.Type.Name} {Quote(text)}",
            _ => text,
        };
    }

    private static string Quote(string text) => $"'{text.Replace("'", "''")}'";

    private sealed class Writer(
        StringBuilder text, Func<LogicalColumn, string> label, Func<BoundSubquery, string> subquery)
    {
        private const int OrLevel = 1, AndLevel = 2, NotLevel = 3, CompareLevel = 4, OperatorLevel = 5;

        /// <summary>Writes a node, in parentheses where it binds less tightly than <paramref name="level"/>.</summary>
        public void Write(BoundExpression expression, int level)
        {
            int own = LevelOf(expression);
            bool parenthesized = own <= level;
            if (parenthesized) text.Append('(');
            WriteNode(expression, own);
            if (parenthesized) text.Append(')');
        }

        private static int LevelOf(BoundExpression expression) => expression switch
        {
            BoundJunction junction => junction.IsAnd ? AndLevel : OrLevel,
            BoundNot => NotLevel,
            BoundComparison or BoundInList or BoundIsNull => CompareLevel,
            BoundSubquery { Kind: SubqueryKind.Any or SubqueryKind.All } => CompareLevel,
            BoundCall call when IsInfix(call) => OperatorLevel,
            _ => int.MaxValue,
        };

        private void WriteNode(BoundExpression expression, int own)
        {
            switch (expression)
            {
                case BoundConstant constant: text.Append(Format(constant.Value)); break;
                case BoundColumn column: text.Append(label(column.Column)); break;
                case BoundReference reference: text.Append('#').Append(reference.Index); break;
                case BoundParameter parameter: text.Append('$').Append(parameter.Name); break;
                case BoundCast cast:
                    text.Append(cast.IsTry ? "TRY_CAST(" : "CAST(");
                    Write(cast.Input, 0);
                    text.Append(" AS ").Append(cast.Target.Name).Append(')');
                    break;
                case BoundTry attempt:
                    text.Append("TRY(");
                    Write(attempt.Input, 0);
                    text.Append(')');
                    break;
                case BoundCall call: WriteCall(call, own); break;
                case BoundComparison comparison:
                    Write(comparison.Left, own);
                    text.Append(' ').Append(Symbol(comparison.Kind)).Append(' ');
                    Write(comparison.Right, own);
                    break;
                case BoundJunction junction: WriteList(
                    junction.Operands, junction.IsAnd ? " AND " : " OR ", own); break;
                case BoundNot not:
                    text.Append("NOT ");
                    Write(not.Input, own);
                    break;
                case BoundIsNull isNull:
                    Write(isNull.Input, own);
                    text.Append(isNull.IsNegated ? " IS NOT NULL" : " IS NULL");
                    break;
                case BoundInList inList:
                    Write(inList.Input, own);
                    text.Append(" IN (");
                    WriteList(inList.Items, ", ", 0);
                    text.Append(')');
                    break;
                case BoundCoalesce coalesce: WriteFunction("coalesce", coalesce.Operands); break;
                case BoundCase @case: WriteCase(@case); break;
                case BoundAggregate aggregate: WriteAggregate(aggregate); break;
                case BoundWindow window: WriteWindow(window); break;
                case BoundSubquery query: WriteSubquery(query, own); break;
                default: WriteFunction(expression.GetType().Name, expression.Children); break;
            }
        }

        private static bool IsInfix(BoundCall call) =>
            call.Arguments.Count is 1 or 2 && call.Function.Name.Length > 0 && !char.IsLetter(call.Function.Name[0])
                && call.Function.Name[0] != '_';

        private void WriteCall(BoundCall call, int own)
        {
            if (!IsInfix(call))
            {
                WriteFunction(call.Function.Name, call.Arguments);
            }
            else if (call.Arguments.Count == 1)
            {
                text.Append(call.Function.Name);
                Write(call.Arguments[0], own);
            }
            else
            {
                Write(call.Arguments[0], own);
                text.Append(' ').Append(call.Function.Name).Append(' ');
                Write(call.Arguments[1], own);
            }
        }

        private void WriteFunction(string name, IReadOnlyList<BoundExpression> arguments)
        {
            text.Append(name).Append('(');
            WriteList(arguments, ", ", 0);
            text.Append(')');
        }

        private void WriteList(IReadOnlyList<BoundExpression> items, string separator, int level)
        {
            for (int i = 0; i < items.Count; i++)
            {
                if (i > 0) text.Append(separator);
                Write(items[i], level);
            }
        }

        private void WriteCase(BoundCase @case)
        {
            text.Append("CASE");
            for (int i = 0; i + 1 < @case.Branches.Count; i += 2)
            {
                text.Append(" WHEN ");
                Write(@case.Branches[i], 0);
                text.Append(" THEN ");
                Write(@case.Branches[i + 1], 0);
            }
            text.Append(" ELSE ");
            Write(@case.Default, 0);
            text.Append(" END");
        }

        private void WriteAggregate(BoundAggregate aggregate)
        {
            text.Append(aggregate.Function.Name).Append('(');
            if (aggregate.IsDistinct) text.Append("DISTINCT ");
            if (aggregate.Arguments.Count == 0 && aggregate.Function.IsCount) text.Append('*');
            WriteList(aggregate.Arguments, ", ", 0);
            for (int i = 0; i < aggregate.OrderBy.Count; i++)
            {
                text.Append(i == 0 ? " ORDER BY " : ", ").Append(
                    ExpressionText.Format(aggregate.OrderBy[i], label, subquery));
            }
            text.Append(')');
            if (aggregate.Filter is null) return;
            text.Append(" FILTER (");
            Write(aggregate.Filter, 0);
            text.Append(')');
        }

        /// <summary>The call and its frame; partition and order stand with the operator.</summary>
        private void WriteWindow(BoundWindow window)
        {
            text.Append(window.Name).Append('(');
            if (window.IsDistinct) text.Append("DISTINCT ");
            if (window.Arguments.Count == 0 && window.Aggregate is { IsCount: true }) text.Append('*');
            WriteList(window.Arguments, ", ", 0);
            for (int i = 0; i < window.OrderBy.Count; i++)
            {
                text.Append(i == 0 ? " ORDER BY " : ", ").Append(
                    ExpressionText.Format(window.OrderBy[i], label, subquery));
            }
            if (window.IgnoreNulls) text.Append(" IGNORE NULLS");
            text.Append(')');
            if (window.Filter is not null)
            {
                text.Append(" FILTER (");
                Write(window.Filter, 0);
                text.Append(')');
            }
            if (window.Frame != WindowFrame.Default) WriteFrame(window.Frame);
        }

        private void WriteFrame(WindowFrame frame)
        {
            text.Append(' ').Append(frame.Unit.ToString().ToUpperInvariant()).Append(" BETWEEN ");
            WriteBound(frame, frame.Start);
            text.Append(" AND ");
            WriteBound(frame, frame.End);
            text.Append(frame.Exclusion switch
            {
                WindowExclusion.CurrentRow => " EXCLUDE CURRENT ROW",
                WindowExclusion.Group => " EXCLUDE GROUP",
                WindowExclusion.Ties => " EXCLUDE TIES",
                _ => "",
            });
        }

        private void WriteBound(WindowFrame frame, WindowBound bound)
        {
            if (bound.Offset is not null)
            {
                if (frame.RangeKey is not null) text.Append("key ");
                Write(bound.Offset, 0);
                text.Append(' ');
            }
            text.Append(bound.Kind switch
            {
                WindowBoundKind.UnboundedPreceding => "UNBOUNDED PRECEDING",
                WindowBoundKind.Preceding => "PRECEDING",
                WindowBoundKind.CurrentRow => "CURRENT ROW",
                WindowBoundKind.Following => "FOLLOWING",
                _ => "UNBOUNDED FOLLOWING",
            });
        }

        private void WriteSubquery(BoundSubquery query, int own)
        {
            if (query.Left.Count > 0)
            {
                if (query.Left.Count > 1) text.Append('(');
                WriteList(query.Left, ", ", query.Left.Count > 1 ? 0 : own);
                if (query.Left.Count > 1) text.Append(')');
                text.Append(' ').Append(Symbol(query.Comparison)).Append(' ');
            }
            text.Append(query.Kind switch
            {
                SubqueryKind.Scalar => "",
                SubqueryKind.Exists => "EXISTS ",
                SubqueryKind.Any => "ANY ",
                _ => "ALL ",
            });
            text.Append('(').Append(subquery(query)).Append(')');
        }
    }
}
