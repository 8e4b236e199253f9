using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Parley.Core.Commenters;
using Parley.Http;
using Parley.Storage;

namespace Parley.Commenters;

/// <summary>What a ceremony with an authenticator needs before and after, by ASP.NET Core Identity's rules (WebAuthn level 3).</summary>
internal static class Passkeys
{
    // Longer than authenticators are asked to wait, so that a page may stand open for a while first.
    private static readonly TimeSpan GoodFor = TimeSpan.FromMinutes(15);

    /// <summary>What the browser is given: the ticket it brings back, and the options for the authenticator.</summary>
    internal sealed record Beginning(string Ticket, JsonElement Options);

    /// <summary>What it brings back.</summary>
    internal sealed record Answer(string Ticket, JsonElement Credential, string? Name = null, string? Return = null);

    internal sealed record Onward(string Location);

    /// <summary>Who we are to authenticators follows from the configured address alone.</summary>
    public static void AddTo(IServiceCollection services, Settings settings)
    {
        _ = services.AddIdentityCore<Account>();
        _ = services.AddScoped<IUserStore<Account>, AccountStore>().AddScoped<IPasskeyHandler<Account>, PasskeyHandler<Account>>();
        _ = services.Configure<IdentityPasskeyOptions>(options =>
        {
            options.ServerDomain = new Uri(settings.Origin).Host;
            options.ValidateOrigin = context => ValueTask.FromResult(!context.CrossOrigin && context.Origin == settings.Origin);
            // A passkey is all one shows, so it asks for a finger or a PIN, and is found without a name being typed.
            options.UserVerificationRequirement = "required";
            options.ResidentKeyRequirement = "required";
        });
    }

    /// <summary>Keeps a ceremony's state until its answer: in a ticket, good once, in this browser.</summary>
    public static async Task<Beginning> BeginAsync(
        Writing writing, HttpContext context, TicketKind kind, Guid? account, string state, string options, DateTimeOffset now,
        CancellationToken cancellation)
    {
        var browser = Browser.HashOrNew(context);
        var secret = await writing.DoAsync(
            async (act, stop) =>
            {
                var (ticket, secret) = await Tickets.IssueAsync(act.Db, kind, state, now, GoodFor, stop);
                (ticket.BrowserHash, ticket.AccountId) = (browser, account);
                await act.KeepAsync(stop);
                return secret;
            },
            cancellation);
        using var json = JsonDocument.Parse(options);
        return new Beginning(secret, json.RootElement.Clone());
    }

    /// <summary>The state of a ceremony that this browser began, used up; null for none.</summary>
    public static Task<string?> TakeAsync(
        Writing writing, HttpContext context, TicketKind kind, Guid? account, string secret, DateTimeOffset now, CancellationToken cancellation) =>
        writing.DoAsync<string?>(
            async (act, stop) =>
            {
                if (await Tickets.TakeAsync(act.Db, kind, secret, now, stop) is not { BrowserHash: { } expected } ticket) return null;

                await act.KeepAsync(stop);
                return ticket.AccountId == account && Browser.HashOf(context.Request) is { } browser
                    && CryptographicOperations.FixedTimeEquals(expected, browser) ? ticket.About : null;
            },
            cancellation);

    /// <summary>Within an act: the passkey was used. False if its count of uses did not grow, as a copy's would not.</summary>
    public static async Task<bool> UseAsync(ParleyContext db, UserPasskeyInfo used, DateTimeOffset now, CancellationToken cancellation)
    {
        var (id, count) = (used.CredentialId, (long)used.SignCount);
        return await db.Passkeys.Where(p => p.CredentialId == id && ((p.SignCount == 0 && count == 0) || p.SignCount < count)).ExecuteUpdateAsync(
            p => p.SetProperty(x => x.SignCount, count).SetProperty(x => x.IsBackedUp, used.IsBackedUp)
                .SetProperty(x => x.IsUserVerified, used.IsUserVerified).SetProperty(x => x.UsedAt, now), cancellation) == 1;
    }
}
