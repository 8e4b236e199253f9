using Microsoft.EntityFrameworkCore;
using Parley.Core;
using Parley.Core.Commenters;
using Parley.Http;
using Parley.Storage;
using Parley.Texts;

namespace Parley.Commenters;

/// <summary>POST the name one wants to be known by from now on. Comments keep the name that readers saw.</summary>
internal static class ChangeName
{
    public const string Field = "name";

    public static async Task<IResult> Handle(
        HttpContext context, Writing writing, ParleyContext db, TimeProvider clock, CancellationToken cancellation)
    {
        var form = await Forms.ReadAsync(context.Request, cancellation);
        var account = (await SignIn.OfAsync(context))!.Account;
        var (now, returnTo) = (clock.GetUtcNow(), ReturnPath.Read(form["return"]));
        var error = CommenterName.TryRead(form[Field], out var name, out var refusal)
            ? await writing.DoAsync((act, stop) => ChangeAsync(act, account.Id, name, now, stop), cancellation)
            : SentenceOf(refusal);
        return error is null
            ? Pages.SeeOther(returnTo ?? "/account?saved=name")
            : await ReadName.PageAsync(db, account, now, form[Field], error, returnTo, cancellation);
    }

    private static async Task<Sentence?> ChangeAsync(Act act, Guid id, string name, DateTimeOffset now, CancellationToken cancellation)
    {
        // Load what the decision needs, while nobody else changes this account.
        var db = act.Db;
        if (await db.TakeAccountAsync(id, cancellation) is not { } account) return new Sentence("SignedOutDetail");

        var changes = await db.NameChanges.AsNoTracking().Where(c => c.AccountId == id).ToListAsync(cancellation);
        var skeleton = CommenterName.Skeleton(name);

        // Decide. Taking the name one has is done already.
        if (account.Name == name) return null;
        // A publisher's own account is called as the publisher says, at each sign-on.
        if (account.SiteId is not null) return new Sentence("NameIsPublishers");
        if (account.NameStaysUntil(now, changes) is { } until) return new Sentence("NameStaysUntil", until);
        if (await IsTakenAsync(db, id, skeleton, cancellation)) return new Sentence("NameTakenByAnother");
        if ((await SpokenForAsync(db, id, cancellation)).Exists(n => CommenterName.Imitates(name, n) || CommenterName.ClaimsToBe(name, n)))
            return new Sentence("NameImitates");

        // Save: the name, wherever the account speaks, and the one it had.
        if (account.Name.Length > 0)
            _ = db.NameChanges.Add(new NameChange { Id = Id.New(now), AccountId = id, From = account.Name, To = name, At = now });
        (account.Name, account.NameSkeleton) = (name, skeleton);
        foreach (var commenter in await db.Commenters.Where(c => c.AccountId == id).OrderBy(c => c.Id).ToListAsync(cancellation))
            (commenter.Name, commenter.NameSkeleton) = (name, skeleton);
        await act.KeepAsync(cancellation);
        return null;
    }

    // By any account of the installation, or by a publisher's own where this one speaks.
    private static async Task<bool> IsTakenAsync(ParleyContext db, Guid id, string skeleton, CancellationToken cancellation) =>
        await db.Accounts.AnyAsync(a => a.NameSkeleton == skeleton && a.SiteId == null && a.Id != id, cancellation)
        || await db.Commenters.Where(c => c.AccountId == id).AnyAsync(
            own => db.Commenters.Any(c => c.SiteId == own.SiteId && c.NameSkeleton == skeleton && c.AccountId != null && c.AccountId != id),
            cancellation);

    // Whoever speaks for a publication on whose site this account speaks, and the publication itself.
    private static async Task<List<string>> SpokenForAsync(ParleyContext db, Guid id, CancellationToken cancellation)
    {
        var own = db.Commenters.Where(c => c.AccountId == id);
        var badged = await own.SelectMany(o => db.Commenters.Where(c => c.SiteId == o.SiteId && c.Badge != Badge.None && c.Id != o.Id))
            .Select(c => c.Name).ToListAsync(cancellation);
        var sites = await own.Join(db.Sites, c => c.SiteId, s => s.Id, (_, s) => s.Name).ToListAsync(cancellation);
        return [.. badged, .. sites];
    }

    private static Sentence SentenceOf(NameRefusal refusal) => new(refusal switch
    {
        NameRefusal.Empty => "NameEmpty",
        NameRefusal.TooLong => "NameTooLong",
        NameRefusal.NotAllowed => "NameNotAllowed",
        NameRefusal.Reserved => "NameReserved",
    });
}
