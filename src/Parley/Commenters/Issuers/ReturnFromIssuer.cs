using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Parley.Core;
using Parley.Core.Commenters;
using Parley.Http;
using Parley.Storage;
using Parley.Texts;

namespace Parley.Commenters;

/// <summary>GET the way back from an issuer: whoever it vouches for is signed in, or their account gains a way in.</summary>
internal static partial class ReturnFromIssuer
{
    public static async Task<IResult> Handle(
        string name, HttpContext context, Departures departures, Vouching vouching, Writing writing, ParleyContext db,
        SecurityLog log, ILoggerFactory loggers, TimeProvider clock, CancellationToken cancellation)
    {
        // Load what the browser left with. Only the state is believed, and only in the browser that was given it.
        if (departures.Find(name) is not { } issuer) return Pages.NotFound();

        var now = clock.GetUtcNow();
        var state = Single(context, "state");
        var found = await Tickets.FindAsync(db, TicketKind.Authorization, state, cancellation);
        var isOurs = found?.BrowserHash is { } left && Browser.HashOf(context.Request) is { } browser
            && CryptographicOperations.FixedTimeEquals(left, browser);
        if (!isOurs || await TakeAsync(writing, state, now, cancellation) is not { } ticket)
            return Refuse("used, too late or another browser's", "ReturnedTooLate", "/");

        var departure = JsonSerializer.Deserialize<Departure>(ticket.About)!;
        var purpose = Enum.Parse<Purpose>(departure.Purpose);
        if (departure.Issuer != issuer.Name) return Refuse("another issuer's", "ReturnedTooLate", "/");
        // Whoever wanted to add or to prove must still be signed in as the same.
        var signIn = await SignIn.OfAsync(context);
        if (purpose != Purpose.SignIn && !(signIn is { Session.SiteId: null } && signIn.Account.Id == ticket.AccountId))
            return Refuse("signed in as another", "ReturnedTooLate", "/", ticket.AccountId);
        if (context.Request.Query.ContainsKey("error") || Single(context, "code") is not { } code)
            return Refuse("declined", "IssuerDeclined", departure.Return, ticket.AccountId);

        Vouched vouched;
        try
        {
            var named = context.Request.Query.ContainsKey("iss") ? Single(context, "iss") ?? "" : null;
            vouched = await vouching.AskAsync(issuer, code, state!, named, cancellation);
        }
        catch (NotVouchedException exception)
        {
            Log(loggers.CreateLogger("Parley"), issuer.Name, exception.Message);
            return exception.IsAway
                ? Refuse("cannot be asked", "IssuerAway", departure.Return, ticket.AccountId)
                : Refuse("not believed", "IssuerNotBelieved", departure.Return, ticket.AccountId);
        }

        // Decide and save.
        if (purpose == Purpose.Link)
        {
            if (!await writing.DoAsync((act, stop) => LinkAsync(act, context, issuer, vouched, signIn!.Account, now, stop), cancellation))
                return Refuse("somebody else's, not added", "NotLinked", departure.Return, ticket.AccountId);

            log.Changed(context, "accounts elsewhere: one more, at " + issuer.Name, signIn!.Account.Id);
            return Pages.SeeOther(departure.Return);
        }

        var begun = await writing.DoAsync((act, stop) => SignInAsync(act, context, issuer, vouched, ticket.AccountId, now, stop), cancellation);
        if (begun is not var (session, token))
        {
            return purpose == Purpose.Prove
                ? Refuse("another account", "OtherAccount", departure.Return, ticket.AccountId)
                : Refuse("account gone", "AccountGone", departure.Return);
        }

        // Answer.
        SignIn.Give(context, session, token);
        if (purpose == Purpose.Prove) log.Proved(context, WayOf(issuer), session.AccountId);
        else log.SignedIn(context, WayOf(issuer), session.AccountId);
        return Pages.SeeOther(departure.Return);

        IResult Refuse(string reason, string text, string returnTo, Guid? account = null)
        {
            log.Refused(context, WayOf(issuer), reason, account);
            return Refused(issuer, text, returnTo);
        }
    }

    /// <summary>How the log calls this way in: by the name in addresses, which the operator chose.</summary>
    public static string WayOf(Issuer issuer) => "issuer " + issuer.Name;

