using System.Text.RegularExpressions;
using Grizzly.Common;
using Grizzly.Logical;
using Grizzly.Sql;

namespace Grizzly.Binding;

/// <summary>
/// COLUMNS(…): an expression with it stands for one expression for each column chosen. Choosers are a star, a regular
/// expression, a list of names, or a lambda over the name.
/// </summary>
internal sealed class ColumnsExpansion(ExpressionBinder binder)
{
    private static readonly TimeSpan MatchTimeout = TimeSpan.FromSeconds(5);

    /// <summary>One column that an expression with COLUMNS is repeated for.</summary>
    /// <param name="Value">What stands in the place of COLUMNS.</param>
    /// <param name="Match">Where a regular expression chose it.</param>
    private sealed record Choice(string Name, Expression Value, Match? Match);

    public static bool IsIn(Expression expression) =>
        ExpressionRewriter.Any(expression, part => part is ColumnsExpression);

    /// <summary>The select items that one item stands for.</summary>
    public IEnumerable<SelectItem> Expand(SelectItem item)
    {
        item = FilteredStar(item);
        if (!IsIn(item.Value)) return [item];
        return Choices(item.Value, out ColumnsExpression? columns).Select(choice =>
        {
            // A name of its own is no alias that other clauses may use, so the item keeps it only as a label.
            string name = item.Alias is { } alias ? Named(alias, choice) : choice.Name;
            Identifier? label = columns is null ? item.Alias : new Identifier(name, true, item.Span);
            return new SelectItem(Replace(item.Value, columns, choice), label, item.Span);
        }).ToArray();
    }

    /// <summary><c>* LIKE pattern</c>: the columns whose names are like it.</summary>
    private static SelectItem FilteredStar(SelectItem item)
    {
        if (item.Value is not LikeExpression { Operand: StarExpression star } like) return item;
        if (!star.Exclude.IsEmpty || !star.Replace.IsEmpty || !star.Rename.IsEmpty)
            throw Errors.NotSupported("LIKE after a star with EXCLUDE, REPLACE or RENAME", like.Span);
        if (like is { Kind: LikeKind.SimilarTo, Negated: false, Pattern: StringLiteral pattern })
        {
            var regex = new StringLiteral($"^(?:{pattern.Value})$", pattern.Span);
            return item with { Value = new ColumnsExpression(star.Qualifier, regex, false, like.Span) };
        }
        var name = new Identifier("name", false, star.Span);
        var body = like with { Operand = new ColumnReference([name], star.Span) };
        var lambda = new LambdaExpression([name], body, false, like.Span);
        return item with { Value = new ColumnsExpression(star.Qualifier, lambda, false, like.Span) };
    }

    /// <summary>The expressions that one expression stands for.</summary>
    public IReadOnlyList<Expression> Expand(Expression expression)
    {
        if (!IsIn(expression)) return [expression];
        return [.. Choices(expression, out ColumnsExpression? columns).Select(choice =>
            Replace(expression, columns, choice))];
    }

    /// <summary>A condition with COLUMNS: all of the conditions it stands for.</summary>
    public Expression ExpandCondition(Expression condition)
    {
        if (!IsIn(condition)) return condition;
        IReadOnlyList<Expression> all = Expand(condition);
        return all.Count == 1
            ? all[0]
            : new LogicalExpression(Sql.LogicalOperator.And, [.. all], condition.Span);
    }

