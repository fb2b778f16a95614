using Grizzly.Common;
using Grizzly.Types;

namespace Grizzly.Functions;

/// <summary>arg_min and arg_max with their kin.</summary>
internal static class ArgAggregates
{
    public static IEnumerable<AggregateFunction> All =>
    [
        Make("arg_min", "least", false, ArgNulls.Skipped, ["argmin", "min_by"]),
        Make("arg_max", "greatest", true, ArgNulls.Skipped, ["argmax", "max_by"]),
        Make("arg_min_null", "least", false, ArgNulls.ArgumentMayBeNull, []),
        Make("arg_max_null", "greatest", true, ArgNulls.ArgumentMayBeNull, []),
        Make("arg_min_nulls_last", "least", false, ArgNulls.Last, []),
        Make("arg_max_nulls_last", "greatest", true, ArgNulls.Last, []),
    ];

    /// <summary>The number of rows asked for; 22023 where it is no constant from 1 to 999,999.</summary>
    public static int Count(Value? constant, string name)
    {
        if (constant is not { } value) throw Errors.InvalidArgument($"the number of rows of {name} must be a constant");
        if (value.IsNull) throw Errors.InvalidArgument($"the number of rows of {name} must not be NULL");
        if (!value.Type.IsInteger || value.Integer <= 0 || value.Integer >= TopValuesAggregate.MaxRows)
            throw Errors.InvalidArgument(
                $"the number of rows of {name} must be above 0 and below {TopValuesAggregate.MaxRows}");
        return (int)value.Integer;
    }

    /// <summary>min(x, n) and max(x, n).</summary>
    public static BoundAggregateFunction BindTop(string name, LogicalType type, LogicalType count, Value? constant)
    {
        if (type.IsNull) type = LogicalType.Integer;
        return new BoundAggregateFunction
        {
            Name = name,
            ArgumentTypes = [type, count],
            ReturnType = LogicalType.List(type),
            Kernel = new TopValuesAggregate(Count(constant, name), name == "max", false, ArgNulls.Skipped),
        };
    }

    private static AggregateFunction Make(
        string name, string which, bool isMax, ArgNulls nulls, string[] aliases) =>
        new(name, nulls switch
        {
            ArgNulls.Skipped => $"The value of x where y is {which}, or a list of the first n; rows with NULLs do not "
                + "count.",
            ArgNulls.ArgumentMayBeNull => $"The value of x, also NULL, where y is {which}.",
            _ => $"The value of x where y is {which}; y may be NULL and comes last then.",
        }, $"{name}(x, y)", (types, constants) => Bind(name, isMax, nulls, types, constants))
        {
            Aliases = aliases,
            Signatures = [$"{name}(any, any) -> same", $"{name}(any, any, n) -> LIST"],
        };

    private static BoundAggregateFunction? Bind(
        string name, bool isMax, ArgNulls nulls, IReadOnlyList<LogicalType> types, IReadOnlyList<Value?> constants)
    {
        if (types.Count is not (2 or 3)) return null;
        bool isList = types.Count == 3;
        LogicalType value = types[0].IsNull ? LogicalType.Integer : types[0],
            key = types[1].IsNull ? LogicalType.Integer : types[1];
        return new BoundAggregateFunction
        {
            Name = name,
            ArgumentTypes = isList ? [value, key, types[2]] : [value, key],
            ReturnType = isList ? LogicalType.List(value) : value,
            Kernel = isList
                ? new TopValuesAggregate(Count(constants[2], name), isMax, true, nulls)
                : new ArgExtremeAggregate(isMax, nulls),
            DependsOnOrder = true,
        };
    }
}
