namespace Grizzly.Sql;

/// <summary>Calls, windows, collections and types.</summary>
public sealed partial class SqlPrinter
{
    private void WriteCall(FunctionCall call)
    {
        Add(call.Name);
        Add("(");
        AddIf(call.Distinct, "DISTINCT ");
        Nodes(call.Arguments);
        OrderBy(call.OrderBy, call.Arguments.IsEmpty ? "ORDER BY " : " ORDER BY ");
        if (call.Nulls != NullTreatment.Default)
            Add(call.Nulls == NullTreatment.IgnoreNulls ? " IGNORE NULLS" : " RESPECT NULLS");
        Add(")");
        OrderBy(call.WithinGroup, " WITHIN GROUP (ORDER BY ");
        AddIf(!call.WithinGroup.IsEmpty, ")");
        Optional(call.Filter, " FILTER (WHERE ");
        AddIf(call.Filter is not null, ")");
        if (call.Over is null) return;
        Add(" OVER ");
        if (call.Over is { IsReference: true, Base: { } name }) Add(name);
        else WriteWindow(call.Over);
    }

    private void WriteArgument(FunctionArgument argument)
    {
        Add(argument.Name, "");
        AddIf(argument.Name is not null, " => ");
        WriteArgument(argument.Value);
    }

    /// <summary>An argument; the JSON arrow after a bare name needs parentheses, or it would read as a
    /// lambda.</summary>
    private void WriteArgument(Expression value)
    {
        bool parenthesize = StartsLikeLambda(value);
        AddIf(parenthesize, "(");
        Write(value, Precedence.Lowest);
        AddIf(parenthesize, ")");
    }

    private static bool StartsLikeLambda(Expression expression)
    {
        while (true)
        {
            switch (expression)
            {
                case BinaryExpression { Operator: "->", Left: ColumnReference { Parts.Count: 1 }
                    or RowExpression }: return true;
                case BinaryExpression binary: expression = binary.Left; break;
                case LogicalExpression logical: expression = logical.Operands[0]; break;
                case IsNullExpression test: expression = test.Operand; break;
                case IsTruthExpression test: expression = test.Operand; break;
                case IsDistinctExpression test: expression = test.Left; break;
                case BetweenExpression between: expression = between.Operand; break;
                case InListExpression inList: expression = inList.Operand; break;
                case InSubqueryExpression inQuery: expression = inQuery.Operand; break;
                case InCollectionExpression inCollection: expression = inCollection.Operand; break;
                case LikeExpression like: expression = like.Operand; break;
                default: return false;
            }
        }
    }

    private void WriteWindow(WindowSpecification window)
    {
        Add("(");
        int start = _text.Length;
        Add(window.Base, "");
        if (!window.PartitionBy.IsEmpty)
        {
            Add(_text.Length > start ? " PARTITION BY " : "PARTITION BY ");
            List(window.PartitionBy);
        }
        OrderBy(window.OrderBy, _text.Length > start ? " ORDER BY " : "ORDER BY ");
        if (window.Frame is { } frame)
        {
            AddIf(_text.Length > start, " ");
            WriteFrame(frame);
        }
        Add(")");
    }

    private void WriteFrame(WindowFrame frame)
    {
        Add(frame.Unit.ToString().ToUpperInvariant());
        Add(" BETWEEN ");
        WriteBound(frame.Start);
        Add(" AND ");
        WriteBound(frame.End);
        Add(frame.Exclusion switch
        {
            FrameExclusion.CurrentRow => " EXCLUDE CURRENT ROW",
            FrameExclusion.Group => " EXCLUDE GROUP",
            FrameExclusion.Ties => " EXCLUDE TIES",
            _ => "",
        });
    }

    private void WriteBound(FrameBound bound)
    {
        switch (bound.Kind)
        {
            case FrameBoundKind.UnboundedPreceding: Add("UNBOUNDED PRECEDING"); return;
            case FrameBoundKind.UnboundedFollowing: Add("UNBOUNDED FOLLOWING"); return;
            case FrameBoundKind.CurrentRow: Add("CURRENT ROW"); return;
        }
        Write(bound.Offset!, Precedence.Is);
        Add(bound.Kind == FrameBoundKind.Preceding ? " PRECEDING" : " FOLLOWING");
    }

