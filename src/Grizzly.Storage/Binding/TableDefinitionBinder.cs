using Grizzly.Catalog;
using Grizzly.Common;
using Grizzly.Functions;
using Grizzly.Indexes;
using Grizzly.Logical;
using Grizzly.Sql;
using Grizzly.Types;
using ColumnDefinition = Grizzly.Catalog.ColumnDefinition;

namespace Grizzly.Binding;

/// <summary>
/// Columns and constraints of CREATE TABLE and ALTER TABLE: every expression is bound once, to find its errors, and
/// kept as SQL; constraints without a name get the one PostgreSQL would give them.
/// </summary>
internal sealed partial class TableDefinitionBinder(BindContext context, string schema, string table)
{
    private readonly List<ColumnDefinition> _columns = [];
    private readonly List<ConstraintDefinition> _constraints = [];
    private readonly List<ColumnSequence> _sequences = [];

    /// <summary>OR REPLACE: names of what is to be replaced are free.</summary>
    public bool Replaces { get; init; }

    public IReadOnlyList<ColumnDefinition> Columns => _columns;

    public IReadOnlyList<ConstraintDefinition> Constraints => _constraints;

    /// <summary>The sequences that new serial and identity columns need.</summary>
    public IReadOnlyList<ColumnSequence> Sequences => _sequences;

    /// <summary>ALTER: what is there already.</summary>
    public void Start(IEnumerable<ColumnDefinition> columns, IEnumerable<ConstraintDefinition> constraints)
    {
        _columns.AddRange(columns);
        _constraints.AddRange(constraints);
    }

    /// <summary>Adds columns with what belongs to each, then the table's constraints.</summary>
    public void Add(IReadOnlyList<Sql.ColumnDefinition> columns, IReadOnlyList<TableConstraint> constraints)
    {
        int first = _columns.Count;
        foreach (Sql.ColumnDefinition column in columns) AddColumn(column);
        // Generated columns and constraints may refer to columns further right.
        AddGenerated(columns, first);
        foreach (Sql.ColumnDefinition column in columns)
        {
            foreach (ColumnConstraint constraint in column.Constraints) AddConstraint(column, constraint);
        }
        foreach (TableConstraint constraint in constraints)
            if (constraint is not TableForeignKey) Add(constraint);
        // A foreign key may refer to a key of the same table.
        foreach (Sql.ColumnDefinition column in columns)
        {
            foreach (ReferencesConstraint key in column.Constraints.OfType<ReferencesConstraint>())
                AddForeignKey(key.Name, [column.Name], key.Target, key.Span);
        }
        foreach (TableConstraint constraint in constraints)
            if (constraint is TableForeignKey) Add(constraint);
    }

    /// <summary>A DEFAULT expression as SQL, checked against the column's type.</summary>
    public static string Default(BindContext context, Expression value, LogicalType type)
    {
        BoundExpression bound = context.Types.Cast(
            new ExpressionBinder(context, Scope.Empty, null, null, "DEFAULT").Bind(value), type);
        if (ExpressionTree.Any(bound, node => node is BoundSubquery or BoundParameter))
            throw Errors.NotSupported("a subquery or parameter in DEFAULT", value.Span);
        return SequenceNames.Keep(context, value).ToString();
    }

    /// <summary>Adds a constraint of the table.</summary>
    public void Add(TableConstraint constraint)
    {
        switch (constraint)
        {
            case TableCheck check: AddCheck(check.Name, check.Condition); break;
            case TablePrimaryKey key: AddKey(key.Name, key.Columns, true, key.Timing, false, key.Span); break;
            case TableUnique key:
                AddKey(key.Name, key.Columns, false, key.Timing, key.NullsNotDistinct, key.Span);
                break;
            case TableForeignKey key: AddForeignKey(key.Name, key.Columns, key.Target, key.Span); break;
            default: throw Errors.NotSupported("this constraint", constraint.Span);
        }
    }

