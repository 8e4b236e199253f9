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

    /// <summary>The template of what a commenter is told of: answers, mentions, followed stories, decisions.</summary>
    public const string News = "News";

    /// <summary>With what the templates begin that tell of an account's changes, by nobody's wish.</summary>
    public const string Notice = "Notice";

    /// <summary>Whom a letter is for, what it says, and who caused it.</summary>
    /// <param name="To">One address, as <see cref="Core.Commenters.EmailAddress"/> reads it.</param>
    /// <param name="Template">The name its subject and text have in the resources.</param>
    /// <param name="Language">BCP 47 tag of the reader's language; empty for the site's.</param>
    /// <param name="Values">What the template is filled with; texts of people are only ever shown as text.</param>
    /// <param name="Sender">Who caused it, by account or network address; null for the installation itself.</param>
    public sealed record Draft(
        string To, string Template, string Language, IReadOnlyDictionary<string, string> Values, string? Sender = null,
        Guid? AccountId = null, Guid? SiteId = null);

    /// <summary>Adds a letter and the job that sends it to an act; false, and nothing added, where its budget is used up.</summary>
    /// <remarks>
    /// What people ask for, what they are told of, and notices about their account are counted apart: neither a busy
    /// discussion nor a change must keep anybody's code from them, and no number of codes a notice. Whoever writes to one
    /// address, or for one sender, does so one after the other.
    /// </remarks>
    /// <param name="mostToRecipient">How many letters that are counted together with this one an address may get within an hour.</param>
    public static async Task<bool> WriteAsync(
        ParleyContext db, Fingerprints fingerprints, Draft draft, DateTimeOffset now, int mostToRecipient, int mostFromSender,
        CancellationToken cancellation)
    {
        var recipient = fingerprints.Of("recipient", draft.To.ToLowerInvariant());
        var sender = draft.Sender is null ? null : fingerprints.Of("sender", draft.Sender);
        var since = now - TimeSpan.FromHours(1);
        await db.LockAsync(sender is null ? [recipient] : [recipient, sender], cancellation);
        var (isNews, isNotice) = (draft.Template == News, draft.Template.StartsWith(Notice, StringComparison.Ordinal));
        if (await db.Letters.CountAsync(
            l => l.RecipientHash == recipient && l.CreatedAt > since && l.Template == News == isNews && l.Template.StartsWith(Notice) == isNotice,
            cancellation) >= mostToRecipient)
        {
            return false;
        }

        if (sender is not null
            && await db.Letters.CountAsync(l => l.SenderHash == sender && l.CreatedAt > since, cancellation) >= mostFromSender)
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
