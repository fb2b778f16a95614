using Grizzly.Common;
using Grizzly.Types;

namespace Grizzly.Catalog;

/// <summary>Tables with constraints, and sequences.</summary>
/// <remarks>
/// Each definition starts with a version byte, 1 to 3. Table: id, columns, constraints. Column: name, type, NOT NULL,
/// default, generated kind and expression, identity kind, sequence; in version 2 its length. Constraint: kind, name,
/// then its parts. Sequence: id, value, options, owner; in version 2 its type.
/// </remarks>
public static partial class CatalogCodec
{
    private const byte DefinitionVersion = 1;

    /// <summary>Of definitions that older versions of Grizzly do not know: columns with lengths, sequences with types.
    /// </summary>
    private const byte ExtendedVersion = 2;

    /// <summary>As <see cref="ExtendedVersion"/>, with columns that have a collation.</summary>
    private const byte CollatedVersion = 3;
    private const int MostConstraints = 65_536;

    private enum ConstraintKind : byte
    {
        Check = 1,
        Key = 2,
        ForeignKey = 3,
    }

    public static void DefineTable(ByteWriter writer, TableEntry table)
    {
        Header(writer, CatalogRecordKind.DefineTable, table.Schema, table.Name);
        WriteTable(writer, table);
    }

    public static void AlterTable(ByteWriter writer, TableEntry before, TableEntry after)
    {
        Header(writer, CatalogRecordKind.AlterTable, after.Schema, after.Name);
        writer.Text(before.Schema);
        writer.Text(before.Name);
        WriteTable(writer, after);
    }

    public static void DefineSequence(ByteWriter writer, SequenceEntry sequence, long last, bool isCalled)
    {
        Header(writer, CatalogRecordKind.DefineSequence, sequence.Schema, sequence.Name);
        WriteSequence(writer, sequence, last, isCalled);
    }

    public static void AlterSequence(ByteWriter writer, SequenceEntry before, SequenceEntry after)
    {
        Header(writer, CatalogRecordKind.AlterSequence, after.Schema, after.Name);
        writer.Text(before.Schema);
        writer.Text(before.Name);
        (long last, bool isCalled) = after.State.Current;
        WriteSequence(writer, after, last, isCalled);
    }

    public static void DropSequence(ByteWriter writer, string schema, string name) =>
        Header(writer, CatalogRecordKind.DropSequence, schema, name);

    public static void SequenceValue(ByteWriter writer, long id, long last, bool isCalled)
    {
        Header(writer, CatalogRecordKind.SequenceValue, "", "");
        writer.Int64(id);
        writer.Int64(last);
        writer.Bool(isCalled);
    }

    private static CatalogRecord ReadDefinition(
        CatalogRecordKind kind, string schema, string name, ref ByteReader reader)
    {
        var none = new CatalogRecord(kind, schema, name, 0, [], null);
        switch (kind)
        {
            case CatalogRecordKind.DefineTable: return ReadTable(none, ref reader);
            case CatalogRecordKind.AlterTable:
                return ReadTable(none with { Before = (reader.Text(), reader.Text()) }, ref reader);
            case CatalogRecordKind.DefineSequence:
                return none with { Sequence = ReadSequence(schema, name, ref reader) };
            case CatalogRecordKind.AlterSequence:
                none = none with { Before = (reader.Text(), reader.Text()) };
                return none with { Sequence = ReadSequence(schema, name, ref reader) };
            case CatalogRecordKind.DropSequence or CatalogRecordKind.DropType or CatalogRecordKind.DropMacro:
                return none;
            case CatalogRecordKind.DefineView: return none with { View = ReadView(schema, name, ref reader) };
            case CatalogRecordKind.DefineMacro: return none with { Macro = ReadMacro(schema, name, ref reader) };
            case CatalogRecordKind.DefineType: return none with { Type = ReadType(ref reader) };
            case CatalogRecordKind.Comment: return ReadComment(none, ref reader);
            case CatalogRecordKind.SequenceValue:
                var state = new SequenceState(reader.Int64(), reader.Int64(), reader.Bool());
                return none with { Sequence = new SequenceEntry("", "", SequenceOptions.Default, state) };
            default: throw Errors.Corrupted("the catalog holds a record of unknown kind");
        }
    }

