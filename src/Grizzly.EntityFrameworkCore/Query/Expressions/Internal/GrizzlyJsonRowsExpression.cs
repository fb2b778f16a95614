using System.Linq.Expressions;
using System.Reflection;
using Microsoft.EntityFrameworkCore.Query;
using Microsoft.EntityFrameworkCore.Query.SqlExpressions;
using Microsoft.EntityFrameworkCore.Storage;

namespace Grizzly.EntityFrameworkCore.Query.Expressions.Internal;

/// <summary>The elements of a JSON array as rows: their properties as columns, and their place as the last.</summary>
public sealed class GrizzlyJsonRowsExpression : TableValuedFunctionExpression
{
    /// <summary>The element's place, from 0.</summary>
    public const string OrdinalColumn = "ordinality";

    public GrizzlyJsonRowsExpression(
        string alias, SqlExpression json, IReadOnlyList<(string Name, RelationalTypeMapping Mapping)> columns)
        : base(alias, "json_each", [json]) => Columns = columns;

    public SqlExpression Json => Arguments[0];

    public IReadOnlyList<(string Name, RelationalTypeMapping Mapping)> Columns { get; }

    public override TableValuedFunctionExpression Update(IReadOnlyList<SqlExpression> arguments) =>
        arguments[0] == Json ? this : new GrizzlyJsonRowsExpression(Alias, arguments[0], Columns);

    public override TableExpressionBase Clone(string? alias, ExpressionVisitor cloningExpressionVisitor) =>
        new GrizzlyJsonRowsExpression(alias!, (SqlExpression)cloningExpressionVisitor.Visit(Json), Columns);

    public override TableValuedFunctionExpression WithAlias(string newAlias) =>
        new GrizzlyJsonRowsExpression(newAlias, Json, Columns);

    public override Expression Quote()
    {
        Type column = typeof(ValueTuple<string, RelationalTypeMapping>);
        ConstructorInfo pair = column.GetConstructor([typeof(string), typeof(RelationalTypeMapping)])!;
        return New(
            typeof(GrizzlyJsonRowsExpression).GetConstructors()[0], Constant(Alias), Json.Quote(),
            NewArrayInit(column, Columns.Select(one => New(
                pair, Constant(one.Name), RelationalExpressionQuotingUtilities.QuoteTypeMapping(one.Mapping)))));
    }

    protected override Expression VisitChildren(ExpressionVisitor visitor) =>
        Update([(SqlExpression)visitor.Visit(Json)]);

    protected override void Print(ExpressionPrinter expressionPrinter)
    {
        expressionPrinter.Append("json_each(");
        expressionPrinter.Visit(Json);
        expressionPrinter.Append($") AS {Alias}");
    }
}
