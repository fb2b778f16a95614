using System.ComponentModel;
using System.Data;
using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Grizzly.Data;

/// <summary>Makes the INSERT, UPDATE and DELETE of a <see cref="GrizzlyDataAdapter"/> from its SELECT, which must read
/// one table and its key.</summary>
[DesignerCategory("")]
public sealed class GrizzlyCommandBuilder : DbCommandBuilder
{
    public GrizzlyCommandBuilder()
    {
        QuotePrefix = "\"";
        QuoteSuffix = "\"";
    }

    public GrizzlyCommandBuilder(GrizzlyDataAdapter? adapter)
        : this() => DataAdapter = adapter;

    public new GrizzlyDataAdapter? DataAdapter
    {
        get => (GrizzlyDataAdapter?)base.DataAdapter;
        set => base.DataAdapter = value;
    }

    public new GrizzlyCommand GetInsertCommand(bool useColumnsForParameterNames = false) =>
        (GrizzlyCommand)base.GetInsertCommand(useColumnsForParameterNames);

    public new GrizzlyCommand GetUpdateCommand(bool useColumnsForParameterNames = false) =>
        (GrizzlyCommand)base.GetUpdateCommand(useColumnsForParameterNames);

    public new GrizzlyCommand GetDeleteCommand(bool useColumnsForParameterNames = false) =>
        (GrizzlyCommand)base.GetDeleteCommand(useColumnsForParameterNames);

    /// <summary>The name between quotation marks, those inside of it doubled.</summary>
    public override string QuoteIdentifier(string unquotedIdentifier)
    {
        ArgumentNullException.ThrowIfNull(unquotedIdentifier);
        return '"' + unquotedIdentifier.Replace("\"", "\"\"") + '"';
    }

    /// <summary>Takes back <see cref="QuoteIdentifier"/>; a name without quotation marks stays.</summary>
    public override string UnquoteIdentifier(string quotedIdentifier)
    {
        ArgumentNullException.ThrowIfNull(quotedIdentifier);
        return quotedIdentifier is ['"', .. string inner, '"'] ? inner.Replace("\"\"", "\"") : quotedIdentifier;
    }

    protected override void ApplyParameterInfo(
        DbParameter parameter, DataRow row, StatementType statementType, bool whereClause)
    {
        var type = (GrizzlyType)(int)row[SchemaTableColumn.ProviderType];

        // A DECIMAL needs its digits to be named; the value's own do.
        if (type < GrizzlyType.Interval && type != GrizzlyType.Decimal)
            ((GrizzlyParameter)parameter).GrizzlyType = type;
        else parameter.ResetDbType();
    }

    protected override string GetParameterName(int parameterOrdinal) =>
        "p" + parameterOrdinal.ToString(CultureInfo.InvariantCulture);

    protected override string GetParameterName(string parameterName) => parameterName;

    protected override string GetParameterPlaceholder(int parameterOrdinal) => "$" + GetParameterName(parameterOrdinal);

    protected override void SetRowUpdatingHandler(DbDataAdapter adapter)
    {
        var source = (GrizzlyDataAdapter)adapter;
        if (ReferenceEquals(source, base.DataAdapter)) source.RowUpdating -= OnRowUpdating;
        else source.RowUpdating += OnRowUpdating;
    }

    private void OnRowUpdating(object? sender, RowUpdatingEventArgs value) => RowUpdatingHandler(value);
}
