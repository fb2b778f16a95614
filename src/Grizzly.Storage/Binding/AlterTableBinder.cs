using Grizzly.Catalog;
using Grizzly.Common;
using Grizzly.Logical;
using Grizzly.Sql;
using Grizzly.Types;
using ColumnDefinition = Grizzly.Catalog.ColumnDefinition;

namespace Grizzly.Binding;

/// <summary>ALTER TABLE: applies the actions one after the other to the definition, and says what each column's rows
/// become.</summary>
internal sealed partial class AlterTableBinder(BindContext context)
{
    private readonly List<ColumnDefinition> _columns = [];
    private readonly List<BoundExpression> _values = [];
    private readonly List<int> _origins = [];
    private readonly List<ConstraintDefinition> _constraints = [];
    private readonly List<ConstraintDefinition> _newConstraints = [];
    private readonly List<ColumnSequence> _sequences = [];
    private readonly List<string> _droppedSequences = [];
    private readonly List<string> _newNotNull = [];
    private readonly List<(string, string)> _renamed = [];
    private TableEntry _table = null!;
    private BoundFrom _rows = null!;
    private string _schema = "";
    private string _name = "";
    private bool _cascades;
    private bool _changesRows;

    public BoundStatement Bind(AlterStatement alter)
    {
        if (alter.IfExists
            && context.Catalog.FindTable(ObjectNames.Of(alter.Name)) is null)
            return new BoundNothing();
        _table = Targets.Find(context, alter.Name);
        using BindContext.CatalogScope scope = context.Within(_table);
        _rows = new FromBinder(context, null, null).BindTable(_table, null);
        (_schema, _name) = (_table.Schema, _table.Name);
        for (int i = 0; i < _table.Columns.Count; i++)
        {
            _columns.Add(_table.Columns[i]);
            _values.Add(ModificationBinder.Unchanged(_table, i, ((BoundColumn)_rows.Scope.Columns[i].Value).Column));
            _origins.Add(i);
        }
        _constraints.AddRange(_table.Constraints);
        foreach (AlterAction action in alter.Actions) Apply(action);
        if (_columns.Count == 0) throw Errors.NotSupported("a table without columns", alter.Span);
        return Finish();
    }

    private BoundAlterTable Finish()
    {
        var result = new BoundAlterTable(_table, _schema, _name, _columns, _constraints, _origins)
        {
            Sequences = _sequences,
            DroppedSequences = _droppedSequences,
            NewConstraints = _newConstraints,
            NewNotNull = _newNotNull,
            Renamed = _renamed,
            Cascades = _cascades,
        };
        if (!_changesRows) return result;
        var entry = new TableEntry(_schema, _name, _columns) { Constraints = _constraints };
        BoundQuery rows = PlanBuilder.Project(
            context, _rows.Plan, _values, [.. _columns.Select(column => column.Name)]);
        return result with { Rows = rows.Plan, Rules = new RulesBinder(context).BindRow(entry, SourceSpan.None) };
    }

    private void Apply(AlterAction action)
    {
        switch (action)
        {
            case RenameAction rename: _name = rename.NewName.Text; break;
            case SetSchemaAction set:
                if (!context.Catalog.SchemaExists(set.Schema.Text))
                    throw Errors.SchemaMissing(set.Schema.Text, set.Schema.Span);
                _schema = set.Schema.Text;
                break;
            case AddColumnAction add: AddColumn(add); break;
            case DropColumnAction drop: DropColumn(drop); break;
            case RenameColumnAction rename: RenameColumn(rename); break;
            case AlterColumnDefaultAction set: SetDefault(set); break;
            case AlterColumnNotNullAction set: SetNotNull(set); break;
            case AddIdentityAction add: AddIdentity(add); break;
            case SetIdentityAction set: SetIdentity(set); break;
            case DropIdentityAction drop: DropIdentity(drop); break;
            case AlterColumnTypeAction set: SetType(set); break;
            case AddConstraintAction add: AddConstraint(add); break;
            case DropConstraintAction drop: DropConstraint(drop); break;
            case RenameConstraintAction rename: RenameConstraint(rename); break;
            default: throw Errors.NotSupported("this ALTER TABLE", action.Span);
        }
    }

