using Parley.Core.Commenters;
using Parley.Http;
using Parley.Jobs;
using Parley.Storage;
using Parley.Texts;

namespace Parley.Commenters;

/// <summary>What was changed about how one comes into an account; the letter that tells of it has the same name.</summary>
internal enum AccountChange
{
    PasswordSet,

    /// <summary>By the link of a letter, which ended all sessions.</summary>
    PasswordSetByMail,

    PasskeyAdded,
    PasskeyRemoved,

    /// <summary>Told to the address that is the account's from now on.</summary>
    EmailSet,

    /// <summary>Told to the address that was.</summary>
    EmailChanged,

    IdentityAdded,
    IdentityRemoved,
}

/// <summary>Tells an account's owner by mail what was changed about how one comes in: whoever did not do it learns of it by this letter alone.</summary>
/// <remarks>
/// Nobody asks for it, and nobody can refuse it. It says what was done, when, in which browser, and what to do if somebody
/// else did it. It is counted apart from letters that are asked for: asking for many keeps no notice back, and many changes
/// keep no code back.
/// </remarks>
internal static class AccountNotice
{
    /// <summary>In an hour, to one address: more than an evening of trying things out, and whoever floods has told of it so often.</summary>
    public const int Most = 20;

    /// <summary>Adds the letter to the act that makes the change; none for an account without a mail address.</summary>
    /// <param name="what">The passkey's name or the issuer's, where the change is about one.</param>
    /// <param name="to">The address, where it is not the account's.</param>
    public static async Task WriteAsync(
        ParleyContext db, HttpContext context, Account account, AccountChange change, DateTimeOffset now, CancellationToken cancellation,
        string? what = null, string? to = null)
    {
        if ((to ?? account.Email) is not { } address) return;

        var services = context.RequestServices;
        var origin = services.GetRequiredService<Settings>().Origin;
        var text = Text.In(account.Language ?? Text.Of(context).Language);
        var device = Devices.NameOf(context.Request.Headers.UserAgent.ToString());
        var values = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["site"] = new Uri(origin).Host,
            ["done"] = device.Length > 0
                ? text.Format("LetterNoticeDone", text.Moment(now), device)
                : text.Format("LetterNoticeDoneAt", text.Moment(now)),
            ["link"] = origin + PlaceOf(change),
        };
        if (what is not null) values["what"] = what;
        _ = await Letters.WriteAsync(
            db, services.GetRequiredService<Fingerprints>(),
            new Letters.Draft(address, Letters.Notice + change, text.Language, values, AccountId: account.Id), now, Most, Most, cancellation);
    }

    // Where whoever did not do it puts it right.
    private static string PlaceOf(AccountChange change) => change switch
    {
        AccountChange.PasswordSet or AccountChange.PasswordSetByMail => "/sign-in/reset",
        AccountChange.EmailSet => "/account/email",
        AccountChange.EmailChanged => "/account",
        AccountChange.PasskeyAdded or AccountChange.PasskeyRemoved or AccountChange.IdentityAdded or AccountChange.IdentityRemoved =>
            "/account/sessions",
    };
}
