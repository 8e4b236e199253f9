using System.Globalization;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Parley.Core;
using Parley.Core.Moderation;
using Parley.Http;
using Parley.Jobs;
using Parley.Storage;

namespace Parley.Moderation.Webhooks;

/// <summary>The job that tells a webhook what it has not been told of, signed, one after the other; the subject is the webhook.</summary>
/// <remarks>At least once, and always under the same id. What is not taken is sent again, later and later, for about a day.</remarks>
internal static class TellWebhook
{
    public const string Kind = "tell-webhook";

    // Where nothing happens it looks so often.
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(10);

    public static async Task<DateTimeOffset?> Do(JobRun run, CancellationToken cancellation)
    {
        if (!Id.TryRead(run.Subject, out var id)) return null;

        var services = run.Services;
        var (writing, outgoing) = (services.GetRequiredService<Writing>(), services.GetRequiredService<Outgoing>());
        var db = services.GetRequiredService<ParleyContext>();
        var hook = await db.Webhooks.AsNoTracking().SingleOrDefaultAsync(w => w.Id == id, cancellation);
        // Taken away, nobody is told.
        if (hook is null) return null;

        var messages = await WebhookMessages.LoadAsync(db, hook, services.GetRequiredService<Settings>().Origin, run.Now, cancellation);
        foreach (var message in messages)
        {
            if (message.Body.Length > 0) await SendAsync(outgoing, hook, message, run.Now, cancellation);
            _ = await writing.DoAsync(
                async (act, stop) =>
                {
                    var kept = await act.Db.Webhooks.SingleOrDefaultAsync(w => w.Id == id, stop);
                    if (kept is not null) message.Mark(kept);
                    await act.KeepAsync(stop);
                    return true;
                },
                cancellation);
        }

        return messages.Count > 0 ? run.Now : run.Now + Between;
    }

    private static async Task SendAsync(Outgoing outgoing, Webhook hook, WebhookMessage message, DateTimeOffset now, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, hook.Url) { Content = new StringContent(message.Body, Encoding.UTF8, "application/json") };
        request.Headers.Add("webhook-id", message.Id);
        request.Headers.Add("webhook-timestamp", now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture));
        request.Headers.Add("webhook-signature", hook.Sign(message.Id, now, message.Body));
        var answer = await outgoing.SendAsync(request, cancellation);
        if (!answer.IsSuccess) throw new OutgoingException(string.Create(CultureInfo.InvariantCulture, $"The webhook answered {(int)answer.Status}."));
    }
}
