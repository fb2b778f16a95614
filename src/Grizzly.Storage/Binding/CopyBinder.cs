using Grizzly.Catalog;
using Grizzly.Common;
using Grizzly.Functions;
using Grizzly.Logical;
using Grizzly.Sql;
using Grizzly.Types;

namespace Grizzly.Binding;

/// <summary>COPY between tables or queries and files.</summary>
internal sealed class CopyBinder(BindContext context)
{
    public BoundStatement Bind(CopyStatement copy)
    {
        if (copy.File is null)
            throw Errors.NotSupported(
                copy.Direction == CopyDirection.From ? "COPY FROM STDIN" : "COPY TO STDOUT", copy.Span, "name a file");
        string path = Path(copy.File);
        CopyFormat format = Format(copy, path);
        CopyOption[] options = [.. copy.Options.Where(option => option.Name != "format").Select(BindOption)];
        try
        {
            return copy.Direction == CopyDirection.From
                ? From(copy, format, path, options)
                : To(copy, format, path, options);
        }
        catch (GrizzlyException error)
        {
            throw error.WithSpan(copy.File.Span);
        }
    }

    private string Path(Expression file)
    {
        Value value = new TableFunctionBinding(context).Constant(Bind(file), "the file name of COPY");
        return value.IsNull || !value.Type.IsString
            ? throw Errors.Invalid("the file name of COPY must be text", file.Span)
            : value.Text;
    }

    private BoundExpression Bind(Expression expression) =>
        new ExpressionBinder(context, Scope.Empty, null, null, "COPY").Bind(expression);

    private CopyFormat Format(CopyStatement copy, string path)
    {
        StatementOption? option = copy.Options.FirstOrDefault(candidate => candidate.Name == "format");
        string name = option is null
            ? FileKinds.FormatOf(path) ?? "csv"
            : ValueText.Format(BindOption(option).Values[0]).ToLowerInvariant();
        return context.Catalog.FindCopyFormat(name)
            ?? throw Errors.NotSupported($"COPY format \"{name}\"", option?.Span ?? copy.File!.Span);
    }

    private CopyOption BindOption(StatementOption option) => new(option.Name, OptionValues(option.Value), option.Span);

    private Value[] OptionValues(Expression? value) => value switch
    {
        null => [Value.OfBool(true)],
        RowExpression row => [.. row.Items.SelectMany(OptionValues)],
        ListExpression list => [.. list.Items.SelectMany(OptionValues)],
        ColumnReference { Parts.Count: 1 } word => [Value.OfVarchar(word.Name.Text)],
        StarExpression { Qualifier.IsEmpty: true } => [Value.OfVarchar("*")],
        _ => [new TableFunctionBinding(context).Constant(Bind(value), "an option of COPY")],
    };

    private BoundPlanStatement From(CopyStatement copy, CopyFormat format, string path, CopyOption[] options)
    {
        if (copy.Table is null) throw Errors.Misplaced("a query", copy.Span, "COPY FROM fills a table");
        TableEntry table = Targets.Find(context, copy.Table);
        int[] indexes = Targets.Indexes(table, copy.Columns);
        if (copy.Columns.IsEmpty) indexes = [.. indexes.Where(i => !table.Columns[i].IsGenerated)];
        foreach (int index in indexes)
        {
            if (table.Columns[index].IsGenerated)
                throw Errors.GeneratedAlways(table.Columns[index].Name, isIdentity: false, copy.Table.Span);
        }
        BoundTableFunction reader = format.BindRead(
            path, [.. indexes.Select(i => table.Columns[i].Name)], [.. indexes.Select(i => table.Columns[i].Type)],
            options);
        BoundQuery rows = new TableFunctionBinding(context).Query(reader);
        BoundQuery complete = Targets.Complete(context, table, indexes, rows, copy.Table.Span);
        var plan = new LogicalInsert(table, complete.Plan, CountColumn())
        {
            Rules = new RulesBinder(context).Bind(table, copy.Table.Span),
        };
        return new BoundPlanStatement(plan, ["Count"], StatementKind.CopyFrom);
    }

    private BoundPlanStatement To(CopyStatement copy, CopyFormat format, string path, CopyOption[] options)
    {
        BoundQuery query = copy.Query is not null
            ? new QueryBinder(context, null, null).Bind(copy.Query)
            : FromTable(copy);
        var plan = new LogicalCopyTo(
            query.Plan, format.BindWrite(path, options), CountColumn()) { ColumnNames = query.Names };
        return new BoundPlanStatement(plan, ["Count"], StatementKind.CopyTo);
    }

    private BoundQuery FromTable(CopyStatement copy)
    {
        BoundFrom from = new FromBinder(context, null, null).Bind(
            [new NamedTable(copy.Table!, null, copy.Table!.Span)]);
        ScopeColumn[] columns = copy.Columns.IsEmpty
            ? [.. from.Scope.Visible]
            : [.. copy.Columns.Select(
                column => from.Scope.Find(column.Text, column.Span) ?? throw Errors.ColumnNotInTable(
                column.Text, copy.Table!.Name.Text, from.Scope.Columns.Select(c => c.Name), column.Span))];
        return PlanBuilder.Project(
            context, from.Plan, [.. columns.Select(c => c.Unqualified)], [.. columns.Select(c => c.Name)]);
    }

    private LogicalColumn CountColumn() => context.Ids.New("Count", LogicalType.BigInt, isNullable: false);
}
