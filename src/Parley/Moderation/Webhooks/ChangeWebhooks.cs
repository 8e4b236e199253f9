using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Parley.Core;
using Parley.Core.Moderation;
using Parley.Http;
using Parley.Jobs;
using Parley.Storage;
using Parley.Texts;

namespace Parley.Moderation.Webhooks;

/// <summary>GET a site's webhooks; POST another one, which answers with its secret, once; POST that one is no longer told.</summary>
internal static class ChangeWebhooks
{
    public static async Task<IResult> Read(string site, string? changed, HttpContext context, ParleyContext db, CancellationToken cancellation)
    {
        var office = await Office.OfAsync(context, db, site, cancellation);
        return await PageAsync(db, office, null, "", null, changed, StatusCodes.Status200OK, cancellation);
    }

    public static async Task<IResult> Add(
        string site, HttpContext context, ParleyContext db, Writing writing, Outgoing outgoing, SecurityLog log, TimeProvider clock, CancellationToken cancellation)
    {
        var office = await Office.OfAsync(context, db, site, cancellation);
        var typed = (await Forms.ReadAsync(context.Request, cancellation))["url"].ToString().Trim();
        if (typed.Length is 0 or > Webhook.MaximumUrl || !Uri.TryCreate(typed, UriKind.Absolute, out var address) || !outgoing.MayAsk(address))
            return await PageAsync(db, office, null, typed, new Sentence("WebhookUrl"), null, StatusCodes.Status422UnprocessableEntity, cancellation);

        var now = clock.GetUtcNow();
        // From now on: of what was before nobody is told.
        var start = Id.New(now - Webhook.Settled);
        var hook = new Webhook
        {
            Id = Id.New(now),
            SiteId = office.Site.Id,
            Url = address.AbsoluteUri,
            Secret = RandomNumberGenerator.GetBytes(32),
            CreatedAt = now,
            LastComment = start,
            LastFlag = start,
            LastDecision = start,
            LastAppeal = start,
        };
        var trouble = await writing.DoAsync<Sentence?>(
            async (act, stop) =>
            {
                if (await act.Db.Webhooks.AnyAsync(w => w.SiteId == office.Site.Id && w.Url == hook.Url, stop)) return new Sentence("WebhookKnown");
                if (await act.Db.Webhooks.CountAsync(w => w.SiteId == office.Site.Id, stop) >= Webhook.Most) return new Sentence("WebhooksTooMany", Webhook.Most);

                _ = act.Db.Webhooks.Add(hook);
                _ = act.Db.Jobs.Add(Job.For(TellWebhook.Kind, hook.Id, now));
                await act.KeepAsync(stop);
                return null;
            },
            cancellation);
        if (trouble is not null) return await PageAsync(db, office, null, typed, trouble, null, StatusCodes.Status409Conflict, cancellation);

        log.Acted(context, "Added a webhook", office.Account.Id);
        return await PageAsync(db, office, hook, "", null, null, StatusCodes.Status200OK, cancellation);
    }

    public static async Task<IResult> Change(
        string site, string id, HttpContext context, ParleyContext db, Writing writing, SecurityLog log, TimeProvider clock, CancellationToken cancellation)
    {
        var office = await Office.OfAsync(context, db, site, cancellation);
        var isAgain = (await Forms.ReadAsync(context.Request, cancellation))["act"] == "again";
        if (!Id.TryRead(id, out var hookId)) return Pages.NotFound();

        var now = clock.GetUtcNow();
        var isThere = await writing.DoAsync(
            async (act, stop) =>
            {
                if (await act.Db.Webhooks.SingleOrDefaultAsync(w => w.Id == hookId && w.SiteId == office.Site.Id, stop) is not { } hook) return false;

                var subject = Id.Text(hookId);
                // What was given up gives way to a new beginning; what still runs is left alone.
                _ = await act.Db.Jobs.Where(j => j.Kind == TellWebhook.Kind && j.Subject == subject && j.FailedAt != null).ExecuteDeleteAsync(stop);
                if (!isAgain) _ = act.Db.Webhooks.Remove(hook);
                else if (!await act.Db.Jobs.AnyAsync(j => j.Kind == TellWebhook.Kind && j.Subject == subject, stop)) _ = act.Db.Jobs.Add(Job.For(TellWebhook.Kind, hookId, now));
                await act.KeepAsync(stop);
                return true;
            },
            cancellation);
        if (!isThere) return Pages.NotFound();

        if (!isAgain) log.Acted(context, "Removed a webhook", office.Account.Id);
        return Pages.SeeOther($"/admin/{office.Site.Key}/webhooks?changed={(isAgain ? "again" : "removed")}");
    }

    private static async Task<IResult> PageAsync(
        ParleyContext db, Office office, Webhook? added, string typed, Sentence? trouble, string? changed, int status, CancellationToken cancellation)
    {
        var hooks = await db.Webhooks.AsNoTracking().Where(w => w.SiteId == office.Site.Id).OrderBy(w => w.Id).ToListAsync(cancellation);
        var subjects = hooks.ConvertAll(h => Id.Text(h.Id));
        var jobs = await db.Jobs.AsNoTracking().Where(j => j.Kind == TellWebhook.Kind && subjects.Contains(j.Subject)).ToListAsync(cancellation);
        return Pages.Page<WebhooksPage>(
            new Dictionary<string, object?>(StringComparer.Ordinal)
            {
                [nameof(WebhooksPage.Office)] = office,
                [nameof(WebhooksPage.Hooks)] = hooks.Select(h => new ListedWebhook(
                    h, jobs.Exists(j => j.Subject == Id.Text(h.Id) && j.FailedAt != null), jobs.Find(j => j.Subject == Id.Text(h.Id) && j.Error != null)?.Error?.Split(nameof(OutgoingException) + ": ")[^1])).ToList(),
                [nameof(WebhooksPage.Added)] = added,
                [nameof(WebhooksPage.Typed)] = typed,
                [nameof(WebhooksPage.Trouble)] = trouble,
                [nameof(WebhooksPage.Changed)] = changed,
            },
            status);
    }
}

/// <summary>A webhook in the list.</summary>
/// <param name="IsGivenUp">Whether it was tried for a day in vain.</param>
/// <param name="Error">What went wrong the last time; null where nothing did.</param>
public sealed record ListedWebhook(Webhook Hook, bool IsGivenUp, string? Error);
