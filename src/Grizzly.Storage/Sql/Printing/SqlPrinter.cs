using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using Grizzly.Common;

namespace Grizzly.Sql;

/// <summary>
/// Writes a syntax tree as canonical SQL on one line: keywords in capitals, parentheses only where precedence asks for
/// them.
/// The text of a tree that came from the parser parses back to an equal tree. Partial by topic.
/// </summary>
public sealed partial class SqlPrinter
{
    private readonly StringBuilder _text = new();

    private SqlPrinter()
    {
    }

    /// <exception cref="GrizzlyException">54001: the tree is too deep for the stack.</exception>
    public static string Print(SyntaxNode node)
    {
        var printer = new SqlPrinter();
        printer.Node(node);
        return printer._text.ToString();
    }

    /// <summary>The name as SQL text: quoted where it was, or where it would not be read as a name otherwise.</summary>
    public static string Quote(Identifier name) =>
        name.Quoted || !IsPlainWord(name.Text) ? $"\"{name.Text.Replace("\"", "\"\"")}\"" : name.Text;

    private void Node(SyntaxNode node)
    {
        EnsureStack(node);
        switch (node)
        {
            case Expression expression: Write(expression, Precedence.Lowest); break;
            case Statement statement: Write(statement); break;
            case QueryExpression query: Write(query); break;
            case QueryBody body: Write(body); break;
            case TableReference table: Write(table); break;
            case TypeName type: Write(type); break;
            default: WritePart(node); break;
        }
    }

    private static void EnsureStack(SyntaxNode node)
    {
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack()) throw Errors.StatementTooDeep(node.Span);
    }

    private void Add(string text) => _text.Append(text);

    private void AddIf(bool condition, string text)
    {
        if (condition) _text.Append(text);
    }

    private void Add(int number) => _text.Append(number.ToString(CultureInfo.InvariantCulture));

    private void AddString(string value) => _text.Append('\'').Append(value.Replace("'", "''")).Append('\'');

    private void Add(Identifier name)
    {
        if (name.Text.Length == 0) Add("''");
        else Add(Quote(name));
    }

    private void Add(Identifier? name, string before)
    {
        if (name is not { } present) return;
        Add(before);
        Add(present);
    }

    private void Add(QualifiedName name) => Join(name.Parts, ".", static (printer, part) => printer.Add(part));

    private void Optional(Expression? expression, string before)
    {
        if (expression is null) return;
        Add(before);
        Write(expression, Precedence.Lowest);
    }

    private void Join<T>(SyntaxList<T> items, string separator, Action<SqlPrinter, T> write)
    {
        for (int i = 0; i < items.Count; i++)
        {
            if (i > 0) Add(separator);
            write(this, items[i]);
        }
    }

    private void List(SyntaxList<Expression> items) =>
        Join(items, ", ", static (printer, item) => printer.Write(item, Precedence.Lowest));

    private void List(SyntaxList<Identifier> names) => Join(names, ", ", static (printer, name) => printer.Add(name));

    private void List(SyntaxList<QualifiedName> names) =>
        Join(names, ", ", static (printer, name) => printer.Add(name));

    private void Nodes<T>(SyntaxList<T> nodes)
        where T : SyntaxNode => Join(nodes, ", ", static (printer, node) => printer.Node(node));

    /// <summary>Names in parentheses after a text, or nothing.</summary>
    private void Columns(SyntaxList<Identifier> names, string before = "(")
    {
        if (names.IsEmpty) return;
        Add(before);
        List(names);
        Add(")");
    }

    /// <summary>A word that was stored without quotes and may hold anything.</summary>
    private void Word(string text)
    {
        if (IsPlainWord(text)) Add(text);
        else Add(new Identifier(text, true, SourceSpan.None));
    }

    private static bool IsPlainWord(string text)
    {
        if (text.Length == 0 || !Lexer.IsWordStart(text[0])) return false;
        foreach (char c in text)
            if (!Lexer.IsWordStart(c) && !char.IsAsciiDigit(c) && c != '$') return false;
        return true;
    }
}
