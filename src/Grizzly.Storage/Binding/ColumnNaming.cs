using Grizzly.Sql;

namespace Grizzly.Binding;

/// <summary>
/// Names of select-list items without AS: a column's own name, else the expression's text as DuckDB shows it.
/// </summary>
internal static class ColumnNaming
{
    public static string NameOf(Expression expression) => expression switch
    {
        ColumnReference column => column.Name.Text,
        FunctionCall { Arguments: [{ Value: StarExpression }], Filter: null, Over: null } call
            when Scope.SameName(call.Name.Name.Text, "count") => "count_star()",
        SubqueryExpression { Query.Body: SelectBody { Items: [{ } item] } } => item.Alias?.Text ?? NameOf(item.Value),
        StringLiteral text => $"'{text.Value}'",
        _ => expression.ToString(),
    };
}
