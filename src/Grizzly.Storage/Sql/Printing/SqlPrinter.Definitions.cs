namespace Grizzly.Sql;

/// <summary>CREATE, DROP, ALTER and their parts.</summary>
public sealed partial class SqlPrinter
{
    private bool WriteDefinition(Statement statement)
    {
        switch (statement)
        {
            case CreateTableStatement table: WriteCreateTable(table); return true;
            case CreateViewStatement view:
                Create(view.Conflict, view.Temporary,
                    (view.Recursive ? "RECURSIVE " : "") + (view.Materialized ? "MATERIALIZED " : "") + "VIEW");
                Add(view.Name);
                Columns(view.Columns, " (");
                Add(" AS ");
                Write(view.Query);
                return true;
            case CreateSchemaStatement schema:
                Create(schema.Conflict, false, "SCHEMA");
                Add(schema.Name);
                return true;
            case CreateSequenceStatement sequence:
                Create(sequence.Conflict, sequence.Temporary, "SEQUENCE");
                Add(sequence.Name);
                foreach (SequenceOption option in sequence.Options)
                {
                    Add(" ");
                    Node(option);
                }
                return true;
            case CreateIndexStatement index: WriteCreateIndex(index); return true;
            case CreateMacroStatement macro:
                Create(macro.Conflict, macro.Temporary, "MACRO");
                Add(macro.Name);
                Nodes(macro.Definitions);
                return true;
            case CreateTypeStatement type:
                Create(type.Conflict, type.Temporary, "TYPE");
                Add(type.Name);
                Add(" AS ");
                if (type.Type is not null) Write(type.Type);
                if (type.EnumQuery is not null) WriteNested(type.EnumQuery, "ENUM (");
                return true;
            case DropStatement drop:
                Add($"DROP {Text(drop.Kind)}{(drop.IfExists ? " IF EXISTS " : " ")}");
                List(drop.Names);
                Behavior(drop.Behavior);
                return true;
            case AlterStatement alter:
                Add($"ALTER {Text(alter.Kind)}{(alter.IfExists ? " IF EXISTS " : " ")}");
                Add(alter.Name);
                Add(" ");
                Nodes(alter.Actions);
                return true;
            case CommentStatement comment:
                Add($"COMMENT ON {Text(comment.Kind)} ");
                Add(comment.Name);
                Add(" IS ");
                if (comment.Text is null) Add("NULL");
                else AddString(comment.Text);
                return true;
            default: return false;
        }
    }

    private void Create(CreateConflict conflict, bool temporary, string kind)
    {
        Add(conflict == CreateConflict.Replace ? "CREATE OR REPLACE " : "CREATE ");
        AddIf(temporary, "TEMPORARY ");
        Add(kind);
        Add(conflict == CreateConflict.Ignore ? " IF NOT EXISTS " : " ");
    }

    private static string Text(ObjectKind kind) => kind switch
    {
        ObjectKind.MaterializedView => "MATERIALIZED VIEW",
        ObjectKind.TableMacro => "MACRO TABLE",
        _ => kind.ToString().ToUpperInvariant(),
    };

    private void Behavior(DropBehavior behavior)
    {
        if (behavior != DropBehavior.Default) Add(" " + behavior.ToString().ToUpperInvariant());
    }

    private void WriteCreateTable(CreateTableStatement table)
    {
        Create(table.Conflict, table.Temporary, "TABLE");
        Add(table.Name);
        if (!table.Columns.IsEmpty || !table.Constraints.IsEmpty)
        {
            Add(" (");
            Nodes(table.Columns);
            AddIf(!table.Columns.IsEmpty && !table.Constraints.IsEmpty, ", ");
            Nodes(table.Constraints);
            Add(")");
        }
        Options(table.Options, " WITH (");
        if (table.Query is null) return;
        Add(" AS ");
        Write(table.Query);
        AddIf(table.WithNoData, " WITH NO DATA");
    }

    private void WriteCreateIndex(CreateIndexStatement index)
    {
        Create(index.Conflict, false, index.Unique ? "UNIQUE INDEX" : "INDEX");
        if (index.Name is not null)
        {
            Add(index.Name);
            Add(" ");
        }
        Add("ON ");
        Add(index.Table);
        if (index.Method is { } method)
        {
            Add(" USING ");
            Word(method);
        }
        Add(" (");
        Nodes(index.Keys);
        Add(")");
        Columns(index.Include, " INCLUDE (");
        Options(index.Options, " WITH (");
        Optional(index.Where, " WHERE ");
    }

