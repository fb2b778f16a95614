using Grizzly.Common;

namespace Grizzly.Indexes;

/// <summary>Many readers or one writer, for stretches of microseconds: spins, then yields. Not reentrant.</summary>
internal sealed class IndexLatch
{
    private const int Writing = int.MinValue;
    private int _state;
    private int _waitingWriters;

    public void EnterRead()
    {
        var spin = new SpinWait();
        while (true)
        {
            int state = Volatile.Read(ref _state);
            bool isFree = state >= 0 && Volatile.Read(ref _waitingWriters) == 0;
            if (isFree && Interlocked.CompareExchange(ref _state, state + 1, state) == state) return;
            spin.SpinOnce();
        }
    }

    public void ExitRead()
    {
        int state = Interlocked.Decrement(ref _state);
        Check.Assert(state >= 0);
    }

    public void EnterWrite()
    {
        if (Interlocked.CompareExchange(ref _state, Writing, 0) == 0) return;
        Interlocked.Increment(ref _waitingWriters);
        var spin = new SpinWait();
        while (Interlocked.CompareExchange(ref _state, Writing, 0) != 0) spin.SpinOnce();
        Interlocked.Decrement(ref _waitingWriters);
    }

    public void ExitWrite() => Volatile.Write(ref _state, 0);
}
