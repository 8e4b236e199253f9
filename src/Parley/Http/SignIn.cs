using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Parley.Core;
using Parley.Core.Commenters;
using Parley.Storage;

namespace Parley.Http;

/// <summary>Who is signed in, by a cookie of the request.</summary>
/// <remarks>
/// Parley's own host has one cookie, a frame in a publisher's page another that the browser keeps apart for each
/// publisher. Both hold 256 random bits and nothing else; their hash leads to the session. Where a browser keeps no cookie
/// in a frame, the frame's script sends the same bits with each request, and forgets them with the page.
/// Where the publisher's page is of the same site as Parley's host, a browser sends both cookies with everything: which of
/// them counts follows from what the request is, and the other is not looked at (docs/decisions/0022-signing-in-in-a-frame.md).
/// </remarks>
internal sealed record SignIn(Session Session, Account Account)
{
    /// <summary>What the script of a frame says with each request. No page of another origin can: it would have to be allowed to.</summary>
    public const string FrameHeader = "Parley-Frame";

    private static readonly object Found = new();

    // A scheme of our own: what reads Authorization on the way is not to take it for something it knows.
    private const string BearerScheme = "Parley ";

    // Seen again within this time, a session is not written anew.
    private static readonly TimeSpan SeenToWithin = TimeSpan.FromMinutes(5);

    // 256 bits, as base64url without padding.
    private const int TokenBytes = 32;
    private const int TokenLength = 43;

    /// <summary>The sign-in of this request, wherever it holds; null for nobody.</summary>
    public static async Task<SignIn?> OfAsync(HttpContext context)
    {
        if (context.Items.TryGetValue(Found, out var known)) return (SignIn?)known;

        var request = context.Request;
        var isFrame = IsOfFrame(request);
        var found = isFrame
            ? await FindAsync(context, request.Cookies[FrameCookie(request)]) ?? await FindAsync(context, BearerOf(request))
            : await FindAsync(context, request.Cookies[TopCookie(request)]);
        // A token is good where it was given, whatever it is put into.
        if (found is not null && found.Session.SiteId is null == isFrame) found = null;
        context.Items[Found] = found;
        return found;
    }

    /// <summary>The sign-in of this request if it holds on a site; null for nobody there.</summary>
    public static async Task<SignIn?> OnAsync(HttpContext context, Guid site) =>
        await OfAsync(context) is { } found && found.Session.HoldsOn(site) && found.Account.MayBeUsedOn(site) ? found : null;