    private bool WriteDefinitionPart(SyntaxNode node)
    {
        switch (node)
        {
            case ColumnDefinition column:
                Add(column.Name);
                WriteColumnRest(column);
                return true;
            case ColumnConstraint constraint: WriteColumnConstraint(constraint); return true;
            case TableConstraint constraint: WriteTableConstraint(constraint); return true;
            case ForeignKeyTarget target: WriteForeignKey(target); return true;
            case SequenceOption option: WriteSequenceOption(option); return true;
            case MacroDefinition definition:
                Add("(");
                Nodes(definition.Parameters);
                Add(") AS ");
                Optional(definition.Body, "");
                if (definition.Query is null) return true;
                Add("TABLE ");
                Write(definition.Query);
                return true;
            case MacroParameter parameter:
                Add(parameter.Name);
                if (parameter.Type is not null)
                {
                    Add(" ");
                    Write(parameter.Type);
                }
                Optional(parameter.Default, " := ");
                return true;
            case AlterAction action: WriteAlterAction(action); return true;
            default: return false;
        }
    }

    private void WriteColumnRest(ColumnDefinition column)
    {
        if (column.Type is not null)
        {
            Add(" ");
            Write(column.Type);
        }
        foreach (ColumnConstraint constraint in column.Constraints)
        {
            Add(" ");
            WriteColumnConstraint(constraint);
        }
    }

    private void ConstraintName(Identifier? name)
    {
        if (name is null) return;
        Add(name, "CONSTRAINT ");
        Add(" ");
    }

    private void WriteColumnConstraint(ColumnConstraint constraint)
    {
        ConstraintName(constraint.Name);
        switch (constraint)
        {
            case NotNullConstraint: Add("NOT NULL"); break;
            case NullableConstraint: Add("NULL"); break;
            case PrimaryKeyConstraint: Add("PRIMARY KEY"); break;
            case UniqueConstraint: Add("UNIQUE"); break;
            case DefaultConstraint value:
                Add("DEFAULT ");
                Write(value.Value, Precedence.Postfix);
                break;
            case CheckConstraint check:
                Optional(check.Condition, "CHECK (");
                Add(")");
                break;
            case ReferencesConstraint references: WriteForeignKey(references.Target); break;
            case GeneratedConstraint generated:
                Optional(generated.Value, "GENERATED ALWAYS AS (");
                Add(generated.Storage switch { GeneratedStorage.Stored => ") STORED", GeneratedStorage.Virtual =>
                    ") VIRTUAL", _ => ")" });
                break;
            case IdentityConstraint identity:
                Add(identity.Always ? "GENERATED ALWAYS AS IDENTITY" : "GENERATED BY DEFAULT AS IDENTITY");
                if (identity.Options.IsEmpty) break;
                Add(" (");
                Join(identity.Options, " ", static (printer, option) => printer.Node(option));
                Add(")");
                break;
            case CollateConstraint collate:
                Add("COLLATE ");
                Add(collate.Collation);
                break;
            case CompressionConstraint compression: Add(compression.Method, "USING COMPRESSION "); break;
        }
        WriteTiming(constraint.Timing);
    }

    private void WriteTableConstraint(TableConstraint constraint)
    {
        ConstraintName(constraint.Name);
        switch (constraint)
        {
            case TablePrimaryKey key: Columns(key.Columns, "PRIMARY KEY ("); break;
            case TableUnique unique: Columns(unique.Columns, unique.NullsNotDistinct ? "UNIQUE NULLS NOT DISTINCT ("
                : "UNIQUE ("); break;
            case TableCheck check:
                Optional(check.Condition, "CHECK (");
                Add(")");
                break;
            case TableForeignKey foreignKey:
                Columns(foreignKey.Columns, "FOREIGN KEY (");
                Add(" ");
                WriteForeignKey(foreignKey.Target);
                break;
        }
        WriteTiming(constraint.Timing);
    }

    private void WriteForeignKey(ForeignKeyTarget target)
    {
        Add("REFERENCES ");
        Add(target.Table);
        Columns(target.Columns, " (");
        if (target.IsMatchFull) Add(" MATCH FULL");
        if (target.OnDelete != ReferentialAction.Default) Add(" ON DELETE " + Text(target.OnDelete));
        if (target.OnUpdate != ReferentialAction.Default) Add(" ON UPDATE " + Text(target.OnUpdate));
        WriteTiming(target.Timing);
    }

