namespace Grizzly.Data;

/// <summary>How far a statement is.</summary>
/// <param name="Statement">Which statement of the command or batch, from 0.</param>
/// <param name="Fraction">The share of its scans of tables and files that is done, from 0 to 1 and never less than
/// before; null where nobody can tell, as with functions that yield rows. Sorting and joining what was read comes on
/// top, so that 1 may be reached early; a statement whose result was closed without an error ends with 1.</param>
/// <param name="RowsRead">Rows read from tables and files so far, those that filters dropped in the storage not
/// counted.</param>
/// <param name="Elapsed">Time since the statement began.</param>
public readonly record struct GrizzlyProgress(int Statement, double? Fraction, long RowsRead, TimeSpan Elapsed);