    private void AddColumn(AddColumnAction add)
    {
        if (add.Path.Parts.Count > 1)
        {
            AddField(add);
            return;
        }
        string name = Targets.Simple(add.Path).Text;
        if (_columns.Exists(column => Scope.SameName(column.Name, name)))
        {
            if (add.IfNotExists) return;
            throw Errors.DuplicateColumn(name, add.Path.Span);
        }
        TableDefinitionBinder binder = Definition();
        binder.Add([add.Column], []);
        Take(binder);
        ColumnDefinition column = _columns[^1];
        string? sql = Targets.DefaultSql(_table, column);
        BoundExpression value = new BoundConstant(Value.Null(column.Type));
        if (sql is not null && !column.IsGenerated)
        {
            value = context.Types.Cast(
                new ExpressionBinder(context, Scope.Empty, null, null, "DEFAULT").Bind(SqlParser.ParseExpression(sql)),
                column.Type);
        }
        _values.Add(value);
        _origins.Add(-1);
        _changesRows = true;
    }

    private void DropColumn(DropColumnAction drop)
    {
        if (drop.Column.Parts.Count > 1)
        {
            ChangeField(drop.Column, (fields, name) =>
            {
                int at = NestedField.IndexOf(fields, name.Text);
                if (at < 0 && drop.IfExists) return;
                if (at < 0) throw NestedField.Missing(fields, name);
                if (fields.Count == 1)
                    throw Errors.InvalidDefinition($"field \"{name.Text}\" is the only one of its struct", name.Span);
                fields.RemoveAt(at);
            });
            return;
        }
        Identifier name = Targets.Simple(drop.Column);
        int index = Find(name.Text);
        if (index < 0 && drop.IfExists) return;
        if (index < 0) throw Missing(name);
        string column = _columns[index].Name;
        bool cascades = drop.Behavior == DropBehavior.Cascade;
        _cascades |= cascades;
        DropDependents(column, cascades, drop.Span);
        RemoveWithConstraints(column);
    }

    /// <summary>The generated columns that use a column, and those that use them.</summary>
    private void DropDependents(string column, bool cascades, SourceSpan span)
    {
        foreach (ColumnDefinition other in _columns.Where(other => other.IsGenerated).ToList())
        {
            if (Find(other.Name) < 0 || Scope.SameName(other.Name, column)
                || !ColumnRenaming.Uses(context, _columns, _name, other, column))
                continue;
            if (!cascades)
                throw Errors.Dependents($"column \"{column}\"", [$"generated column \"{other.Name}\""], span);
            DropDependents(other.Name, cascades, span);
            RemoveWithConstraints(other.Name);
        }
    }

    private void RemoveWithConstraints(string column)
    {
        _constraints.RemoveAll(constraint => Names(constraint).Any(used => Scope.SameName(used, column)));
        Remove(Find(column));
    }

    private void Remove(int index)
    {
        if (_columns[index].SequenceName is { } sequence) _droppedSequences.Add(sequence);
        _columns.RemoveAt(index);
        _values.RemoveAt(index);
        _origins.RemoveAt(index);
        _changesRows = true;
    }

    private void RenameColumn(RenameColumnAction rename)
    {
        if (rename.Column.Parts.Count > 1)
        {
            ChangeField(rename.Column, (fields, field) =>
            {
                int at = NestedField.IndexOf(fields, field.Text);
                if (at < 0) throw NestedField.Missing(fields, field);
                if (NestedField.IndexOf(fields, rename.NewName.Text) is var other && other >= 0 && other != at)
                    throw Errors.DuplicateColumn(rename.NewName.Text, rename.NewName.Span);
                fields[at] = fields[at] with { Name = rename.NewName.Text };
            });
            return;
        }
        Identifier name = Targets.Simple(rename.Column);
        int index = Find(name.Text);
        if (index < 0) throw Missing(name);
        string old = _columns[index].Name, renamed = rename.NewName.Text;
        if (Find(renamed) is var taken && taken >= 0 && taken != index)
            throw Errors.DuplicateColumn(renamed, rename.NewName.Span);
        var renaming = new ColumnRenaming(
            context, _columns, _table.Schema, _table.Name, old, renamed);
        for (int i = 0; i < _constraints.Count; i++) _constraints[i] = renaming.Apply(_constraints[i]);
        ColumnDefinition[] columns = [.. _columns.Select(renaming.Apply)];
        _columns.Clear();
        _columns.AddRange(columns);
        _renamed.Add((old, renamed));
    }

