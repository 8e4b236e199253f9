using Microsoft.EntityFrameworkCore;
using Parley.Storage;
using Parley.Texts;

namespace Parley.Http;

/// <summary>A page in memory, how fresh it is, and how it is rendered anew.</summary>
internal sealed class HeldPage(
    PublicBytes owner, string key, StoryNews? news, Text? accepted, Func<IServiceProvider, CancellationToken, Task<PublicPage>> render)
{
    // What changes within a second is rendered once; nothing is handed out when it may have changed two seconds ago.
    private static readonly TimeSpan Settled = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan TooOld = TimeSpan.FromSeconds(2);

    // How old a page may be while nothing newer can be read.
    private static readonly TimeSpan Forgotten = TimeSpan.FromSeconds(60);

    // What a page costs besides its bytes: its key, addresses, headers, tags.
    private const int Overhead = 2_000;

    private readonly Lock _gate = new();
    private Task<PublicPage>? _rendering;
    private (long Story, long Site) _renderingFrom;
    private State? _state;
    private int _isRenewing;

    public string Key { get; } = key;

    public StoryNews? News { get; } = news;

    /// <summary>The language it is in where that is the reader's choice, so that one address leads to several; null otherwise.</summary>
    public Text? Accepted { get; } = accepted;

    public PublicPage? Page => _state?.Page;

    /// <summary>The story's version it shows; 0 while there is none.</summary>
    public long StoryVersion => _state?.StoryVersion ?? 0;

    /// <summary>Whether it shows the newest version that is known.</summary>
    public bool IsCurrent => _state is { } state && News is { } known && known.Is(state.StoryVersion, state.SiteVersion) && !IsOver(state);

    /// <summary>The addresses that lead here without a look-up; guarded by the owner.</summary>
    public Queue<string> Targets { get; } = [];

    public bool IsUsed { get; set; }

    /// <summary>Whether it was given up; guarded by the owner.</summary>
    public bool IsGone { get; set; }

    /// <summary>Bytes it was last weighed at; guarded by the owner.</summary>
    public int Weight => Weighed == 0 ? 0 : Weighed + Overhead;

    /// <summary>How many of them are the page's own.</summary>
    public int Weighed { get; private set; }

    /// <summary>How much more it weighs than it did.</summary>
    public int WeighAnew()
    {
        var before = Weight;
        Weighed = Page?.Size ?? 0;
        return Weight - before;
    }

    /// <summary>Whether it was true within the last minute.</summary>
    public bool IsRemembered => _state is { } state
        && owner.Clock.GetElapsedTime(Math.Max(state.RenderedAt, IsCurrent ? News!.ReadAt : 0)) < Forgotten;

    /// <summary>Whether it may be handed out now.</summary>
    public Freshness Freshness => Judge();

    private Freshness Judge()
    {
        if (_state is not { } state) return Http.Freshness.Outdated;

        if (IsOver(state)) return Http.Freshness.Outdated;

        if (News is { } known && known.Is(state.StoryVersion, state.SiteVersion))
        {
            var unread = owner.Clock.GetElapsedTime(known.ReadAt);
            return unread < Settled ? Http.Freshness.Fresh : unread < TooOld ? Http.Freshness.Ageing : Http.Freshness.Outdated;
        }

        var age = owner.Clock.GetElapsedTime(state.RenderedAt);
        return age < Settled ? Http.Freshness.Fresh : age < TooOld ? Http.Freshness.Ageing : Http.Freshness.Outdated;
    }

    /// <summary>Looks after it in the background: reads its story's version, and renders it if that has moved.</summary>
    public void Renew()
    {
        if (Interlocked.Exchange(ref _isRenewing, 1) == 1) return;

        _ = Task.Run(async () =>
        {
            try
            {
                if (News is not null) await ReadNewsAsync(News);
                if (!IsCurrent) _ = await RenderAsync();
            }
#pragma warning disable CA1031 // Whoever asks next, once this page is too old, gets the failure in their own answer.
            catch (Exception)
#pragma warning restore CA1031
            {
            }
            finally
            {
                Volatile.Write(ref _isRenewing, 0);
            }
        });
    }

    /// <summary>Renders it anew; whoever asks meanwhile gets the same render.</summary>
    public Task<PublicPage> RenderAsync()
    {
        lock (_gate)
        {
            // A render that began before the newest change might not show it.
            if (_rendering is { IsCompleted: false } && _renderingFrom == Newest()) return _rendering;

            _renderingFrom = Newest();
            return _rendering = Task.Run(() => RenderOnceAsync(_renderingFrom));
        }
    }

    private bool IsOver(State state) => state.Page.Until is { } until && until <= owner.Clock.GetUtcNow();

    private (long Story, long Site) Newest() => News is null ? default : (News.StoryVersion, News.SiteVersion);

    private async Task<PublicPage> RenderOnceAsync((long Story, long Site) from)
    {
        var began = owner.Clock.GetTimestamp();
        await using var scope = owner.Scopes.CreateAsyncScope();
        var page = await render(scope.ServiceProvider, CancellationToken.None);
        lock (_gate)
        {
            if (_state is not { } held || held.StoryVersion <= from.Story) _state = new State(page, from.Story, from.Site, began);
        }

        owner.Rendered(this);
        return page;
    }

    private async Task ReadNewsAsync(StoryNews news)
    {
        await using var scope = owner.Scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<ParleyContext>();
        var found = await (
            from story in db.Stories
            join site in db.Sites on story.SiteId equals site.Id
            where story.Id == news.StoryId
            select new { Story = story.Version, Site = site.Version }).SingleOrDefaultAsync();
        // A story that is gone is read anew by whoever asks for it, and then not found.
        if (found is null) news.Hear(long.MaxValue);
        else news.Read(found.Story, found.Site, owner.Clock);
    }

    private sealed record State(PublicPage Page, long StoryVersion, long SiteVersion, long RenderedAt);
}
