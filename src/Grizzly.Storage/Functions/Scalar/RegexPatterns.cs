using System.Text.RegularExpressions;
using Grizzly.Common;
using Grizzly.Types;

namespace Grizzly.Functions;

/// <summary>Compiles regular expressions and their options.</summary>
internal static class RegexPatterns
{
    private static readonly (string Name, string Members)[] PosixClasses =
    [
        ("alnum", "a-zA-Z0-9"), ("alpha", "a-zA-Z"), ("ascii", @"\x00-\x7F"), ("blank", @"\t "),
        ("cntrl", @"\x00-\x1F\x7F"), ("digit", "0-9"), ("graph", "!-~"), ("lower", "a-z"), ("print", " -~"),
        ("punct", @"!-/:-@\[-`{-~"), ("space", @"\t\n\v\f\r "), ("upper", "A-Z"), ("word", "a-zA-Z0-9_"),
        ("xdigit", "a-fA-F0-9"),
    ];

    /// <summary>The options as a constant; 22023 where they are none or NULL.</summary>
    public static string OptionsOf(Value? constant)
    {
        if (constant is not { } value)
            throw Errors.InvalidArgument("the options of a regular expression must be a constant");
        return value.IsNull
            ? throw Errors.InvalidArgument("the options of a regular expression must not be NULL")
            : value.Text;
    }

    /// <summary>POSIX classes inside of brackets (<c>[[:digit:]]</c>) as .NET writes them.</summary>
    private static string WithoutPosixClasses(string pattern)
    {
        if (!pattern.Contains("[:")) return pattern;
        foreach ((string name, string members) in PosixClasses) pattern = pattern.Replace($"[:{name}:]", members);
        return pattern;
    }

    /// <summary>A regular expression that takes linear time; 2201B where the pattern is none.</summary>
    /// <param name="mayBeGlobal">Whether the option g has a meaning.</param>
    public static Regex Compile(string pattern, string options, bool isWhole, bool mayBeGlobal)
    {
        pattern = WithoutPosixClasses(pattern);
        var flags = RegexOptions.NonBacktracking | RegexOptions.CultureInvariant;
        foreach (char option in options)
        {
            if (char.IsWhiteSpace(option)) continue;
            if (option == 'l') pattern = Regex.Escape(pattern);
            if (option == 'g' && !mayBeGlobal)
                throw Errors.InvalidArgument("option \"g\" is for regexp_replace only");
            flags |= option switch
            {
                'i' => RegexOptions.IgnoreCase,
                's' => RegexOptions.Singleline,
                'm' or 'n' or 'p' => RegexOptions.Multiline,
                'g' or 'c' or 'l' => RegexOptions.None,
                _ => throw Errors.InvalidArgument($"\"{option}\" is not an option of regular expressions"),
            };
        }
        try
        {
            return new Regex(isWhole ? $@"\A(?:{pattern})\z" : pattern, flags);
        }
        catch (Exception error) when (error is ArgumentException or NotSupportedException)
        {
            throw Errors.InvalidRegularExpression(error.Message);
        }
    }
}
