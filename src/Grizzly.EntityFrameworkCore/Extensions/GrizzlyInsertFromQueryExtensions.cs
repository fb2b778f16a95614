using System.Data;
using System.Data.Common;
using System.Globalization;
using System.Linq.Expressions;
using Grizzly.EntityFrameworkCore.Update.Internal;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Query;
using Microsoft.EntityFrameworkCore.Storage;

namespace Grizzly.EntityFrameworkCore;

/// <summary>INSERT … SELECT.</summary>
public static class GrizzlyInsertFromQueryExtensions
{
    /// <summary>Inserts what a query gives, inside the database: no row comes to the program.</summary>
    /// <param name="query">Ends with <c>Select(x =&gt; new T { … })</c>, or gives rows of that type.
    /// What it does not set gets the store's default. It must run on the same context.</param>
    /// <returns>The number of rows.</returns>
    /// <exception cref="NotSupportedException">The type has more than its table's own columns, or the query sets a
    /// property to what the database does not compute.</exception>
    public static int InsertFromQuery<T>(this DbContext context, IQueryable<T> query)
        where T : class
    {
        context.Database.OpenConnection();
        try
        {
            using DbCommand command = Command(context, query);
            return command.ExecuteNonQuery();
        }
        finally
        {
            context.Database.CloseConnection();
        }
    }

