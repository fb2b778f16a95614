using Grizzly.Common;

namespace Grizzly.Sql;

/// <summary>IF … THEN … [ELSIF … THEN …] [ELSE …] END IF: the statements of the first block whose condition holds,
/// or of ELSE. Grizzly's own, after PL/pgSQL.</summary>
public sealed record IfStatement(
    SyntaxList<ConditionalBlock> Blocks, SyntaxList<Statement> Else, SourceSpan Span) : Statement(Span);

/// <summary>Statements under a condition.</summary>
/// <param name="Condition">A query of the one value, so that it is bound and run like any other.</param>
public sealed record ConditionalBlock(
    QueryStatement Condition, SyntaxList<Statement> Statements, SourceSpan Span) : SyntaxNode(Span);
