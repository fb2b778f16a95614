using Grizzly.Common;
using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Functions;

/// <summary>date_part of a list of names: a STRUCT of the fields.</summary>
internal static unsafe class DatePartStruct
{
    /// <exception cref="GrizzlyException">22023 for names that are no constant list, or no fields of the
    /// type.</exception>
    public static BoundScalar Bind(LogicalType list, Value? constant, LogicalType source)
    {
        if (constant is not { IsNull: false } value || !list.Element.IsString)
            throw Errors.InvalidArgument("the fields of date_part must be a constant list of texts");
        var names = new List<string>();
        var fields = new List<DateField>();
        var reader = new NestedReader(value.Bytes);
        while (reader.Next(out bool isNull))
        {
            if (isNull) throw Errors.InvalidArgument("a field of date_part must not be NULL");
            Value name = reader.Read(LogicalType.Varchar);
            names.Add(name.Text);
            DateField field = DatePartFunctions.FieldOf(name.Bytes, source);
            if (source.Id == LogicalTypeId.Date && field is (>= DateField.Hour and <= DateField.Microsecond)
                or DateField.Nanosecond)
                throw Errors.InvalidArgument($"\"{name.Text}\" is not a field of {source.Name}");
            fields.Add(field);
        }
        if (names.Count == 0) throw Errors.InvalidArgument("date_part needs at least one field");
        LogicalType[] types = [.. fields.Select(field =>
            DatePartFunctions.IsDouble(field) ? LogicalType.Double : LogicalType.BigInt)];
        return new BoundScalar
        {
            Name = "date_part",
            ArgumentTypes = [list, source],
            ReturnType = LogicalType.Struct(names, types),
            Kernel = (in ScalarCall call, ColumnVector result) => Run(call, result, source, [.. fields], types),
        };
    }

    private static void Run(
        in ScalarCall call, ColumnVector result, LogicalType source, DateField[] fields, LogicalType[] types)
    {
        var parts = new ColumnVector[fields.Length];
        for (int i = 0; i < parts.Length; i++)
        {
            parts[i] = new ColumnVector(types[i]);
            parts[i].SetFlat();
            for (int row = 0; row < call.Count; row++)
            {
                if (result.IsNullAt(row)) parts[i].SetNull(row);
            }
            DatePartFunctions.Run(call.Arguments[1], source, fields[i], call.Count, parts[i]);
        }
        var writer = new NestedWriter();
        for (int row = 0; row < call.Count; row++)
        {
            if (result.IsNullAt(row)) continue;
            foreach (ColumnVector part in parts) NestedVectors.Append(writer, part, row);
            NestedVectors.Store(writer, result, row);
        }
        foreach (ColumnVector part in parts) part.Dispose();
    }
}