    /// <summary>Begins a session within an act; the caller gives its token to the browser once it is kept.</summary>
    /// <param name="frame">The site and the origin around a frame; null on Parley's own host.</param>
    public static (Session Session, string Token) Begin(
        ParleyContext db, HttpContext context, Account account, DateTimeOffset now, (Guid Site, string Origin)? frame = null)
    {
        var token = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(TokenBytes));
        var session = new Session
        {
            Id = Id.New(now),
            AccountId = account.Id,
            TokenHash = HashOf(token),
            SiteId = frame?.Site,
            Origin = frame?.Origin,
            Device = Devices.NameOf(context.Request.Headers.UserAgent.ToString()),
            AddressHash = context.RequestServices.GetRequiredService<Fingerprints>().Of("address", ClientAddress.KeyOf(context)),
            CreatedAt = now,
            SeenAt = now,
            ProvedAt = now,
        };
        _ = db.Sessions.Add(session);
        return (session, token);
    }

    /// <summary>
    /// Within an act: a new token for a session whose owner has just proved who they are. Whoever had the old one does not
    /// have what it now allows.
    /// </summary>
    /// <returns>The token, for <see cref="Give"/>; null if the session has ended meanwhile.</returns>
    public static async Task<string?> RenewAsync(ParleyContext db, Session session, DateTimeOffset now, CancellationToken cancellation)
    {
        var token = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(TokenBytes));
        var (hash, old) = (HashOf(token), session.TokenHash);
        var renewed = await db.Sessions.Where(s => s.Id == session.Id && s.TokenHash == old).ExecuteUpdateAsync(
            s => s.SetProperty(x => x.TokenHash, hash).SetProperty(x => x.ProvedAt, now).SetProperty(x => x.SeenAt, now), cancellation);
        return renewed == 1 ? token : null;
    }

    /// <summary>Within an act: ends the sessions of some tokens.</summary>
    public static async Task<int> EndAsync(ParleyContext db, IReadOnlyList<byte[]> tokens, CancellationToken cancellation)
    {
        var ended = 0;
        foreach (var hash in tokens)
            ended += await db.Sessions.Where(s => s.TokenHash == hash).ExecuteDeleteAsync(cancellation);
        return ended;
    }

    /// <summary>Gives the browser the token of a session that is kept.</summary>
    public static void Give(HttpContext context, Session session, string token)
    {
        var isFrame = session.SiteId is not null;
        context.Response.Cookies.Append(
            isFrame ? FrameCookie(context.Request) : TopCookie(context.Request), token, Options(context.Request, isFrame));
        Browser.MarkAsWriter(context);
    }

    /// <summary>Takes both tokens from the browser.</summary>
    public static void Forget(HttpContext context)
    {
        context.Response.Cookies.Delete(TopCookie(context.Request), Options(context.Request, false));
        ForgetFrame(context);
    }

    /// <summary>Takes the token of a frame from the browser.</summary>
    public static void ForgetFrame(HttpContext context) =>
        context.Response.Cookies.Delete(FrameCookie(context.Request), Options(context.Request, true));

    /// <summary>The hashes of the tokens that count for a request: a frame's own, or those of Parley's own host.</summary>
    public static IReadOnlyList<byte[]> TokensOf(HttpRequest request) => IsOfFrame(request)
        ? Hashes(request.Cookies[FrameCookie(request)], BearerOf(request))
        : Hashes(request.Cookies[TopCookie(request)]);

    /// <summary>The hashes of all tokens that a request carries, whether or not they count for it.</summary>
    public static IReadOnlyList<byte[]> AllTokensOf(HttpRequest request) =>
        Hashes(request.Cookies[TopCookie(request)], request.Cookies[FrameCookie(request)], BearerOf(request));

    private static bool IsOfFrame(HttpRequest request) => request.Headers.ContainsKey(FrameHeader);

    private static IReadOnlyList<byte[]> Hashes(params string?[] tokens) =>
        [.. tokens.Where(token => token?.Length == TokenLength).Select(token => HashOf(token!))];

    // Browsers take __Host- only over TLS; plain http is for trying things out on one's own machine.
    private static string TopCookie(HttpRequest request) => request.IsHttps ? "__Host-parley-session" : "parley-session";

    private static string FrameCookie(HttpRequest request) => request.IsHttps ? "__Host-parley-frame" : "parley-frame";

    private static byte[] HashOf(string token) => SHA256.HashData(Encoding.ASCII.GetBytes(token));

    private static string? BearerOf(HttpRequest request) =>
        request.Headers.Authorization.ToString() is var header && header.StartsWith(BearerScheme, StringComparison.Ordinal)
            ? header[BearerScheme.Length..]
            : null;

    private static async Task<SignIn?> FindAsync(HttpContext context, string? token)
    {
        if (token?.Length != TokenLength) return null;

        var hash = HashOf(token);
        var services = context.RequestServices;
        var db = services.GetRequiredService<ParleyContext>();
        var now = services.GetRequiredService<TimeProvider>().GetUtcNow();
        var session = await db.Sessions.AsNoTracking().SingleOrDefaultAsync(s => s.TokenHash == hash, context.RequestAborted);
        if (session is null || !session.IsAlive(now)) return null;

        var account = await db.Accounts.AsNoTracking().SingleAsync(a => a.Id == session.AccountId, context.RequestAborted);
        if (!account.IsUsable || (session.IsVisitOf(account) && now - session.CreatedAt >= Session.VisitsFor)) return null;

        if (now - session.SeenAt > SeenToWithin) await SeeAsync(services, session, now, context.RequestAborted);
        return new SignIn(session, account);
    }

    // The session keeps what it was last seen at: whoever asks whether it was idle means before this request.
    private static Task SeeAsync(IServiceProvider services, Session session, DateTimeOffset now, CancellationToken cancellation) =>
        services.GetRequiredService<Writing>().DoAsync(
            async (act, stop) =>
            {
                var isResumed = session.WasLeft(now);
                _ = await act.Db.Sessions.Where(s => s.Id == session.Id).ExecuteUpdateAsync(
                    s => s.SetProperty(x => x.SeenAt, now).SetProperty(x => x.ResumedAt, x => isResumed ? now : x.ResumedAt), stop);
                await act.KeepAsync(stop);
                return true;
            },
            cancellation);

    private static CookieOptions Options(HttpRequest request, bool isFrame)
    {
        var options = new CookieOptions
        {
            HttpOnly = true,
            Path = "/",
            MaxAge = Session.LastsFor,
            Secure = request.IsHttps,
            // Inside a publisher's page the frame is a third party: only a partitioned cookie comes back there.
            SameSite = isFrame && request.IsHttps ? SameSiteMode.None : SameSiteMode.Lax,
            IsEssential = true,
        };
        if (isFrame && request.IsHttps) options.Extensions.Add("Partitioned");
        return options;
    }
}