    private void AddColumn(Sql.ColumnDefinition column)
    {
        string name = column.Name.Text;
        if (_columns.Exists(other => Scope.SameName(other.Name, name)))
            throw Errors.DuplicateColumn(name, column.Name.Span);
        LogicalType? serial = SerialType(column.Type);
        LogicalType type = serial ?? TypeOf(column);
        var result = new ColumnDefinition(name, type, serial is not null)
        {
            Length = TypeNames.LengthOf(column.Type, type),
        };
        if (serial is not null) result = WithSequence(result, column.Span, []) with { Identity = IdentityKind.None };
        bool? isNotNull = null;
        foreach (ColumnConstraint constraint in column.Constraints)
        {
            switch (constraint)
            {
                case NotNullConstraint or NullableConstraint or PrimaryKeyConstraint:
                    if (constraint is NullableConstraint ? isNotNull == true : isNotNull == false)
                        throw Errors.Misplaced($"NULL and NOT NULL for column \"{name}\"", constraint.Span);
                    isNotNull = constraint is not NullableConstraint;
                    break;
                case DefaultConstraint @default:
                    if (result.DefaultSql is not null || result.Identity != IdentityKind.None)
                        throw Errors.Misplaced($"a second DEFAULT of column \"{name}\"", constraint.Span);
                    result = result with { DefaultSql = Default(context, @default.Value, type) };
                    break;
                case IdentityConstraint identity:
                    if (result.DefaultSql is not null || result.Identity != IdentityKind.None)
                        throw Errors.Misplaced($"both DEFAULT and IDENTITY for column \"{name}\"", constraint.Span);
                    if (isNotNull == false)
                        throw Errors.Misplaced($"NULL and IDENTITY for column \"{name}\"", constraint.Span);
                    result = WithSequence(result, column.Span, identity.Options) with
                    {
                        IsNotNull = true,
                        DefaultSql = null,
                        Identity = identity.Always ? IdentityKind.Always : IdentityKind.ByDefault,
                    };
                    break;
                case CollateConstraint collate:
                    result = result with { Type = Collations.Column(type, collate.Collation, collate.Span) };
                    break;
                case CompressionConstraint: throw Errors.NotSupported("a chosen compression", constraint.Span);
            }
        }
        if (isNotNull == false && (serial is not null || result.Identity != IdentityKind.None))
            throw Errors.Misplaced($"NULL for the numbering column \"{name}\"", column.Span);
        _columns.Add(result with { IsNotNull = result.IsNotNull || isNotNull == true });
    }

    /// <summary>ALTER: a column that is there numbers its rows from now on.</summary>
    public void AddIdentity(int index, bool always, SyntaxList<SequenceOption> options, SourceSpan span) =>
        _columns[index] = WithSequence(_columns[index], span, options) with
        {
            DefaultSql = null,
            Identity = always ? IdentityKind.Always : IdentityKind.ByDefault,
        };

    private LogicalType TypeOf(Sql.ColumnDefinition column)
    {
        if (column.Type is not null)
        {
            LogicalType type = TypeNames.Resolve(column.Type, context.Catalog);
            return type.IsNull ? LogicalType.Integer : type;
        }
        // A generated column takes its expression's type once all columns are known.
        if (column.Constraints.Any(constraint => constraint is GeneratedConstraint)) return LogicalType.Null;
        throw Errors.Misplaced($"column \"{column.Name.Text}\" without a type", column.Span);
    }

    private static LogicalType? SerialType(TypeName? type)
    {
        if (type is not SimpleTypeName { Modifiers.IsEmpty: true, Name.Parts.Count: 1 } simple) return null;
        return simple.Name.Name.Text.ToLowerInvariant() switch
        {
            "serial" or "serial4" => LogicalType.Integer,
            "bigserial" or "serial8" => LogicalType.BigInt,
            "smallserial" or "serial2" => LogicalType.SmallInt,
            _ => null,
        };
    }

    /// <summary>The column with a sequence of its own; as default, which IDENTITY takes away again.</summary>
    private ColumnDefinition WithSequence(
        ColumnDefinition column, SourceSpan span, SyntaxList<SequenceOption> options)
    {
        if (!column.Type.IsInteger)
            throw Errors.InvalidDefinition(
                $"identity column \"{column.Name}\" must be of an integer type", span);
        string name = FreeName($"{table}_{column.Name}_seq", IsTaken);
        SequenceOptions bound = new SequenceBinder(context).Options(options, null, column.Type, out _);
        _sequences.Add(new ColumnSequence(name, column.Name, bound));
        return column with { SequenceName = name, DefaultSql = SequenceNames.NextValue(schema, name) };
    }

    private bool IsTaken(string name) =>
        _sequences.Exists(sequence => Scope.SameName(sequence.Name, name)) || Scope.SameName(name, table)
            || (!Replaces && context.Catalog.IsNameTaken(schema, name));

    private void AddConstraint(Sql.ColumnDefinition column, ColumnConstraint constraint)
    {
        SyntaxList<Identifier> own = [column.Name];
        switch (constraint)
        {
            case CheckConstraint check: AddCheck(check.Name, check.Condition, column.Name.Text); break;
            case PrimaryKeyConstraint key: AddKey(key.Name, own, true, key.Timing, false, key.Span); break;
            case UniqueConstraint key: AddKey(key.Name, own, false, key.Timing, false, key.Span); break;
        }
    }

