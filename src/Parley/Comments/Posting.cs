using Microsoft.EntityFrameworkCore;
using Parley.Core;
using Parley.Core.Commenters;
using Parley.Core.Comments;
using Parley.Core.Moderation;
using Parley.Core.Sites;
using Parley.Http;
using Parley.Storage;
using Parley.Texts;

namespace Parley.Comments;

/// <summary>How a comment is posted, whichever door the draft came in by.</summary>
internal static class Posting
{
    public abstract record Outcome;

    public sealed record Posted(Comment Comment) : Outcome;

    public sealed record Refused(IReadOnlyDictionary<string, Sentence> Errors) : Outcome;

    /// <summary>No such site or story.</summary>
    public sealed record NotFound : Outcome;

    /// <summary>The idempotency key belongs to a request that said something else.</summary>
    public sealed record OtherRequest : Outcome;

    /// <param name="keys">Idempotency keys; a repetition of any of them gets the first answer.</param>
    public static async Task<Outcome> PostAsync(
        Writing writing, ParleyContext db, string site, string story, Draft draft, string? honeypot, string[] keys,
        HttpContext context, DateTimeOffset now, CancellationToken cancellation)
    {
        var request = Repetitions.HashOf(story, draft);
        var siteOfAccount = await SignIn.OfAsync(context) is null
            ? null
            : await db.Sites.Where(s => s.Key == site).Select(s => (Guid?)s.Id).SingleOrDefaultAsync(cancellation);
        var speaker = await Speaker.OrNewAsync(context);
        var account = siteOfAccount is { } siteId ? speaker.On(siteId) : null;
        // An account speaks under its own name, whatever a form says; one without a name takes what it first wrote under.
        if (account is { Name.Length: > 0 }) draft = draft with { Name = account.Name, Email = null };
        if (DraftReading.Read(draft, honeypot, out var reading) is { Count: > 0 } wrong)
        {
            var here = await db.Stories.Where(s => s.Key == story)
                .Join(db.Sites.Where(s => s.Key == site), s => s.SiteId, s => s.Id, (_, s) => new { s.Id, s.Guests })
                .SingleOrDefaultAsync(cancellation);
            if (here is null) return new NotFound();

            IReadOnlyDictionary<string, Sentence> errors = wrong;
            // Where guests are not let in they are told so, and not to mend what would not help.
            if (account is null && here.Guests == GuestRule.Closed) errors = Error("account", "GuestsClosed");
            return await Repetitions.FindAsync(db, here.Id, keys, request, now, cancellation) ?? new Refused(errors);
        }

        // Read before the turn: a hard text must not keep the others waiting.
        if (await Screened.LoadAsync(context, db, site, story, reading.Text, speaker, now, cancellation) is not { } screened) return new NotFound();

        var outcome = await writing.DoAsync(
            (act, stop) => TakeAsync(
                act, site, story, draft, reading, screened, account, speaker.Browser!, keys, request, AskForGuestMail.Of(context), now, stop),
            cancellation);
        if (outcome is Posted) Browser.MarkAsWriter(context);
        return outcome;
    }

    private static async Task<Outcome> TakeAsync(
        Act act, string site, string story, Draft draft, DraftReading reading, Screened screened, Account? account, byte[] browser, string[] keys, byte[] request,
        AskForGuestMail ask, DateTimeOffset now, CancellationToken cancellation)
    {
        // Load, while nobody else changes this story.
        var skeleton = CommenterName.Skeleton(reading.Name);
        var rows = await PostingRows.TakeAsync(act, site, story, draft.ParentId, account?.Id, browser, skeleton, keys, screened.Print is not null, now, cancellation);
        if (rows is null) return new NotFound();
        var first = rows.IsRepeated
            ? await Repetitions.FindAsync(act.Db, rows.SiteId, keys, request, now, cancellation)
            : null;
        if (first is not null) return first;

        // Decide.
        if (!rows.IsOpen || !screened.Facts.Room.IsOpen) return new Refused(Error("text", "StoryClosed"));
        if (draft.ParentId is not null && rows.Parent is not { MayBeAnswered: true }) return new Refused(Error("text", "ParentGone"));
        if (account is null && rows.Guests == GuestRule.Closed) return new Refused(Error("account", "GuestsClosed"));
        // A name that an account speaks under here is that account's, and was not this guest's before.
        // Names that a publisher's own accounts bring are the publisher's to keep apart.
        if (rows.IsNameTaken && account?.SiteId is null && rows.Commenter?.NameSkeleton != skeleton)
            return new Refused(Error("name", account is null ? "NameTaken" : "NameTakenByAnother"));
        // Everywhere else, too: an account's name is nobody else's.
        if (account is { Name.Length: 0, SiteId: null }
            && await act.Db.Accounts.AnyAsync(a => a.NameSkeleton == skeleton && a.SiteId == null && a.Id != account.Id, cancellation))
        {
            return new Refused(Error("name", "NameTakenByAnother"));
        }

        var spokenFor = rows.Badged.Where(b => b.Id != rows.Commenter?.Id).Select(b => b.Name).Append(rows.SiteName);
        if (rows.Byline is { } byline && rows.Commenter?.Badge != Badge.Author) spokenFor = spokenFor.Append(byline);
        if (spokenFor.Any(n => CommenterName.Imitates(reading.Name, n) || CommenterName.ClaimsToBe(reading.Name, n)))
            return new Refused(Error("name", "NameImitates"));

        screened = await screened.ScreenAsync(act.Db, rows, reading.Text.Source, now, cancellation);
        if (screened.Verdict is Verdict.Refuse refused) return new Refused(Error("text", Screened.Of(refused, reading.Text.Source, now)));

        // Save: the comment, what counts it, and the keys under which its repetition is known, together or not at all.
        var commenter = rows.Commenter ?? (account is null
            ? Commenter.Guest(Id.New(now), rows.SiteId, browser, now)
            : Commenter.Of(account, Id.New(now), rows.SiteId, now));
        var isRenamed = commenter.Name != reading.Name || (reading.Email is not null && commenter.Email != reading.Email);
        (commenter.Name, commenter.NameSkeleton) = (reading.Name, skeleton);
        commenter.Email = reading.Email ?? commenter.Email;

        var comment = new Comment
        {
            Id = Id.New(now),
            SiteId = rows.SiteId,
            StoryId = rows.StoryId,
            Number = rows.Number,
            CommenterId = commenter.Id,
            Name = reading.Name,
            At = now,
            Text = reading.Text.Source,
            Format = reading.Text.Format,
            Html = reading.Text.Html,
            Renderer = CommentText.Renderer,
            State = screened.Verdict is Verdict.Hold ? CommentState.Held : CommentState.Published,
        };
        comment.PlaceUnder(rows.Parent);
        if (account is { Name.Length: 0 }) PostingRows.NameAccount(act, account, reading.Name, skeleton);
        await rows.KeepAsync(act, comment, commenter, isRenamed, screened, keys, request, cancellation);
        if (draft.WantsMail && account is null && reading.Email is not null)
            await ask.AddAsync(act, commenter, rows.SiteName, now, cancellation);
        return new Posted(comment);
    }

    public static IReadOnlyDictionary<string, Sentence> Error(string field, string text) => Error(field, new Sentence(text));

    private static Dictionary<string, Sentence> Error(string field, Sentence sentence) => new(StringComparer.Ordinal) { [field] = sentence };
}
