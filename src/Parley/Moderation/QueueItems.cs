using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Parley.Core;
using Parley.Core.Commenters;
using Parley.Core.Comments;
using Parley.Core.Moderation;
using Parley.Storage;

namespace Parley.Moderation;

/// <summary>Reads what waits on a site, the most urgent first: computed each time, so that no count drifts.</summary>
internal static class QueueItems
{
    // Of each kind; whoever is through with these reads the next.
    private const int Most = 5_000;

    // What nobody has looked at after a week, everybody has read.
    private static readonly TimeSpan MarkedFor = TimeSpan.FromDays(7);

    /// <summary>What is needed of a comment in the list: its HTML is not.</summary>
    private sealed record Row(
        Guid Id, string Name, string Text, Guid StoryId, string Story, string? Section, DateTimeOffset At, DateTimeOffset? EditedAt, int Revision,
        int Answers, int For, int Against);

    public static async Task<IReadOnlyList<QueueItem>> LoadAsync(
        ParleyContext db, Guid site, Reach reach, DateTimeOffset now, CancellationToken cancellation)
    {
        List<QueueItem> all =
        [
            .. await HeldAsync(db, site, now, cancellation),
            .. await ChangesAsync(db, site, now, cancellation),
            .. await ReadAsync(db, site, now, cancellation),
            .. await AppealsAsync(db, site, reach, now, cancellation),
            .. await NoticesAsync(db, site, now, cancellation),
        ];
        return [.. all.Where(i => reach.Covers(i.Section)).OrderByDescending(i => i.Urgency.Total).ThenBy(i => i.Facts.Since).ThenBy(i => Id.Text(i.CommentId), StringComparer.Ordinal)];
    }

    /// <summary>Those of some sites on which anything waits: as many questions for all as for one.</summary>
    public static async Task<IReadOnlySet<Guid>> BusyAsync(ParleyContext db, IReadOnlyList<Guid> sites, DateTimeOffset now, CancellationToken cancellation)
    {
        var oldest = Id.New(now - MarkedFor);
        var marked = db.Screenings.Where(s => s.CommentId.CompareTo(oldest) > 0 && s.Reasons == "" && s.Findings != "[]");
        var busy = new HashSet<Guid>();
        IQueryable<Guid>[] all =
        [
            db.Comments.Where(c => c.State == CommentState.Held).Select(c => c.SiteId),
            db.Revisions.Where(r => r.State == RevisionState.Held).Join(db.Comments, r => r.CommentId, c => c.Id, (_, c) => c.SiteId),
            marked.Join(db.Comments, m => m.CommentId, c => c.Id, (_, c) => c.SiteId),
            db.Flags.Where(f => f.Outcome == null).Select(f => f.SiteId),
            db.Appeals.Where(a => a.Outcome == null).Select(a => a.SiteId),
            db.Notices.Where(n => n.Outcome == null || (n.ComplainedAt != null && n.ComplaintIsRight == null)).Select(n => n.SiteId),
        ];
        foreach (var some in all) busy.UnionWith(await some.Where(s => sites.Contains(s)).Distinct().ToListAsync(cancellation));
        return busy;
    }

    private static IQueryable<Row> Rows(ParleyContext db, IQueryable<Comment> comments) => comments.AsNoTracking().Join(
        db.Stories.AsNoTracking(), c => c.StoryId, s => s.Id,
        (c, s) => new Row(c.Id, c.Name, c.Text, s.Id, s.Title, s.Section, c.At, c.EditedAt, c.Revision, c.ReplyCount, c.UpVotes, c.DownVotes));

    private static async Task<IEnumerable<QueueItem>> HeldAsync(ParleyContext db, Guid site, DateTimeOffset now, CancellationToken cancellation)
    {
        var held = db.Comments.Where(c => c.SiteId == site && c.State == CommentState.Held);
        var rows = await Rows(db, held.OrderBy(c => c.Id).Take(Most)).ToListAsync(cancellation);
        var seen = await db.Screenings.AsNoTracking().Where(s => held.Any(c => c.Id == s.CommentId && c.Revision == s.Revision))
            .ToDictionaryAsync(s => s.CommentId, cancellation);
        return rows.Select(r => Waits(r, r.Text, seen.GetValueOrDefault(r.Id), r.At, SeenOf(r), isChange: false, now));
    }

    private static async Task<IEnumerable<QueueItem>> ChangesAsync(ParleyContext db, Guid site, DateTimeOffset now, CancellationToken cancellation)
    {
        var changes = await HeldComments.Changes(db, site).Take(Most).Select(r => new { r.CommentId, r.Number, r.Text, r.At }).ToListAsync(cancellation);
        if (changes.Count == 0) return [];

        var ids = changes.ConvertAll(c => c.CommentId);
        var rows = await Rows(db, db.Comments.Where(c => ids.Contains(c.Id))).ToDictionaryAsync(r => r.Id, cancellation);
        var seen = await db.Screenings.AsNoTracking().Where(s => ids.Contains(s.CommentId)).ToListAsync(cancellation);
        return changes.Select(c => Waits(
            rows[c.CommentId], c.Text, seen.Find(s => s.CommentId == c.CommentId && s.Revision == c.Number), c.At,
            c.At.ToUnixTimeMilliseconds(), isChange: true, now));
    }

    private static QueueItem Waits(Row row, string text, ScreeningRecord? seen, DateTimeOffset since, long look, bool isChange, DateTimeOffset now)
    {
        var (reasons, found) = (SeenIn.Reasons(seen), SeenIn.Findings(seen));
        var facts = new QueueFacts(since, Urgency.HarmOf(reasons, found));
        return Item(QueueKind.Held, row, facts, now) with { Text = text, IsChange = isChange, Reasons = reasons, Found = found, Seen = look };
    }