    private static void WriteTable(ByteWriter writer, TableEntry table)
    {
        bool isCollated = table.Columns.Any(column => column.Type.Collation is not null);
        bool isExtended = isCollated || table.Columns.Any(column => column.Length > 0);
        writer.Byte(isCollated ? CollatedVersion : isExtended ? ExtendedVersion : DefinitionVersion);
        writer.Int64(table.Data.Id);
        writer.VarInt((ulong)table.Columns.Count);
        foreach (ColumnDefinition column in table.Columns)
        {
            writer.Text(column.Name);
            WriteType(writer, column.Type);
            writer.Bool(column.IsNotNull);
            WriteOptional(writer, column.DefaultSql);
            writer.Byte((byte)column.Generated);
            WriteOptional(writer, column.GeneratedSql);
            writer.Byte((byte)column.Identity);
            WriteOptional(writer, column.SequenceName);
            if (isExtended) writer.VarInt((ulong)column.Length);
        }
        writer.VarInt((ulong)table.Constraints.Count);
        foreach (ConstraintDefinition constraint in table.Constraints) WriteConstraint(writer, constraint);
    }

    private static CatalogRecord ReadTable(CatalogRecord record, ref ByteReader reader)
    {
        bool isExtended = ReadVersion(ref reader) >= ExtendedVersion;
        long id = reader.Int64();
        var columns = new ColumnDefinition[reader.Bounded(MostColumns)];
        for (int i = 0; i < columns.Length; i++)
        {
            string name = reader.Text();
            LogicalType type = ReadType(ref reader);
            bool isNotNull = reader.Bool();
            columns[i] = new ColumnDefinition(name, type, isNotNull, ReadOptional(ref reader))
            {
                Generated = (GeneratedKind)Enumerated(ref reader, (int)GeneratedKind.Virtual),
                GeneratedSql = ReadOptional(ref reader),
                Identity = (IdentityKind)Enumerated(ref reader, (int)IdentityKind.ByDefault),
                SequenceName = ReadOptional(ref reader),
                Length = isExtended ? reader.Bounded(int.MaxValue) : 0,
            };
            if (columns[i].IsGenerated != columns[i].GeneratedSql is not null)
                throw Errors.Corrupted("the catalog holds an impossible generated column");
        }
        var constraints = new ConstraintDefinition[reader.Bounded(MostConstraints)];
        for (int i = 0; i < constraints.Length; i++) constraints[i] = ReadConstraint(ref reader);
        CheckColumns(columns, constraints);
        return record with { TableId = id, Columns = columns, Constraints = constraints };
    }

    private static void CheckColumns(ColumnDefinition[] columns, ConstraintDefinition[] constraints)
    {
        var names = new HashSet<string>(columns.Select(column => column.Name), StringComparer.OrdinalIgnoreCase);
        foreach (ConstraintDefinition constraint in constraints)
        {
            IReadOnlyList<string> used = constraint switch
            {
                CheckDefinition check => check.Columns,
                KeyDefinition key => key.Columns,
                ForeignKeyDefinition reference => reference.Columns,
                _ => [],
            };
            if (!used.All(names.Contains))
                throw Errors.Corrupted($"constraint {constraint.Name} names a column that is not there");
        }
    }

    private static void WriteConstraint(ByteWriter writer, ConstraintDefinition constraint)
    {
        switch (constraint)
        {
            case CheckDefinition check:
                writer.Byte((byte)ConstraintKind.Check);
                writer.Text(check.Name);
                writer.Text(check.ConditionSql);
                WriteNames(writer, check.Columns);
                break;
            case KeyDefinition key:
                writer.Byte((byte)ConstraintKind.Key);
                writer.Text(key.Name);
                WriteNames(writer, key.Columns);
                writer.Bool(key.IsPrimary);
                writer.Bool(key.NullsNotDistinct);
                writer.Byte((byte)key.Deferral);
                break;
            case ForeignKeyDefinition reference:
                writer.Byte((byte)ConstraintKind.ForeignKey);
                writer.Text(reference.Name);
                WriteNames(writer, reference.Columns);
                writer.Text(reference.ParentSchema);
                writer.Text(reference.ParentTable);
                WriteNames(writer, reference.ParentColumns);
                writer.Byte((byte)reference.OnDelete);
                writer.Byte((byte)reference.OnUpdate);
                writer.Bool(reference.IsMatchFull);
                writer.Byte((byte)reference.Deferral);
                break;
            default: throw Errors.Internal($"{constraint.GetType().Name} has no bytes");
        }
    }

