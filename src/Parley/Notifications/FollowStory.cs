using Microsoft.EntityFrameworkCore;
using Parley.Core;
using Parley.Core.Commenters;
using Parley.Core.Notifications;
using Parley.Core.Sites;
using Parley.Core.Stories;
using Parley.Http;
using Parley.Storage;

namespace Parley.Notifications;

/// <summary>PUT and DELETE that one follows a story; and GET and POST of the same, without script.</summary>
internal static class FollowStory
{
    private static readonly Dictionary<string, MailChoice> Names = new(StringComparer.Ordinal)
    {
        ["never"] = MailChoice.Never,
        ["atOnce"] = MailChoice.AtOnce,
        ["hourly"] = MailChoice.Hourly,
        ["daily"] = MailChoice.Daily,
    };

    /// <summary>How mail about the story comes: never, atOnce, hourly or daily; nothing for how it comes about all followed stories.</summary>
    public sealed record Request(string? Mail);

    public static async Task<IResult> Begin(
        string site, string story, Request? request, HttpContext context, ParleyContext db, Writing writing, TimeProvider clock,
        CancellationToken cancellation)
    {
        MailChoice? mail = null;
        if (request?.Mail is { } word)
        {
            if (!Names.TryGetValue(word, out var choice)) return Problems.Of("bad-request", "MailChoiceUnknown");
            mail = choice;
        }

        return await ChangeAsync(site, story, true, mail, context, db, writing, clock, cancellation) ? TypedResults.NoContent() : Problems.NotFound();
    }

    public static async Task<IResult> End(
        string site, string story, HttpContext context, ParleyContext db, Writing writing, TimeProvider clock, CancellationToken cancellation) =>
        await ChangeAsync(site, story, false, null, context, db, writing, clock, cancellation) ? TypedResults.NoContent() : Problems.NotFound();

    public static async Task<IResult> Read(string site, string story, HttpContext context, ParleyContext db, CancellationToken cancellation)
    {
        if (await FindAsync(db, site, story, cancellation) is not var (publication, article)) return Pages.NotFound();

        var account = (await SignIn.OfAsync(context))!.Account;
        context.BelongsTo(publication);
        return Pages.Page<FollowPage>(new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            [nameof(FollowPage.Site)] = publication,
            [nameof(FollowPage.Story)] = article,
            [nameof(FollowPage.IsFollowed)] = await ReadMailChoices.FollowsOf(db, account).AnyAsync(f => f.StoryId == article.Id && f.IsFollowed, cancellation),
        });
    }

    public static async Task<IResult> Submit(
        string site, string story, HttpContext context, ParleyContext db, Writing writing, TimeProvider clock, CancellationToken cancellation)
    {
        var form = await Forms.ReadAsync(context.Request, cancellation);
        var isFound = await ChangeAsync(site, story, form["follow"] != "no", null, context, db, writing, clock, cancellation);
        return isFound ? Pages.SeeOther($"/{site}/{story}/follow") : Pages.NotFound();
    }

    private static async Task<(Site Site, Story Story)?> FindAsync(ParleyContext db, string site, string story, CancellationToken cancellation)
    {
        var found = await db.Stories.AsNoTracking().Where(s => s.Key == story)
            .Join(db.Sites.Where(s => s.Key == site), s => s.SiteId, s => s.Id, (s, p) => new { Site = p, Story = s }).SingleOrDefaultAsync(cancellation);
        return found is null ? null : (found.Site, found.Story);
    }

    /// <returns>False if there is no such story.</returns>
    private static async Task<bool> ChangeAsync(
        string site, string story, bool isFollowed, MailChoice? mail, HttpContext context, ParleyContext db, Writing writing,
        TimeProvider clock, CancellationToken cancellation)
    {
        // Load what the decision needs.
        if (await FindAsync(db, site, story, cancellation) is not var (publication, article)) return false;

        var account = (await SignIn.OnAsync(context, publication.Id))!.Account;
        var now = clock.GetUtcNow();

        // Save.
        return await writing.DoAsync(
            async (act, stop) =>
            {
                var commenter = await act.Db.Commenters.SingleOrDefaultAsync(c => c.SiteId == publication.Id && c.AccountId == account.Id, stop);
                var follow = commenter is null
                    ? null
                    : await act.Db.Follows.SingleOrDefaultAsync(f => f.StoryId == article.Id && f.CommenterId == commenter.Id, stop);
                if (!isFollowed)
                {
                    if (follow is not null) _ = act.Db.Follows.Remove(follow);
                }
                else if (follow is not null)
                {
                    (follow.IsFollowed, follow.Mail) = (true, mail ?? follow.Mail);
                }
                else
                {
                    // Whoever only follows has not spoken here yet.
                    if (commenter is null) _ = act.Db.Commenters.Add(commenter = Commenter.Of(account, Id.New(now), publication.Id, now));
                    _ = act.Db.Follows.Add(new Follow { CommenterId = commenter.Id, StoryId = article.Id, IsFollowed = true, Mail = mail, At = now });
                }

                await act.KeepAsync(stop);
                return true;
            },
            cancellation);
    }
}
