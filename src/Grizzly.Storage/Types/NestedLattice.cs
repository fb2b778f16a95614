namespace Grizzly.Types;

/// <summary>Common types and implicit casts of types made of others.</summary>
internal static class NestedLattice
{
    /// <summary>Part by part: lists by element, structs field by field (by name where the names differ in order or
    /// number, missing fields NULL), a UNION with what is one of its members.</summary>
    public static LogicalType? CommonType(LogicalType left, LogicalType right)
    {
        if (left.IsUnion || right.IsUnion)
        {
            (LogicalType union, LogicalType other) = left.IsUnion ? (left, right) : (right, left);
            return ImplicitCastCost(other, union) >= 0 ? union : null;
        }
        if (left.IsList && right.IsList)
        {
            if (TypeLattice.CommonType(left.Element, right.Element) is not { } element) return null;
            return left.Length > 0 && left.Length == right.Length
                ? LogicalType.Array(element, left.Length) : LogicalType.List(element);
        }
        if (left.IsMap && right.IsMap)
        {
            return TypeLattice.CommonType(left.Children[0], right.Children[0]) is { } key
                && TypeLattice.CommonType(left.Children[1], right.Children[1]) is { } value
                    ? LogicalType.Map(key, value) : null;
        }
        return left.IsStruct && right.IsStruct ? CommonStruct(left, right) : null;
    }

    /// <summary>The price of casting without being asked; negative where it is not done.</summary>
    public static int ImplicitCastCost(LogicalType from, LogicalType to)
    {
        if (to.IsUnion && !from.IsUnion)
        {
            int best = -1;
            foreach (LogicalType member in to.Children)
            {
                int cost = TypeLattice.ImplicitCastCost(from, member);
                if (cost >= 0 && (best < 0 || cost < best)) best = cost;
            }
            return best < 0 ? -1 : best + 1;
        }
        if (from.IsList && to.IsList)
        {
            if (to.Length > 0 && from.Length != to.Length) return -1;
            int cost = TypeLattice.ImplicitCastCost(from.Element, to.Element);
            return cost < 0 ? -1 : cost + (from.Length != to.Length ? 10 : 0);
        }
        if (from.Id != to.Id || from.Children.Count != to.Children.Count) return -1;
        if (from.IsUnion) return from == to ? 0 : -1;
        if (from.IsStruct && !from.IsRow && !to.IsRow && !SameNames(from, to)) return -1;
        int total = 0;
        for (int i = 0; i < from.Children.Count; i++)
        {
            int cost = TypeLattice.ImplicitCastCost(from.Children[i], to.Children[i]);
            if (cost < 0) return -1;
            total = Math.Min(total + cost, TypeLattice.LiteralCost);
        }
        return total;
    }

    private static bool SameNames(LogicalType left, LogicalType right) =>
        left.Names.SequenceEqual(right.Names, StringComparer.OrdinalIgnoreCase);

    private static LogicalType? CommonStruct(LogicalType left, LogicalType right)
    {
        if (left.IsRow || right.IsRow || SameNames(left, right))
        {
            if (left.Children.Count != right.Children.Count) return null;
            var fields = new LogicalType[left.Children.Count];
            for (int i = 0; i < fields.Length; i++)
            {
                if (TypeLattice.CommonType(left.Children[i], right.Children[i]) is not { } field) return null;
                fields[i] = field;
            }
            return LogicalType.Struct(left.IsRow ? right.Names : left.Names, fields);
        }
        var names = new List<string>(left.Names);
        var types = new List<LogicalType>(left.Children);
        for (int i = 0; i < right.Children.Count; i++)
        {
            int known = left.IndexOf(right.Names[i]);
            if (known < 0)
            {
                names.Add(right.Names[i]);
                types.Add(right.Children[i]);
            }
            else if (TypeLattice.CommonType(types[known], right.Children[i]) is { } field) types[known] = field;
            else return null;
        }
        return LogicalType.Struct(names, types);
    }
}
