using Microsoft.EntityFrameworkCore;
using Parley.Core.Commenters;
using Parley.Http;
using Parley.Storage;
using Parley.Texts;

namespace Parley.Commenters;

/// <summary>GET the form that changes one's name, and the names one had.</summary>
internal static class ReadName
{
    public static async Task<IResult> Handle(string? @return, HttpContext context, ParleyContext db, TimeProvider clock, CancellationToken cancellation) =>
        await PageAsync(db, (await SignIn.OfAsync(context))!.Account, clock.GetUtcNow(), null, null, ReturnPath.Read(@return), cancellation);

    /// <summary>The page, with what was typed and why that cannot be.</summary>
    /// <param name="returnTo">Where one goes on to with the name; null for the account.</param>
    public static async Task<IResult> PageAsync(
        ParleyContext db, Account account, DateTimeOffset now, string? typed, Sentence? error, string? returnTo, CancellationToken cancellation)
    {
        var changes = await db.NameChanges.AsNoTracking().Where(c => c.AccountId == account.Id).ToListAsync(cancellation);
        return Pages.Page<NamePage>(
            new Dictionary<string, object?>(StringComparer.Ordinal)
            {
                [nameof(NamePage.Account)] = account,
                [nameof(NamePage.Changes)] = changes.OrderByDescending(c => c.At).ToList(),
                [nameof(NamePage.StaysUntil)] = account.NameStaysUntil(now, changes),
                [nameof(NamePage.Typed)] = typed,
                [nameof(NamePage.Return)] = returnTo,
                [nameof(NamePage.Errors)] = error is null
                    ? null
                    : new Dictionary<string, Sentence>(StringComparer.Ordinal) { [ChangeName.Field] = error },
            },
            error is null ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity);
    }
}
