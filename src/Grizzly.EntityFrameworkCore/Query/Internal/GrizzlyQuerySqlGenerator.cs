using System.Linq.Expressions;
using Grizzly.EntityFrameworkCore.Metadata.Internal;
using Grizzly.EntityFrameworkCore.Query.Expressions.Internal;
using Grizzly.EntityFrameworkCore.Storage.Internal;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Query;
using Microsoft.EntityFrameworkCore.Query.SqlExpressions;
using Microsoft.EntityFrameworkCore.Storage;

namespace Grizzly.EntityFrameworkCore.Query.Internal;

/// <summary>A query tree as Grizzly's SQL.</summary>
public sealed partial class GrizzlyQuerySqlGenerator(QuerySqlGeneratorDependencies dependencies)
    : QuerySqlGenerator(dependencies)
{
    private static readonly HashSet<Type> Integers =
    [
        typeof(sbyte), typeof(byte), typeof(short), typeof(ushort), typeof(int), typeof(uint), typeof(long),
        typeof(ulong),
    ];

    protected override Expression VisitExtension(Expression extensionExpression) => extensionExpression switch
    {
        GrizzlyUnnestExpression unnest => VisitUnnest(unnest),
        GrizzlyJsonRowsExpression rows => VisitJsonRows(rows),
        _ => base.VisitExtension(extensionExpression),
    };

    /// <summary>Whole numbers divide without rest, as in C#.</summary>
    protected override string GetOperator(SqlBinaryExpression binaryExpression) => binaryExpression.OperatorType switch
    {
        ExpressionType.Add when binaryExpression.Type == typeof(string) || binaryExpression.Type == typeof(byte[]) =>
            " || ",
        ExpressionType.Divide when IsInteger(binaryExpression.Left) && IsInteger(binaryExpression.Right) => " // ",
        _ => base.GetOperator(binaryExpression),
    };

    protected override Expression VisitSqlBinary(SqlBinaryExpression sqlBinaryExpression)
    {
        if (sqlBinaryExpression.OperatorType == ExpressionType.ExclusiveOr)
        {
            // ^ is a power.
            bool isBool = sqlBinaryExpression.Type == typeof(bool);
            Sql.Append(isBool ? "((" : "xor(");
            Visit(sqlBinaryExpression.Left);
            Sql.Append(isBool ? ") <> (" : ", ");
            Visit(sqlBinaryExpression.Right);
            Sql.Append(isBool ? "))" : ")");
            return sqlBinaryExpression;
        }
        bool isQuotient = sqlBinaryExpression is { OperatorType: ExpressionType.Divide, TypeMapping: not null }
            && sqlBinaryExpression.Type == typeof(decimal);
        if (!isQuotient) return base.VisitSqlBinary(sqlBinaryExpression);

        // The operator's quotient of DECIMALs is a DOUBLE.
        Sql.Append("decimal_divide(");
        Visit(sqlBinaryExpression.Left);
        Sql.Append(", ");
        Visit(sqlBinaryExpression.Right);
        Sql.Append(")");
        return sqlBinaryExpression;
    }

    /// <summary>A number with a fraction loses it when it becomes a whole one, as in C#, where CAST would round.
    /// </summary>
    protected override Expression VisitSqlUnary(SqlUnaryExpression sqlUnaryExpression)
    {
        Type from = Nullable.GetUnderlyingType(sqlUnaryExpression.Operand.Type) ?? sqlUnaryExpression.Operand.Type;
        if (sqlUnaryExpression.OperatorType == ExpressionType.Convert && from == typeof(float)
            && (Nullable.GetUnderlyingType(sqlUnaryExpression.Type) ?? sqlUnaryExpression.Type) == typeof(decimal))
        {
            // By its text, since 8.6f is a decimal of 8.6 in C#.
            Sql.Append("CAST(CAST(");
            Visit(sqlUnaryExpression.Operand);
            Sql.Append(" AS VARCHAR) AS ").Append(sqlUnaryExpression.TypeMapping!.StoreType).Append(")");
            return sqlUnaryExpression;
        }
        if (sqlUnaryExpression.OperatorType == ExpressionType.Not && sqlUnaryExpression.Type != typeof(bool))
        {
            // It binds less than arithmetic, and before a minus it would be read as another operator.
            Sql.Append("(~(");
            Visit(sqlUnaryExpression.Operand);
            Sql.Append("))");
            return sqlUnaryExpression;
        }
        bool cutsFraction = sqlUnaryExpression.OperatorType == ExpressionType.Convert && IsInteger(sqlUnaryExpression)
            && (from == typeof(double) || from == typeof(float) || from == typeof(decimal));
        if (!cutsFraction) return base.VisitSqlUnary(sqlUnaryExpression);
        Sql.Append("CAST(trunc(");
        Visit(sqlUnaryExpression.Operand);
        Sql.Append(") AS ").Append(sqlUnaryExpression.TypeMapping!.StoreType).Append(")");
        return sqlUnaryExpression;
    }

    /// <summary>NULL is the least value in LINQ, and the last in Grizzly's ORDER BY.</summary>
    /// <summary>Quoted: names of locales have hyphens in them.</summary>
    protected override Expression VisitCollate(CollateExpression collateExpression)
    {
        Visit(collateExpression.Operand);
        Sql.Append(" COLLATE ").Append(
            Dependencies.SqlGenerationHelper.DelimitIdentifier(collateExpression.Collation));
        return collateExpression;
    }

    protected override Expression VisitOrdering(OrderingExpression orderingExpression)
    {
        base.VisitOrdering(orderingExpression);
        bool canBeNull = orderingExpression.Expression switch
        {
            ColumnExpression column => column.IsNullable,
            SqlConstantExpression or SqlParameterExpression or RowNumberExpression => false,
            _ => true,
        };
        if (canBeNull) Sql.Append(orderingExpression.IsAscending ? " NULLS FIRST" : " NULLS LAST");
        return orderingExpression;
    }

    protected override void GenerateLimitOffset(SelectExpression selectExpression)
    {
        if (selectExpression.Limit is { } limit)
        {
            Sql.AppendLine().Append("LIMIT ");
            Visit(limit);
        }
        if (selectExpression.Offset is not { } offset) return;
        if (selectExpression.Limit is null) Sql.AppendLine();
        else Sql.Append(" ");
        Sql.Append("OFFSET ");
        Visit(offset);
    }

    protected override Expression VisitCrossApply(CrossApplyExpression crossApplyExpression)
    {
        Sql.Append(IsPlainTable(crossApplyExpression.Table) ? "JOIN " : "JOIN LATERAL ");
        Visit(crossApplyExpression.Table);
        Sql.Append(" ON TRUE");
        return crossApplyExpression;
    }

    protected override Expression VisitOuterApply(OuterApplyExpression outerApplyExpression)
    {
        Sql.Append(IsPlainTable(outerApplyExpression.Table) ? "LEFT JOIN " : "LEFT JOIN LATERAL ");
        Visit(outerApplyExpression.Table);
        Sql.Append(" ON TRUE");
        return outerApplyExpression;
    }

    /// <summary>Rows without a SELECT around them would be a set operation of their own inside of another.</summary>
    protected override bool TryGenerateWithoutWrappingSelect(SelectExpression selectExpression) =>
        selectExpression.Tables is not [ValuesExpression]
        && base.TryGenerateWithoutWrappingSelect(selectExpression);

    protected override Expression VisitValues(ValuesExpression valuesExpression)
    {
        if (valuesExpression.RowValues is [])
            throw new InvalidOperationException(RelationalStrings.EmptyCollectionNotSupportedAsInlineQueryRoot);
        Sql.Append("(VALUES ");
        for (int i = 0; i < valuesExpression.RowValues!.Count; i++)
        {
            if (i > 0) Sql.Append(", ");
            Visit(valuesExpression.RowValues[i]);
        }
        Sql.Append(")").Append(AliasSeparator).Append(Quote(valuesExpression.Alias)).Append("(")
            .Append(string.Join(", ", valuesExpression.ColumnNames.Select(Quote))).Append(")");
        return valuesExpression;
    }

    protected override Expression VisitJsonScalar(JsonScalarExpression jsonScalarExpression)
    {
        if (jsonScalarExpression.Path.Count == 0)
        {
            Visit(jsonScalarExpression.Json);
            return jsonScalarExpression;
        }
        GenerateJsonScalar(
            () => Visit(jsonScalarExpression.Json), jsonScalarExpression.Path, jsonScalarExpression.TypeMapping);
        return jsonScalarExpression;
    }

    protected override Expression VisitInnerJoin(InnerJoinExpression innerJoinExpression) =>
        VisitAsof(innerJoinExpression, "ASOF JOIN ") ?? base.VisitInnerJoin(innerJoinExpression);

    protected override Expression VisitLeftJoin(LeftJoinExpression leftJoinExpression) =>
        VisitAsof(leftJoinExpression, "ASOF LEFT JOIN ") ?? base.VisitLeftJoin(leftJoinExpression);

    /// <summary>Null where it is no ASOF join.</summary>
    private PredicateJoinExpressionBase? VisitAsof(PredicateJoinExpressionBase join, string keywords)
    {
        if (join.FindAnnotation(GrizzlyAnnotationNames.Asof) is null) return null;
        Sql.Append(keywords);
        Visit(join.Table);
        Sql.Append(" ON ");
        Visit(join.JoinPredicate);
        return join;
    }

    /// <summary>A table by its name, which can refer to no other: LATERAL may not stand before it.</summary>
    private static bool IsPlainTable(TableExpressionBase table) => table is TableExpression;

    private static bool IsInteger(SqlExpression expression) => Integers.Contains(
        expression.TypeMapping?.Converter?.ProviderClrType
        ?? Nullable.GetUnderlyingType(expression.Type) ?? expression.Type);

    private string Quote(string name) => Dependencies.SqlGenerationHelper.DelimitIdentifier(name);

    private GrizzlyUnnestExpression VisitUnnest(GrizzlyUnnestExpression unnest)
    {
        Sql.Append("unnest(");
        Visit(unnest.List);
        Sql.Append(") WITH ORDINALITY").Append(AliasSeparator).Append(Quote(unnest.Alias)).Append("(")
            .Append(GrizzlyUnnestExpression.ValueColumn).Append(", ").Append(GrizzlyUnnestExpression.OrdinalColumn)
            .Append(")");
        return unnest;
    }

    /// <summary>A subquery, since the properties have to be taken out of the elements.</summary>
    private GrizzlyJsonRowsExpression VisitJsonRows(GrizzlyJsonRowsExpression rows)
    {
        string row = Quote(rows.Alias);
        Sql.Append("(SELECT ");
        foreach ((string name, RelationalTypeMapping mapping) in rows.Columns)
        {
            GenerateJsonScalar(() => Sql.Append(row).Append(".value"), [new PathSegment(name)], mapping);
            Sql.Append(AliasSeparator).Append(Quote(name)).Append(", ");
        }
        Sql.Append("CAST(").Append(row).Append(".key AS BIGINT)").Append(AliasSeparator)
            .Append(GrizzlyJsonRowsExpression.OrdinalColumn).Append(" FROM json_each(");
        Visit(rows.Json);
        Sql.Append(")").Append(AliasSeparator).Append(row).Append(")").Append(AliasSeparator).Append(row);
        return rows;
    }

    /// <summary>What is at a place of a document, as the type wanted: documents and lists as JSON, the rest by its
    /// text.</summary>
    private void GenerateJsonScalar(Action json, IReadOnlyList<PathSegment> path, RelationalTypeMapping? mapping)
    {
        bool isDocument = mapping is GrizzlyJsonTypeMapping;
        bool isList = mapping is GrizzlyListTypeMapping;
        bool isText = !isList && (mapping is null or { StoreTypeNameBase: "VARCHAR" });
        bool isBytes = !isList && mapping is { StoreTypeNameBase: "BLOB" };

        // A null in a document is no value; documents hold bytes as base64.
        if (isDocument) Sql.Append("nullif(");
        else if (isBytes) Sql.Append("from_base64(");
        else if (!isText) Sql.Append("CAST(");
        Sql.Append("(");
        json();
        Sql.Append(isDocument || isList ? " -> " : " ->> ");
        GenerateJsonPath(path);
        Sql.Append(")");
        if (isDocument) Sql.Append(", 'null'::JSON)");
        else if (isBytes) Sql.Append(")");
        else if (!isText) Sql.Append(" AS ").Append(mapping!.StoreType).Append(")");
    }

    /// <summary>A path in quotes; indexes that are computed are joined to it.</summary>
    private void GenerateJsonPath(IReadOnlyList<PathSegment> path)
    {
        bool isComputed = path.Any(step => step.ArrayIndex is not (null or SqlConstantExpression));
        Sql.Append(isComputed ? "('$" : "'$");
        foreach (PathSegment step in path)
        {
            if (step.PropertyName is { } name)
            {
                string element = Dependencies.SqlGenerationHelper.DelimitJsonPathElement(name);
                Sql.Append(".").Append(element.Replace("'", "''"));
                continue;
            }
            Sql.Append("[");
            if (step.ArrayIndex is SqlConstantExpression)
            {
                Visit(step.ArrayIndex);
            }
            else
            {
                Sql.Append("' || CAST(");
                Visit(step.ArrayIndex!);
                Sql.Append(" AS VARCHAR) || '");
            }
            Sql.Append("]");
        }
        Sql.Append(isComputed ? "')" : "'");
    }
}
