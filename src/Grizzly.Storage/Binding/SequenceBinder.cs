using Grizzly.Catalog;
using Grizzly.Common;
using Grizzly.Logical;
using Grizzly.Sql;
using Grizzly.Types;

namespace Grizzly.Binding;

/// <summary>CREATE and ALTER SEQUENCE.</summary>
internal sealed class SequenceBinder(BindContext context)
{
    public BoundStatement Bind(CreateSequenceStatement create)
    {
        string schema = ObjectNames.Place(context, create.Name, create.Temporary);
        using BindContext.CatalogScope scope = ObjectNames.EnterPlace(context, schema);
        SequenceOptions options = Options(create.Options, null, LogicalType.BigInt, out _);
        (string? table, string? column) = Owner(create.Options, schema);
        return new BoundCreateSequence(
            schema, create.Name.Name.Text, options, table, column, create.Conflict == CreateConflict.Replace,
            create.Conflict == CreateConflict.Ignore);
    }

    public BoundStatement Bind(AlterStatement alter)
    {
        if (context.Catalog.FindSequence(ObjectNames.Of(alter.Name)) is not { } before)
        {
            if (alter.IfExists) return new BoundNothing();
            throw Errors.ObjectNotFound(
                "sequence", alter.Name.Name.Text, context.Catalog.Sequences.Select(s => s.Name), alter.Name.Span);
        }
        context.Database = context.Catalog.DatabaseOf(before);
        using BindContext.CatalogScope scope = context.Within(before);
        SequenceEntry after = before;
        long? restart = null;
        foreach (AlterAction action in alter.Actions)
        {
            switch (action)
            {
                case AlterSequenceAction change:
                    after = after with { Options = Options(
                        change.Options, after.Options, LogicalType.BigInt, out restart) };
                    if (change.Options.Any(option => option.Kind == SequenceOptionKind.OwnedBy))
                    {
                        (string? table, string? column) = Owner(change.Options, before.Schema);
                        after = after with { OwnerTable = table, OwnerColumn = column };
                    }
                    break;
                case RenameAction rename: after = after with { Name = rename.NewName.Text }; break;
                case SetSchemaAction set:
                    if (before.OwnerTable is not null)
                        throw Errors.NotSupported("SET SCHEMA of a sequence that a table owns", set.Span,
                            "move the table: the sequence goes along");
                    if (!context.Catalog.SchemaExists(set.Schema.Text))
                        throw Errors.SchemaMissing(set.Schema.Text, set.Schema.Span);
                    after = after with { Schema = set.Schema.Text };
                    break;
                default: throw Errors.NotSupported("this ALTER SEQUENCE", action.Span);
            }
        }
        return new BoundAlterSequence(before, after, restart);
    }

    /// <summary>The options, each at most once, over those there are or the defaults.</summary>
    /// <param name="before">What ALTER starts from; null for CREATE.</param>
    /// <param name="type">The type whose range bounds the values.</param>
    /// <param name="restart">The value of RESTART, or null.</param>
    public SequenceOptions Options(
        SyntaxList<SequenceOption> options, SequenceOptions? before, LogicalType type, out long? restart)
    {
        long? start = null, increment = null, min = null, max = null, cache = null;
        bool? isCycling = null;
        LogicalType? chosen = null;
        bool defaultMin = false, defaultMax = false, restarts = false;
        restart = null;
        var seen = new HashSet<SequenceOptionKind>();
        foreach (SequenceOption option in options)
        {
            SequenceOptionKind kind = option.Kind switch
            {
                SequenceOptionKind.NoMinValue => SequenceOptionKind.MinValue,
                SequenceOptionKind.NoMaxValue => SequenceOptionKind.MaxValue,
                SequenceOptionKind.NoCycle => SequenceOptionKind.Cycle,
                _ => option.Kind,
            };
            if (!seen.Add(kind)) throw Errors.Misplaced("a sequence option given twice", option.Span);
            switch (option.Kind)
            {
                case SequenceOptionKind.Start: start = Number(option); break;
                case SequenceOptionKind.Increment: increment = Number(option); break;
                case SequenceOptionKind.MinValue: min = Number(option); break;
                case SequenceOptionKind.MaxValue: max = Number(option); break;
                case SequenceOptionKind.Cache: cache = Number(option); break;
                case SequenceOptionKind.As: chosen = TypeOf(option); break;
                case SequenceOptionKind.NoMinValue: defaultMin = true; break;
                case SequenceOptionKind.NoMaxValue: defaultMax = true; break;
                case SequenceOptionKind.Cycle: isCycling = true; break;
                case SequenceOptionKind.NoCycle: isCycling = false; break;
                case SequenceOptionKind.Restart:
                    if (before is null) throw Errors.Misplaced("RESTART in CREATE SEQUENCE", option.Span);
                    restarts = true;
                    if (option.Value is not null) restart = Number(option);
                    break;
            }
        }
        SourceSpan span = options.IsEmpty ? SourceSpan.None : options[0].Span;
        long step = increment ?? before?.Increment ?? 1;
        LogicalType counted = chosen ?? before?.Type ?? type;
        (long least, long most) = Range(counted);
        if (before is not null && chosen is not null)
        {
            // Bounds that came from the old type go with it.
            (long oldLeast, long oldMost) = Range(before.Type);
            defaultMin |= before.MinValue == oldLeast;
            defaultMax |= before.MaxValue == oldMost;
        }
        long low = min ?? (defaultMin ? null : before?.MinValue) ?? (step > 0 ? 1 : least);
        long high = max ?? (defaultMax ? null : before?.MaxValue) ?? (step > 0 ? most : -1);
        long first = start ?? before?.Start ?? (step > 0 ? low : high);
        if (restarts) restart ??= first;
        if (step == 0) throw Errors.Invalid("INCREMENT must not be zero", span);
        if (low < least || high > most)
            throw Errors.Invalid($"MINVALUE or MAXVALUE is out of range for type {counted.Name}", span);
        if (low >= high) throw Errors.Invalid($"MINVALUE ({low}) must be less than MAXVALUE ({high})", span);
        if (first < low) throw Errors.Invalid($"START value ({first}) cannot be less than MINVALUE ({low})", span);
        if (first > high) throw Errors.Invalid($"START value ({first}) cannot be greater than MAXVALUE ({high})", span);
        if (restart < low || restart > high)
            throw Errors.Invalid($"RESTART value ({restart}) must lie between MINVALUE and MAXVALUE", span);
        if ((cache ?? 1) < 1) throw Errors.Invalid($"CACHE ({cache}) must be greater than zero", span);
        return new SequenceOptions(
            first, step, low, high, isCycling ?? before?.IsCycling ?? false, Math.Min(cache ?? before?.Cache ?? 1,
                1 << 20))
        {
            Type = before is null && chosen is null ? LogicalType.BigInt : counted,
        };
    }

