using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Functions;

/// <summary>format and printf: texts with values put in.</summary>
internal static unsafe class FormatFunctions
{
    /// <summary>Digits of a decimal that a DOUBLE holds in any case.</summary>
    private const int DoubleDigits = 15;

    public static IEnumerable<ScalarFunction> All =>
    [
        Define.Custom("format", "A text whose braces are replaced by values: {}, {0}, {:05d}, {:.2f}, {:,}, {:>10}.",
            "format('{} costs {:.2f}', 'tea', 2.5)",
            (types, _) => Bind("format", types, FormatTemplate.ParseBraces), "format(VARCHAR, any, ...) -> VARCHAR"),
        Define.Custom("printf", "A text whose patterns are replaced by values as in C: %d, %05d, %.2f, %10s, %x.",
            "printf('%s costs %.2f', 'tea', 2.5)",
            (types, _) => Bind("printf", types, FormatTemplate.ParsePrintf), "printf(VARCHAR, any, ...) -> VARCHAR"),
    ];

    private static BoundScalar? Bind(
        string name, IReadOnlyList<LogicalType> types, Func<string, FormatTemplate> parse)
    {
        if (types.Count == 0) return null;
        return new BoundScalar
        {
            Name = name,
            ArgumentTypes = [LogicalType.Varchar, .. types.Skip(1).Select(TypeOf)],
            ReturnType = LogicalType.Varchar,
            CanFail = true,
            CreateState = () => new State(parse),
            Kernel = Run,
        };
    }

    /// <summary>Numbers and truth values stay what they are, decimals where a DOUBLE would not hold all of their
    /// digits; everything else is put in as text.</summary>
    private static LogicalType TypeOf(LogicalType type)
    {
        if (type.IsFloating || (type.IsDecimal && type.Precision <= DoubleDigits)) return LogicalType.Double;
        return type.IsInteger || type.IsDecimal || type.Id == LogicalTypeId.Boolean ? type : LogicalType.Varchar;
    }

    private static void Run(in ScalarCall call, ColumnVector result)
    {
        var state = (State)call.State!;
        var texts = new Column<StringView>(call.Arguments[0]);
        for (int i = 0; i < call.Count; i++)
        {
            ((StringView*)result.Data)[i] = default;
            if (result.IsNullAt(i)) continue;
            FormatTemplate template = state.Template.Of(texts.At(i));
            ((StringView*)result.Data)[i] =
                result.Arena.Add(state.Writer.Write(template, call.Arguments[1..], i));
        }
    }

    private sealed class State(Func<string, FormatTemplate> parse)
    {
        public TemplateState<FormatTemplate> Template { get; } = new(parse);

        public FormatWriter Writer { get; } = new();
    }
}