    private void AddField(AddColumnAction add)
    {
        if (add.Column.Type is null)
            throw Errors.Misplaced($"field \"{add.Column.Name.Text}\" without a type", add.Column.Span);
        LogicalType type = TypeNames.Resolve(add.Column.Type, context.Catalog);
        string value = "NULL";
        foreach (ColumnConstraint constraint in add.Column.Constraints)
        {
            if (constraint is not DefaultConstraint @default)
                throw Errors.NotSupported("a constraint on a field of a struct", constraint.Span);
            value = $"({TableDefinitionBinder.Default(context, @default.Value, type)})";
        }
        ChangeField(add.Path, (fields, name) =>
        {
            if (NestedField.IndexOf(fields, name.Text) < 0) fields.Add(new NestedField.Field(name.Text, type, value));
            else if (!add.IfNotExists) throw Errors.DuplicateColumn(name.Text, name.Span);
        });
    }

    /// <summary>Changes a struct inside of a column, and with it the column's type and values.</summary>
    private void ChangeField(QualifiedName path, Action<List<NestedField.Field>, Identifier> change)
    {
        int index = Find(path.Parts[0].Text);
        if (index < 0) throw Missing(path.Parts[0]);
        ColumnDefinition column = _columns[index];
        RequireTypeIsFree(column, path.Span);
        (LogicalType type, string sql) = new NestedField(path, change).Apply(
            column.Type, SqlPrinter.Quote(path.Parts[0]));
        if (type == column.Type) return;
        var entry = new ScopeTable(null, _name);
        var scope = new Scope([entry], [new ScopeColumn(entry, path.Parts[0].Text, _values[index])]);
        BoundExpression value = new ExpressionBinder(context, scope, null, null, "ALTER TABLE").Bind(
            SqlParser.ParseExpression(sql));
        _values[index] = context.Types.Cast(value, type) with { Span = path.Span };
        if (column.DefaultSql is { } old) TableDefinitionBinder.Default(context, SqlParser.ParseExpression(old), type);
        _columns[index] = column with { Type = type };
        _changesRows = true;
    }

    /// <summary>A column's type stays while keys of other tables or generated columns rely on it.</summary>
    private void RequireTypeIsFree(ColumnDefinition column, SourceSpan span)
    {
        if (column.IsGenerated) throw Errors.NotSupported("changing the type of a generated column", span);
        bool isKey = _constraints.Any(constraint => constraint is ForeignKeyDefinition key
            && key.Columns.Any(name => Scope.SameName(name, column.Name)));
        if (isKey) throw Errors.NotSupported("changing the type of a foreign key's column", span);
        foreach (ColumnDefinition other in _columns)
        {
            if (other.IsGenerated && ColumnRenaming.Uses(context, _columns, _name, other, column.Name))
                throw Errors.NotSupported("changing the type of a column that a generated column uses", span);
        }
    }

    private void SetDefault(AlterColumnDefaultAction set)
    {
        int index = Existing(set.Column);
        ColumnDefinition column = _columns[index];
        if (column.IsGenerated || column.Identity != IdentityKind.None)
            throw Errors.Misplaced($"a default for the generated column \"{column.Name}\"", set.Span);
        string? sql = set.Value is null ? null : TableDefinitionBinder.Default(context, set.Value, column.Type);
        _columns[index] = column with { DefaultSql = sql };
    }

    private void SetNotNull(AlterColumnNotNullAction set)
    {
        int index = Existing(set.Column);
        ColumnDefinition column = _columns[index];
        if (column.IsVirtual) throw Errors.NotSupported("NOT NULL on a virtual column", set.Span);
        bool isKey = _constraints.OfType<KeyDefinition>().Any(key => key.IsPrimary
            && key.Columns.Any(name => Scope.SameName(name, column.Name)));
        if (!set.NotNull && (isKey || column.Identity != IdentityKind.None))
            throw new GrizzlyException(SqlStates.InvalidTableDefinition,
                $"column \"{column.Name}\" must stay NOT NULL: it is an identity column or in the primary key",
                set.Span);
        _columns[index] = column with { IsNotNull = set.NotNull };
        if (set.NotNull) _newNotNull.Add(column.Name);
    }