    private void WriteTiming(ConstraintTiming timing) => Add(timing switch
    {
        ConstraintTiming.NotDeferrable => " NOT DEFERRABLE",
        ConstraintTiming.Deferrable => " DEFERRABLE",
        ConstraintTiming.InitiallyDeferred => " DEFERRABLE INITIALLY DEFERRED",
        _ => "",
    });

    private static string Text(ReferentialAction action) => action switch
    {
        ReferentialAction.NoAction => "NO ACTION",
        ReferentialAction.SetNull => "SET NULL",
        ReferentialAction.SetDefault => "SET DEFAULT",
        _ => action.ToString().ToUpperInvariant(),
    };

    private void WriteSequenceOption(SequenceOption option)
    {
        Add(option.Kind switch
        {
            SequenceOptionKind.Start => "START WITH",
            SequenceOptionKind.Increment => "INCREMENT BY",
            SequenceOptionKind.NoMinValue => "NO MINVALUE",
            SequenceOptionKind.NoMaxValue => "NO MAXVALUE",
            SequenceOptionKind.NoCycle => "NO CYCLE",
            SequenceOptionKind.OwnedBy => "OWNED BY ",
            SequenceOptionKind.As => "AS ",
            _ => option.Kind.ToString().ToUpperInvariant(),
        });
        Optional(option.Value, " ");
        if (option.Owner is not null) Add(option.Owner);
        if (option.Type is not null) Write(option.Type);
    }

    private void WriteAlterAction(AlterAction action)
    {
        switch (action)
        {
            case AddColumnAction add:
                Add(add.IfNotExists ? "ADD COLUMN IF NOT EXISTS " : "ADD COLUMN ");
                Add(add.Path);
                WriteColumnRest(add.Column);
                break;
            case DropColumnAction drop:
                Add(drop.IfExists ? "DROP COLUMN IF EXISTS " : "DROP COLUMN ");
                Add(drop.Column);
                Behavior(drop.Behavior);
                break;
            case RenameColumnAction rename:
                Add("RENAME COLUMN ");
                Add(rename.Column);
                Add(rename.NewName, " TO ");
                break;
            case RenameAction rename: Add(rename.NewName, "RENAME TO "); break;
            case SetSchemaAction set: Add(set.Schema, "SET SCHEMA "); break;
            case AddConstraintAction add:
                Add("ADD ");
                WriteTableConstraint(add.Constraint);
                break;
            case DropConstraintAction drop:
                Add(drop.Constraint, drop.IfExists ? "DROP CONSTRAINT IF EXISTS " : "DROP CONSTRAINT ");
                Behavior(drop.Behavior);
                break;
            case RenameConstraintAction rename:
                Add(rename.Constraint, "RENAME CONSTRAINT ");
                Add(rename.NewName, " TO ");
                break;
            case AlterSequenceAction sequence: Join(sequence.Options, " ", static (printer, option) =>
                printer.Node(option)); break;
            default: WriteAlterColumn(action); break;
        }
    }

    private void WriteAlterColumn(AlterAction action)
    {
        Add("ALTER COLUMN ");
        switch (action)
        {
            case AlterColumnTypeAction type:
                Add(type.Column);
                Add(" TYPE");
                if (type.Type is not null)
                {
                    Add(" ");
                    Write(type.Type);
                }
                if (type.Collation is not null)
                {
                    Add(" COLLATE ");
                    Add(type.Collation);
                }
                Optional(type.Using, " USING ");
                break;
            case AlterColumnDefaultAction value:
                Add(value.Column);
                Optional(value.Value, " SET DEFAULT ");
                AddIf(value.Value is null, " DROP DEFAULT");
                break;
            case AlterColumnNotNullAction notNull:
                Add(notNull.Column);
                Add(notNull.NotNull ? " SET NOT NULL" : " DROP NOT NULL");
                break;
            case AddIdentityAction add:
                Add(add.Column);
                Add(add.Always ? " ADD GENERATED ALWAYS AS IDENTITY" : " ADD GENERATED BY DEFAULT AS IDENTITY");
                if (add.Options.IsEmpty) break;
                Add(" (");
                Join(add.Options, " ", static (printer, option) => printer.Node(option));
                Add(")");
                break;
            case SetIdentityAction set:
                Add(set.Column);
                Add(set.Always ? " SET GENERATED ALWAYS" : " SET GENERATED BY DEFAULT");
                break;
            case DropIdentityAction drop:
                Add(drop.Column);
                Add(drop.IfExists ? " DROP IDENTITY IF EXISTS" : " DROP IDENTITY");
                break;
        }
    }
}
