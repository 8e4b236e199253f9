using System.Collections.Concurrent;

namespace Parley.Live;

/// <summary>All streams of this node: how many there may be, and the one clock that all of them share.</summary>
internal sealed class LiveStreams : IDisposable
{
    // A household, or a reader with many tabs. Newsrooms behind one address poll beyond it.
    private const int MostOfAnAddress = 10;

    private const int SecondsBetweenHeartbeats = 20;

    // A story nobody watches is remembered this long, for readers whose connection was lost.
    private const int SecondsOfMemory = 120;

    // Twenty seconds in which a reader takes nothing.
    private const int SecondsBetweenLooks = 5;
    private const int LooksOfPatience = 4;

    private readonly ConcurrentDictionary<Guid, LiveStory> _stories = new();

    // By the names in their address, so that whoever comes to a story that is watched asks the database nothing.
    private readonly ConcurrentDictionary<(string Site, string Story), LiveStory> _named = new();
    private readonly Dictionary<string, int> _addresses = new(StringComparer.Ordinal);
    private readonly IDisposable _hearing;
    private readonly ITimer _timer;
    private readonly int _most;
    private readonly bool _isLimited;
    private int _count;
    private int _seconds;
    private bool _isStopping;

    public LiveStreams(IAnnouncements announcements, IHostApplicationLifetime lifetime, TimeProvider clock, int most, bool isLimited)
    {
        (_most, _isLimited) = (most, isLimited);
        _hearing = announcements.Subscribe(Hear);
        _timer = clock.CreateTimer(_ => Tick(), null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
        _ = lifetime.ApplicationStopping.Register(Stop);
    }

    /// <summary>How many readers watch now.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>Takes a place for a reader at an address; false if there is none left.</summary>
    public bool TryEnter(string address)
    {
        lock (_addresses)
        {
            var own = _addresses.GetValueOrDefault(address);
            if (_isStopping || _count >= _most || (_isLimited && own >= MostOfAnAddress)) return false;

            _addresses[address] = own + 1;
            _count++;
            return true;
        }
    }

    public void Leave(string address)
    {
        lock (_addresses)
        {
            _count--;
            if (--_addresses[address] == 0) _ = _addresses.Remove(address);
        }
    }

    /// <summary>The story of that address if it is watched already.</summary>
    public LiveStory? Find(string site, string story) => _named.GetValueOrDefault((site, story));

    /// <summary>The story as it is watched, from this moment on if it was not before.</summary>
    public LiveStory Watch(Guid storyId, string site, string story)
    {
        var watched = _stories.GetOrAdd(storyId, id => new LiveStory(id));
        _named[(site, story)] = watched;
        return watched;
    }

    /// <summary>The stories that somebody watches now.</summary>
    public IEnumerable<LiveStory> Watched() => _stories.Values.Where(s => s.IsWatched);

    /// <summary>Begins a stream unless the server is stopping, in which case it ends at once.</summary>
    public void Joined(LiveStream stream)
    {
        if (Volatile.Read(ref _isStopping)) stream.End();
    }

    /// <summary>What is due every second: one event for each story that changed; now and then the rest.</summary>
    public void Tick()
    {
        var second = Interlocked.Increment(ref _seconds);
        foreach (var (id, story) in _stories)
        {
            story.Tell();
            if (story.TryForget(SecondsOfMemory)) Forget(id, story);
            // One in twenty each second: ten thousand at once would need ten thousand buffers at once.
            story.Beat(second % SecondsBetweenHeartbeats, SecondsBetweenHeartbeats);
            if (second % SecondsBetweenLooks == 0) story.ForEach(static s => s.DropIfStalled(LooksOfPatience));
        }
    }

    public void Dispose()
    {
        _timer.Dispose();
        _hearing.Dispose();
    }

    private void Forget(Guid id, LiveStory story)
    {
        _ = _stories.TryRemove(KeyValuePair.Create(id, story));
        foreach (var named in _named.Where(n => n.Value == story)) _ = _named.TryRemove(named);
    }

    private void Hear(Change change)
    {
        if (_stories.TryGetValue(change.StoryId, out var story)) story.Hear(change);
    }

    private void Stop()
    {
        Volatile.Write(ref _isStopping, true);
        foreach (var story in _stories.Values) story.ForEach(static s => s.End());
    }
}
