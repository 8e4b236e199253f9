using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Parley.Core;
using Parley.Core.Comments;
using Parley.Core.Moderation;
using Parley.Http;
using Parley.Storage;
using Parley.Texts;

namespace Parley.Moderation;

/// <summary>One of several comments to be decided about together, as it stood when it was chosen.</summary>
/// <param name="From">How it waited: held, a change, or read by everybody.</param>
/// <param name="Seen">Which text was looked at; see <see cref="Waiting.Seen"/>.</param>
public sealed record Chosen(Guid CommentId, string From, long Seen)
{
    /// <summary>As forms carry it.</summary>
    public override string ToString() => $"{Id.Text(CommentId)}.{Seen.ToString(CultureInfo.InvariantCulture)}.{From}";

    internal static Chosen? Read(string? text) =>
        text?.Split('.') is [var id, var seen, "held" or "change" or "read"] parts && Id.TryRead(id, out var comment)
        && long.TryParse(seen, NumberStyles.None, CultureInfo.InvariantCulture, out var at)
            ? new Chosen(comment, parts[2], at)
            : null;
}

/// <summary>POST one decision about several comments: first how many it touches, and whom; then it is taken about each by itself.</summary>
internal static class DecideTogether
{
    // As many as the list shows at once, with room.
    private const int Most = 200;

    public static async Task<IResult> Handle(
        string site, HttpContext context, Writing writing, ParleyContext db, TimeProvider clock, CancellationToken cancellation)
    {
        var office = await Office.OfAsync(context, db, site, cancellation);
        var form = await Forms.ReadAsync(context.Request, cancellation);
        var view = QueueView.From(site, form) ?? QueueView.Of(site, null, null);
        var chosen = form["item"].Select(Chosen.Read).OfType<Chosen>().DistinctBy(c => c.CommentId).Take(Most).ToList();
        var now = clock.GetUtcNow();
        var ids = chosen.ConvertAll(c => c.CommentId);
        var within = await db.Comments.Within(office.Reach, db).Where(c => ids.Contains(c.Id) && c.SiteId == office.Site.Id).Select(c => c.Id).ToListAsync(cancellation);
        _ = chosen.RemoveAll(c => !within.Contains(c.CommentId));
        if (chosen.Count == 0)
            return await ReadQueue.PageAsync(db, office, view, null, null, null, null, new Sentence("ChooseSome"), StatusCodes.Status422UnprocessableEntity, now, cancellation);

        var act = form["act"].ToString();
        if (act is not ("keep" or "remove")) return await PreviewAsync(db, office, view, chosen, null, StatusCodes.Status200OK, cancellation);

        ReasonClass? reason = OfficeWords.TryRead<ReasonClass>(form["reason"], out var given) ? given : null;
        if (act == "remove" && reason is null)
            return await PreviewAsync(db, office, view, chosen, new Sentence("ReasonMissing"), StatusCodes.Status422UnprocessableEntity, cancellation);

        var done = 0;
        foreach (var one in chosen)
        {
            if (await DecideAsync(writing, office, one, act == "remove" ? reason : null, now, cancellation)) done++;
        }

        return Pages.SeeOther(view.With($"done={done.ToString(CultureInfo.InvariantCulture)}&left={(chosen.Count - done).ToString(CultureInfo.InvariantCulture)}"));
    }

    private static Task<bool> DecideAsync(Writing writing, Office office, Chosen one, ReasonClass? against, DateTimeOffset now, CancellationToken cancellation) =>
        (one.From, against) switch
        {
            ("read", null) => DismissFlags.KeepAsync(writing, office, one.CommentId, one.Seen, now, now, cancellation),
            ("read", { } reason) => writing.DoAsync(
                async (act, stop) => await RemoveComment.ChangeStateAsync(act, office, one.CommentId, one.Seen, reason, now, stop) is (true, null), cancellation),
            _ => DecideHeldComment.DecideAsync(
                writing, office, one.CommentId, one.From == "change" ? CommentState.Published : CommentState.Held, one.Seen, against, now, cancellation),
        };

    private static async Task<IResult> PreviewAsync(
        ParleyContext db, Office office, QueueView view, List<Chosen> chosen, Sentence? trouble, int status, CancellationToken cancellation)
    {
        var ids = chosen.ConvertAll(c => c.CommentId);
        var comments = await db.Comments.AsNoTracking().Where(c => ids.Contains(c.Id) && c.SiteId == office.Site.Id).ToListAsync(cancellation);
        return Pages.Page<TogetherPage>(
            new Dictionary<string, object?>(StringComparer.Ordinal)
            {
                [nameof(TogetherPage.Office)] = office,
                [nameof(TogetherPage.View)] = view,
                [nameof(TogetherPage.Chosen)] = chosen.Where(c => comments.Exists(x => x.Id == c.CommentId)).ToList(),
                [nameof(TogetherPage.Comments)] = comments,
                [nameof(TogetherPage.Trouble)] = trouble,
            },
            status);
    }
}