    private void AddCheck(Identifier? name, Expression condition, string? column = null)
    {
        var entry = new TableEntry(schema, table, _columns);
        LogicalColumn[] row = Row();
        Scope scope = new RulesBinder(context).ScopeOf(entry, row, out _);
        BoundExpression bound = new ExpressionBinder(context, scope, null, null, "CHECK").BindBoolean(condition);
        if (ExpressionTree.Any(bound, node => node is BoundSubquery or BoundParameter))
            throw Errors.NotSupported("a subquery or parameter in CHECK", condition.Span);
        string[] used = [.. UsedColumns(condition)];
        string stem = column ?? (used.Length == 1 ? used[0] : "");
        string result = Name(name, stem.Length == 0 ? $"{table}_check" : $"{table}_{stem}_check");
        _constraints.Add(new CheckDefinition(result, condition.ToString(), used));
    }

    /// <summary>The columns an expression names, virtual ones as themselves.</summary>
    private IEnumerable<string> UsedColumns(Expression expression)
    {
        LogicalColumn[] row = Row();
        var entry = new ScopeTable(null, table);
        ScopeColumn[] columns =
            [.. _columns.Select((column, i) => new ScopeColumn(entry, column.Name, new BoundColumn(row[i])))];
        BoundExpression bound = new ExpressionBinder(
            context, new Scope([entry], columns), null, null, "CHECK").Bind(expression);
        HashSet<LogicalColumn> used = ExpressionTree.ColumnsOf(bound);
        return _columns.Where((_, i) => used.Contains(row[i])).Select(column => column.Name);
    }

    private LogicalColumn[] Row() => [.. _columns.Select(column => context.Ids.New(column.Name, column.Type))];

    private void AddKey(
        Identifier? name, SyntaxList<Identifier> columns, bool isPrimary, ConstraintTiming timing, bool nullsEqual,
        SourceSpan span)
    {
        if (isPrimary && _constraints.Exists(constraint => constraint is KeyDefinition { IsPrimary: true }))
        {
            throw new GrizzlyException(
                SqlStates.InvalidTableDefinition, $"multiple primary keys for table \"{table}\" are not allowed", span);
        }
        string[] names = KeyColumns(columns);
        foreach (string column in names)
        {
            int index = IndexOf(column);
            if (!KeyEncoding.Supports(_columns[index].Type))
                throw Errors.NotSupported($"a key over type {_columns[index].Type.Name}", span);
            if (isPrimary) _columns[index] = _columns[index] with { IsNotNull = true };
        }
        string derived = isPrimary ? $"{table}_pkey" : $"{table}_{string.Join('_', names)}_key";
        _constraints.Add(new KeyDefinition(Name(name, derived, isRelation: true), names, isPrimary)
        {
            Deferral = DeferralOf(timing), NullsNotDistinct = nullsEqual,
        });
    }

    private void AddForeignKey(
        Identifier? name, SyntaxList<Identifier> columns, ForeignKeyTarget target, SourceSpan span)
    {
        string[] own = KeyColumns(columns);
        string parentSchema = target.Table.Schema?.Text ?? context.Catalog.DefaultSchema;
        string parentName = target.Table.Name.Text;
        bool isSelf = Scope.SameName(parentSchema, schema) && Scope.SameName(parentName, table);
        TableEntry parent = isSelf
            ? new TableEntry(schema, table, _columns) { Constraints = _constraints }
            : Targets.Find(context, target.Table);
        if (!isSelf && context.Catalog.DatabaseOf(parent) is { } home
            && !Scope.SameName(home.Name, context.Catalog.DefaultDatabase))
            throw Errors.AcrossDatabases("a foreign key to a table", target.Table.Span);
        KeyDefinition key = ReferencedKey(parent, target, span);
        string[] named = target.Columns.IsEmpty ? [.. key.Columns] : [.. target.Columns.Select(column => column.Text)];
        if (named.Length != own.Length)
        {
            throw new GrizzlyException(SqlStates.InvalidForeignKey,
                "number of referencing and referenced columns for foreign key disagree", span);
        }
        // Pairs in the order of the parent's key, which its index has.
        string[] children = [.. key.Columns.Select(column =>
            own[Array.FindIndex(named, other => Scope.SameName(other, column))])];
        for (int i = 0; i < children.Length; i++)
        {
            LogicalType child = _columns[IndexOf(children[i])].Type;
            LogicalType referenced = parent.Columns[parent.IndexOf(key.Columns[i])].Type;
            if (Collations.HasKey(child) || Collations.HasKey(referenced))
                throw Errors.NotSupported("a foreign key over texts under a collation", span);
            if (child == referenced) continue;
            throw new GrizzlyException(SqlStates.DatatypeMismatch,
                $"key columns \"{children[i]}\" ({child.Name}) and \"{key.Columns[i]}\" ({referenced.Name}) have "
                + "different types", span, "give both columns the same type");
        }
        _constraints.Add(new ForeignKeyDefinition(
            Name(name, $"{table}_{string.Join('_', own)}_fkey"), children, parent.Schema, parent.Name, key.Columns)
        {
            OnDelete = ActionOf(target.OnDelete),
            OnUpdate = ActionOf(target.OnUpdate),
            IsMatchFull = target.IsMatchFull,
            Deferral = DeferralOf(target.Timing),
        });
        RequireWritable(children, target, span);
    }

