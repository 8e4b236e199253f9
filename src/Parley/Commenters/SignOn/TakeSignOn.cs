using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Parley.Core;
using Parley.Core.Commenters;
using Parley.Core.Sites;
using Parley.Http;
using Parley.Storage;
using Parley.Texts;

namespace Parley.Commenters;

/// <summary>POST the publisher's word about a reader, from the frame in its page: the reader is signed in there.</summary>
/// <remarks>How far that word goes: docs/decisions/0021-publishers-sign-on.md.</remarks>
internal static class TakeSignOn
{
    /// <param name="Token">A JSON Web Token.</param>
    /// <param name="RemoteAuth">Or a message of Disqus's <c>remote_auth_s3</c>, with the public key beside it.</param>
    /// <param name="Origin">The origin of the page around the frame.</param>
    /// <param name="InMemory">Whether the frame must keep the session in memory, because its browser keeps no cookie there.</param>
    public sealed record Request(string? Token, string? RemoteAuth, string? ApiKey, string? Origin, bool InMemory);

    /// <param name="Name">Under which name the reader is signed in; null where the publisher says that nobody is.</param>
    /// <param name="Token">A session to be kept in memory; null where a cookie has it, and where the frame goes on in the one it has.</param>
    public sealed record Response(string? Name, string? Token);

    /// <summary>A reader on whose name the publisher's word was taken.</summary>
    /// <param name="Once">What makes the token unique, and until when that matters; null for what may come again.</param>
    private sealed record Reader(
        string Subject, string Name, string? Email = null, Badge? Badge = null, (byte[] Hash, DateTimeOffset Until)? Once = null);

    private sealed record Outcome(SignOnRefusal? Refusal, string? Name, Session? Session, string? Token);

    public static async Task<IResult> Handle(
        string site, Request request, HttpContext context, Writing writing, ParleyContext db, KeySets keySets, TimeProvider clock,
        CancellationToken cancellation)
    {
        // Load what the decision needs.
        var publication = await db.Sites.AsNoTracking().Include(s => s.Origins).SingleOrDefaultAsync(s => s.Key == site, cancellation);
        if (publication is null) return Problems.NotFound();

        var signOn = await db.SignOns.AsNoTracking().SingleOrDefaultAsync(s => s.SiteId == publication.Id, cancellation);
        var now = clock.GetUtcNow();

        // Decide.
        if (!WebAddress.TryReadOrigin(request.Origin, out var origin) || !publication.MayBeEmbeddedBy(origin))
            return Refused(SignOnRefusal.UnknownOrigin);
        if (signOn is null || (request.Token is null) == (request.RemoteAuth is null))
            return Refused(signOn is null ? SignOnRefusal.NotSetUp : SignOnRefusal.Unreadable);

        var (reader, refusal) = request.Token is not null
            ? await ReadTokenAsync(request.Token, publication, signOn, keySets, now, cancellation)
            : ReadMessage(request, signOn, now);
        if (refusal is { } reason) return Refused(reason);

        // Save.
        var outcome = await writing.DoAsync(
            (act, stop) => reader is null ? LeaveAsync(act, context, stop) : KeepAsync(act, context, publication.Id, origin, reader, now, stop),
            cancellation);

        // Answer.
        if (outcome.Refusal is { } late) return Refused(late);
        if (outcome is { Session: { } session, Token: { } token } && !request.InMemory) SignIn.Give(context, session, token);
        return TypedResults.Ok(new Response(outcome.Name, request.InMemory ? outcome.Token : null));
    }

