using Microsoft.EntityFrameworkCore;
using Parley.Core.Commenters;
using Parley.Http;
using Parley.Storage;

namespace Parley.Commenters;

/// <summary>Takes back the wish to leave: by whoever is signed in, or by the link of the letter, which needs no sign-in.</summary>
internal static class UndoErasure
{
    /// <summary>POST, signed in.</summary>
    public static async Task<IResult> Handle(HttpContext context, Writing writing, SecurityLog log, CancellationToken cancellation)
    {
        var account = (await SignIn.OfAsync(context))!.Account;
        var isTakenBack = await writing.DoAsync((act, stop) => TakeBackAsync(act, account.Id, stop), cancellation);
        if (isTakenBack && account.ErasureDueAt is not null) log.Acted(context, "Took erasure back", account.Id);
        return Pages.SeeOther("/account/erase");
    }

    /// <summary>GET the letter's link: a page with the button.</summary>
    public static async Task<IResult> Ask(string secret, ParleyContext db, TimeProvider clock, CancellationToken cancellation)
    {
        var ticket = await Tickets.FindAsync(db, TicketKind.ErasureUndo, secret, cancellation);
        return ticket?.IsGood(clock.GetUtcNow()) == true ? Page(secret) : Pages.Problem("not-found", "EraseUndoTooLate");
    }

    /// <summary>POST the button of that page.</summary>
    public static async Task<IResult> ByLetter(
        string secret, HttpContext context, Writing writing, SecurityLog log, TimeProvider clock, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        var takenBack = await writing.DoAsync(
            async (act, stop) =>
            {
                var ticket = await Tickets.TakeAsync(act.Db, TicketKind.ErasureUndo, secret, now, stop);
                return ticket?.AccountId is { } account && await TakeBackAsync(act, account, stop) ? account : (Guid?)null;
            },
            cancellation);
        if (takenBack is not { } kept) return Pages.Problem("not-found", "EraseUndoTooLate");

        log.Acted(context, "Took erasure back by letter", kept);
        return Page(null);
    }

    private static async Task<bool> TakeBackAsync(Act act, Guid id, CancellationToken cancellation)
    {
        // Load, decide.
        var account = await act.Db.Accounts.SingleAsync(a => a.Id == id, cancellation);
        if (!Erasure.TakeBack(account)) return false;

        // Save. The work that waits finds nothing to do.
        _ = await act.Db.Tickets.Where(t => t.AccountId == id && t.Kind == TicketKind.ErasureUndo).ExecuteDeleteAsync(cancellation);
        await act.KeepAsync(cancellation);
        return true;
    }

    private static IResult Page(string? secret) => Pages.Page<ErasureUndoPage>(new Dictionary<string, object?>(StringComparer.Ordinal)
    {
        [nameof(ErasureUndoPage.Secret)] = secret,
    });
}
