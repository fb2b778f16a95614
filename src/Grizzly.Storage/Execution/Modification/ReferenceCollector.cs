using Grizzly.Indexes;
using Grizzly.Logical;
using Grizzly.Vectors;

namespace Grizzly.Execution;

/// <summary>The keys that new rows of a table refer to, to be looked up when the statement is complete. One
/// thread.</summary>
internal sealed class ReferenceCollector(IReadOnlyList<ForeignKeyRule> rules) : IDisposable
{
    private readonly KeyBuffer _key = new();
    private readonly KeyList[] _keys = [.. rules.Select(_ => new KeyList())];

    public IReadOnlyList<ForeignKeyRule> Rules => rules;

    public KeyList KeysOf(int rule) => _keys[rule];

    /// <summary>Notes what the rows refer to.</summary>
    /// <param name="changed">The columns that may be new; null: all.</param>
    public void Add(DataChunk rows, IReadOnlySet<int>? changed = null)
    {
        for (int i = 0; i < rules.Count; i++)
        {
            ForeignKeyRule rule = rules[i];
            if (changed is not null && !rule.ChildColumns.Any(changed.Contains)) continue;
            for (int row = 0; row < rows.Count; row++)
            {
                if (ForeignKeyCheck.Encode(_key, rule.ParentIndex, rule.ChildColumns, rows, row))
                    _keys[i].AddDistinct(_key.Span);
                else if (rule.Definition.IsMatchFull) ForeignKeyCheck.RequireAllOrNothing(rule, rows, row);
            }
        }
    }

    /// <summary>Takes over what another thread has noted.</summary>
    public void AddAll(ReferenceCollector other)
    {
        for (int i = 0; i < _keys.Length; i++) _keys[i].AddAll(other._keys[i]);
    }

    public void Dispose() => _key.Dispose();
}
