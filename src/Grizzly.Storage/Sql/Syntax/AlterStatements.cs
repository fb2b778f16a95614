using Grizzly.Common;

namespace Grizzly.Sql;

public enum ObjectKind : byte
{
    Table, View, MaterializedView, Index, Schema, Sequence, Type, Macro, TableMacro, Column, Database,
}

public enum DropBehavior : byte { Default, Cascade, Restrict }

public sealed record DropStatement(
    ObjectKind Kind, bool IfExists, SyntaxList<QualifiedName> Names, DropBehavior Behavior, SourceSpan Span)
    : Statement(Span);

/// <summary>ALTER TABLE, VIEW, INDEX, SEQUENCE, SCHEMA, TYPE; several actions are separated by commas.</summary>
public sealed record AlterStatement(
    ObjectKind Kind, bool IfExists, QualifiedName Name, SyntaxList<AlterAction> Actions, SourceSpan Span)
    : Statement(Span);

public abstract record AlterAction(SourceSpan Span) : SyntaxNode(Span);

/// <summary>ADD COLUMN; <see cref="Path"/> has more than one part for a field inside a struct column.</summary>
public sealed record AddColumnAction(bool IfNotExists, QualifiedName Path, ColumnDefinition Column, SourceSpan Span)
    : AlterAction(Span);

public sealed record DropColumnAction(bool IfExists, QualifiedName Column, DropBehavior Behavior, SourceSpan Span)
    : AlterAction(Span);

public sealed record RenameColumnAction(QualifiedName Column, Identifier NewName, SourceSpan Span) : AlterAction(Span);

/// <summary>RENAME TO name.</summary>
public sealed record RenameAction(Identifier NewName, SourceSpan Span) : AlterAction(Span);

public sealed record SetSchemaAction(Identifier Schema, SourceSpan Span) : AlterAction(Span);

public sealed record AddConstraintAction(TableConstraint Constraint, SourceSpan Span) : AlterAction(Span);

public sealed record DropConstraintAction(bool IfExists, Identifier Constraint, DropBehavior Behavior, SourceSpan Span)
    : AlterAction(Span);

public sealed record RenameConstraintAction(Identifier Constraint, Identifier NewName, SourceSpan Span)
    : AlterAction(Span);

/// <summary>ALTER COLUMN c [SET DATA] TYPE t [COLLATE …] [USING expression]; the type may be absent where USING is
/// there.</summary>
public sealed record AlterColumnTypeAction(
    QualifiedName Column, TypeName? Type, QualifiedName? Collation, Expression? Using, SourceSpan Span)
    : AlterAction(Span);

/// <summary>SET DEFAULT, or DROP DEFAULT where <see cref="Value"/> is null.</summary>
public sealed record AlterColumnDefaultAction(QualifiedName Column, Expression? Value, SourceSpan Span)
    : AlterAction(Span);

/// <summary>SET NOT NULL or DROP NOT NULL.</summary>
public sealed record AlterColumnNotNullAction(QualifiedName Column, bool NotNull, SourceSpan Span) : AlterAction(Span);

/// <summary>ADD GENERATED … AS IDENTITY: the column numbers its rows from now on.</summary>
public sealed record AddIdentityAction(
    QualifiedName Column, bool Always, SyntaxList<SequenceOption> Options, SourceSpan Span) : AlterAction(Span);

/// <summary>SET GENERATED ALWAYS or BY DEFAULT.</summary>
public sealed record SetIdentityAction(QualifiedName Column, bool Always, SourceSpan Span) : AlterAction(Span);

public sealed record DropIdentityAction(QualifiedName Column, bool IfExists, SourceSpan Span) : AlterAction(Span);

/// <summary>ALTER SEQUENCE options.</summary>
public sealed record AlterSequenceAction(SyntaxList<SequenceOption> Options, SourceSpan Span) : AlterAction(Span);

/// <summary>COMMENT ON kind name IS 'text' | NULL.</summary>
public sealed record CommentStatement(ObjectKind Kind, QualifiedName Name, string? Text, SourceSpan Span)
    : Statement(Span);
