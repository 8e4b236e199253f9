using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Parley.Core.Commenters;
using Parley.Core.Comments;
using Parley.Core.Moderation;
using Parley.Core.Sites;
using Parley.Core.Stories;
using Parley.Http;
using Parley.Storage;
using Parley.Texts;

namespace Parley.Comments;

/// <summary>A text before its turn: what screening needs of it and of the room, loaded while nobody waits for it.</summary>
/// <remarks>A measure that begins in between comes a moment too late for this comment, as it would have for one sent a moment earlier.</remarks>
internal sealed record Screened(Site Site, Story Story, ScreeningFacts Facts)
{
    /// <summary>The verdict; null as long as there is none.</summary>
    public Verdict? Verdict { get; init; }

    public long? Print => Facts.Text.Print;

    /// <returns>Null where there is no such site or story.</returns>
    public static async Task<Screened?> LoadAsync(
        HttpContext context, ParleyContext db, string siteKey, string storyKey, CommentText text, Speaker speaker, DateTimeOffset now,
        CancellationToken cancellation)
    {
        // One connection for all that is asked: every comment comes this way.
        await db.Database.OpenConnectionAsync(cancellation);
        try
        {
            var place = await db.Stories.AsNoTracking().Where(s => s.Key == storyKey)
                .Join(db.Sites.AsNoTracking().Where(p => p.Key == siteKey), s => s.SiteId, p => p.Id, (story, site) => new { story, site })
                .SingleOrDefaultAsync(cancellation);
            return place is null ? null : await LoadAsync(context, db, place.site, place.story, text, speaker, now, cancellation);
        }
        finally
        {
            await db.Database.CloseConnectionAsync();
        }
    }

    public static async Task<Screened> LoadAsync(
        HttpContext context, ParleyContext db, Site site, Story story, CommentText text, Speaker speaker, DateTimeOffset now,
        CancellationToken cancellation)
    {
        var words = await context.RequestServices.GetRequiredService<WordLists>().OfAsync(db, site, cancellation);
        var screened = ScreenedText.Of(text, words, story.Language ?? site.Language);
        var room = await Rooms.OfAsync(db, story, site, now, cancellation);
        var facts = new ScreeningFacts
        {
            Text = screened,
            Room = room,
            HasAccount = speaker.On(site.Id) is not null,
            Guests = site.Guests,
            HoldsNewcomers = site.HoldsNewcomers,
            NewcomersLinks = site.NewcomersLinks,
            IsPaced = context.RequestServices.GetRequiredService<RateLimits>().IsOn,
        };
        // Standing follows from a long history, which is read only where something depends on it.
        if (!facts.DependsOnStanding) return new Screened(site, story, facts);

        var commenter = await db.Commenters.AsNoTracking().SingleOrDefaultAsync(speaker.IsOn(site.Id), cancellation);
        if (commenter is null) return new Screened(site, story, facts);

        var history = (await Histories.OfAsync(db, [commenter.Id], now, cancellation))[commenter.Id];
        return new Screened(site, story, facts with { Badge = commenter.Badge, Standing = StandingRule.Of(history, now).Standing });
    }

    /// <summary>The same with its verdict, within the turn: what was said meanwhile counts.</summary>
    public async Task<Screened> ScreenAsync(
        ParleyContext db, PostingRows rows, string text, DateTimeOffset now, CancellationToken cancellation)
    {
        var facts = Facts;
        // What counts what somebody said elsewhere waits until that is said: a story's turn keeps two apart beneath one story only.
        if ((Site.PacesByStanding || rows.IsRestricted) && rows.Commenter is { } one) await db.LockAsync([one.Id.ToByteArray(bigEndian: true)[8..]], cancellation);
        if (facts.Room.Pace > 0 && rows.Commenter is { } writer)
        {
            facts = facts with
            {
                LastHereAt = await db.Comments.Where(c => c.CommenterId == writer.Id && c.StoryId == rows.StoryId)
                    .MaxAsync(c => (DateTimeOffset?)c.At, cancellation),
            };
        }

        if (rows is { IsRestricted: true, Commenter: { } restricted }
            && await Restrictions.OfAsync(db, restricted.Id, Story, now, cancellation) is { } restriction)
        {
            facts = facts with { Restricted = await Restrictions.WriterAsync(db, restriction, rows.Parent?.CommenterId, now, cancellation) };
        }

        if (Site.PacesByStanding && rows.Commenter is { } known) facts = await WithRecentlyAsync(db, facts, known, rows, now, cancellation);
        if (Print is { } print)
        {
            var own = rows.SaidBySpeaker.Where(s => Fingerprint.AreNear(s.Print, print)).Select(s => s.Comment).ToList();
            var others = rows.SaidByAnybody.Where(s => s.Commenter != rows.Commenter?.Id && Fingerprint.AreNear(s.Print, print)).ToList();
            if (own.Count + others.Count > 0)
            {
                var same = await SameAsync(db, [.. own, .. others.Select(o => o.Comment)], text, cancellation);
                facts = facts with
                {
                    IsRepeated = own.Exists(same.Contains),
                    OthersWhoSaidTheSame = others.Where(o => same.Contains(o.Comment)).Select(o => o.Commenter).Distinct().Count(),
                };
            }
        }

        return this with { Facts = facts, Verdict = Screening.Screen(facts, now) };
    }

