using System.Text;
using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Functions;

/// <summary>STRUCT to MAP: field names become keys.</summary>
internal static class StructToMap
{
    /// <summary>The cast, or null where the struct has no names or some field does not convert.</summary>
    /// <exception cref="Common.GrizzlyException">22P02 or 22003 where a name is no key.</exception>
    public static BoundScalar? Bind(LogicalType from, LogicalType to, bool isTry)
    {
        if (from.IsRow) return null;
        var keys = new Value[from.Children.Count];
        var casts = new BoundScalar[keys.Length];
        bool canFail = false;
        for (int i = 0; i < keys.Length; i++)
        {
            if (Casts.Bind(from.Children[i], to.Children[1], isTry) is not { } cast) return null;
            keys[i] = ValueText.Parse(Encoding.UTF8.GetBytes(from.Names[i]), to.Children[0]);
            casts[i] = cast;
            canFail |= cast.CanFail;
        }
        return NestedCasts.Make(from, to, isTry, canFail, (in ScalarCall call, ColumnVector result) =>
        {
            var state = (State)call.State!;
            state.Columns.Fill(call.Arguments[0], call.Count);
            var values = new ColumnVector[keys.Length];
            for (int i = 0; i < keys.Length; i++)
                values[i] = state.Runs[i].Run([state.Columns.Fields[i]], call.Count, call.Context);
            var writer = new NestedWriter();
            for (int row = 0; row < call.Count; row++)
            {
                if (result.IsNullAt(row)) continue;
                for (int i = 0; i < keys.Length; i++)
                {
                    writer.Mark();
                    writer.Element(keys[i]);
                    NestedVectors.Append(writer, values[i], row);
                }
                writer.End();
                NestedVectors.Store(writer, result, row);
            }
        }, () => new State(new StructColumns(from), [.. casts.Select(cast => new ScalarRun(cast))]));
    }

    private sealed record State(StructColumns Columns, ScalarRun[] Runs);
}
