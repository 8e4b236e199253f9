using Microsoft.EntityFrameworkCore;
using Parley.Core.Commenters;
using Parley.Http;
using Parley.Storage;
using Parley.Texts;

namespace Parley.Commenters;

/// <summary>GET the accounts elsewhere by which somebody signs in.</summary>
internal static class ReadIdentities
{
    public static Task<IResult> Handle(HttpContext context, ParleyContext db, Settings settings, TimeProvider clock, CancellationToken cancellation) =>
        PageAsync(context, db, settings, clock.GetUtcNow(), null, cancellation);

    /// <summary>The page, with what went wrong.</summary>
    public static async Task<IResult> PageAsync(
        HttpContext context, ParleyContext db, Settings settings, DateTimeOffset now, Sentence? error, CancellationToken cancellation)
    {
        var signIn = (await SignIn.OfAsync(context))!;
        var all = await db.Identities.AsNoTracking().Where(i => i.AccountId == signIn.Account.Id)
            .OrderBy(i => i.CreatedAt).ToListAsync(cancellation);
        return Pages.Page<IdentitiesPage>(
            new Dictionary<string, object?>(StringComparer.Ordinal)
            {
                [nameof(IdentitiesPage.Account)] = signIn.Account,
                [nameof(IdentitiesPage.Identities)] = all.Where(IsElsewhere).ToList(),
                [nameof(IdentitiesPage.Issuers)] = settings.Issuers,
                [nameof(IdentitiesPage.IsLast)] = await IsLastAsync(db, signIn.Account.Id, cancellation),
                [nameof(IdentitiesPage.IsRecent)] = signIn.Session.IsRecent(now),
                [nameof(IdentitiesPage.Errors)] = error is null ? null : new Dictionary<string, Sentence>(StringComparer.Ordinal) { [""] = error },
            },
            error is null ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity);
    }

    /// <summary>Whether an identity is an account elsewhere: neither a mail address nor what a publisher's sign-on made.</summary>
    public static bool IsElsewhere(Identity identity) =>
        identity.Issuer != Identity.Mail && !identity.Issuer.StartsWith("site:", StringComparison.Ordinal);

    /// <summary>Whether an account has one way in only.</summary>
    public static async Task<bool> IsLastAsync(ParleyContext db, Guid account, CancellationToken cancellation) =>
        await db.Identities.CountAsync(i => i.AccountId == account, cancellation)
            + await db.Passkeys.CountAsync(p => p.AccountId == account, cancellation) <= 1;
}
