using System.Collections.Concurrent;
using System.Globalization;
using Parley.Live;
using Parley.Texts;

namespace Parley.Http;

/// <summary>Holds what everybody gets: rendered when it changes, not when it is read.</summary>
/// <remarks>
/// A page is known by what it shows (its key), and found without routing by the address it was last asked for. It is
/// fresh while its story's version is the one it was rendered from. Versions come by announcement; as those may be
/// missed, none is believed for longer than two seconds. An outdated page is handed out for at most two seconds after
/// its rendering, so that a rush of comments costs a render a second; whoever sends <c>Cache-Control: no-cache</c>, or
/// names in <c>?version=</c> what they know to be there, waits for the newer one.
/// </remarks>
internal sealed class PublicBytes : IDisposable
{
    // A page has few addresses; what comes beyond them puts out the oldest.
    private const int MostTargets = 8;

    private readonly ConcurrentDictionary<string, HeldPage> _pages = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, HeldPage> _targets = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<Guid, StoryNews> _news = new();
    private readonly Queue<HeldPage> _order = new();
    private readonly Lock _gate = new();
    private readonly RateLimits _limits;
    private readonly long _most;
    private readonly IDisposable _subscription;
    private long _size;
    private long _renders;

    public PublicBytes(
        IServiceScopeFactory scopes, RateLimits limits, TimeProvider clock, Settings settings, IAnnouncements announcements)
    {
        (Scopes, _limits, Clock) = (scopes, limits, clock);
        _most = settings.Cache * 1024L * 1024;
        _subscription = announcements.Subscribe(change =>
        {
            if (_news.TryGetValue(change.StoryId, out var news)) news.Hear(change.Version);
        });
    }

    public IServiceScopeFactory Scopes { get; }

    public TimeProvider Clock { get; }

    /// <summary>Bytes held now.</summary>
    public long Size => Interlocked.Read(ref _size);

    /// <summary>How often a page was rendered since the start.</summary>
    public long Renders => Interlocked.Read(ref _renders);

    /// <summary>Answers from memory before anything else is asked; false where the request must go its long way.</summary>
    public bool TryAnswer(HttpContext context, out Task answer)
    {
        answer = Task.CompletedTask;
        if (Find(context) is not { Page: { } page } held || Insists(context)) return false;

        var freshness = held.Freshness;
        if (freshness == Freshness.Outdated || !_limits.Allow(Pace.Reading, false, context, out _)) return false;

        if (freshness == Freshness.Ageing) held.Renew();
        held.IsUsed = true;
        answer = WriteAsync(context, held, page);
        return true;
    }

    /// <summary>
    /// While the database is away, answers with what was last seen there, if that is no older than a minute: reading goes
    /// on. False where nothing is held.
    /// </summary>
    public bool TryAnswerMeanwhile(HttpContext context, out Task answer)
    {
        answer = Task.CompletedTask;
        if (Find(context) is not { Page: { } page, IsRemembered: true } held) return false;

        context.Response.Clear();
        answer = WriteAsync(context, held, page);
        return true;
    }

    /// <summary>Answers with the page of <paramref name="key"/>, rendering it if need be; one render serves all who wait.</summary>
    /// <param name="source">What it is made of, as it is in the database now; null for what is simply made anew every second.</param>
    /// <param name="isAlwaysThis">Whether this very address always leads here, so that the next request may skip all else.</param>
    /// <param name="accepted">The language it is in, which is part of the key, where the reader's browser decides that.</param>
    /// <param name="render">Renders it, from its own scope, as it may serve others when this request is gone.</param>
    public async Task<IResult> AnswerAsync(
        HttpContext context, string key, PublicSource? source, bool isAlwaysThis,
        Func<IServiceProvider, CancellationToken, Task<PublicPage>> render, Text? accepted = null)
    {
        var held = _pages.TryGetValue(key, out var known) ? known : Admit(key, source, accepted, render);
        held.News?.Read(source!.StoryVersion, source.SiteVersion, Clock);

        var page = held.Page;
        if (page is null && !_limits.Allow(Pace.Rendering, false, context, out _))
        {
            await Failures.Answer(context, "too-many-requests", "TooManyRequestsDetail");
            return TypedResults.Empty;
        }

        var freshness = held.Freshness;
        var isEnough = page is not null && freshness != Freshness.Outdated
            && (held.IsCurrent || !(Insists(context) || held.StoryVersion < Wanted(context)));
        if (!isEnough) page = await held.RenderAsync().WaitAsync(context.RequestAborted);
        else if (freshness == Freshness.Ageing) held.Renew();

        held.IsUsed = true;
        if (isAlwaysThis) Remember(context, held);
        await WriteAsync(context, held, page!);
        return TypedResults.Empty;
    }

