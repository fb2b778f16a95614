using Grizzly.Common;
using Grizzly.Logical;
using Grizzly.Sql;
using Grizzly.Types;

namespace Grizzly.Binding;

/// <summary>SET, RESET and PRAGMA. Names and values are checked by the session, which knows the settings.</summary>
internal sealed class SettingBinder(BindContext context)
{
    public BoundStatement Bind(SetStatement set)
    {
        if (set.IsVariable) return BindVariable(set);
        Logical.SettingScope scope = ScopeOf(set.Scope);
        if (set.Values.IsEmpty) return new BoundSet(set.Name, null, scope);
        if (set.Values.Count == 1) return new BoundSet(set.Name, Constant(set.Values[0]), scope);
        return new BoundSet(set.Name,
            Value.OfVarchar(string.Join(",", set.Values.Select(value => ValueText.Format(Constant(value))))), scope);
    }

    public static BoundStatement Bind(ResetStatement reset)
    {
        if (!reset.IsVariable) return new BoundSet(reset.Name ?? "all", null, ScopeOf(reset.Scope));
        return new BoundSetVariable(reset.Name ?? throw Errors.NotSupported("RESET VARIABLE ALL", reset.Span), null);
    }

    /// <summary>SET VARIABLE: an expression, possibly with subqueries; a bare word is its text.</summary>
    private BoundSetVariable BindVariable(SetStatement set)
    {
        if (set.Values.Count != 1)
            throw Errors.Invalid("SET VARIABLE takes one value", set.Span, "write [a, b] for a list");
        BoundExpression value = set.Values[0] is ColumnReference { Parts.Count: 1 }
            ? new BoundConstant(Constant(set.Values[0]))
            : new ExpressionBinder(context, Scope.Empty, null, null, "SET").BindOutput(set.Values[0]);
        BoundQuery query = PlanBuilder.Project(context, PlanBuilder.OneRow(), [value], [set.Name]);
        return new BoundSetVariable(set.Name, query.Plan);
    }

    private static Logical.SettingScope ScopeOf(Sql.SettingScope scope) => scope switch
    {
        Sql.SettingScope.Session => Logical.SettingScope.Session,
        Sql.SettingScope.Local => Logical.SettingScope.Local,
        Sql.SettingScope.Global => Logical.SettingScope.Global,
        _ => Logical.SettingScope.Default,
    };

    public BoundStatement Bind(PragmaStatement pragma)
    {
        if (pragma.IsAssignment && pragma.Arguments.Count == 1)
            return new BoundSet(pragma.Name, Constant(pragma.Arguments[0].Value));
        switch (pragma.Name)
        {
            case var listed when pragma.Arguments.IsEmpty
                && new CatalogListing(context).TryPragma(listed) is { } listing:
                return Plan(listing);
            case BoundIntegrityCheck.ColumnName when pragma.Arguments.IsEmpty: return new BoundIntegrityCheck();
            case "table_info" when pragma.Arguments.Count == 1:
                string[] parts = ValueText.Format(Constant(pragma.Arguments[0].Value)).Split('.');
                SourceSpan span = pragma.Arguments[0].Span;
                var name = new QualifiedName([.. parts.Select(part => new Identifier(part, true, span))], span);
                return Plan(new CatalogListing(context).TableInfo(name));
        }
        return pragma.Arguments.IsEmpty
            ? new BoundShow(pragma.Name)
            : throw Errors.NotSupported($"PRAGMA {pragma.Name} with arguments", pragma.Span);
    }

    private static BoundPlanStatement Plan(BoundQuery query) => new(query.Plan, query.Names, StatementKind.Select);

    /// <summary>A constant; a bare word is the text of the word.</summary>
    private Value Constant(Expression expression)
    {
        if (expression is ColumnReference word)
            return Value.OfVarchar(string.Join('.', word.Parts.Select(part => part.Text)));
        BoundExpression bound = new ExpressionBinder(context, Scope.Empty, null, null, "SET").Bind(expression);
        return new TableFunctionBinding(context).Constant(bound, "the value of a setting");
    }
}
