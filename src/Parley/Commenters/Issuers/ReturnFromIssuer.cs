using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Parley.Core;
using Parley.Core.Commenters;
using Parley.Http;
using Parley.Storage;
using Parley.Texts;

namespace Parley.Commenters;

/// <summary>GET the way back from an issuer: whoever it vouches for is signed in, has proved who they are, or their account gains a way in.</summary>
internal static partial class ReturnFromIssuer
{
    public static async Task<IResult> Handle(
        string name, HttpContext context, Departures departures, Vouching vouching, Writing writing, ParleyContext db,
        SecurityLog log, ILoggerFactory loggers, TimeProvider clock, CancellationToken cancellation)
    {
        // Load what the browser left with. Only the state is believed, and only in the browser that was given it.
        if (departures.Find(name) is not { } issuer) return Pages.NotFound();

        var stranger = new Comer(context, issuer, log, Purpose.SignIn, "/", null);
        var now = clock.GetUtcNow();
        var state = Single(context, "state");
        var found = await Tickets.FindAsync(db, TicketKind.Authorization, state, cancellation);
        var isOurs = found?.BrowserHash is { } left && Browser.HashOf(context.Request) is { } browser
            && CryptographicOperations.FixedTimeEquals(left, browser);
        if (!isOurs || await TakeAsync(writing, state, now, cancellation) is not { } ticket)
            return stranger.Refuse("used, too late or another browser's", "ReturnedTooLate");

        var departure = JsonSerializer.Deserialize<Departure>(ticket.About)!;
        if (departure.Issuer != issuer.Name) return stranger.Refuse("another issuer's", "ReturnedTooLate");
        // Whoever wanted to add or to prove must still be signed in as the same.
        var comer = new Comer(context, issuer, log, Enum.Parse<Purpose>(departure.Purpose), departure.Return, ticket.AccountId);
        var signIn = await SignIn.OfAsync(context);
        if (comer.Purpose != Purpose.SignIn && !(signIn is { Session.SiteId: null } && signIn.Account.Id == ticket.AccountId))
            return (stranger with { Account = ticket.AccountId }).Refuse("signed in as another", "ReturnedTooLate");
        if (context.Request.Query.ContainsKey("error") || Single(context, "code") is not { } code)
            return comer.Refuse("declined", "IssuerDeclined");

        Vouched vouched;
        try
        {
            var named = context.Request.Query.ContainsKey("iss") ? Single(context, "iss") ?? "" : null;
            vouched = await vouching.AskAsync(issuer, code, state!, named, cancellation);
        }
        catch (NotVouchedException exception)
        {
            Log(loggers.CreateLogger("Parley"), issuer.Name, exception.Message);
            return exception.IsAway ? comer.Refuse("cannot be asked", "IssuerAway") : comer.Refuse("not believed", "IssuerNotBelieved");
        }

        // Decide, save and answer.
        return comer.Purpose switch
        {
            Purpose.Link => await LinkAsync(comer, vouched, signIn!.Account, writing, now, cancellation),
            Purpose.Prove => await ProveAsync(comer, vouched, signIn!, ticket.CreatedAt, writing, now, cancellation),
            Purpose.SignIn => await SignInAsync(comer, vouched, writing, now, cancellation),
        };
    }

    private static Task<Ticket?> TakeAsync(Writing writing, string? state, DateTimeOffset now, CancellationToken cancellation) =>
        writing.DoAsync(
            async (act, stop) =>
            {
                var ticket = await Tickets.TakeAsync(act.Db, TicketKind.Authorization, state, now, stop);
                if (ticket is not null) await act.KeepAsync(stop);
                return ticket;
            },
            cancellation);

    private static async Task<IResult> LinkAsync(
        Comer comer, Vouched vouched, Account account, Writing writing, DateTimeOffset now, CancellationToken cancellation)
    {
        var isAdded = await writing.DoAsync<bool?>(
            async (act, stop) =>
            {
                if (await FindAsync(act.Db, comer.Issuer, vouched, stop) is { } holder) return holder.Id == account.Id ? false : null;

                _ = act.Db.Identities.Add(IdentityOf(comer.Issuer, vouched, account.Id, now));
                await AccountNotice.WriteAsync(act.Db, comer.Context, account, AccountChange.IdentityAdded, now, stop, comer.Issuer.Label);
                await act.KeepAsync(stop);
                return true;
            },
            cancellation);
        if (isAdded is null) return comer.Refuse("somebody else's, not added", "NotLinked");

        if (isAdded.Value) comer.Log.Changed(comer.Context, "accounts elsewhere: one more, at " + comer.Issuer.Name, account.Id);
        return Pages.SeeOther(comer.Return);
    }

    // Only by the very account that is signed in, and only where they have just shown the issuer who they are, if it can say so.
    private static async Task<IResult> ProveAsync(
        Comer comer, Vouched vouched, SignIn signIn, DateTimeOffset leftAt, Writing writing, DateTimeOffset now, CancellationToken cancellation)
    {
        if (comer.Issuer.SignsInAnew && !IdToken.IsSince(vouched.SignedInAt, leftAt)) return comer.Refuse("not signed in anew", "NotSignedInAnew");

        var (isOwn, token) = await writing.DoAsync(
            async (act, stop) =>
            {
                if ((await FindAsync(act.Db, comer.Issuer, vouched, stop))?.Id != signIn.Account.Id) return (false, null);

                var token = await SignIn.RenewAsync(act.Db, signIn.Session, now, stop);
                await act.KeepAsync(stop);
                return (true, token);
            },
            cancellation);
        if (!isOwn) return comer.Refuse("another account", "OtherAccount");
        if (token is null) return comer.Refuse("session ended", "ReturnedTooLate");

        SignIn.Give(comer.Context, signIn.Session, token);
        comer.Log.Proved(comer.Context, comer.Way, signIn.Account.Id);
        return Pages.SeeOther(comer.Return);
    }

    // Known by issuer and subject and by nothing else: an address that an issuer claims leads to no account.
    private static async Task<IResult> SignInAsync(
        Comer comer, Vouched vouched, Writing writing, DateTimeOffset now, CancellationToken cancellation)
    {
        var begun = await writing.DoAsync<(Session Session, string Token)?>(
            async (act, stop) =>
            {
                var account = await FindAsync(act.Db, comer.Issuer, vouched, stop);
                if (account is { IsUsable: false }) return null;

                account ??= await MakeAsync(act.Db, comer.Issuer, vouched, now, stop);
                foreach (var token in SignIn.TokensOf(comer.Context.Request))
                    _ = await act.Db.Sessions.Where(s => s.TokenHash == token && s.SiteId == null).ExecuteDeleteAsync(stop);
                var language = account.Language = Text.Of(comer.Context).Language;
                _ = await act.Db.Accounts.Where(a => a.Id == account.Id).ExecuteUpdateAsync(a => a.SetProperty(x => x.Language, language), stop);
                var begun = SignIn.Begin(act.Db, comer.Context, account, now);
                // Who was recognized without a word has proved who they are when they last gave one.
                if (comer.Issuer.SignsInAnew && vouched.SignedInAt < now) begun.Session.ProvedAt = vouched.SignedInAt.Value;
                await act.KeepAsync(stop);
                return begun;
            },
            cancellation);
        if (begun is not var (session, token)) return comer.Refuse("account gone", "AccountGone");

        SignIn.Give(comer.Context, session, token);
        comer.Log.SignedIn(comer.Context, comer.Way, session.AccountId);
        return Pages.SeeOther(comer.Return);
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
