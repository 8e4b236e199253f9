using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Parley.Core;
using Parley.Core.Comments;
using Parley.Core.Moderation;
using Parley.Http;
using Parley.Moderation.Notices;
using Parley.Storage;
using Parley.Texts;

namespace Parley.Moderation;

/// <summary>GET what waits for moderators on a site, the most urgent first, and one of it to decide about.</summary>
internal static class ReadQueue
{
    public static Task<IResult> Handle(string site, HttpContext context, ParleyContext db, Writing writing, TimeProvider clock, CancellationToken cancellation) =>
        HandleAsync(Of(site, context.Request.Query["of"], context), context, db, writing, clock, cancellation);

    public static Task<IResult> Held(string site, HttpContext context, ParleyContext db, Writing writing, TimeProvider clock, CancellationToken cancellation) =>
        HandleAsync(Of(site, "held", context), context, db, writing, clock, cancellation);

    public static Task<IResult> Flagged(string site, HttpContext context, ParleyContext db, Writing writing, TimeProvider clock, CancellationToken cancellation) =>
        HandleAsync(Of(site, "flagged", context), context, db, writing, clock, cancellation);

    /// <summary>The page, with what became of the last decision, or why there was none.</summary>
    /// <param name="wanted">The comment, notice or appeal to look at; the most urgent where it is null, or waits no more.</param>
    /// <param name="without">What is being decided about, and is not listed any more.</param>
    public static async Task<IResult> PageAsync(
        ParleyContext db, Office office, QueueView view, Guid? wanted, Guid? without, Comment? last, string? decided, Sentence? trouble, int status, DateTimeOffset now,
        CancellationToken cancellation, (int Done, int Left)? together = null)
    {
        var all = (await QueueItems.LoadAsync(db, office.Site.Id, office.Reach, now, cancellation)).Where(i => i.Key != without).ToList();
        var sections = all.Select(i => i.Section).OfType<string>().Distinct(StringComparer.Ordinal).Order(StringComparer.CurrentCulture).ToList();
        var here = all.Where(view.HasElsewhere).ToList();
        var items = here.Where(view.Has).ToList();
        // The page on which it stands, where it is not on the one that was asked for; the last one, where there are fewer by now.
        var place = items.FindIndex(i => i.Key == wanted);
        var page = place >= 0 ? (place / QueueView.OnAPage) + 1 : Math.Clamp(view.Page, 1, Math.Max(1, (items.Count + QueueView.OnAPage - 1) / QueueView.OnAPage));
        var shown = place >= 0 ? items[place] : items.ElementAtOrDefault((page - 1) * QueueView.OnAPage);
        // What somebody opens stays open, though another may have decided about it.
        var other = wanted is { } asked && asked != without && place < 0 && await IsHereAsync(db, office, asked, cancellation) ? asked : (Guid?)null;
        var comment = other ?? (shown?.Kind is null or QueueKind.Notice or QueueKind.Appeal ? null : shown.CommentId);
        return Pages.Page<QueuePage>(
            new Dictionary<string, object?>(StringComparer.Ordinal)
            {
                [nameof(QueuePage.Office)] = office,
                [nameof(QueuePage.View)] = view with { Page = page },
                [nameof(QueuePage.Items)] = items,
                [nameof(QueuePage.Counts)] = here.GroupBy(i => i.Kind).ToDictionary(g => g.Key, g => g.Count()),
                [nameof(QueuePage.Sections)] = sections,
                [nameof(QueuePage.Shown)] = comment is { } found ? await ReviewedComment.LoadAsync(db, office, found, now, cancellation) : null,
                [nameof(QueuePage.Notice)] = other is null && shown?.Kind == QueueKind.Notice ? await ReadNotices.OneAsync(db, office, shown.Key, cancellation) : null,
                [nameof(QueuePage.Appeal)] = other is null && shown?.Kind == QueueKind.Appeal ? await ReadAppeals.OneAsync(db, office, shown.Key, cancellation) : null,
                [nameof(QueuePage.Now)] = now,
                [nameof(QueuePage.Last)] = last,
                [nameof(QueuePage.Decided)] = decided,
                [nameof(QueuePage.Together)] = together,
                [nameof(QueuePage.Trouble)] = trouble,
            },
            status);
    }

    private static async Task<IResult> HandleAsync(
        QueueView view, HttpContext context, ParleyContext db, Writing writing, TimeProvider clock, CancellationToken cancellation)
    {
        var office = await Office.OfAsync(context, db, view.Site, cancellation);
        var query = context.Request.Query;
        Guid? wanted = Id.TryRead(query["item"], out var item) || Id.TryRead(query["comment"], out item) ? item : null;
        Guid? without = Id.TryRead(query["without"], out var pending) ? pending : null;
        var last = Id.TryRead(query["decided"], out var decidedId)
            ? await db.Comments.AsNoTracking().Within(office.Reach, db).SingleOrDefaultAsync(c => c.Id == decidedId && c.SiteId == office.Site.Id, cancellation)
            : null;
        var now = clock.GetUtcNow();
        if (wanted is { } looked && await IsHereAsync(db, office, looked, cancellation)) await LookAtComment.SayAsync(writing, office, looked, now, cancellation);
        (int, int)? together = Number(query["done"]) is { } done && Number(query["left"]) is { } left ? (done, left) : null;
        return await PageAsync(db, office, view, wanted, without, last, query["decided"], null, StatusCodes.Status200OK, now, cancellation, together);
    }

    private static QueueView Of(string site, string? of, HttpContext context) =>
        QueueView.Of(site, of, context.Request.Query["section"], context.Request.Query["q"], context.Request.Query["page"]);

    private static int? Number(string? text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static Task<bool> IsHereAsync(ParleyContext db, Office office, Guid comment, CancellationToken cancellation) =>
        db.Comments.Within(office.Reach, db).AnyAsync(c => c.Id == comment && c.SiteId == office.Site.Id, cancellation);
}
