using System.Runtime.ExceptionServices;

namespace Grizzly.Common;

/// <summary>How loops that know nothing of the statement they serve (a sort, an aggregate over one large group) learn
/// that it was cancelled: the token belongs to the thread for as long as it works for the statement.</summary>
public static class LongWork
{
    /// <summary>Steps between two looks: rarely enough to cost nothing, often enough that even comparing long texts
    /// takes a few milliseconds.</summary>
    public const int StepsPerLook = 1 << 12;

    /// <summary>Bytes copied between two looks.</summary>
    private const int BytesPerLook = 4 << 20;

    [ThreadStatic]
    private static CancellationToken t_token;

    /// <summary>This thread works for a statement until <see cref="Leave"/>. Returns what it worked for before.
    /// </summary>
    public static CancellationToken Enter(CancellationToken token)
    {
        CancellationToken before = t_token;
        t_token = token;
        return before;
    }

    public static void Leave(CancellationToken before) => t_token = before;

    /// <exception cref="GrizzlyException">57014: the statement this thread works for was cancelled.</exception>
    public static void ThrowIfCancelled()
    {
        if (t_token.IsCancellationRequested) throw Errors.QueryCanceled();
    }

    /// <summary>Copies, looking for cancellation between pieces: a large text takes long to copy, and longer where the
    /// memory it goes to is new.</summary>
    /// <param name="target">At least as long as the source; the two do not overlap.</param>
    /// <exception cref="GrizzlyException">57014: cancelled; part of the bytes is copied.</exception>
    public static void Copy(ReadOnlySpan<byte> source, Span<byte> target)
    {
        for (; source.Length > BytesPerLook; source = source[BytesPerLook..], target = target[BytesPerLook..])
        {
            source[..BytesPerLook].CopyTo(target);
            ThrowIfCancelled();
        }
        source.CopyTo(target);
    }

    /// <summary>Sorts (not stably), looking for cancellation between comparisons.</summary>
    /// <exception cref="GrizzlyException">57014: cancelled; the values are in some order.</exception>
    public static void Sort<T, TComparer>(Span<T> values, TComparer comparer) where TComparer : IComparer<T>
    {
        if (values.Length < 2) return;
        try
        {
            values.Sort(new LookingComparer<T, TComparer>(comparer));
        }
        catch (InvalidOperationException error) when (error.InnerException is GrizzlyException)
        {
            // What a comparer raises comes wrapped.
            ExceptionDispatchInfo.Throw(error.InnerException);
        }
    }

    private sealed class LookingComparer<T, TComparer>(TComparer inner) : IComparer<T> where TComparer : IComparer<T>
    {
        private int _count;

        public int Compare(T? left, T? right)
        {
            if ((++_count & (StepsPerLook - 1)) == 0) ThrowIfCancelled();
            return inner.Compare(left, right);
        }
    }
}