    private static async Task<(Reader? Reader, SignOnRefusal? Refusal)> ReadTokenAsync(
        string token, Site site, SignOn signOn, KeySets keySets, DateTimeOffset now, CancellationToken cancellation)
    {
        if ((signOn.Secret is null) && (signOn.Keys ?? signOn.KeysUrl) is null) return (null, SignOnRefusal.NotSetUp);

        var (claims, unsigned) = await PublisherToken.ReadAsync(token, signOn, keySets, cancellation);
        if (claims is null) return (null, unsigned);
        if (claims.Refuse(site.Key, now) is { } refusal) return (null, refusal);

        _ = CommenterName.TryRead(claims.Name, out var name, out _);
        return (new Reader(
            claims.Subject!, name,
            claims.IsEmailVerified && EmailAddress.TryRead(claims.Email, out var email) ? email : null,
            signOn.GivesBadges ? claims.GivenBadge : null,
            (SHA256.HashData(Encoding.UTF8.GetBytes(claims.TokenId!)), claims.ExpiresAt!.Value + SignOnClaims.Skew)), null);
    }

    private static (Reader? Reader, SignOnRefusal? Refusal) ReadMessage(Request request, SignOn signOn, DateTimeOffset now)
    {
        if (signOn.DisqusSecret is not { } secret || (signOn.DisqusKey is { } key && key != request.ApiKey)) return (null, SignOnRefusal.NotSetUp);
        if (DisqusMessage.Read(request.RemoteAuth, secret, now, out var refusal) is not { } message) return (null, refusal);
        if (message.Id is null) return (null, null);

        // Disqus held names to no rule. One that cannot be shown keeps nobody out: the reader chooses another here.
        return (new Reader(message.Id, CommenterName.TryRead(message.Name, out var name, out _) ? name : ""), null);
    }

    private static async Task<Outcome> KeepAsync(
        Act act, HttpContext context, Guid site, string origin, Reader reader, DateTimeOffset now, CancellationToken cancellation)
    {
        // A token counts once, and of two at once one: the row is unique.
        if (reader.Once is var (hash, until))
        {
            _ = await act.Db.UsedTokens.Where(t => t.ExpiresAt < now).ExecuteDeleteAsync(cancellation);
            if (await act.Db.UsedTokens.AnyAsync(t => t.SiteId == site && t.Hash == hash, cancellation))
                return new(SignOnRefusal.Used, null, null, null);

            _ = act.Db.UsedTokens.Add(new UsedToken { SiteId = site, Hash = hash, ExpiresAt = until });
        }

        var (issuer, subject) = (Identity.OfSite(site), reader.Subject);
        var account = await act.Db.Identities.Where(i => i.Issuer == issuer && i.Subject == subject)
            .Join(act.Db.Accounts, i => i.AccountId, a => a.Id, (_, a) => a).SingleOrDefaultAsync(cancellation);
        if (account is { IsUsable: false }) return new(SignOnRefusal.AccountGone, null, null, null);

        account ??= Make(act.Db, site, issuer, subject, now);
        account.Language = Text.Of(context).Language;
        await RefreshAsync(act.Db, account, reader, now, cancellation);
        if (reader.Badge is { } badge) await WearAsync(act.Db, account, site, badge, now, cancellation);
        var (session, token) = await BeginAsync(act.Db, context, account, site, origin, now, cancellation);
        await act.KeepAsync(cancellation);
        return new(null, account.Name, session, token);
    }

    private static Account Make(ParleyContext db, Guid site, string issuer, string subject, DateTimeOffset now)
    {
        var account = new Account { Id = Id.New(now), SiteId = site, CreatedAt = now };
        _ = db.Accounts.Add(account);
        _ = db.Identities.Add(new Identity { Issuer = issuer, Subject = subject, AccountId = account.Id, CreatedAt = now });
        return account;
    }

