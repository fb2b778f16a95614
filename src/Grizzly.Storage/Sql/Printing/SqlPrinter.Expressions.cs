using System.Globalization;

namespace Grizzly.Sql;

public sealed partial class SqlPrinter
{
    private const int Primary = Precedence.Postfix;

    /// <summary>How tightly the outermost operator of the printed expression binds.</summary>
    private static int PrecedenceOf(Expression expression) => expression switch
    {
        LambdaExpression => Precedence.Lowest,
        LogicalExpression logical => logical.Operator == LogicalOperator.And ? Precedence.And : Precedence.Or,
        NotExpression => Precedence.Not,
        IsNullExpression or IsTruthExpression or IsDistinctExpression => Precedence.Is,
        BetweenExpression or InListExpression or InSubqueryExpression or InCollectionExpression or LikeExpression =>
        Precedence.Between,
        BinaryExpression binary => Precedence.OfInfix(binary.Operator),
        QuantifiedSubqueryExpression quantified => QuantifiedPrecedence(quantified.Operator),
        QuantifiedListExpression quantified => QuantifiedPrecedence(quantified.Operator),
        UnaryExpression unary => Precedence.OfPrefix(unary.Operator),
        PostfixExpression => Precedence.Other,
        AtTimeZoneExpression => Precedence.AtTimeZone,
        CollateExpression => Precedence.Collate,
        _ => Primary,
    };

    private static int QuantifiedPrecedence(string symbol) => Precedence.OfInfix(symbol);

    /// <summary>Writes the expression, in parentheses if it binds less tightly than its place asks.</summary>
    private void Write(Expression expression, int least)
    {
        EnsureStack(expression);
        bool parenthesize = PrecedenceOf(expression) < least;
        AddIf(parenthesize, "(");
        WriteBare(expression);
        AddIf(parenthesize, ")");
    }

    private void WriteBare(Expression expression)
    {
        switch (expression)
        {
            case NullLiteral: Add("NULL"); break;
            case BooleanLiteral literal: Add(literal.Value ? "TRUE" : "FALSE"); break;
            case NumberLiteral literal: Add(literal.Text); break;
            case StringLiteral literal: AddString(literal.Value); break;
            case BlobLiteral literal: Add($"x'{literal.Hex}'"); break;
            case BitLiteral literal: Add($"b'{literal.Bits}'"); break;
            case TypedLiteral literal:
                Write(literal.Type);
                Add(" ");
                AddString(literal.Value);
                break;
            case IntervalExpression interval: WriteInterval(interval); break;
            case ColumnReference column: Join(column.Parts, ".", static (printer, part) => printer.Add(part)); break;
            case ParameterExpression parameter: Add(
                "$" + (parameter.Name ?? parameter.Index.ToString(CultureInfo.InvariantCulture))); break;
            case PositionalReference reference: Add(
                "#" + reference.Index.ToString(CultureInfo.InvariantCulture)); break;
            case DefaultExpression: Add("DEFAULT"); break;
            case StarExpression star: WriteStar(star); break;
            case ColumnsExpression columns: WriteColumnsExpression(columns); break;
            case FunctionCall call: WriteCall(call); break;
            case CaseExpression branches: WriteCase(branches); break;
            case CastExpression cast:
                Add(cast.Try ? "TRY_CAST(" : "CAST(");
                Write(cast.Operand, Precedence.Lowest);
                Add(" AS ");
                Write(cast.Type);
                Add(")");
                break;
            case ExtractExpression extract:
                Add("EXTRACT(");
                Word(extract.Field);
                Add(" FROM ");
                Write(extract.Source, Precedence.Lowest);
                Add(")");
                break;
            default:
                if (!WriteOperator(expression) && !WriteSubquery(expression)) WriteCollection(expression);
                break;
        }
    }

    private void WriteInterval(IntervalExpression interval)
    {
        Add("INTERVAL ");
        bool bare = interval.Value is StringLiteral or ParameterExpression
            || (interval.Value is NumberLiteral && interval.Unit != IntervalUnit.None);
        AddIf(!bare, "(");
        Write(interval.Value, Precedence.Lowest);
        AddIf(!bare, ")");
        if (interval.Unit != IntervalUnit.None) Add(" " + IntervalUnits.Text(interval.Unit));
    }

    private bool WriteOperator(Expression expression)
    {
        switch (expression)
        {
            case UnaryExpression unary: WriteUnary(unary); return true;
            case PostfixExpression postfix:
                Write(postfix.Operand, Precedence.Other + 1);
                Add(" " + postfix.Operator);
                return true;
            case BinaryExpression binary: WriteBinary(binary); return true;
            case LogicalExpression logical:
            {
                int precedence = PrecedenceOf(logical) + 1;
                string separator = logical.Operator == LogicalOperator.And ? " AND " : " OR ";
                Join(logical.Operands, separator, (printer, operand) => printer.Write(operand, precedence));
                return true;
            }
            case NotExpression not:
                Add("NOT ");
                Write(not.Operand, Precedence.Not);
                return true;
            case IsNullExpression test:
                Write(test.Operand, Precedence.Is + 1);
                Add(test.Negated ? " IS NOT NULL" : " IS NULL");
                return true;
            case IsTruthExpression test:
                Write(test.Operand, Precedence.Is + 1);
                Add(test.Negated ? " IS NOT " : " IS ");
                Add(test.Truth.ToString().ToUpperInvariant());
                return true;
            case IsDistinctExpression test:
                Write(test.Left, Precedence.Is + 1);
                Add(test.Negated ? " IS NOT DISTINCT FROM " : " IS DISTINCT FROM ");
                Write(test.Right, Precedence.Is + 1);
                return true;
            case AtTimeZoneExpression zoned:
                Write(zoned.Operand, Precedence.AtTimeZone);
                Add(" AT TIME ZONE ");
                Write(zoned.Zone, Precedence.AtTimeZone + 1);
                return true;
            case CollateExpression collate:
                Write(collate.Operand, Precedence.Collate);
                Add(" COLLATE ");
                Add(collate.Collation);
                return true;
            default: return WritePredicate(expression);
        }
    }

