using Grizzly.Common;
using Grizzly.Logical;
using Grizzly.Sql;
using Grizzly.Types;
using LogicalOperator = Grizzly.Logical.LogicalOperator;

namespace Grizzly.Binding;

/// <summary>UNION, INTERSECT and EXCEPT; chains of the same UNION become one operator with many inputs.</summary>
internal sealed class SetOperationBinder(BindContext context, QueryBinder queries)
{
    public BoundQuery Bind(SetOperationBody body)
    {
        var spine = new Stack<SetOperationBody>();
        QueryBody leftmost = body;
        for (; leftmost is SetOperationBody set; leftmost = set.Left) spine.Push(set);
        BoundQuery result = queries.Bind(leftmost);
        int levels = 0;
        while (spine.TryPop(out SetOperationBody? node))
        {
            List<BoundQuery> operands = [result, queries.Bind(node.Right)];
            while (node.Operator == SetOperator.Union && spine.TryPeek(out SetOperationBody? next)
                && next.Operator == node.Operator && next.All == node.All && next.ByName == node.ByName)
            {
                operands.Add(queries.Bind(spine.Pop().Right));
                node = next;
            }
            result = Combine(node, operands);
            context.Enter(node.Span);
            levels++;
        }
        context.Leave(levels);
        return result;
    }

    private BoundQuery Combine(SetOperationBody node, List<BoundQuery> operands)
    {
        BoundQuery[] written = [.. operands];
        if (node.ByName) AlignByName(operands, node.Span);
        int width = operands[0].Columns.Count;
        string name = node.Operator.ToString().ToUpperInvariant();
        foreach (BoundQuery operand in operands)
        {
            if (operand.Columns.Count != width)
                throw Errors.SetOperationColumns(name, width, operand.Columns.Count, node.Right.Span);
        }
        var types = new LogicalType[width];
        for (int i = 0; i < width; i++) types[i] = CommonType(operands, i, name, node.Span);
        for (int i = 0; i < operands.Count; i++) operands[i] = PlanBuilder.CastColumns(context, operands[i], types);
        SetOperationKind kind = node.Operator switch
        {
            SetOperator.Union => SetOperationKind.Union,
            SetOperator.Intersect => SetOperationKind.Intersect,
            _ => SetOperationKind.Except,
        };
        var columns = new LogicalColumn[width];
        for (int i = 0; i < width; i++)
        {
            bool isNullable = kind switch
            {
                SetOperationKind.Union => operands.Any(operand => operand.Columns[i].IsNullable),
                SetOperationKind.Intersect => operands.All(operand => operand.Columns[i].IsNullable),
                _ => operands[0].Columns[i].IsNullable,
            };
            columns[i] = context.Ids.New(operands[0].Names[i], types[i], isNullable);
        }
        bool hasKeys = types.Any(Collations.HasKey);
        if (hasKeys && kind != SetOperationKind.Union)
            throw Errors.NotSupported($"{name} of texts under a collation", node.Span,
                "write COLLATE \"C\" at the column to compare bytes");
        LogicalOperator plan = new LogicalSetOperation(
            kind, node.All || hasKeys, [.. operands.Select(operand => operand.Plan)], columns);
        if (hasKeys && !node.All) plan = PlanBuilder.Distinct(context, plan, columns);
        return new BoundQuery(plan, operands[0].Names, columns)
        {
            OtherNames = OtherNames(written, operands[0].Names, node.ByName),
        };
    }

    private static List<(string Name, int Column)> OtherNames(
        BoundQuery[] operands, IReadOnlyList<string> names, bool isByName)
    {
        var others = new List<(string, int)>();
        foreach (BoundQuery operand in operands)
        {
            int Position(int column)
            {
                int named = names.ToList().FindIndex(name => Scope.SameName(name, operand.Names[column]));
                return isByName && named >= 0 ? named : column;
            }
            for (int i = 0; i < operand.Names.Count; i++) Add(operand.Names[i], Position(i));
            foreach ((string name, int column) in operand.OtherNames) Add(name, Position(column));
        }
        return others;

        void Add(string name, int column)
        {
            bool isKnown = names.Any(other => Scope.SameName(other, name))
                || others.Exists(other => Scope.SameName(other.Item1, name));
            if (!isKnown) others.Add((name, column));
        }
    }

    private LogicalType CommonType(List<BoundQuery> operands, int column, string name, SourceSpan span)
    {
        BoundExpression[] items =
            [.. operands.Select(operand => Literal(operand, column) ?? new BoundColumn(operand.Columns[column]))];
        LogicalType? type = context.Types.CommonType(items, isComparison: false);
        if (type is not null) return type.With(Collations.Derived(items));
        // Text meets anything else as text, as in DuckDB.
        if (items.Any(item => item.Type.IsString)) return LogicalType.Varchar;
        LogicalType other = items.First(item => context.Types.CommonType([items[0], item], false) is null).Type;
        throw Errors.TypesDoNotMatch(name, items[0].Type.Name, other.Name, span);
    }

    /// <summary>
    /// An untyped NULL or a number written in the select list itself adapts to the other side; text does not.
    /// </summary>
    private static BoundExpression? Literal(BoundQuery query, int column) =>
        query.Plan is LogicalProject project
        && project.Expressions[column] is BoundConstant { Type.IsString: false } constant
            ? constant
            : null;

    /// <summary>
    /// BY NAME: every operand gets the columns of all, in order of first appearance, NULL where it has none of the
    /// name.
    /// </summary>
    private void AlignByName(List<BoundQuery> operands, SourceSpan span)
    {
        var names = new List<string>();
        foreach (BoundQuery operand in operands)
        {
            string? repeated = operand.Names.Where((name, i) =>
                operand.Names.Take(i).Any(other => Scope.SameName(other, name))).FirstOrDefault();
            if (repeated is not null) throw Errors.DuplicateColumn(repeated, span);
        }
        foreach (string name in operands.SelectMany(operand => operand.Names))
        {
            if (!names.Exists(known => Scope.SameName(known, name))) names.Add(name);
        }
        for (int i = 0; i < operands.Count; i++)
        {
            BoundQuery operand = operands[i];
            var expressions = new List<BoundExpression>();
            foreach (string name in names)
            {
                int index = operand.Names.ToList().FindIndex(other => Scope.SameName(other, name));
                expressions.Add(index < 0 ? new BoundConstant(Value.Null(LogicalType.Null))
                    : new BoundColumn(operand.Columns[index]));
            }
            operands[i] = PlanBuilder.Project(context, operand.Plan, expressions, names);
        }
    }
}