    private static KeyDefinition ReferencedKey(TableEntry parent, ForeignKeyTarget target, SourceSpan span)
    {
        foreach (Identifier column in target.Columns) Targets.IndexOf(parent, column);
        KeyDefinition? key = target.Columns.IsEmpty
            ? parent.PrimaryKey
            : parent.Keys.FirstOrDefault(other => other.Columns.Count == target.Columns.Count
                && other.Columns.All(column => target.Columns.Any(named => Scope.SameName(named.Text, column))));
        if (key is null)
        {
            throw new GrizzlyException(SqlStates.InvalidForeignKey, target.Columns.IsEmpty
                ? $"there is no primary key for referenced table \"{parent.Name}\""
                : $"there is no unique constraint matching given keys for referenced table \"{parent.Name}\"", span);
        }
        if (key.Deferral != ConstraintDeferral.NotDeferrable)
        {
            throw new GrizzlyException(SqlStates.ObjectNotInPrerequisiteState,
                $"cannot use a deferrable unique constraint for referenced table \"{parent.Name}\"", span);
        }
        return key;
    }

    /// <summary>Actions that write into the columns need columns that can be written.</summary>
    private void RequireWritable(string[] columns, ForeignKeyTarget target, SourceSpan span)
    {
        bool writes = ActionOf(target.OnUpdate) is not (ForeignKeyAction.NoAction or ForeignKeyAction.Restrict)
            || ActionOf(target.OnDelete) is ForeignKeyAction.SetNull or ForeignKeyAction.SetDefault;
        if (writes && columns.Any(column => _columns[IndexOf(column)].IsGenerated))
            throw Errors.Misplaced("an action on a generated column", span);
    }

    private string[] KeyColumns(SyntaxList<Identifier> columns)
    {
        var names = new List<string>();
        foreach (Identifier column in columns)
        {
            int index = IndexOf(column.Text);
            if (index < 0)
                throw Errors.ColumnNotInTable(column.Text, table, _columns.Select(c => c.Name), column.Span);
            if (_columns[index].IsVirtual) throw Errors.NotSupported("a virtual column in a key", column.Span);
            if (names.Contains(_columns[index].Name)) throw Errors.DuplicateColumn(column.Text, column.Span);
            names.Add(_columns[index].Name);
        }
        return [.. names];
    }

    private int IndexOf(string column) => _columns.FindIndex(other => Scope.SameName(other.Name, column));

    private static ForeignKeyAction ActionOf(ReferentialAction action) => action switch
    {
        ReferentialAction.Restrict => ForeignKeyAction.Restrict,
        ReferentialAction.Cascade => ForeignKeyAction.Cascade,
        ReferentialAction.SetNull => ForeignKeyAction.SetNull,
        ReferentialAction.SetDefault => ForeignKeyAction.SetDefault,
        _ => ForeignKeyAction.NoAction,
    };

    private static ConstraintDeferral DeferralOf(ConstraintTiming timing) => timing switch
    {
        ConstraintTiming.Deferrable => ConstraintDeferral.InitiallyImmediate,
        ConstraintTiming.InitiallyDeferred => ConstraintDeferral.InitiallyDeferred,
        _ => ConstraintDeferral.NotDeferrable,
    };

    /// <param name="isRelation">True for constraints whose index takes a name among tables.</param>
    private string Name(Identifier? given, string derived, bool isRelation = false)
    {
        bool Exists(string name) => _constraints.Exists(other => Scope.SameName(other.Name, name))
            || (isRelation && given is null && !Replaces && IsTaken(name));
        if (given is not { } name) return FreeName(derived, Exists);
        return Exists(name.Text) ? throw Errors.DuplicateConstraint(name.Text, table, name.Span) : name.Text;
    }

    private static string FreeName(string name, Func<string, bool> isTaken)
    {
        string result = name;
        for (int i = 1; isTaken(result); i++) result = FormattableString.Invariant($"{name}{i}");
        return result;
    }
}