    /// <summary>AS type; 22023 for a type that does not count.</summary>
    private LogicalType TypeOf(SequenceOption option)
    {
        LogicalType type = TypeNames.Resolve(option.Type!, context.Catalog);
        return type.Id is LogicalTypeId.SmallInt or LogicalTypeId.Integer or LogicalTypeId.BigInt
            ? type
            : throw Errors.Invalid("a sequence counts in SMALLINT, INTEGER or BIGINT", option.Span);
    }

    private (string? Table, string? Column) Owner(SyntaxList<SequenceOption> options, string schema)
    {
        foreach (SequenceOption option in options)
        {
            if (option.Kind != SequenceOptionKind.OwnedBy) continue;
            QualifiedName owner = option.Owner!;
            if (owner.Parts.Count == 1 && Scope.SameName(owner.Name.Text, "none")) return (null, null);
            return OwnerOf(owner, schema, option.Span);
        }
        return (null, null);
    }

    /// <summary>The column of a table that the sequence goes with; or a whole table, view or sequence.</summary>
    private (string Table, string? Column) OwnerOf(QualifiedName owner, string schema, SourceSpan span)
    {
        switch (context.Catalog.FindRelation(ObjectNames.Of(owner)))
        {
            case TableEntry table: return (InSchema(table.Schema, table.Name), null);
            case ViewEntry view: return (InSchema(view.Schema, view.Name), null);
            case SequenceEntry sequence: return (InSchema(sequence.Schema, sequence.Name), null);
        }
        if (owner.Parts.Count < 2) throw FromBinder.NotFound(context, owner, []);
        var name = new QualifiedName([.. owner.Parts.Take(owner.Parts.Count - 1)], owner.Span);
        TableEntry entry = Targets.Find(context, name);
        return (InSchema(entry.Schema, entry.Name), entry.Columns[Targets.IndexOf(entry, owner.Name)].Name);

        string InSchema(string ownerSchema, string found) => Scope.SameName(ownerSchema, schema)
            ? found
            : throw Errors.Invalid("a sequence must be in the same schema as the table it belongs to", span);
    }

    private long Number(SequenceOption option)
    {
        BoundExpression value = new ExpressionBinder(context, Scope.Empty, null, null, "a sequence option")
            .Bind(option.Value!);
        if (value is not BoundConstant { Value: { IsNull: false, Type.IsInteger: true } number })
            throw Errors.Invalid("a sequence option needs a whole number", option.Span);
        return number.Integer >= long.MinValue && number.Integer <= long.MaxValue
            ? (long)number.Integer
            : throw Errors.OutOfRange("a sequence option is out of range for type BIGINT", option.Span);
    }

    private static (long Least, long Most) Range(LogicalType type) => type.Id switch
    {
        LogicalTypeId.TinyInt => (sbyte.MinValue, sbyte.MaxValue),
        LogicalTypeId.SmallInt => (short.MinValue, short.MaxValue),
        LogicalTypeId.Integer => (int.MinValue, int.MaxValue),
        LogicalTypeId.UTinyInt => (0, byte.MaxValue),
        LogicalTypeId.USmallInt => (0, ushort.MaxValue),
        LogicalTypeId.UInteger => (0, uint.MaxValue),
        LogicalTypeId.UBigInt or LogicalTypeId.UHugeInt => (0, long.MaxValue),
        _ => (long.MinValue, long.MaxValue),
    };
}