    private static ConstraintDefinition ReadConstraint(ref ByteReader reader)
    {
        byte kind = reader.Byte();
        string name = reader.Text();
        switch ((ConstraintKind)kind)
        {
            case ConstraintKind.Check: return new CheckDefinition(name, reader.Text(), ReadNames(ref reader));
            case ConstraintKind.Key:
                return new KeyDefinition(name, ReadNames(ref reader), reader.Bool())
                {
                    NullsNotDistinct = reader.Bool(), Deferral = ReadDeferral(ref reader),
                };
            case ConstraintKind.ForeignKey:
                var reference = new ForeignKeyDefinition(
                    name, ReadNames(ref reader), reader.Text(), reader.Text(), ReadNames(ref reader))
                {
                    OnDelete = (ForeignKeyAction)Enumerated(ref reader, (int)ForeignKeyAction.SetDefault),
                    OnUpdate = (ForeignKeyAction)Enumerated(ref reader, (int)ForeignKeyAction.SetDefault),
                    IsMatchFull = reader.Bool(),
                    Deferral = ReadDeferral(ref reader),
                };
                if (reference.Columns.Count == 0 || reference.Columns.Count != reference.ParentColumns.Count)
                    throw Errors.Corrupted($"constraint {name} has columns without partners");
                return reference;
            default: throw Errors.Corrupted("the catalog holds a constraint of unknown kind");
        }
    }

    private static void WriteSequence(ByteWriter writer, SequenceEntry sequence, long last, bool isCalled)
    {
        bool isTyped = sequence.Options.Type != LogicalType.BigInt;
        writer.Byte(isTyped ? ExtendedVersion : DefinitionVersion);
        writer.Int64(sequence.State.Id);
        writer.Int64(last);
        writer.Bool(isCalled);
        SequenceOptions.Write(writer, sequence.Options);
        WriteOptional(writer, sequence.OwnerTable);
        WriteOptional(writer, sequence.OwnerColumn);
        if (isTyped) WriteType(writer, sequence.Options.Type);
    }

    private static SequenceEntry ReadSequence(string schema, string name, ref ByteReader reader)
    {
        bool isTyped = ReadVersion(ref reader) == ExtendedVersion;
        var state = new SequenceState(reader.Int64(), reader.Int64(), reader.Bool());
        SequenceOptions options = SequenceOptions.Read(ref reader);
        string? table = ReadOptional(ref reader), column = ReadOptional(ref reader);
        if (isTyped) options = options with { Type = ReadType(ref reader) };
        return new SequenceEntry(schema, name, options, state, table, column);
    }

    private static void RequireVersion(ref ByteReader reader)
    {
        if (ReadVersion(ref reader) != DefinitionVersion)
            throw Errors.Corrupted("the catalog holds a definition that this version does not know");
    }

    private static byte ReadVersion(ref ByteReader reader)
    {
        byte version = reader.Byte();
        return version is >= DefinitionVersion and <= CollatedVersion
            ? version
            : throw Errors.Corrupted("the catalog holds a definition that this version does not know");
    }

    private static byte Enumerated(ref ByteReader reader, int most)
    {
        byte value = reader.Byte();
        return value <= most ? value : throw Errors.Corrupted("the catalog holds an impossible definition");
    }

    private static ConstraintDeferral ReadDeferral(ref ByteReader reader) =>
        (ConstraintDeferral)Enumerated(ref reader, (int)ConstraintDeferral.InitiallyDeferred);

    private static void WriteNames(ByteWriter writer, IReadOnlyList<string> names)
    {
        writer.VarInt((ulong)names.Count);
        foreach (string name in names) writer.Text(name);
    }

    private static string[] ReadNames(ref ByteReader reader)
    {
        var names = new string[reader.Bounded(MostColumns)];
        for (int i = 0; i < names.Length; i++) names[i] = reader.Text();
        return names;
    }

    private static void WriteOptional(ByteWriter writer, string? text)
    {
        writer.Bool(text is not null);
        if (text is not null) writer.Text(text);
    }

    private static string? ReadOptional(ref ByteReader reader) => reader.Bool() ? reader.Text() : null;
}
