using Microsoft.EntityFrameworkCore;
using Parley.Core.Commenters;
using Parley.Http;
using Parley.Storage;

namespace Parley.Commenters;

/// <summary>Takes back the wish to leave: by whoever is signed in, or by the link of the letter, which needs no sign-in.</summary>
internal static class UndoErasure
{
    /// <summary>POST, signed in.</summary>
    public static async Task<IResult> Handle(HttpContext context, Writing writing, CancellationToken cancellation)
    {
        var account = (await SignIn.OfAsync(context))!.Account.Id;
        _ = await writing.DoAsync((act, stop) => TakeBackAsync(act, account, stop), cancellation);
        return Pages.SeeOther("/account/erase");
    }

    /// <summary>GET the letter's link: a page with the button.</summary>
    public static async Task<IResult> Ask(string secret, ParleyContext db, TimeProvider clock, CancellationToken cancellation)
    {
        var ticket = await Tickets.FindAsync(db, TicketKind.ErasureUndo, secret, cancellation);
        return ticket?.IsGood(clock.GetUtcNow()) == true ? Page(secret) : Pages.Problem("not-found", "EraseUndoTooLate");
    }

    /// <summary>POST the button of that page.</summary>
    public static async Task<IResult> ByLetter(string secret, Writing writing, TimeProvider clock, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        var isTakenBack = await writing.DoAsync(
            async (act, stop) =>
            {
                var ticket = await Tickets.TakeAsync(act.Db, TicketKind.ErasureUndo, secret, now, stop);
                return ticket?.AccountId is { } account && await TakeBackAsync(act, account, stop);
            },
            cancellation);
        return isTakenBack ? Page(null) : Pages.Problem("not-found", "EraseUndoTooLate");
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
