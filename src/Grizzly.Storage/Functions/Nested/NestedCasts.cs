using System.Text;
using Grizzly.Common;
using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Functions;

/// <summary>Casts among nested types, ENUM and BIT, and between them and text.</summary>
internal static unsafe class NestedCasts
{
    /// <summary>Whether these casts are made here.</summary>
    public static bool Handles(LogicalType from, LogicalType to) => IsOurs(from) || IsOurs(to);

    public static BoundScalar? Bind(LogicalType from, LogicalType to, bool isTry)
    {
        if (from.IsJson && to.IsString) return null;
        if (to.IsUnion && !from.IsUnion) return from.IsString && to.IndexOfVarchar() < 0
            ? Make(from, to, isTry, true, FromText(to, isTry))
            : ToUnion(from, to, isTry);
        if (to.IsJson) return from.IsString ? Make(from, to, isTry, true, FromText(to, isTry)) : JsonCasts.ToJson(from,
            isTry);
        if (from.IsJson) return JsonCasts.FromJson(to, isTry);
        if (from.IsString) return Make(from, to, isTry, true, FromText(to, isTry));
        if (to.IsString) return Make(from, to, isTry, false, from.IsEnum ? EnumToText(from) : ToText);
        if (from.IsEnum && to.IsEnum) return Make(from, to, isTry, true, EnumToEnum(from, to, isTry));
        if (from.IsEnum && Casts.Bind(LogicalType.Varchar, to, isTry) is { } viaText && !to.IsNested && !to.IsNumeric)
            return Chain(Bind(from, LogicalType.Varchar, isTry)!, viaText, isTry);
        if (from.Id == LogicalTypeId.Bit || to.Id == LogicalTypeId.Bit) return BitCasts.Bind(from, to, isTry);
        if (from.IsList && to.IsList || from.IsMap && to.IsMap) return ListCast(from, to, isTry);
        if (from.IsMap && to.IsList) return ListCast(from, to, isTry);
        if (from.IsStruct && to.IsStruct) return StructCast(from, to, isTry);
        if (from.IsStruct && to.IsMap) return StructToMap.Bind(from, to, isTry);
        if (from.IsUnion && to.IsUnion) return null;
        return null;
    }

    internal static BoundScalar Make(
        LogicalType from, LogicalType to, bool isTry, bool canFail, ScalarKernel kernel, Func<object>? state = null) =>
        new()
        {
            Name = isTry ? "try_cast" : "cast",
            ArgumentTypes = [from],
            ReturnType = to,
            Kernel = kernel,
            CanFail = canFail && !isTry,
            CreateState = state,
        };

    private static bool IsOurs(LogicalType type) =>
        type.IsNested || type.IsEnum || type.IsJson || type.Id == LogicalTypeId.Bit;

    private static int IndexOfVarchar(this LogicalType union) => union.Children.ToList().FindIndex(m => m.IsString);

    private static BoundScalar Chain(BoundScalar first, BoundScalar second, bool isTry) => Make(
        first.ArgumentTypes[0], second.ReturnType, isTry, true, (in ScalarCall call, ColumnVector result) =>
        {
            var run = (ScalarRun)call.State!;
            ColumnVector between = run.Run(call.Arguments, call.Count, call.Context);
            second.Kernel(new ScalarCall([between], call.Count, null, call.Context), result);
        }, () => new ScalarRun(first));

    private static ScalarKernel FromText(LogicalType to, bool isTry) => (in ScalarCall call, ColumnVector result) =>
    {
        ColumnVector input = call.Arguments[0];
        var writer = new NestedWriter();
        bool isParsed = to.IsNested && !to.IsUnion;
        for (int i = 0; i < call.Count; i++)
        {
            if (result.IsNullAt(i)) continue;
            ReadOnlySpan<byte> text = NestedVectors.BytesOf(input, i);
            ParseResult parsed;
            if (isParsed)
            {
                writer.Clear();
                parsed = new NestedTextParser(text, writer, isTry).Parse(to);
                if (parsed == ParseResult.Ok) NestedVectors.Store(writer, result, i);
            }
            else
            {
                parsed = ValueText.TryParse(text, to, out Value value);
                if (parsed == ParseResult.Ok) result.SetValue(i, value);
            }
            if (parsed == ParseResult.Ok) continue;
            if (!isTry) throw Errors.InvalidText(parsed, to, text);
            result.SetNull(i);
        }
    };

    private static void ToText(in ScalarCall call, ColumnVector result)
    {
        ColumnVector input = call.Arguments[0];
        LogicalType type = input.Type;
        var writer = new ByteWriter();
        for (int i = 0; i < call.Count; i++)
        {
            if (result.IsNullAt(i)) continue;
            writer.Clear();
            if (type.IsNested) NestedText.Format(NestedVectors.BytesOf(input, i), type, writer);
            else writer.Raw(ValueText.FormatUtf8(input.GetValue(i)));
            ((StringView*)result.Data)[i] = result.Arena.Add(writer.Written);
        }
    }

    private static long NumberOf(ColumnVector vector, int row) => vector.Physical switch
    {
        PhysicalType.UInt8 => *vector.AddressOf(row),
        PhysicalType.UInt16 => *(ushort*)vector.AddressOf(row),
        _ => *(uint*)vector.AddressOf(row),
    };

    private static ScalarKernel EnumToText(LogicalType from)
    {
        byte[][] labels = [.. from.Names.Select(Encoding.UTF8.GetBytes)];
        return (in ScalarCall call, ColumnVector result) =>
        {
            for (int i = 0; i < call.Count; i++)
            {
                if (result.IsNullAt(i)) continue;
                long number = NumberOf(call.Arguments[0], i);
                if (number >= labels.Length) throw Errors.Corrupted("an ENUM has no such label");
                ((StringView*)result.Data)[i] = result.Arena.Add(labels[number]);
            }
        };
    }

