using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Parley.Core;
using Parley.Core.Comments;
using Parley.Core.Moderation;
using Parley.Storage;

namespace Parley.Moderation.Webhooks;

/// <summary>Something that a webhook is told of.</summary>
/// <param name="Id">The same each time it is sent.</param>
/// <param name="Mark">Notes on the webhook that it was told of.</param>
internal sealed record WebhookMessage(string Id, string Body, Action<Webhook> Mark);

/// <summary>Reads what a webhook has not been told of yet: what was written, flagged, decided and contested, in the order of time.</summary>
/// <remarks>Nothing is kept for it and no writer waits for it: it reads the tables behind where it was. Of imports it is not told.</remarks>
internal static class WebhookMessages
{
    // As many as are sent before others have their turn.
    private const int Most = 50;

    public static async Task<IReadOnlyList<WebhookMessage>> LoadAsync(ParleyContext db, Webhook hook, string origin, DateTimeOffset now, CancellationToken cancellation)
    {
        var until = Id.New(now - Webhook.Settled);
        var site = await db.Sites.AsNoTracking().Where(s => s.Id == hook.SiteId).Select(s => s.Key).SingleAsync(cancellation);
        var comments = await db.Comments.AsNoTracking().Where(c => c.SiteId == hook.SiteId && c.Id.CompareTo(hook.LastComment) > 0 && c.Id.CompareTo(until) < 0)
            .OrderBy(c => c.Id).Take(Most).Join(db.Stories, c => c.StoryId, s => s.Id, (c, s) => new { c, s.Key, s.Title }).OrderBy(c => c.c.Id).ToListAsync(cancellation);
        var held = comments.Where(c => c.c.State == CommentState.Held).Select(c => c.c.Id).ToList();
        var reasons = await db.Screenings.AsNoTracking().Where(s => held.Contains(s.CommentId)).ToListAsync(cancellation);
        var messages = comments.Select(c => (c.c.Id, Message: Message(
            c.c.State == CommentState.Held ? "comment.held" : "comment.published", c.c.Id, c.c.At,
            // What is gone again is passed over, and what was imported was not said here.
            c.c.ImportKey is not null || c.c.State is not (CommentState.Held or CommentState.Published) ? null : new
            {
                Id = Id.Text(c.c.Id),
                Site = site,
                Story = c.Key,
                StoryTitle = c.Title,
                Url = $"{origin}/comments/{Id.Text(c.c.Id)}",
                c.c.Name,
                c.c.Html,
                Waits = reasons.Where(r => r.CommentId == c.c.Id).SelectMany(r => r.Reasons.Split(',', StringSplitOptions.RemoveEmptyEntries)).ToList(),
            },
            h => h.LastComment = c.c.Id))).ToList();
        var flags = await db.Flags.AsNoTracking().Where(f => f.SiteId == hook.SiteId && f.Id.CompareTo(hook.LastFlag) > 0 && f.Id.CompareTo(until) < 0)
            .OrderBy(f => f.Id).Take(Most).ToListAsync(cancellation);
        messages.AddRange(flags.Select(f => (f.Id, Message(
            "comment.flagged", f.Id, f.At, new { Site = site, Comment = Id.Text(f.CommentId), Reason = Word(f.Reason), f.Note, Url = $"{origin}/admin/{site}/queue?item={Id.Text(f.CommentId)}" },
            h => h.LastFlag = f.Id))));
        var decisions = await db.Decisions.AsNoTracking().Where(d => d.SiteId == hook.SiteId && d.Id.CompareTo(hook.LastDecision) > 0 && d.Id.CompareTo(until) < 0)
            .OrderBy(d => d.Id).Take(Most).ToListAsync(cancellation);
        messages.AddRange(decisions.Select(d => (d.Id, Message(
            "decision.made", d.Id, d.At,
            new { Id = Id.Text(d.Id), Site = site, Comment = Id.Text(d.CommentId), d.Revision, Kind = Word(d.Kind), Reason = d.Reason is { } why ? Word(why) : null, Source = Word(d.Source), IsAutomatic = d.ByAccountId is null },
            h => h.LastDecision = d.Id))));
        var appeals = await db.Appeals.AsNoTracking().Where(a => a.SiteId == hook.SiteId && a.Id.CompareTo(hook.LastAppeal) > 0 && a.Id.CompareTo(until) < 0)
            .OrderBy(a => a.Id).Take(Most).ToListAsync(cancellation);
        messages.AddRange(appeals.Select(a => (a.Id, Message(
            "appeal.sent", a.Id, a.At, new { Id = Id.Text(a.Id), Site = site, Decision = Id.Text(a.DecisionId), Url = $"{origin}/admin/{site}/appeals" },
            h => h.LastAppeal = a.Id))));
        return [.. messages.OrderBy(m => Id.Text(m.Id), StringComparer.Ordinal).Select(m => m.Message)];
    }

    private static WebhookMessage Message(string type, Guid id, DateTimeOffset at, object? data, Action<Webhook> mark) => new(
        $"{type}.{Id.Text(id)}", data is null ? "" : JsonSerializer.Serialize(new { type, timestamp = at, data }, JsonSerializerOptions.Web), mark);

    private static string Word<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.CamelCase.ConvertName(value.ToString());
}