    // What a newcomer may say is counted first: only whoever says more has a standing that must be known.
    private static async Task<ScreeningFacts> WithRecentlyAsync(
        ParleyContext db, ScreeningFacts facts, Commenter writer, PostingRows rows, DateTimeOffset now, CancellationToken cancellation)
    {
        var since = now - Limits.Day;
        var said = await db.Comments.AsNoTracking().Where(c => c.CommenterId == writer.Id && c.At > since).OrderByDescending(c => c.At)
            .Select(c => new { c.At, IsReply = c.ParentId != null }).Take(StandingLimits.AnHour + 1).ToListAsync(cancellation);
        var isReply = rows.Parent is not null;
        var hasBegun = !isReply && await db.Comments.AnyAsync(
            c => c.CommenterId == writer.Id && c.StoryId == rows.StoryId && c.ParentId == null && (c.State == CommentState.Published || c.State == CommentState.Held), cancellation);
        var recently = new Recently(isReply, hasBegun, [.. said.Select(s => (s.At, s.IsReply))]);
        facts = facts with { Badge = writer.Badge, Recently = recently };
        if (facts.DependsOnStanding || StandingLimits.OfComment(Standing.Newcomer, recently, now) is null) return facts;

        var history = (await Histories.OfAsync(db, [writer.Id], now, cancellation))[writer.Id];
        return facts with { Standing = StandingRule.Of(history, now).Standing };
    }

    // Near fingerprints are only candidates. What was taken back may be said again.
    private static async Task<HashSet<Guid>> SameAsync(ParleyContext db, List<Guid> candidates, string text, CancellationToken cancellation)
    {
        var found = await db.Comments.AsNoTracking()
            .Where(c => candidates.Contains(c.Id) && (c.State == CommentState.Published || c.State == CommentState.Held))
            .Select(c => new { c.Id, c.Text }).ToListAsync(cancellation);
        return [.. found.Where(c => Fingerprint.Resemblance(c.Text, text) >= Fingerprint.Same).Select(c => c.Id)];
    }

    /// <summary>The sentence for a writer whose text is not taken.</summary>
    public static Sentence Of(Verdict.Refuse refused, string text, DateTimeOffset now) => refused.Why switch
    {
        Refusal.StoryClosed => new Sentence("StoryClosed"),
        Refusal.TooSoon => new Sentence("TooSoonHere", Math.Ceiling(((refused.Until ?? now) - now).TotalSeconds)),
        Refusal.Repeated => new Sentence("SaidAlready"),
        Refusal.Suspended => new Sentence("SuspendedHere", refused.Until ?? now),
        Refusal.TooOften when (refused.Until ?? now) - now is var wait => wait > TimeSpan.FromHours(2)
            ? new Sentence("TooOftenHours", Math.Ceiling(wait.TotalHours))
            : new Sentence("TooOftenMinutes", Math.Ceiling(wait.TotalMinutes)),
        Refusal.PaceOfStanding when (refused.Until ?? now) - now is var wait => wait > TimeSpan.FromHours(2)
            ? new Sentence("SlowerHours", Math.Ceiling(wait.TotalHours))
            : new Sentence("SlowerMinutes", Math.Ceiling(wait.TotalMinutes)),
        Refusal.BegunHere => new Sentence("BegunHere"),
        Refusal.OnlyWhoAnswered => new Sentence("OnlyWhoAnswered", refused.Until ?? now),
        Refusal.TextOnly => new Sentence("TextOnly", refused.Until ?? now),
        Refusal.TooManyWaiting => new Sentence("TooManyWaiting", Limits.Waiting),
        Refusal.BannedWords => new Sentence(
            "BannedWords",
            // As they were typed: whoever wrote them finds them.
            string.Join(", ", refused.Findings.Where(f => f is { List: WordList.Banned, IsNear: false })
                .Select(f => $"“{text.AsSpan(f.Start, f.Length)}”").Distinct(StringComparer.Ordinal))),
    };

    /// <summary>The same with its verdict as a change of a comment, which no pace and no repetition bounds.</summary>
    /// <param name="approved">The text that a moderator let be read; null where none looked at it.</param>
    /// <param name="restriction">What holds for its writer here; null where nothing does.</param>
    public Screened AsEdit(string? approved, string text, Restriction? restriction, DateTimeOffset now)
    {
        var facts = Facts with
        {
            IsEdit = true,
            Restricted = restriction is null ? null : new RestrictedWriter(restriction, IsReply: false, IsAnswered: true, [], 0),
            IsUnlikeApproved = approved is not null && !string.Equals(approved, text, StringComparison.Ordinal)
                && Fingerprint.ResemblanceByLetters(approved, text) < Fingerprint.Same,
        };
        return this with { Facts = facts, Verdict = Screening.Screen(facts, now) };
    }

    /// <summary>What is kept of the verdict for moderators; null where there is nothing to see.</summary>
    public ScreeningRecord? Record(Guid comment, int revision, DateTimeOffset at)
    {
        var reasons = Verdict is Verdict.Hold held ? held.Reasons : [];
        if (Verdict is null || (reasons.Count == 0 && Verdict.Findings.Count == 0)) return null;

        return new ScreeningRecord
        {
            CommentId = comment,
            Revision = revision,
            Reasons = string.Join(',', reasons),
            Findings = JsonSerializer.Serialize(Verdict.Findings),
            At = at,
        };
    }
}