    private static ScalarKernel EnumToEnum(LogicalType from, LogicalType to, bool isTry)
    {
        int[] map = [.. from.Names.Select(to.IndexOf)];
        return (in ScalarCall call, ColumnVector result) =>
        {
            for (int i = 0; i < call.Count; i++)
            {
                if (result.IsNullAt(i)) continue;
                long number = NumberOf(call.Arguments[0], i);
                if (number >= map.Length) throw Errors.Corrupted("an ENUM has no such label");
                if (map[number] >= 0) result.SetValue(i, Value.Of(to, (Int128)map[number]));
                else if (isTry) result.SetNull(i);
                else throw Errors.InvalidText(to.Name, from.Names[(int)number]);
            }
        };
    }

    /// <summary>A value as the member of a UNION that takes it most cheaply.</summary>
    private static BoundScalar? ToUnion(LogicalType from, LogicalType to, bool isTry)
    {
        int best = -1, bestCost = int.MaxValue;
        for (int i = 0; i < to.Children.Count; i++)
        {
            int cost = TypeLattice.ImplicitCastCost(from, to.Children[i]);
            if (cost >= 0 && cost < bestCost) (best, bestCost) = (i, cost);
        }
        if (best < 0 || Casts.Bind(from, to.Children[best], isTry) is not { } cast) return null;
        return Make(from, to, isTry, cast.CanFail, (in ScalarCall call, ColumnVector result) =>
        {
            ColumnVector values = ((ScalarRun)call.State!).Run(call.Arguments, call.Count, call.Context);
            var writer = new NestedWriter();
            for (int i = 0; i < call.Count; i++)
            {
                if (result.IsNullAt(i)) continue;
                writer.Byte((byte)best);
                NestedVectors.Append(writer, values, i);
                NestedVectors.Store(writer, result, i);
            }
        }, () => new ScalarRun(cast));
    }

    private sealed record ListState(ElementFeed Feed, ListBuilder Builder, ScalarRun Run);

    private static BoundScalar? ListCast(LogicalType from, LogicalType to, bool isTry)
    {
        if (from.Id == LogicalTypeId.Array && to.Id == LogicalTypeId.Array && from.Length != to.Length) return null;
        bool isChecked = to.Length > 0 && from.Length != to.Length;
        if (from.Element == to.Element && !isChecked)
            return Make(from, to, isTry, false, Casts.CopyKernel);
        if (Casts.Bind(from.Element, to.Element, isTry) is not { } cast) return null;
        bool isMap = to.IsMap;
        return Make(from, to, isTry, true, (in ScalarCall call, ColumnVector result) =>
        {
            var state = (ListState)call.State!;
            state.Feed.Start(call.Arguments[0], call.Count);
            state.Builder.Start(result);
            var lengths = isChecked ? new int[call.Count] : [];
            while (state.Feed.Next())
            {
                ColumnVector values = state.Run.Run([state.Feed.Elements], state.Feed.Count, call.Context);
                for (int i = 0; i < state.Feed.Count; i++)
                {
                    state.Builder.Append(state.Feed.Rows[i], values, i);
                    if (isChecked) lengths[state.Feed.Rows[i]]++;
                }
            }
            state.Builder.MoveTo(call.Count);
            for (int i = 0; isChecked && i < call.Count; i++)
            {
                if (result.IsNullAt(i) || lengths[i] == to.Length) continue;
                if (!isTry)
                    throw Errors.Invalid($"a list of {lengths[i]} elements cannot be cast to {to.Name}");
                result.SetNull(i);
            }
        }, () => new ListState(new ElementFeed(from), new ListBuilder(), new ScalarRun(cast)));
    }

    private sealed record StructState(StructColumns Columns, ScalarRun?[] Runs);

    /// <summary>By name where both have names and share some, else by position.</summary>
    private static BoundScalar? StructCast(LogicalType from, LogicalType to, bool isTry)
    {
        var sources = new int[to.Children.Count];
        bool isByName = !from.IsRow && !to.IsRow;
        if (!isByName && from.Children.Count != to.Children.Count) return null;
        var casts = new BoundScalar?[sources.Length];
        bool canFail = false, isShared = false;
        for (int i = 0; i < sources.Length; i++)
        {
            sources[i] = isByName ? from.IndexOf(to.Names[i]) : i;
            if (sources[i] < 0) continue;
            isShared = true;
            casts[i] = Casts.Bind(from.Children[sources[i]], to.Children[i], isTry);
            if (casts[i] is null) return null;
            canFail |= casts[i]!.CanFail;
        }
        if (!isShared) return null;
        return Make(from, to, isTry, canFail, (in ScalarCall call, ColumnVector result) =>
        {
            var state = (StructState)call.State!;
            state.Columns.Fill(call.Arguments[0], call.Count);
            var fields = new ColumnVector?[sources.Length];
            for (int i = 0; i < sources.Length; i++)
                fields[i] = state.Runs[i]?.Run([state.Columns.Fields[sources[i]]], call.Count, call.Context);
            var writer = new NestedWriter();
            for (int row = 0; row < call.Count; row++)
            {
                if (result.IsNullAt(row)) continue;
                foreach (ColumnVector? field in fields)
                {
                    if (field is null) writer.Null();
                    else NestedVectors.Append(writer, field, row);
                }
                NestedVectors.Store(writer, result, row);
            }
        }, () => new StructState(new StructColumns(from), [.. casts.Select(c => c is null ? null : new ScalarRun(c))]));
    }
}