    private void WriteUnary(UnaryExpression unary)
    {
        Add(unary.Operator);
        bool sign = unary.Operator is "-" or "+";
        AddIf(!sign, " ");
        Write(unary.Operand, sign ? Precedence.Postfix : Precedence.Other + 1);
    }

    /// <summary>Walks the left spine in a loop, since it may be thousands long.</summary>
    private void WriteBinary(BinaryExpression binary)
    {
        var spine = new Stack<BinaryExpression>();
        Expression left = binary;
        int least;
        do
        {
            var node = (BinaryExpression)left;
            spine.Push(node);
            int precedence = Precedence.OfInfix(node.Operator);
            least = precedence is Precedence.Comparison or Precedence.Between ? precedence + 1 : precedence;
            left = node.Left;
        }
        while (left is BinaryExpression next && Precedence.OfInfix(next.Operator) >= least);
        Write(left, least);
        while (spine.TryPop(out BinaryExpression? node))
        {
            Add($" {node.Operator} ");
            Write(node.Right, Precedence.OfInfix(node.Operator) + 1);
        }
    }

    private bool WritePredicate(Expression expression)
    {
        const int Operand = Precedence.Between + 1;
        switch (expression)
        {
            case BetweenExpression between:
                Write(between.Operand, Operand);
                Add(between.Negated ? " NOT BETWEEN " : " BETWEEN ");
                AddIf(between.Symmetric, "SYMMETRIC ");
                Write(between.Low, Operand);
                Add(" AND ");
                Write(between.High, Operand);
                return true;
            case InListExpression inList:
                Write(inList.Operand, Operand);
                Add(inList.Negated ? " NOT IN (" : " IN (");
                List(inList.Items);
                Add(")");
                return true;
            case InSubqueryExpression inQuery:
                Write(inQuery.Operand, Operand);
                Add(inQuery.Negated ? " NOT IN (" : " IN (");
                Write(inQuery.Query);
                Add(")");
                return true;
            case InCollectionExpression inCollection:
                Write(inCollection.Operand, Operand);
                Add(inCollection.Negated ? " NOT IN " : " IN ");
                Write(inCollection.Collection, Operand);
                return true;
            case LikeExpression like:
                Write(like.Operand, Operand);
                AddIf(like.Negated, " NOT");
                Add(like.Kind switch
                {
                    LikeKind.Like => " LIKE ",
                    LikeKind.ILike => " ILIKE ",
                    LikeKind.Glob => " GLOB ",
                    _ => " SIMILAR TO ",
                });
                Write(like.Pattern, Operand);
                if (like.Escape is null) return true;
                Add(" ESCAPE ");
                Write(like.Escape, Operand);
                return true;
            default: return false;
        }
    }

    private bool WriteSubquery(Expression expression)
    {
        switch (expression)
        {
            case SubqueryExpression subquery: WriteNested(subquery.Query, "("); return true;
            case ExistsExpression exists: WriteNested(exists.Query, "EXISTS ("); return true;
            case ArraySubqueryExpression array: WriteNested(array.Query, "ARRAY("); return true;
            case QuantifiedSubqueryExpression quantified:
                WriteQuantifier(quantified.Operand, quantified.Operator, quantified.Quantifier);
                WriteNested(quantified.Query, "");
                return true;
            case QuantifiedListExpression quantified:
                WriteQuantifier(quantified.Operand, quantified.Operator, quantified.Quantifier);
                Write(quantified.List, Precedence.Lowest);
                Add(")");
                return true;
            default: return false;
        }
    }

    private void WriteQuantifier(Expression operand, string symbol, Quantifier quantifier)
    {
        Write(operand, Precedence.OfInfix(symbol) + 1);
        Add($" {symbol} {(quantifier == Quantifier.Any ? "ANY" : "ALL")} (");
    }

    private void WriteNested(QueryExpression query, string opening)
    {
        Add(opening);
        Write(query);
        Add(")");
    }

    private void WriteCase(CaseExpression branches)
    {
        Add("CASE");
        Optional(branches.Operand, " ");
        foreach (CaseBranch branch in branches.Branches)
        {
            Optional(branch.When, " WHEN ");
            Optional(branch.Then, " THEN ");
        }
        Optional(branches.Else, " ELSE ");
        Add(" END");
    }

    private void WriteStar(StarExpression star)
    {
        foreach (Identifier part in star.Qualifier)
        {
            Add(part);
            Add(".");
        }
        Add("*");
        if (!star.Exclude.IsEmpty)
        {
            Add(" EXCLUDE (");
            List(star.Exclude);
            Add(")");
        }
        if (!star.Replace.IsEmpty)
        {
            Add(" REPLACE (");
            Nodes(star.Replace);
            Add(")");
        }
        if (star.Rename.IsEmpty) return;
        Add(" RENAME (");
        Nodes(star.Rename);
        Add(")");
    }

    private void WriteColumnsExpression(ColumnsExpression columns)
    {
        AddIf(columns.Unpack, "*");
        foreach (Identifier part in columns.Qualifier)
        {
            Add(part);
            Add(".");
        }
        Add("COLUMNS(");
        WriteArgument(columns.Selector);
        Add(")");
    }
}
