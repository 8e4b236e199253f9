using Microsoft.EntityFrameworkCore;
using Parley.Core;
using Parley.Core.Commenters;
using Parley.Http;
using Parley.Storage;
using Parley.Texts;

namespace Parley.Commenters;

/// <summary>Somebody has proved who they are: their account, a session in this browser, and the way on.</summary>
internal static class Arrival
{
    /// <summary>Within an act: the account that a proved mail address leads to, tracked; made if there is none.</summary>
    /// <returns>Null where the account is gone.</returns>
    public static async Task<Account?> ByMailAsync(ParleyContext db, string address, DateTimeOffset now, CancellationToken cancellation)
    {
        var subject = Identity.SubjectOf(address);
        var identity = await db.Identities.SingleOrDefaultAsync(i => i.Issuer == Identity.Mail && i.Subject == subject, cancellation);
        if (identity is not null)
        {
            var known = await db.Accounts.SingleAsync(a => a.Id == identity.AccountId, cancellation);
            return known.IsUsable ? known : null;
        }

        var account = new Account { Id = Id.New(now), Email = address, CreatedAt = now };
        _ = db.Accounts.Add(account);
        _ = db.Identities.Add(new Identity
        {
            Issuer = Identity.Mail,
            Subject = subject,
            AccountId = account.Id,
            Label = address,
            CreatedAt = now,
        });
        return account;
    }

    /// <summary>Within an act: begins a session, and ends those this browser had, which somebody else may have put there.</summary>
    public static async Task<Arrived> BeginAsync(
        ParleyContext db, HttpContext context, Account account, DateTimeOffset now, CancellationToken cancellation)
    {
        _ = await SignIn.EndAsync(db, SignIn.TokensOf(context.Request), cancellation);
        // What is written to somebody later, or handed to them, speaks as they were spoken to when they last came.
        var language = account.Language = Text.Of(context).Language;
        _ = await db.Accounts.Where(a => a.Id == account.Id).ExecuteUpdateAsync(a => a.SetProperty(x => x.Language, language), cancellation);
        var (session, token) = SignIn.Begin(db, context, account, now);
        return new Arrived(session, token);
    }

    /// <summary>Once it is kept: the browser gets its token, the log its line.</summary>
    public static void Give(HttpContext context, Arrived arrived, string way)
    {
        SignIn.Give(context, arrived.Session, arrived.Token);
        context.RequestServices.GetRequiredService<SecurityLog>().SignedIn(context, way, arrived.Session.AccountId);
    }

    /// <summary>Where one goes after signing in, or proving oneself.</summary>
    public static string PlaceOf(string? returnTo) => ReturnPath.Read(returnTo) ?? "/account";
}

/// <summary>A session that has begun, and its token for the browser.</summary>
internal sealed record Arrived(Session Session, string Token);
