using Grizzly.Common;

namespace Grizzly.Sql;

/// <summary>ATTACH, DETACH, EXPORT, IMPORT, LOAD.</summary>
internal sealed partial class Parser
{
    private AttachStatement ParseAttach()
    {
        int first = _position;
        Advance();
        bool orReplace = Accept(Keyword.Or, Keyword.Replace);
        if (Peek(1).Keyword != Keyword.As || At(Keyword.Database, Keyword.If)) Accept(Keyword.Database);
        CreateConflict conflict = ParseIfNotExists(orReplace);
        Expression path = ParseOperand();
        Identifier? name = Accept(Keyword.As) ? ParseName() : null;
        SyntaxList<StatementOption> options = At(TokenKind.LeftParenthesis) ? ParseOptions() : [];
        return new AttachStatement(conflict, path, name, options, SpanFrom(first));
    }

    private DetachStatement ParseDetach()
    {
        int first = _position;
        Advance();
        Accept(Keyword.Database);
        bool ifExists = ParseIfExists();
        return new DetachStatement(ifExists, ParseName(), SpanFrom(first));
    }

    private ExportStatement ParseExport()
    {
        int first = _position;
        Advance();
        Require(Keyword.Database);
        Identifier? database = null;
        if (!AtString)
        {
            database = ParseName();
            Require(Keyword.To);
        }
        string path = ParseString();
        return new ExportStatement(database, path, ParseCopyOptions(), SpanFrom(first));
    }

    private CopyDatabaseStatement ParseCopyDatabase(int first)
    {
        Require(Keyword.From);
        Require(Keyword.Database);
        Identifier source = ParseName();
        Require(Keyword.To);
        Identifier target = ParseName();
        bool schema = true, data = true;
        if (At(TokenKind.LeftParenthesis))
        {
            foreach (StatementOption option in ParseOptions())
            {
                if (option.Name == "schema") data = false;
                else if (option.Name == "data") schema = false;
                else throw Errors.NotSupported($"COPY FROM DATABASE option \"{option.Name}\"", option.Span);
            }
        }
        return new CopyDatabaseStatement(source, target, schema, data, SpanFrom(first));
    }

    private ImportStatement ParseImport()
    {
        int first = _position;
        Advance();
        Require(Keyword.Database);
        return new ImportStatement(ParseString(), SpanFrom(first));
    }

    private LoadStatement ParseLoad()
    {
        int first = _position;
        bool install = Advance().Keyword == Keyword.Install;
        string name = ParseLabelOrString().Text;
        string? from = install && Accept(Keyword.From) ? ParseLabelOrString().Text : null;
        return new LoadStatement(install, name, from, SpanFrom(first));
    }
}
