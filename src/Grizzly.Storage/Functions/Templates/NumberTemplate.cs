using System.Text;
using Grizzly.Common;

namespace Grizzly.Functions;

/// <summary>What one pattern of a template for numbers stands for.</summary>
internal enum NumberPattern : byte
{
    Literal,
    Nine,
    Zero,
    Point,
    Comma,
    Group,
    Currency,
    Sign,
    Minus,
    Plus,
    PlusMinus,
    Brackets,
    Roman,
    Ordinal,
    Shift,
    Exponent,
    Fill,
    Blank,
}

/// <summary>One pattern, or one character that stands for itself.</summary>
internal readonly record struct NumberNode(NumberPattern Pattern, string Word, byte[] Bytes)
{
    /// <summary>A place for a digit, or the point.</summary>
    public bool IsPlace => Pattern is NumberPattern.Nine or NumberPattern.Zero or NumberPattern.Point;
}

/// <summary>A template of to_char and to_number for numbers (PostgreSQL documentation, table "Template Patterns for
/// Numeric Formatting"). Immutable.</summary>
/// <remarks>The point is always a point and groups are always divided by commas, as in the locale C; it has no sign of
/// a currency, so that L is a blank.</remarks>
internal sealed class NumberTemplate
{
    private static readonly (string Word, NumberPattern Pattern)[] Words =
    [
        ("EEEE", NumberPattern.Exponent), ("FM", NumberPattern.Fill), ("MI", NumberPattern.Minus),
        ("PL", NumberPattern.Plus), ("PR", NumberPattern.Brackets), ("RN", NumberPattern.Roman),
        ("SG", NumberPattern.PlusMinus), ("TH", NumberPattern.Ordinal), ("9", NumberPattern.Nine),
        ("0", NumberPattern.Zero), (".", NumberPattern.Point), (",", NumberPattern.Comma), ("B", NumberPattern.Blank),
        ("D", NumberPattern.Point), ("G", NumberPattern.Group), ("L", NumberPattern.Currency),
        ("S", NumberPattern.Sign), ("V", NumberPattern.Shift),
    ];

    private NumberTemplate(NumberNode[] nodes) => Nodes = nodes;

    public NumberNode[] Nodes { get; }

    /// <summary>Places before the point; those behind V not counted.</summary>
    public int WholePlaces { get; private set; }

    /// <summary>Places after the point.</summary>
    public int FractionPlaces { get; private set; }

    /// <summary>Places behind V: the number is multiplied by ten for each.</summary>
    public int ShiftPlaces { get; private set; }

    /// <summary>The first place before the point that is a zero; -1 for none.</summary>
    public int FirstZero { get; private set; } = -1;

    /// <summary>Places up to the last that is a zero, the point not counted; 0 for none.</summary>
    public int ZeroPlaces { get; private set; }

    public bool HasPoint { get; private set; }

    public bool IsFilled { get; private set; }

    public bool IsShifted { get; private set; }

    public bool IsRoman { get; private set; }

    public bool HasExponent { get; private set; }

    public bool HasBrackets { get; private set; }

    public bool HasPlus { get; private set; }

    public bool HasMinus { get; private set; }

    public bool HasSign { get; private set; }

    /// <summary>S stands before the number: where some of its places follow.</summary>
    public bool SignLeads { get; private set; }

    /// <exception cref="GrizzlyException">22023 for patterns that exclude each other, 0A000 for SP and C.</exception>
    public static NumberTemplate Parse(string text)
    {
        var nodes = new List<NumberNode>();
        for (int at = 0; at < text.Length;)
        {
            if (Find(text, at) is { } found)
            {
                nodes.Add(new NumberNode(found.Pattern, text.Substring(at, found.Word.Length), []));
                at += found.Word.Length;
            }
            else if (text[at] == '"')
            {
                at++;
                foreach (string character in TemplateText.Quoted(text, ref at)) nodes.Add(Literal(character));
            }
            else
            {
                nodes.Add(Literal(TemplateText.Character(text, ref at)));
            }
        }
        var template = new NumberTemplate([.. nodes]);
        template.Describe();
        return template;
    }

    private static NumberNode Literal(string character) =>
        new(NumberPattern.Literal, character, Encoding.UTF8.GetBytes(character));

    private static (string Word, NumberPattern Pattern)? Find(string text, int at)
    {
        foreach (string word in (ReadOnlySpan<string>)["SP", "C"])
        {
            if (Starts(text, at, word)) throw Errors.NotSupported($"pattern \"{word}\" of a number template");
        }
        foreach ((string word, NumberPattern pattern) in Words)
        {
            if (Starts(text, at, word)) return (word, pattern);
        }
        return null;
    }

    private static bool Starts(string text, int at, string word) =>
        string.CompareOrdinal(text, at, word, 0, word.Length) == 0
            || string.CompareOrdinal(text, at, word.ToLowerInvariant(), 0, word.Length) == 0;

    private void Describe()
    {
        int signAt = -1;
        foreach (NumberNode node in Nodes)
        {
            if (HasExponent && node.Pattern != NumberPattern.Literal) throw Misplaced("EEEE must be the last");
            switch (node.Pattern)
            {
                case NumberPattern.Nine or NumberPattern.Zero:
                    if (HasBrackets) throw Misplaced("PR must stand behind the digits");
                    AddPlace(node.Pattern == NumberPattern.Zero);
                    break;
                case NumberPattern.Point:
                    if (HasPoint) throw Misplaced("there must be one point only");
                    if (IsShifted) throw Misplaced("V excludes a point");
                    HasPoint = true;
                    break;
                case NumberPattern.Shift:
                    if (HasPoint) throw Misplaced("V excludes a point");
                    IsShifted = true;
                    break;
                case NumberPattern.Sign:
                    if (HasSign || HasPlus || HasMinus || HasBrackets) throw Misplaced("there must be one sign only");
                    HasSign = true;
                    signAt = HasPoint ? int.MaxValue : WholePlaces;
                    break;
                case NumberPattern.Minus: HasMinus = true; break;
                case NumberPattern.Plus: HasPlus = true; break;
                case NumberPattern.PlusMinus: HasPlus = HasMinus = true; break;
                case NumberPattern.Brackets:
                    if (HasPlus || HasMinus) throw Misplaced("there must be one sign only");
                    HasBrackets = true;
                    break;
                case NumberPattern.Fill: IsFilled = true; break;
                case NumberPattern.Roman: IsRoman = true; break;
                case NumberPattern.Exponent:
                    if (IsFilled || IsShifted || IsRoman || HasSign || HasPlus || HasMinus || HasBrackets)
                        throw Misplaced("EEEE goes with digits and a point only");
                    HasExponent = true;
                    break;
                default: break;
            }
            if (HasSign && (HasPlus || HasMinus || HasBrackets)) throw Misplaced("there must be one sign only");
        }
        SignLeads = HasSign && signAt < WholePlaces + ShiftPlaces;
    }

    private void AddPlace(bool isZero)
    {
        if (IsShifted && !isZero)
        {
            ShiftPlaces++;
            return;
        }
        if (isZero && !HasPoint && FirstZero < 0) FirstZero = WholePlaces;
        if (HasPoint) FractionPlaces++;
        else WholePlaces++;
        if (isZero) ZeroPlaces = WholePlaces + FractionPlaces;
    }

    private static GrizzlyException Misplaced(string rule) =>
        Errors.InvalidArgument($"the template of a number is invalid: {rule}");
}
