namespace Parley.Http;

/// <summary>The newest version of a story that this node knows of. Versions only ever grow.</summary>
internal sealed class StoryNews(Guid storyId)
{
    private long _storyVersion;
    private long _siteVersion;
    private long _readAt;

    public Guid StoryId { get; } = storyId;

    public long StoryVersion => Interlocked.Read(ref _storyVersion);

    public long SiteVersion => Interlocked.Read(ref _siteVersion);

    /// <summary>When it was last read from the database, as a timestamp of the clock.</summary>
    public long ReadAt => Interlocked.Read(ref _readAt);

    /// <summary>How many pages are held of it; guarded by their owner.</summary>
    public int Pages { get; set; }

    public bool Is(long story, long site) => StoryVersion == story && SiteVersion == site;

    /// <summary>Takes in what was announced.</summary>
    public void Hear(long storyVersion) => Raise(ref _storyVersion, storyVersion);

    /// <summary>Takes in what the database said just now.</summary>
    public void Read(long storyVersion, long siteVersion, TimeProvider clock)
    {
        Raise(ref _storyVersion, storyVersion);
        Raise(ref _siteVersion, siteVersion);
        _ = Interlocked.Exchange(ref _readAt, clock.GetTimestamp());
    }

    private static void Raise(ref long version, long to)
    {
        var now = Interlocked.Read(ref version);
        while (now < to)
        {
            var before = Interlocked.CompareExchange(ref version, to, now);
            if (before == now) return;

            now = before;
        }
    }
}