    /// <summary>The alias with <c>\1</c> as the first group of the regular expression, <c>\0</c> as the name and
    /// <c>\\</c> as a backslash.</summary>
    private static string Named(Identifier alias, Choice choice)
    {
        string text = alias.Text;
        if (!text.Contains('\\')) return text;
        var name = new System.Text.StringBuilder();
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] != '\\')
            {
                name.Append(text[i]);
                continue;
            }
            char next = ++i < text.Length ? text[i] : ' ';
            if (next == '\\') name.Append(next);
            else if (next == '0') name.Append(choice.Match?.Value ?? choice.Name);
            else if (char.IsAsciiDigit(next) && choice.Match is { } match) name.Append(match.Groups[next - '0'].Value);
            else
                throw Errors.Invalid(
                    "a backslash in an alias of COLUMNS needs a digit of a group, or another backslash", alias.Span);
        }
        return name.ToString();
    }

    /// <summary>
    /// What repeats the expression: all COLUMNS in it must be the same. Those unpacked into arguments do not repeat it.
    /// </summary>
    private List<Choice> Choices(Expression expression, out ColumnsExpression? found)
    {
        ColumnsExpression? first = null;
        ExpressionRewriter.Any(expression, part =>
        {
            if (part is not ColumnsExpression { Unpack: false } columns) return false;
            if (first is not null && !first.Equals(columns))
                throw Errors.NotSupported("two different COLUMNS in one expression", columns.Span);
            first = columns;
            return false;
        });
        found = first;
        return first is null ? [new Choice("", expression, null)] : Choose(first);
    }

    private Expression Replace(Expression expression, ColumnsExpression? columns, Choice choice) =>
        ExpressionRewriter.Rewrite(expression, part => part switch
        {
            ColumnsExpression { Unpack: false } when columns is not null => choice.Value,
            FunctionCall call when call.Arguments.Any(argument => argument.Value is ColumnsExpression { Unpack: true })
                => Replace(Unpack(call), columns, choice),
            ColumnsExpression unpacked => throw Errors.Misplaced("*COLUMNS outside of arguments", unpacked.Span),
            InListExpression list when list.Items.Any(item => item is ColumnsExpression { Unpack: true }) =>
                Replace(list with { Items = [.. list.Items.SelectMany(Unpack)] }, columns, choice),
            _ => null,
        });

    private FunctionCall Unpack(FunctionCall call) => call with
    {
        Arguments = [.. call.Arguments.SelectMany(argument => Unpack(argument.Value).Select(value =>
            argument with { Value = value }))],
    };

    private IEnumerable<Expression> Unpack(Expression item) =>
        item is ColumnsExpression { Unpack: true } columns ? Choose(columns).Select(choice => choice.Value) : [item];

    private List<Choice> Choose(ColumnsExpression columns)
    {
        var choices = new List<Choice>();
        if (columns.Selector is StarExpression star)
        {
            foreach (StarColumn column in StarExpansion.Columns(star, binder.Scope))
                choices.Add(new Choice(column.Name, column.Replacement ?? Reference(column.Column, star), null));
        }
        else
        {
            var all = new StarExpression(columns.Qualifier, [], [], [], columns.Span);
            Func<string, (bool, Match?)> chooses = Chooser(columns);
            foreach (StarColumn column in StarExpansion.Columns(all, binder.Scope))
            {
                (bool isChosen, Match? match) = chooses(column.Name);
                if (isChosen) choices.Add(new Choice(column.Name, Reference(column.Column, all), match));
            }
        }
        if (choices.Count == 0) throw Errors.Invalid("COLUMNS chooses no column", columns.Span);
        return choices;
    }

    private Func<string, (bool IsChosen, Match? Match)> Chooser(ColumnsExpression columns)
    {
        switch (columns.Selector)
        {
            case StringLiteral pattern:
            {
                Regex regex = Compile(pattern);
                return name =>
                {
                    Match match = regex.Match(name);
                    return (match.Success, match);
                };
            }
            case ListExpression list:
            {
                string[] names = [.. list.Items.Select(NameOf)];
                foreach (string name in names)
                {
                    if (!binder.Scope.Visible.Any(column => Scope.SameName(column.Name, name)))
                        throw Errors.ColumnNotFound(
                            name, binder.Scope.Visible.Select(column => column.Name), list.Span);
                }
                return name => (names.Any(other => Scope.SameName(other, name)), null);
            }
            case ListComprehensionExpression { Variables.Count: 1, Source: StarExpression source } comprehension
                when comprehension.Result is ColumnReference { Parts.Count: 1 } result
                    && Scope.SameName(result.Name.Text, comprehension.Variables[0].Text):
            {
                HashSet<string> names = new(
                    StarExpansion.Columns(source, binder.Scope).Select(column => column.Name),
                    StringComparer.OrdinalIgnoreCase);
                if (comprehension.Filter is not { } filter) return name => (names.Contains(name), null);
                var condition = new LambdaExpression(comprehension.Variables, filter, false, filter.Span);
                return name => (names.Contains(name) && Holds(condition, name), null);
            }
            case LambdaExpression { Parameters.Count: 1 } lambda: return name => (Holds(lambda, name), null);
            default:
                throw Errors.NotSupported(
                    "this chooser of COLUMNS", columns.Selector.Span,
                    "use a star, a regular expression, a list of names or a lambda");
        }
    }

    private static string NameOf(Expression item) => item switch
    {
        StringLiteral text => text.Value,
        _ => throw Errors.Invalid("COLUMNS takes a list of names", item.Span),
    };

    private static Regex Compile(StringLiteral pattern)
    {
        try
        {
            return new Regex(pattern.Value, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant, MatchTimeout);
        }
        catch (Exception error) when (error is ArgumentException or NotSupportedException)
        {
            throw new GrizzlyException(SqlStates.InvalidRegularExpression, "invalid regular expression", pattern.Span);
        }
    }

    private bool Holds(LambdaExpression lambda, string name)
    {
        string parameter = lambda.Parameters[0].Text;
        Expression body = ExpressionRewriter.Rewrite(lambda.Body, part =>
            part is ColumnReference { Parts.Count: 1 } reference && Scope.SameName(reference.Name.Text, parameter)
                ? new StringLiteral(name, part.Span) : null);
        BoundExpression bound = new ExpressionBinder(binder.Context, Scope.Empty, null, null, "COLUMNS")
            .BindBoolean(body, "COLUMNS");
        if (bound is not BoundConstant)
        {
            if (!ConstantFolding.TryEvaluate(bound, binder.Context, out Types.Value value))
                throw Errors.NotConstant("the lambda of COLUMNS", lambda.Span);
            return !value.IsNull && value.Bool;
        }
        return PlanBuilder.IsTrue(bound);
    }

    /// <summary>The column by name, with its table where the name alone is not enough.</summary>
    private ColumnReference Reference(ScopeColumn column, StarExpression star)
    {
        var name = new Identifier(column.Name, true, star.Span);
        bool isUnique = binder.Scope.Visible.Count(other => Scope.SameName(other.Name, column.Name)) == 1;
        return isUnique && star.Qualifier.IsEmpty
            ? new ColumnReference([name], star.Span)
            : new ColumnReference([new Identifier(column.Table.Name, true, star.Span), name], star.Span);
    }
}