    /// <summary>The page that says why nobody was signed in.</summary>
    public static IResult Refused(Issuer issuer, string text, string returnTo) => Pages.Page<NotSignedInPage>(
        new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            [nameof(NotSignedInPage.Sentence)] = new Sentence(text, issuer.Label),
            [nameof(NotSignedInPage.Return)] = returnTo,
        },
        StatusCodes.Status403Forbidden);

    private static Task<Ticket?> TakeAsync(Writing writing, string? state, DateTimeOffset now, CancellationToken cancellation) =>
        writing.DoAsync(
            async (act, stop) =>
            {
                var ticket = await Tickets.TakeAsync(act.Db, TicketKind.Authorization, state, now, stop);
                if (ticket is not null) await act.KeepAsync(stop);
                return ticket;
            },
            cancellation);

    // Known by issuer and subject and by nothing else: an address that an issuer claims leads to no account.
    private static async Task<(Session Session, string Token)?> SignInAsync(
        Act act, HttpContext context, Issuer issuer, Vouched vouched, Guid? onlyAs, DateTimeOffset now, CancellationToken cancellation)
    {
        var account = await FindAsync(act.Db, issuer, vouched, cancellation);
        if (onlyAs is not null && account?.Id != onlyAs) return null;
        if (account is { IsUsable: false }) return null;

        account ??= await MakeAsync(act.Db, issuer, vouched, now, cancellation);
        foreach (var token in SignIn.TokensOf(context.Request))
            _ = await act.Db.Sessions.Where(s => s.TokenHash == token && s.SiteId == null).ExecuteDeleteAsync(cancellation);
        var language = account.Language = Text.Of(context).Language;
        _ = await act.Db.Accounts.Where(a => a.Id == account.Id).ExecuteUpdateAsync(a => a.SetProperty(x => x.Language, language), cancellation);
        var begun = SignIn.Begin(act.Db, context, account, now);
        await act.KeepAsync(cancellation);
        return begun;
    }

    private static async Task<bool> LinkAsync(
        Act act, HttpContext context, Issuer issuer, Vouched vouched, Account account, DateTimeOffset now, CancellationToken cancellation)
    {
        if (await FindAsync(act.Db, issuer, vouched, cancellation) is { } holder) return holder.Id == account.Id;

        _ = act.Db.Identities.Add(IdentityOf(issuer, vouched, account.Id, now));
        await AccountNotice.WriteAsync(act.Db, context, account, AccountChange.IdentityAdded, now, cancellation, issuer.Label);
        await act.KeepAsync(cancellation);
        return true;
    }

    private static Task<Account?> FindAsync(ParleyContext db, Issuer issuer, Vouched vouched, CancellationToken cancellation) =>
        db.Identities.Where(i => i.Issuer == issuer.Key && i.Subject == vouched.Subject)
            .Join(db.Accounts, i => i.AccountId, a => a.Id, (_, a) => a).SingleOrDefaultAsync(cancellation);

    // A name that cannot be shown, or that somebody else has, is left for its owner to choose.
    private static async Task<Account> MakeAsync(
        ParleyContext db, Issuer issuer, Vouched vouched, DateTimeOffset now, CancellationToken cancellation)
    {
        var name = CommenterName.TryRead(vouched.Name, out var read, out _) ? read : "";
        var skeleton = CommenterName.Skeleton(name);
        if (await db.Accounts.AnyAsync(a => a.NameSkeleton == skeleton && a.SiteId == null, cancellation)) name = "";
        var account = new Account
        {
            Id = Id.New(now),
            Name = name,
            NameSkeleton = CommenterName.Skeleton(name),
            Email = vouched.Email,
            CreatedAt = now,
        };
        _ = db.Accounts.Add(account);
        _ = db.Identities.Add(IdentityOf(issuer, vouched, account.Id, now));
        return account;
    }

    private static Identity IdentityOf(Issuer issuer, Vouched vouched, Guid account, DateTimeOffset now) => new()
    {
        Issuer = issuer.Key,
        Subject = vouched.Subject,
        AccountId = account,
        Label = LabelOf(vouched.Label),
        CreatedAt = now,
    };

    // For its owner's eyes, who may call themselves there what they like.
    private static string? LabelOf(string? label)
    {
        const int Longest = 100;
        var line = OneLine.Read(label);
        // Read again, a character cut in two is left out.
        if (line.Length > Longest) line = OneLine.Read(line[..Longest]);
        return line.Length == 0 ? null : line;
    }

    private static string? Single(HttpContext context, string name) =>
        context.Request.Query[name] is { Count: 1 } values && values[0] is { Length: > 0 and <= 4_096 } value ? value : null;

    [LoggerMessage(Level = LogLevel.Warning, Message = "Nobody was signed in by {Issuer}: {Reason}")]
    private static partial void Log(ILogger logger, string issuer, string reason);
}