    public void Dispose() => _subscription.Dispose();

    private Task WriteAsync(HttpContext context, HeldPage held, PublicPage page)
    {
        var written = page.WriteAsync(context);
        // Compressed for the first time it is larger than it was weighed.
        if (held.Weighed != page.Size) Weigh(held);
        return written;
    }

    /// <summary>Counts a render, and weighs what came of it.</summary>
    public void Rendered(HeldPage held)
    {
        _ = Interlocked.Increment(ref _renders);
        Weigh(held);
    }

    private static bool Insists(HttpContext context)
    {
        var asked = context.Request.Headers.CacheControl;
        return asked.Count > 0 && asked[0] is { } words
            && (words.Contains("no-cache", StringComparison.OrdinalIgnoreCase) || words.Contains("max-age=0", StringComparison.OrdinalIgnoreCase));
    }

    private static long Wanted(HttpContext context) =>
        long.TryParse(context.Request.Query["version"], NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : 0;

    private void Remember(HttpContext context, HeldPage held)
    {
        if (context.Request.Query.ContainsKey("version")) return;

        var target = PageAddress.Of(context);
        lock (_gate)
        {
            if (held.IsGone) return;

            // The bare address says of a page in several languages that it is one; each is found by its own besides.
            Lead(target, held);
            if (held.Accepted is { } language) Lead(In(language, target), held);
        }
    }

    private void Lead(string target, HeldPage held)
    {
        if (!_targets.TryAdd(target, held)) return;

        held.Targets.Enqueue(target);
        if (held.Targets.Count > MostTargets) _ = _targets.TryRemove(held.Targets.Dequeue(), out _);
    }

    // The page that was last found at this address, in the words of whoever asks now.
    private HeldPage? Find(HttpContext context)
    {
        var isRead = HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method);
        if (!isRead) return null;

        var target = PageAddress.Of(context);
        if (!_targets.TryGetValue(target, out var held) || held.Accepted is null) return held;

        var language = LanguageChoice.Accepted(context);
        return held.Accepted == language ? held : _targets.GetValueOrDefault(In(language, target));
    }

    // No address of a request has a space in it, so none is another's.
    private static string In(Text language, string target) => $"{language.Language} {target}";

    private HeldPage Admit(
        string key, PublicSource? source, Text? accepted, Func<IServiceProvider, CancellationToken, Task<PublicPage>> render)
    {
        lock (_gate)
        {
            // Another may have come first.
            if (_pages.TryGetValue(key, out var first)) return first;

            // Counted under the same lock that forgets: no page is left with news that nobody hears.
            var news = source is null ? null : _news.GetOrAdd(source.StoryId, id => new StoryNews(id));
            if (news is not null) news.Pages++;
            var held = new HeldPage(this, key, news, accepted, render);
            _pages[key] = held;
            _order.Enqueue(held);
            return held;
        }
    }

    // Keeps what is held within its bound: what nobody asked for since it last came up goes first (second chance).
    private void Weigh(HeldPage held)
    {
        lock (_gate)
        {
            if (held.IsGone) return;

            _size += held.WeighAnew();
            for (var looked = 2 * _order.Count; _size > _most && looked > 0 && _order.TryDequeue(out var next); looked--)
            {
                if (next.IsUsed && _order.Count > 0)
                {
                    next.IsUsed = false;
                    _order.Enqueue(next);
                    continue;
                }

                Forget(next);
            }
        }
    }

    private void Forget(HeldPage held)
    {
        held.IsGone = true;
        _size -= held.Weight;
        _ = _pages.TryRemove(held.Key, out _);
        foreach (var target in held.Targets) _ = _targets.TryRemove(target, out _);
        if (held.News is { } news && --news.Pages == 0) _ = _news.TryRemove(news.StoryId, out _);
    }
}

/// <summary>What a page is made of: the story and its site, at these versions.</summary>
internal sealed record PublicSource(Guid StoryId, long StoryVersion, long SiteVersion);

/// <summary>Whether a held page may be handed out.</summary>
internal enum Freshness
{
    /// <summary>As it is.</summary>
    Fresh,

    /// <summary>Once more, while it is being looked after.</summary>
    Ageing,

    /// <summary>No more.</summary>
    Outdated,
}