    // What everybody reads while it waits: flagged, or marked by the lists, or both.
    private static async Task<IEnumerable<QueueItem>> ReadAsync(ParleyContext db, Guid site, DateTimeOffset now, CancellationToken cancellation)
    {
        var flagged = (await FlaggedComments.LoadAsync(db, site, now, cancellation)).ToDictionary(f => f.Comment.Id);
        var since = now - MarkedFor;
        var oldest = Id.New(since);
        var marked = await db.Screenings.AsNoTracking()
            .Where(s => s.CommentId.CompareTo(oldest) > 0 && s.Reasons == "" && s.Findings != "[]"
                && db.Comments.Any(c => c.Id == s.CommentId && c.SiteId == site && c.State == CommentState.Published && c.Revision == s.Revision)
                && !db.Decisions.Any(d => d.CommentId == s.CommentId && d.Revision == s.Revision))
            .Take(Most).ToDictionaryAsync(s => s.CommentId, cancellation);
        var ids = flagged.Keys.Union(marked.Keys).ToList();
        var rows = ids.Count == 0 ? [] : await Rows(db, db.Comments.Where(c => ids.Contains(c.Id))).ToListAsync(cancellation);
        return rows.Select(r => Read(r, flagged.GetValueOrDefault(r.Id), marked.GetValueOrDefault(r.Id), now));
    }

    private static QueueItem Read(Row row, FlaggedComment? flagged, ScreeningRecord? marked, DateTimeOffset now)
    {
        var found = SeenIn.Findings(marked);
        var flags = flagged?.Flags ?? [];
        var harm = Urgency.HarmOf(found) + (flagged is null ? 0 : Urgency.HarmOf(flagged.Weight, flagged.Reason));
        var since = flagged is null ? row.EditedAt ?? row.At : flags.Min(f => f.Flag.At);
        var facts = new QueueFacts(since, harm, row.Answers, row.For, row.Against + flags.Count, IsRead: true);
        return Item(flagged is null ? QueueKind.Marked : QueueKind.Flagged, row, facts, now) with
        {
            Found = found,
            Flags = flags,
            FlaggedFor = flagged?.Reason,
            Seen = SeenOf(row),
        };
    }

    private static async Task<IEnumerable<QueueItem>> AppealsAsync(ParleyContext db, Guid site, Reach reach, DateTimeOffset now, CancellationToken cancellation)
    {
        var open = await db.Appeals.AsNoTracking().Within(reach, db).Where(a => a.SiteId == site && a.Outcome == null)
            .Join(db.Decisions.AsNoTracking(), a => a.DecisionId, d => d.Id, (appeal, decision) => new { appeal, decision })
            .OrderBy(a => a.appeal.Id).Take(Most).ToListAsync(cancellation);
        if (open.Count == 0) return [];

        var restrictions = open.Select(a => a.decision.RestrictionId).OfType<Guid>().Distinct().ToList();
        var levels = await db.Restrictions.AsNoTracking().Where(r => restrictions.Contains(r.Id)).ToDictionaryAsync(r => r.Id, r => r.Level, cancellation);
        var ids = open.Select(a => a.decision.CommentId).Distinct().ToList();
        var rows = await Rows(db, db.Comments.Where(c => ids.Contains(c.Id))).ToDictionaryAsync(r => r.Id, cancellation);
        return open.Select(a =>
        {
            RestrictionLevel? level = a.decision.RestrictionId is { } id && levels.TryGetValue(id, out var deep) ? deep : null;
            var facts = new QueueFacts(a.appeal.At, Urgency.HarmOf(level));
            return Item(QueueKind.Appeal, rows[a.decision.CommentId], facts, now) with { Key = a.appeal.Id, Text = a.appeal.Text };
        });
    }

    private static async Task<IEnumerable<QueueItem>> NoticesAsync(ParleyContext db, Guid site, DateTimeOffset now, CancellationToken cancellation)
    {
        var open = await db.Notices.AsNoTracking()
            .Where(n => n.SiteId == site && (n.Outcome == null || (n.ComplainedAt != null && n.ComplaintIsRight == null)))
            .OrderBy(n => n.Id).Take(Most).ToListAsync(cancellation);
        if (open.Count == 0) return [];

        var ids = open.Select(n => n.CommentId).Distinct().ToList();
        var rows = await Rows(db, db.Comments.Where(c => ids.Contains(c.Id))).ToDictionaryAsync(r => r.Id, cancellation);
        return open.Select(n =>
        {
            var row = rows[n.CommentId];
            var facts = new QueueFacts(n.ComplainedAt ?? n.At, n.IsTrusted ? Urgency.OfTrustedNotice : Urgency.OfNotice, row.Answers, row.For, row.Against, IsRead: true);
            return Item(QueueKind.Notice, row, facts, now) with { Key = n.Id, Name = n.Name, Text = n.Text };
        });
    }

    private static QueueItem Item(QueueKind kind, Row row, QueueFacts facts, DateTimeOffset now) =>
        new(kind, row.Id, row.Name, row.Text, row.StoryId, row.Story, row.Section, facts, Urgency.Of(facts, now));

    private static long SeenOf(Row row) => (row.EditedAt ?? row.At).ToUnixTimeMilliseconds();
}

/// <summary>Reads a <see cref="ScreeningRecord"/>.</summary>
internal static class SeenIn
{
    public static IReadOnlyList<Finding> Findings(ScreeningRecord? record) =>
        record is null ? [] : JsonSerializer.Deserialize<List<Finding>>(record.Findings) ?? [];

    public static IReadOnlyList<HoldReason> Reasons(ScreeningRecord? record) =>
        record is null ? [] : [.. record.Reasons.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(Enum.Parse<HoldReason>)];
}
