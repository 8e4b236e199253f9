using Microsoft.EntityFrameworkCore;
using Parley.Core.Commenters;
using Parley.Http;
using Parley.Storage;
using Parley.Texts;

namespace Parley.Commenters;

/// <summary>GET every browser in which one is signed in.</summary>
internal static class ReadSessions
{
    // Nobody reads on after so many; whoever has more signs out of all of them.
    private const int Most = 100;

    public static async Task<IResult> Handle(
        string? ended, HttpContext context, ParleyContext db, Fingerprints fingerprints, TimeProvider clock, CancellationToken cancellation)
    {
        var (current, account) = (await SignIn.OfAsync(context))!;
        var alive = AliveOf(db, account.Id, clock.GetUtcNow());
        var sessions = await (
            from session in alive
            join site in db.Sites on session.SiteId equals site.Id into sites
            from site in sites.DefaultIfEmpty()
            orderby session.Id == current.Id descending, session.SeenAt descending, session.Id descending
            select new { session, site }).AsNoTracking().Take(Most).ToListAsync(cancellation);
        return Pages.Page<SessionsPage>(new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            [nameof(SessionsPage.Account)] = account,
            [nameof(SessionsPage.Current)] = current.Id,
            [nameof(SessionsPage.Network)] = fingerprints.Of("address", ClientAddress.KeyOf(context)),
            [nameof(SessionsPage.Sessions)] = sessions.ConvertAll(s => new SignedInAt(s.session, s.site?.Name)),
            [nameof(SessionsPage.Count)] = await alive.CountAsync(cancellation),
            [nameof(SessionsPage.HasPasswords)] = await ReadSignIn.HasPasswordsAsync(db, null, cancellation),
            [nameof(SessionsPage.Status)] = ended switch
            {
                "one" => new Sentence("SessionEnded"),
                "others" => new Sentence("SessionsEnded"),
                _ => null,
            },
        });
    }

    /// <summary>Those that can still be used; what ran out is nobody's any more.</summary>
    public static IQueryable<Session> AliveOf(ParleyContext db, Guid account, DateTimeOffset now)
    {
        var (seen, begun) = (now - Session.IdleFor, now - Session.LastsFor);
        return db.Sessions.Where(s => s.AccountId == account && s.SeenAt > seen && s.CreatedAt > begun);
    }
}

/// <summary>A session, and the publication in whose pages it holds; null on Parley's own host.</summary>
public sealed record SignedInAt(Session Session, string? Site);
