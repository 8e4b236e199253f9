using Microsoft.EntityFrameworkCore;
using Parley.Http;
using Parley.Storage;
using Parley.Texts;

namespace Parley.Commenters;

/// <summary>GET one's own passkeys.</summary>
internal static class ReadPasskeys
{
    public static async Task<IResult> Handle(
        string? said, HttpContext context, ParleyContext db, TimeProvider clock, CancellationToken cancellation) =>
        await ShowAsync(context, db, clock, StatusCodes.Status200OK, said, null, cancellation);

    public static async Task<IResult> ShowAsync(
        HttpContext context, ParleyContext db, TimeProvider clock, int status, string? said, IReadOnlyDictionary<string, Sentence>? errors,
        CancellationToken cancellation)
    {
        var (session, account) = (await SignIn.OfAsync(context))!;
        var passkeys = await db.Passkeys.AsNoTracking().Where(p => p.AccountId == account.Id).OrderBy(p => p.CreatedAt).ToListAsync(cancellation);
        return Entry.Page<PasskeysPage>(
            status,
            (nameof(PasskeysPage.Account), account),
            (nameof(PasskeysPage.Passkeys), passkeys),
            (nameof(PasskeysPage.IsRecent), session.IsRecent(clock.GetUtcNow())),
            (nameof(PasskeysPage.Said), said switch
            {
                "added" => new Sentence("PasskeyAdded"),
                "renamed" => new Sentence("PasskeyRenamed"),
                "removed" => new Sentence("PasskeyRemoved"),
                _ => null,
            }),
            (nameof(PasskeysPage.Errors), errors));
    }
}