    // The publisher says what its readers are called; that it was something else before stays to be seen.
    private static async Task RefreshAsync(ParleyContext db, Account account, Reader reader, DateTimeOffset now, CancellationToken cancellation)
    {
        if (reader.Email is not null && reader.Email != account.Email) (account.Email, account.MailFailedAt) = (reader.Email, null);
        if (reader.Name.Length == 0 || reader.Name == account.Name) return;

        if (account.Name.Length > 0)
            _ = db.NameChanges.Add(new NameChange { Id = Id.New(now), AccountId = account.Id, From = account.Name, To = reader.Name, At = now });
        (account.Name, account.NameSkeleton) = (reader.Name, CommenterName.Skeleton(reader.Name));
        foreach (var commenter in await db.Commenters.Where(c => c.AccountId == account.Id).ToListAsync(cancellation))
            (commenter.Name, commenter.NameSkeleton) = (account.Name, account.NameSkeleton);
    }

    // What makes a moderator is a role here: no token gives that badge, and none takes it.
    private static async Task WearAsync(
        ParleyContext db, Account account, Guid site, Badge badge, DateTimeOffset now, CancellationToken cancellation)
    {
        var commenter = await db.Commenters.SingleOrDefaultAsync(c => c.SiteId == site && c.AccountId == account.Id, cancellation);
        if (commenter is null && badge == Badge.None) return;

        if (commenter is null) _ = db.Commenters.Add(commenter = Commenter.Of(account, Id.New(now), site, now));
        if (commenter.Badge == badge || commenter.Badge == Badge.Moderator) return;

        commenter.Badge = badge;
        // Every page with a comment of theirs shows it.
        _ = await db.Sites.Where(s => s.Id == site).ExecuteUpdateAsync(s => s.SetProperty(x => x.Version, x => x.Version + 1), cancellation);
    }

    // The same reader in the same place goes on in their session; anybody else's in this browser ends.
    private static async Task<(Session Session, string? Token)> BeginAsync(
        ParleyContext db, HttpContext context, Account account, Guid site, string origin, DateTimeOffset now, CancellationToken cancellation)
    {
        foreach (var hash in SignIn.TokensOf(context.Request))
        {
            if (await db.Sessions.SingleOrDefaultAsync(s => s.TokenHash == hash && s.SiteId != null, cancellation) is not { } session) continue;

            if (session.AccountId == account.Id && session.SiteId == site && session.Origin == origin && session.IsAlive(now))
            {
                (session.SeenAt, session.ProvedAt) = (now, now);
                return (session, null);
            }

            _ = db.Sessions.Remove(session);
        }

        return SignIn.Begin(db, context, account, now, (site, origin));
    }

    private static async Task<Outcome> LeaveAsync(Act act, HttpContext context, CancellationToken cancellation)
    {
        foreach (var hash in SignIn.TokensOf(context.Request))
            _ = await act.Db.Sessions.Where(s => s.TokenHash == hash && s.SiteId != null).ExecuteDeleteAsync(cancellation);
        await act.KeepAsync(cancellation);
        return new(null, null, null, null);
    }

    private static IResult Refused(SignOnRefusal refusal) => Problems.Of("sign-on-refused", refusal switch
    {
        SignOnRefusal.NotSetUp => "SignOnNotSetUp",
        SignOnRefusal.UnknownOrigin => "SignOnUnknownOrigin",
        SignOnRefusal.Unreadable => "SignOnUnreadable",
        SignOnRefusal.WrongAlgorithm => "SignOnWrongAlgorithm",
        SignOnRefusal.KeysAway => "SignOnKeysAway",
        SignOnRefusal.WrongSignature => "SignOnWrongSignature",
        SignOnRefusal.WrongAudience => "SignOnWrongAudience",
        SignOnRefusal.NoExpiry => "SignOnNoExpiry",
        SignOnRefusal.Expired => "SignOnExpired",
        SignOnRefusal.LastsTooLong => "SignOnLastsTooLong",
        SignOnRefusal.NotYet => "SignOnNotYet",
        SignOnRefusal.NoId => "SignOnNoId",
        SignOnRefusal.Used => "SignOnUsed",
        SignOnRefusal.NoSubject => "SignOnNoSubject",
        SignOnRefusal.WrongName => "SignOnWrongName",
        SignOnRefusal.AccountGone => "SignOnAccountGone",
    });
}
