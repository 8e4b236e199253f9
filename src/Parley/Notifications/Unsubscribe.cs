using Microsoft.EntityFrameworkCore;
using Parley.Core.Commenters;
using Parley.Core.Notifications;
using Parley.Http;
using Parley.Storage;

namespace Parley.Notifications;

/// <summary>GET what a letter's link ends, and POST to end it: by whoever has the letter, signed in or not.</summary>
/// <remarks>
/// A mail program posts here by itself when its reader asks it to (RFC 8058): without cookie, without the words by which
/// browsers say where a request comes from, which is just what <see cref="CrossSite"/> lets through. The token says whose
/// mail it is; all that can be done with it is to end some.
/// </remarks>
internal static class Unsubscribe
{
    public static async Task<IResult> Read(
        string token, string? done, ParleyContext db, Fingerprints fingerprints, CancellationToken cancellation)
    {
        if (UnsubscribeToken.Read(token, fingerprints) is not { } read) return Pages.NotFound();

        return await PageAsync(read, token, ScopeIn(done), db, cancellation);
    }

    public static async Task<IResult> Handle(
        string token, HttpContext context, ParleyContext db, Writing writing, Fingerprints fingerprints, TimeProvider clock,
        CancellationToken cancellation)
    {
        // Load what the decision needs.
        if (UnsubscribeToken.Read(token, fingerprints) is not { } read) return Pages.NotFound();

        var form = await Forms.ReadAsync(context.Request, cancellation);
        var isOneClick = form["List-Unsubscribe"] == "One-Click";

        // Decide.
        var scope = isOneClick ? read.Scope : ScopeIn(form["what"]);
        if (scope is null || (scope == MailScope.Story && read.Story == Guid.Empty)) return Pages.Problem("bad-request", "MailChoiceUnknown");

        // Save.
        var now = clock.GetUtcNow();
        _ = await writing.DoAsync(
            async (act, stop) =>
            {
                if (read.IsGuest) await EndOfGuestAsync(act.Db, read.Reader, stop);
                else await EndAsync(act.Db, read.Reader, scope.Value, read.Story, now, stop);
                await act.KeepAsync(stop);
                return true;
            },
            cancellation);

        // Answer. A mail program follows no redirect.
        return isOneClick ? await PageAsync(read, token, scope, db, cancellation) : Pages.SeeOther($"/unsubscribe/{token}?done={scope}");
    }

    private static Task<int> EndOfGuestAsync(ParleyContext db, Guid commenter, CancellationToken cancellation) =>
        db.Commenters.Where(c => c.Id == commenter && c.AccountId == null)
            .ExecuteUpdateAsync(c => c.SetProperty(x => x.EmailConfirmedAt, (DateTimeOffset?)null), cancellation);

    private static async Task EndAsync(
        ParleyContext db, Guid reader, MailScope scope, Guid story, DateTimeOffset now, CancellationToken cancellation)
    {
        if (await db.Accounts.SingleOrDefaultAsync(a => a.Id == reader, cancellation) is not { } account) return;

        if (scope is MailScope.Answers or MailScope.All) account.Mail = MailChoice.Never;
        if (scope is MailScope.Stories or MailScope.All)
        {
            account.StoryMail = MailChoice.Never;
            // What was chosen for single stories would go on.
            foreach (var follow in await ReadMailChoices.FollowsOf(db, account).Where(f => f.Mail != null).ToListAsync(cancellation)) follow.Mail = null;
        }

        if (scope != MailScope.Story) return;

        var commenter = await db.Stories.Where(s => s.Id == story)
            .Join(db.Commenters.Where(c => c.AccountId == reader), s => s.SiteId, c => c.SiteId, (s, c) => (Guid?)c.Id).SingleOrDefaultAsync(cancellation);
        if (commenter is not { } one) return;

        var followed = await db.Follows.SingleOrDefaultAsync(f => f.StoryId == story && f.CommenterId == one, cancellation);
        if (followed is null) _ = db.Follows.Add(new Follow { CommenterId = one, StoryId = story, IsFollowed = false, At = now });
        else followed.Mail = MailChoice.Never;
    }

    private static async Task<IResult> PageAsync(
        UnsubscribeToken token, string text, MailScope? done, ParleyContext db, CancellationToken cancellation) =>
        Pages.Page<UnsubscribePage>(new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            [nameof(UnsubscribePage.Token)] = token,
            [nameof(UnsubscribePage.Action)] = "/unsubscribe/" + text,
            [nameof(UnsubscribePage.Done)] = done,
            [nameof(UnsubscribePage.Story)] = await db.Stories.Where(s => s.Id == token.Story).Select(s => s.Title).SingleOrDefaultAsync(cancellation),
        });

    private static MailScope? ScopeIn(string? text) => Enum.TryParse<MailScope>(text, out var scope) && scope.ToString() == text ? scope : null;
}