    private void OrderBy(SyntaxList<OrderByItem> items, string before)
    {
        if (items.IsEmpty) return;
        Add(before);
        Nodes(items);
    }

    private void WriteCollection(Expression expression)
    {
        switch (expression)
        {
            case RowExpression row:
                Add(row.Items.Count < 2 ? "ROW(" : "(");
                List(row.Items);
                Add(")");
                break;
            case ListExpression list:
                Add("[");
                List(list.Items);
                Add("]");
                break;
            case StructExpression structure:
                Add("{");
                Nodes(structure.Fields);
                Add("}");
                break;
            case MapExpression map:
                Add("MAP {");
                Nodes(map.Entries);
                Add("}");
                break;
            case SubscriptExpression subscript:
                Write(subscript.Operand, Primary);
                Optional(subscript.Index, "[");
                Add("]");
                break;
            case SliceExpression slice: WriteSlice(slice); break;
            case FieldExpression field:
                WriteFieldOwner(field.Operand);
                Add(".");
                Add(field.Field);
                break;
            case FieldStarExpression star:
                WriteFieldOwner(star.Operand);
                Add(".*");
                break;
            case LambdaExpression lambda: WriteLambda(lambda); break;
            case ListComprehensionExpression comprehension:
                Optional(comprehension.Result, "[");
                Add(" FOR ");
                List(comprehension.Variables);
                Optional(comprehension.Source, " IN ");
                Optional(comprehension.Filter, " IF ");
                Add("]");
                break;
            default: throw Common.Errors.Internal($"the printer does not know {expression.GetType().Name}");
        }
    }

    /// <summary>Names and numbers would swallow the dot, so they stand in parentheses.</summary>
    private void WriteFieldOwner(Expression owner)
    {
        bool parenthesize = owner is ColumnReference or NumberLiteral or StarExpression
            || PrecedenceOf(owner) < Primary;
        AddIf(parenthesize, "(");
        Write(owner, Precedence.Lowest);
        AddIf(parenthesize, ")");
    }

    private void WriteSlice(SliceExpression slice)
    {
        Write(slice.Operand, Primary);
        Optional(slice.Lower, "[");
        AddIf(slice.Lower is null, "[");
        Add(" : ");
        if (slice.Upper is not null) Write(slice.Upper, Precedence.Lowest);
        else AddIf(slice.Step is not null, "-");
        Optional(slice.Step, " : ");
        Add("]");
    }

    private void WriteLambda(LambdaExpression lambda)
    {
        if (!lambda.Arrow)
        {
            Add("lambda ");
            List(lambda.Parameters);
            Optional(lambda.Body, ": ");
            return;
        }
        if (lambda.Parameters.Count == 1) Add(lambda.Parameters[0]);
        else Columns(lambda.Parameters);
        Add(" -> ");
        WriteArgument(lambda.Body);
    }

    private void Write(TypeName type)
    {
        EnsureStack(type);
        switch (type)
        {
            case SimpleTypeName simple:
                Add(simple.Name);
                if (simple.Modifiers.IsEmpty) break;
                Add("(");
                List(simple.Modifiers);
                Add(")");
                break;
            case ArrayTypeName array:
                Write(array.Element);
                Add("[");
                if (array.Size is { } size) Add(size);
                Add("]");
                break;
            case StructTypeName structure:
                Add("STRUCT(");
                Nodes(structure.Fields);
                Add(")");
                break;
            case UnionTypeName union:
                Add("UNION(");
                Nodes(union.Members);
                Add(")");
                break;
            case MapTypeName map:
                Add("MAP(");
                Write(map.Key);
                Add(", ");
                Write(map.Value);
                Add(")");
                break;
            case EnumTypeName values:
                Add("ENUM(");
                Join(values.Values, ", ", static (printer, value) => printer.AddString(value));
                Add(")");
                break;
            default: throw Common.Errors.Internal($"the printer does not know {type.GetType().Name}");
        }
    }
}
