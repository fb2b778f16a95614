namespace Grizzly.Kernels;

/// <summary>The six comparisons.</summary>
public enum CompareOperation : byte
{
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

public static class CompareOperations
{
    /// <summary>The comparison that gives the same with its sides exchanged.</summary>
    public static CompareOperation Swap(this CompareOperation operation) => operation switch
    {
        CompareOperation.Less => CompareOperation.Greater,
        CompareOperation.LessOrEqual => CompareOperation.GreaterOrEqual,
        CompareOperation.Greater => CompareOperation.Less,
        CompareOperation.GreaterOrEqual => CompareOperation.LessOrEqual,
        _ => operation,
    };
}