    private void SetType(AlterColumnTypeAction set)
    {
        int index = Existing(set.Column);
        ColumnDefinition column = _columns[index];
        RequireTypeIsFree(column, set.Span);
        BoundExpression value = set.Using is null
            ? _values[index]
            : new ExpressionBinder(context, _rows.Scope, null, null, "USING").Bind(set.Using);
        LogicalType type = set.Type is null ? value.Type : TypeNames.Resolve(set.Type, context.Catalog);
        // Without COLLATE the column compares bytes again, as in PostgreSQL.
        type = set.Collation is { } collation ? Collations.Column(type, collation, set.Span) : type.With(null);
        if (column.Identity != IdentityKind.None && !type.IsInteger)
            throw Errors.InvalidDefinition($"identity column \"{column.Name}\" must be of an integer type", set.Span);
        _values[index] = context.Types.Cast(value, type) with { Span = set.Span };
        if (column.DefaultSql is { } sql)
            TableDefinitionBinder.Default(context, SqlParser.ParseExpression(sql), type);
        _columns[index] = column with { Type = type, Length = TypeNames.LengthOf(set.Type, type) };
        _changesRows = true;
    }

    private void AddConstraint(AddConstraintAction add)
    {
        int before = _constraints.Count;
        TableDefinitionBinder binder = Definition();
        List<bool> wasNotNull = [.. _columns.Select(column => column.IsNotNull)];
        binder.Add(add.Constraint);
        Take(binder);
        for (int i = 0; i < wasNotNull.Count; i++)
            if (_columns[i].IsNotNull && !wasNotNull[i]) _newNotNull.Add(_columns[i].Name);
        _newConstraints.AddRange(_constraints.Skip(before));
    }

    private void DropConstraint(DropConstraintAction drop)
    {
        int index = _constraints.FindIndex(other => Scope.SameName(other.Name, drop.Constraint.Text));
        if (index < 0 && drop.IfExists) return;
        if (index < 0) throw Errors.ConstraintNotFound(drop.Constraint.Text, _name, drop.Constraint.Span);
        _cascades |= drop.Behavior == DropBehavior.Cascade;
        _newConstraints.Remove(_constraints[index]);
        _constraints.RemoveAt(index);
    }

    private void RenameConstraint(RenameConstraintAction rename)
    {
        int index = _constraints.FindIndex(other => Scope.SameName(other.Name, rename.Constraint.Text));
        if (index < 0) throw Errors.ConstraintNotFound(rename.Constraint.Text, _name, rename.Constraint.Span);
        if (_constraints.Exists(other => Scope.SameName(other.Name, rename.NewName.Text)))
            throw Errors.DuplicateConstraint(rename.NewName.Text, _name, rename.NewName.Span);
        _constraints[index] = _constraints[index] with { Name = rename.NewName.Text };
    }

    private TableDefinitionBinder Definition()
    {
        var binder = new TableDefinitionBinder(context, _schema, _name);
        binder.Start(_columns, _constraints);
        return binder;
    }

    private void Take(TableDefinitionBinder binder)
    {
        ColumnDefinition[] columns = [.. binder.Columns];
        ConstraintDefinition[] constraints = [.. binder.Constraints];
        _columns.Clear();
        _columns.AddRange(columns);
        _newConstraints.AddRange(constraints.Where(constraint => constraint is ForeignKeyDefinition
            && !_constraints.Contains(constraint) && !_newConstraints.Contains(constraint)));
        _constraints.Clear();
        _constraints.AddRange(constraints);
        _sequences.AddRange(binder.Sequences);
    }

    private static IReadOnlyList<string> Names(ConstraintDefinition constraint) => constraint switch
    {
        CheckDefinition check => check.Columns,
        KeyDefinition key => key.Columns,
        ForeignKeyDefinition key => key.Columns,
        _ => [],
    };

    private int Existing(QualifiedName column)
    {
        Identifier name = Targets.Simple(column);
        int index = Find(name.Text);
        return index >= 0 ? index : throw Missing(name);
    }

    private int Find(string column) => _columns.FindIndex(other => Scope.SameName(other.Name, column));

    private GrizzlyException Missing(Identifier name) =>
        Errors.ColumnNotInTable(name.Text, _name, _columns.Select(column => column.Name), name.Span);
}
