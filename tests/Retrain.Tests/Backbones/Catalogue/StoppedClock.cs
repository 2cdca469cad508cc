namespace Retrain.Tests.Backbones.Catalogue;

/// <summary>A clock whose timers go off when the test says so, so that a busy machine cannot set them off.</summary>
internal sealed class StoppedClock : TimeProvider
{
    private readonly Lock guard = new();
    private readonly List<Pending> timers = [];

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Pending(this, callback, state);
        lock (guard)
        {
            timers.Add(timer);
        }

        return timer;
    }

    /// <summary>All timers that wait now go off.</summary>
    public void FireAll()
    {
        Pending[] due;
        lock (guard)
        {
            due = [.. timers];
        }

        foreach (Pending timer in due)
        {
            timer.Callback(timer.State);
        }
    }

    private sealed class Pending(StoppedClock clock, TimerCallback callback, object? state) : ITimer
    {
        public TimerCallback Callback => callback;

        public object? State => state;

        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose()
        {
            lock (clock.guard)
            {
                clock.timers.Remove(this);
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
