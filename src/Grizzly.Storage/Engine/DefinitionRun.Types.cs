using Grizzly.Catalog;
using Grizzly.Common;
using Grizzly.Logical;
using Grizzly.Types;

namespace Grizzly.Engine;

/// <summary>CREATE TYPE and DROP TYPE.</summary>
internal sealed partial class DefinitionRun
{
    private void CreateType(BoundCreateType create)
    {
        RequireSchema(create.Schema);
        if (FindType(create.Schema, create.Name) is { } existing)
        {
            if (create.IfNotExists) return;
            if (!create.OrReplace) throw Errors.TypeExists(create.Name);
            Catalog.DropType(transaction, existing);
        }
        LogicalType type = create.Type ?? LogicalType.Enum(LabelsOf(create.Labels!));
        Catalog.CreateType(transaction, new TypeEntry(create.Schema, create.Name, type));
    }

    private List<string> LabelsOf(LogicalOperator query)
    {
        var labels = new List<string>();
        var known = new HashSet<string>(StringComparer.Ordinal);
        new PlanRun(session, transaction, [], cancellation).Read(query, chunk =>
        {
            for (int row = 0; row < chunk.Count; row++)
            {
                Value label = chunk.Columns[0].GetValue(row);
                if (label.IsNull) throw Errors.Invalid("a label of an ENUM must not be NULL");
                if (known.Add(label.Text)) labels.Add(label.Text);
            }
        });
        return labels;
    }

    private void DropType(string schema, string name, bool ifExists, SourceSpan span)
    {
        if (FindType(schema, name) is { } type) Catalog.DropType(transaction, type);
        else if (!ifExists) throw Errors.TypeNotFound(name, Candidates(), span);
    }

    private TypeEntry? FindType(string schema, string name) =>
        Catalog.Find(transaction.Snapshot, CatalogStore.TypeKey(schema, name)) as TypeEntry;
}
