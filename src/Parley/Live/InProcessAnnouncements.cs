using System.Collections.Immutable;

namespace Parley.Live;

/// <summary>Announcements within one process: with SQLite there is no other that serves.</summary>
internal sealed class InProcessAnnouncements : IAnnouncements
{
    private ImmutableArray<Action<Change>> _listeners = [];

    public void Announce(IReadOnlyList<Change> changes)
    {
        foreach (var listener in _listeners)
        {
            foreach (var change in changes) listener(change);
        }
    }

    public IDisposable Subscribe(Action<Change> hear)
    {
        _ = ImmutableInterlocked.Update(ref _listeners, l => l.Add(hear));
        return new Subscription(this, hear);
    }

    private sealed class Subscription(InProcessAnnouncements announcements, Action<Change> hear) : IDisposable
    {
        public void Dispose() => ImmutableInterlocked.Update(ref announcements._listeners, l => l.Remove(hear));
    }
}
