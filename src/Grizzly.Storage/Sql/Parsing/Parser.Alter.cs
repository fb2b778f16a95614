using Grizzly.Common;

namespace Grizzly.Sql;

/// <summary>DROP, ALTER and COMMENT.</summary>
internal sealed partial class Parser
{
    private ObjectKind ParseObjectKind()
    {
        if (Accept(Keyword.Table)) return ObjectKind.Table;
        if (Accept(Keyword.View)) return ObjectKind.View;
        if (Accept(Keyword.Materialized, Keyword.View)) return ObjectKind.MaterializedView;
        if (Accept(Keyword.Index)) return ObjectKind.Index;
        if (Accept(Keyword.Schema)) return ObjectKind.Schema;
        if (Accept(Keyword.Sequence)) return ObjectKind.Sequence;
        if (Accept(Keyword.Type)) return ObjectKind.Type;
        if (Accept(Keyword.Database)) return ObjectKind.Database;
        if (!Accept(Keyword.Macro) && !Accept(Keyword.Function)) throw Unexpected();
        return Accept(Keyword.Table) ? ObjectKind.TableMacro : ObjectKind.Macro;
    }

    private DropBehavior ParseDropBehavior()
    {
        if (Accept(Keyword.Cascade)) return DropBehavior.Cascade;
        return Accept(Keyword.Restrict) ? DropBehavior.Restrict : DropBehavior.Default;
    }

    private bool ParseIfExists() => Accept(Keyword.If, Keyword.Exists);

    private DropStatement ParseDrop()
    {
        int first = _position;
        Require(Keyword.Drop);
        ObjectKind kind = ParseObjectKind();
        if (kind == ObjectKind.Index) Accept(Keyword.Concurrently);
        bool ifExists = ParseIfExists();
        SyntaxList<QualifiedName> names = kind is ObjectKind.Macro or ObjectKind.TableMacro or ObjectKind.Type
            ? [ParseQualifiedName(KeywordClass.TypeOrFunction)]
            : ParseQualifiedNames();
        return new DropStatement(kind, ifExists, names, ParseDropBehavior(), SpanFrom(first));
    }

    private AlterStatement ParseAlter()
    {
        int first = _position;
        Require(Keyword.Alter);
        ObjectKind kind = ParseObjectKind();
        bool ifExists = ParseIfExists();
        if (kind == ObjectKind.Table && At(Keyword.Only) && Peek(1).Kind is TokenKind.Word
            or TokenKind.QuotedIdentifier) Accept(Keyword.Only);
        QualifiedName name = ParseQualifiedName();
        var actions = new List<AlterAction>();
        do actions.Add(ParseAlterAction(kind));
        while (Accept(TokenKind.Comma));
        return new AlterStatement(kind, ifExists, name, SyntaxList.From(actions), SpanFrom(first));
    }

    private AlterAction ParseAlterAction(ObjectKind kind)
    {
        int first = _position;
        if (Accept(Keyword.Rename)) return ParseRename(first);
        if (Accept(Keyword.Set, Keyword.Schema)) return new SetSchemaAction(ParseName(), SpanFrom(first));
        if (kind == ObjectKind.Database && Accept(Keyword.Set))
        {
            if (!AcceptWord("alias")) throw Unexpected();
            Require(Keyword.To);
            return new RenameAction(ParseName(), SpanFrom(first));
        }
        if (kind == ObjectKind.Sequence)
        {
            SyntaxList<SequenceOption> options = ParseSequenceOptions();
            return options.IsEmpty ? throw Unexpected() : new AlterSequenceAction(options, SpanFrom(first));
        }
        if (Accept(Keyword.Add)) return ParseAdd(first);
        if (Accept(Keyword.Drop)) return ParseDropPart(first);
        Require(Keyword.Alter);
        Accept(Keyword.Column);
        return ParseAlterColumn(ParseQualifiedName(), first);
    }

