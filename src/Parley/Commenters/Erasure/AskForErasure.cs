using Microsoft.EntityFrameworkCore;
using Parley.Core.Commenters;
using Parley.Http;
using Parley.Jobs;
using Parley.Storage;
using Parley.Texts;

namespace Parley.Commenters;

/// <summary>POST the wish that everything of one's account go. A day later it does, unless the wish is taken back.</summary>
internal static class AskForErasure
{
    /// <summary>The letter that tells of it, with the link by which it is taken back.</summary>
    public const string Letter = "ErasureAsked";

    // It must arrive: whoever did not ask learns of it by this letter alone. The owner bounds how often it is written.
    private const int MostLetters = 20;

    public static async Task<IResult> Handle(
        HttpContext context, Writing writing, Fingerprints fingerprints, Settings settings, SecurityLog log, TimeProvider clock,
        CancellationToken cancellation)
    {
        var form = await Forms.ReadAsync(context.Request, cancellation);
        var signIn = (await SignIn.OfAsync(context))!;
        var asked = new Asked(signIn.Account.Id, signIn.Session.Id, form["name"].ToString(), Text.Of(context).Language, clock.GetUtcNow());
        var (isConfirmed, isNew, site) = await writing.DoAsync((act, stop) => AskAsync(act, asked, fingerprints, settings.Origin, stop), cancellation);
        if (isNew) log.Acted(context, "Asked for erasure", asked.Account);
        if (!isConfirmed)
        {
            return await ReadErasure.PageAsync(
                context, Entry.Error("name", "EraseNotConfirmed"), StatusCodes.Status422UnprocessableEntity, cancellation);
        }

        return site is null
            ? Pages.SeeOther("/account/erase")
            : await ReadErasure.PageAsync(context, Entry.Error("", "EraseLastOwner", site), StatusCodes.Status409Conflict, cancellation);
    }

    private static async Task<(bool IsConfirmed, bool IsNew, string? Site)> AskAsync(
        Act act, Asked asked, Fingerprints fingerprints, string origin, CancellationToken cancellation)
    {
        // Load what the decision needs.
        var db = act.Db;
        var account = await db.Accounts.SingleAsync(a => a.Id == asked.Account, cancellation);

        // Decide. Asking again for what is on its way changes nothing.
        if (account.ErasureDueAt is not null || !account.IsUsable) return (true, false, null);
        if (!Erasure.IsConfirmed(account, asked.Typed)) return (false, false, null);
        if (await LastOwners.SiteOfAsync(db, account.Id, cancellation) is { } site) return (true, false, site);

        // Save: the wish, its work and its letter; and whoever else is in the account is put out of it.
        Erasure.Ask(account, asked.Now);
        var job = Job.For(EraseAccount.Kind, account.Id, asked.Now);
        job.DueAt = account.ErasureDueAt!.Value;
        _ = db.Jobs.Add(job);
        _ = await db.Sessions.Where(s => s.AccountId == account.Id && s.Id != asked.Session).ExecuteDeleteAsync(cancellation);
        if (account.Email is { } address)
        {
            var (ticket, secret) = await Tickets.IssueAsync(
                db, TicketKind.ErasureUndo, "", asked.Now, Account.ErasureWaits, cancellation);
            ticket.AccountId = account.Id;
            var text = Text.In(account.Language ?? asked.Language);
            var values = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["due"] = text.Moment(account.ErasureDueAt.Value),
                ["link"] = $"{origin}/account/erase/undo/{secret}",
                ["site"] = new Uri(origin).Host,
            };
            _ = await Letters.WriteAsync(
                db, fingerprints, new Letters.Draft(address, Letter, text.Language, values, AccountId: account.Id), asked.Now,
                MostLetters, MostLetters, cancellation);
        }

        await act.KeepAsync(cancellation);
        return (true, true, null);
    }

    private sealed record Asked(Guid Account, Guid Session, string Typed, string Language, DateTimeOffset Now);
}
