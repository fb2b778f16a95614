using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore.Query;
using Microsoft.EntityFrameworkCore.Query.SqlExpressions;

namespace Grizzly.EntityFrameworkCore.Query.Expressions.Internal;

/// <summary><c>unnest(list) WITH ORDINALITY AS alias(value, ordinality)</c>: a list's elements as rows.</summary>
public sealed class GrizzlyUnnestExpression : TableValuedFunctionExpression
{
    public const string ValueColumn = "value";

    /// <summary>The element's place, from 1.</summary>
    public const string OrdinalColumn = "ordinality";

    public GrizzlyUnnestExpression(string alias, SqlExpression list)
        : base(alias, "unnest", [list])
    {
    }

    public SqlExpression List => Arguments[0];

    public override TableValuedFunctionExpression Update(IReadOnlyList<SqlExpression> arguments) =>
        arguments[0] == List ? this : new GrizzlyUnnestExpression(Alias, arguments[0]);

    public override TableExpressionBase Clone(string? alias, ExpressionVisitor cloningExpressionVisitor) =>
        new GrizzlyUnnestExpression(alias!, (SqlExpression)cloningExpressionVisitor.Visit(List));

    public override TableValuedFunctionExpression WithAlias(string newAlias) =>
        new GrizzlyUnnestExpression(newAlias, List);

    public override Expression Quote() => New(
        typeof(GrizzlyUnnestExpression).GetConstructor([typeof(string), typeof(SqlExpression)])!,
        Constant(Alias), List.Quote());

    protected override Expression VisitChildren(ExpressionVisitor visitor) =>
        Update([(SqlExpression)visitor.Visit(List)]);

    protected override void Print(ExpressionPrinter expressionPrinter)
    {
        expressionPrinter.Append("unnest(");
        expressionPrinter.Visit(List);
        expressionPrinter.Append($") WITH ORDINALITY AS {Alias}");
    }
}