    private AlterAction ParseRename(int first)
    {
        if (Accept(Keyword.To)) return new RenameAction(ParseName(), SpanFrom(first));
        if (Accept(Keyword.Constraint))
        {
            Identifier constraint = ParseName();
            Require(Keyword.To);
            return new RenameConstraintAction(constraint, ParseName(), SpanFrom(first));
        }
        Accept(Keyword.Column);
        QualifiedName column = ParseQualifiedName();
        Require(Keyword.To);
        return new RenameColumnAction(column, ParseName(), SpanFrom(first));
    }

    private AlterAction ParseAdd(int first)
    {
        if (AtTableConstraint) return new AddConstraintAction(ParseTableConstraint(), SpanFrom(first));
        Accept(Keyword.Column);
        bool ifNotExists = Accept(Keyword.If, Keyword.Not, Keyword.Exists);
        int start = _position;
        QualifiedName path = ParseQualifiedName();
        return new AddColumnAction(ifNotExists, path, ParseColumnDefinition(path.Name, start), SpanFrom(first));
    }

    private AlterAction ParseDropPart(int first)
    {
        if (Accept(Keyword.Constraint))
        {
            bool ifExists = ParseIfExists();
            return new DropConstraintAction(ifExists, ParseName(), ParseDropBehavior(), SpanFrom(first));
        }
        Accept(Keyword.Column);
        bool ifColumnExists = ParseIfExists();
        return new DropColumnAction(ifColumnExists, ParseQualifiedName(), ParseDropBehavior(), SpanFrom(first));
    }

    private AlterAction ParseAlterColumn(QualifiedName column, int first)
    {
        if (Accept(Keyword.Set, Keyword.Default))
            return new AlterColumnDefaultAction(column, ParseExpression(), SpanFrom(first));
        if (Accept(Keyword.Drop, Keyword.Default)) return new AlterColumnDefaultAction(column, null, SpanFrom(first));
        if (Accept(Keyword.Set, Keyword.Not, Keyword.Null))
            return new AlterColumnNotNullAction(column, true, SpanFrom(first));
        if (Accept(Keyword.Drop, Keyword.Not, Keyword.Null))
            return new AlterColumnNotNullAction(column, false, SpanFrom(first));
        if (Accept(Keyword.Add, Keyword.Generated)) return ParseAddIdentity(column, first);
        if (Accept(Keyword.Set, Keyword.Generated))
        {
            bool always = ParseAlways();
            return new SetIdentityAction(column, always, SpanFrom(first));
        }
        if (Accept(Keyword.Drop, Keyword.Identity))
        {
            bool ifExists = ParseIfExists();
            return new DropIdentityAction(column, ifExists, SpanFrom(first));
        }
        if (Accept(Keyword.Set))
        {
            Accept(Keyword.Data);
            Require(Keyword.Type);
        }
        else Require(Keyword.Type);
        TypeName? type = At(Keyword.Using) ? null : ParseTypeName();
        QualifiedName? collation = Accept(Keyword.Collate) ? ParseQualifiedName(KeywordClass.TypeOrFunction) : null;
        Expression? conversion = Accept(Keyword.Using) ? ParseExpression() : null;
        return new AlterColumnTypeAction(column, type, collation, conversion, SpanFrom(first));
    }

    private AddIdentityAction ParseAddIdentity(QualifiedName column, int first)
    {
        bool always = ParseAlways();
        Require(Keyword.As, Keyword.Identity);
        SyntaxList<SequenceOption> options = [];
        if (Accept(TokenKind.LeftParenthesis))
        {
            options = ParseSequenceOptions();
            Require(TokenKind.RightParenthesis);
        }
        return new AddIdentityAction(column, always, options, SpanFrom(first));
    }

    private bool ParseAlways()
    {
        if (Accept(Keyword.Always)) return true;
        Require(Keyword.By, Keyword.Default);
        return false;
    }

    private CommentStatement ParseComment()
    {
        int first = _position;
        Require(Keyword.Comment, Keyword.On);
        ObjectKind kind = Accept(Keyword.Column) ? ObjectKind.Column : ParseObjectKind();
        QualifiedName name = ParseQualifiedName(KeywordClass.TypeOrFunction);
        Require(Keyword.Is);
        string? text = Accept(Keyword.Null) ? null : ParseString();
        return new CommentStatement(kind, name, text, SpanFrom(first));
    }
}
