using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Parley.Core;
using Parley.Core.Notifications;
using Parley.Storage;

namespace Parley.Jobs;

/// <summary>Writes letters: each is kept with the act that causes it, and sent by a job.</summary>
internal static class Letters
{
    /// <summary>The job that sends one.</summary>
    public const string Send = "send-letter";

    /// <summary>Whom a letter is for, what it says, and who caused it.</summary>
    /// <param name="To">One address, as <see cref="Core.Commenters.EmailAddress"/> reads it.</param>
    /// <param name="Template">The name its subject and text have in the resources.</param>
    /// <param name="Values">What the template is filled with; texts of people are only ever shown as text.</param>
    /// <param name="Sender">Who caused it, by account or network address; null for the installation itself.</param>
    public sealed record Draft(
        string To, string Template, string Language, IReadOnlyDictionary<string, string> Values, string? Sender = null,
        Guid? AccountId = null, Guid? SiteId = null);

    /// <summary>Adds a letter and the job that sends it to an act; false, and nothing added, where its budget is used up.</summary>
    /// <param name="mostToRecipient">How many letters of all kinds an address may get within an hour.</param>
    /// <param name="among">The templates that share the budget; null for all: who hears of many answers must still get a code.</param>
    public static async Task<bool> WriteAsync(
        ParleyContext db, Fingerprints fingerprints, Draft draft, DateTimeOffset now, int mostToRecipient, int mostFromSender,
        CancellationToken cancellation, IReadOnlyList<string>? among = null)
    {
        var recipient = fingerprints.Of("recipient", draft.To.ToLowerInvariant());
        var sender = draft.Sender is null ? null : fingerprints.Of("sender", draft.Sender);
        var since = now - TimeSpan.FromHours(1);
        var counted = db.Letters.Where(l => l.CreatedAt > since && (among == null || among.Contains(l.Template)));
        if (await counted.CountAsync(l => l.RecipientHash == recipient, cancellation) >= mostToRecipient) return false;
        if (sender is not null && await counted.CountAsync(l => l.SenderHash == sender, cancellation) >= mostFromSender)
        {
            return false;
        }

        var letter = new Letter
        {
            Id = Id.New(now),
            To = draft.To,
            RecipientHash = recipient,
            SenderHash = sender,
            AccountId = draft.AccountId,
            SiteId = draft.SiteId,
            Template = draft.Template,
            Language = draft.Language,
            Values = JsonSerializer.Serialize(draft.Values),
            CreatedAt = now,
        };
        _ = db.Letters.Add(letter);
        _ = db.Jobs.Add(Job.For(Send, letter.Id, now));
        return true;
    }
}