    /// <inheritdoc cref="InsertFromQuery{T}"/>
    public static async Task<int> InsertFromQueryAsync<T>(
        this DbContext context, IQueryable<T> query, CancellationToken cancellationToken = default)
        where T : class
    {
        await context.Database.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await using DbCommand command = Command(context, query);
            return await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            await context.Database.CloseConnectionAsync().ConfigureAwait(false);
        }
    }

    private static DbCommand Command<T>(DbContext context, IQueryable<T> query)
        where T : class
    {
        var target = new EntityColumns(context, typeof(T));
        ISqlGenerationHelper helper = context.GetService<ISqlGenerationHelper>();
        (MethodCallExpression? select, ParameterExpression row, Dictionary<string, Expression> set) =
            Assignments(query.Expression, typeof(T), target);
        List<Expression> computed = [];
        foreach (Expression value in set.Values)
        {
            bool isNew = !computed.Exists(other => ExpressionEqualityComparer.Instance.Equals(other, value));
            if (ParameterFinder.IsIn(value) && isNew) computed.Add(value);
        }
        IQueryable rows = query.Provider.CreateQuery(Cells.Select(
            select?.Arguments[0] ?? query.Expression, row, computed));
        DbCommand command = rows.CreateDbCommand();
        command.Transaction = context.Database.CurrentTransaction?.GetDbTransaction();
        RequireComputed(command, computed.Count);
        string source = $"({command.CommandText}) AS \"query\"";
        if (computed.Count > 0) source += $"({string.Join(", ", computed.Select((_, i) => Cells.NameOf(i)))})";
        var values = new List<string>();
        foreach (EntityColumn column in target.All)
        {
            if (!set.TryGetValue(column.Property.Name, out Expression? value)) continue;
            int index = computed.FindIndex(other => ExpressionEqualityComparer.Instance.Equals(other, value));
            values.Add(index >= 0 ? $"\"query\".{Cells.NameOf(index)}" : Parameter(column, value));
        }
        IEnumerable<string> names = target.All.Where(column => set.ContainsKey(column.Property.Name))
            .Select(column => helper.DelimitIdentifier(column.Name));
        if (values.Count != set.Count || values.Count == 0)
            throw new NotSupportedException($"the query sets what is no column of '{target.Table.Name}', or nothing");
        command.CommandText = $"INSERT INTO {helper.DelimitIdentifier(target.Table.Name, target.Table.Schema)} "
            + $"({string.Join(", ", names)}) SELECT {string.Join(", ", values)} FROM {source}";
        return command;

        // What needs nothing of a row is computed here, once.
        string Parameter(EntityColumn column, Expression value)
        {
            string name = string.Create(CultureInfo.InvariantCulture, $"inserted_{command.Parameters.Count}");
            command.Parameters.Add(column.TypeMapping.CreateParameter(command, helper.GenerateParameterName(name),
                Expression.Lambda<Func<object?>>(Expression.Convert(value, typeof(object)))
                    .Compile(preferInterpretation: true)()));
            return helper.GenerateParameterName(name);
        }
    }

    /// <summary>EF Core would compute on the client what the database cannot, and then names columns otherwise.
    /// </summary>
    private static void RequireComputed(DbCommand command, int count)
    {
        using DbDataReader reader = command.ExecuteReader(CommandBehavior.SchemaOnly);
        bool isComputed = count == 0 || reader.FieldCount == count;
        for (int i = 0; i < count && isComputed; i++) isComputed = reader.GetName(i) == nameof(Cell<,>.grizzly_cell);
        if (!isComputed)
            throw new NotSupportedException(
                "the database cannot compute all that the query sets, or sets one thing twice");
    }

    /// <summary>What the query sets each property to; a query without Select gives all columns.</summary>
    private static (MethodCallExpression? Select, ParameterExpression Row, Dictionary<string, Expression> Values)
        Assignments(Expression query, Type type, EntityColumns target)
    {
        if (query is MethodCallExpression { Method.Name: nameof(Queryable.Select) } select
            && select.Arguments[1] is UnaryExpression { Operand: LambdaExpression { Parameters.Count: 1 } selector }
            && selector.Body is MemberInitExpression { NewExpression.Arguments.Count: 0 } made
            && made.Bindings.All(binding => binding is MemberAssignment))
        {
            return (select, selector.Parameters[0], made.Bindings.Cast<MemberAssignment>()
                .ToDictionary(binding => binding.Member.Name, binding => binding.Expression));
        }
        if (MakesRows.AreIn(query, type))
            throw new NotSupportedException(
                "the query must end with Select, and its rows be made with 'new' and initial values");
        ParameterExpression row = Expression.Parameter(type, "row");
        Expression Read(EntityColumn column) => Expression.Call(
            typeof(EF), nameof(EF.Property), [column.Property.ClrType], row, Expression.Constant(column.Property.Name));
        return (null, row, target.All.ToDictionary(column => column.Property.Name, Read));
    }

    private sealed class ParameterFinder : ExpressionVisitor
    {
        private bool _isFound;

        public static bool IsIn(Expression expression)
        {
            var finder = new ParameterFinder();
            finder.Visit(expression);
            return finder._isFound;
        }

        protected override Expression VisitParameter(ParameterExpression node)
        {
            _isFound = true;
            return node;
        }
    }

    /// <summary>Whether a query makes its rows itself somewhere.</summary>
    private sealed class MakesRows(Type type) : ExpressionVisitor
    {
        private bool _isFound;

        public static bool AreIn(Expression query, Type type)
        {
            var finder = new MakesRows(type);
            finder.Visit(query);
            return finder._isFound;
        }

        protected override Expression VisitNew(NewExpression node)
        {
            _isFound |= node.Type == type;
            return base.VisitNew(node);
        }
    }

    /// <summary>Rows of any number of columns as a chain of cells, each column named alike in EF Core's SQL as long as
    /// the database computes it.</summary>
    private static class Cells
    {
        public static string NameOf(int index) => string.Create(CultureInfo.InvariantCulture, $"c{index}");

        public static MethodCallExpression Select(
            Expression source, ParameterExpression row, IReadOnlyList<Expression> values)
        {
            Expression chain = Expression.Constant(0);
            for (int i = values.Count - 1; i >= 0; i--)
            {
                Type cell = typeof(Cell<,>).MakeGenericType(values[i].Type, chain.Type);
                var bindings = new List<MemberBinding>
                {
                    Expression.Bind(cell.GetProperty(nameof(Cell<,>.grizzly_cell))!, values[i]),
                };
                if (chain is not ConstantExpression)
                    bindings.Add(Expression.Bind(cell.GetProperty(nameof(Cell<,>.Rest))!, chain));
                chain = Expression.MemberInit(Expression.New(cell), bindings);
            }
            return Expression.Call(typeof(Queryable), nameof(Queryable.Select), [row.Type, chain.Type], source,
                Expression.Quote(Expression.Lambda(chain, row)));
        }
    }

    private sealed class Cell<TValue, TRest>
    {
#pragma warning disable IDE1006, SA1300 // the name becomes a column's, and must be no other column's
        public TValue? grizzly_cell { get; set; }
#pragma warning restore IDE1006, SA1300

        public TRest? Rest { get; set; }
    }
}
