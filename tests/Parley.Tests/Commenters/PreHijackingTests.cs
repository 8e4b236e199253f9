using System.Net;
using Microsoft.EntityFrameworkCore;
using Parley.Core;
using Parley.Core.Commenters;
using Parley.Tests.App;

namespace Parley.Tests.Commenters;

/// <summary>
/// The five ways to own an account before its owner comes, of Sudhodanan and Paverd, "Pre-hijacked accounts" (USENIX
/// Security 2022). Here no account is reached by an address that nobody proved, so there is little to wait in.
/// </summary>
public abstract class PreHijackingTests(bool onPostgres) : ProductTests(onPostgres)
{
    private const string Victim = "victim@readers.example";
    private const string Password = "four words without sense";

    public sealed class OnSqlite() : PreHijackingTests(false);

    public sealed class OnPostgres() : PreHijackingTests(true);

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        _ = await App.GivenAStoryAsync(change: (site, _) => site.HasPasswords = true);
    }

    [Fact]
    public async Task Classic_federated_merge_An_account_begun_with_the_victims_address_is_nobodys_until_the_address_is_proved()
    {
        using var attacker = App.Browser();
        _ = await attacker.SubmitAsync("/sign-in", ("email", Victim));
        _ = await attacker.SubmitAsync("/sign-in/reset", ("email", Victim));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await attacker.SubmitAsync("/sign-in/password", ("email", Victim), ("password", Password))).StatusCode);
        await using (var before = App.Open()) Assert.Equal((0, 0), (await before.Accounts.CountAsync(), await before.Identities.CountAsync()));

        using var victim = App.Browser();
        App.Clock.Move(TimeSpan.FromMinutes(1));
        _ = await App.SignInByMailAsync(victim, Victim);

        await using var db = App.Open();
        var account = await db.Accounts.SingleAsync();
        Assert.Null(account.PasswordHash);
        _ = Assert.Single(await db.Identities.ToListAsync());
        Assert.Equal(account.Id, Assert.Single(await db.Sessions.ToListAsync()).AccountId);
        Assert.Equal(HttpStatusCode.SeeOther, (await attacker.GetAsync("/account")).StatusCode);
    }

    [Fact]
    public async Task Unexpired_session_Whoever_was_signed_in_before_a_reset_is_signed_out_by_it()
    {
        // The attacker read one mail of the victim's, once.
        using var attacker = App.Browser();
        _ = await App.SignInByMailAsync(attacker, Victim);
        Assert.Equal(HttpStatusCode.OK, (await attacker.GetAsync("/account")).StatusCode);

        using var victim = App.Browser();
        _ = await victim.SubmitAsync("/sign-in/reset", ("email", Victim));
        Assert.Equal(HttpStatusCode.SeeOther, (await victim.SubmitAsync(await App.NewestLinkAsync(Victim, "/sign-in/reset/"), ("password", Password))).StatusCode);

        Assert.Equal(HttpStatusCode.SeeOther, (await attacker.GetAsync("/account")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await victim.GetAsync("/account")).StatusCode);
    }

    [Fact]
    public async Task Trojan_identifier_Nothing_can_be_added_to_an_account_whose_address_is_not_proved()
    {
        using var attacker = App.Browser();
        _ = await attacker.SubmitAsync("/sign-in", ("email", Victim));
        foreach (var (door, field) in new[] { ("/account/password", "password"), ("/account/email", "email") })
        {
            using var refused = await attacker.SubmitAsync(door, (field, "attacker@readers.example"));
            Assert.StartsWith("/sign-in?return=", refused.Headers.Location!.ToString(), StringComparison.Ordinal);
        }

        Assert.Equal(HttpStatusCode.Unauthorized, (await attacker.SendJsonAsync(HttpMethod.Post, "/account/passkeys/options", "{}")).StatusCode);

        // Nor does the attacker's own account get hold of the victim's address without its mail.
        using var eve = await App.GivenAPersonAsync("Eve Adler", "attacker@readers.example");
        _ = await eve.Browser.SubmitAsync("/account/email", ("email", Victim));

        using var victim = App.Browser();
        App.Clock.Move(TimeSpan.FromMinutes(1));
        _ = await App.SignInByMailAsync(victim, Victim);
        await using var db = App.Open();
        var own = await db.Identities.SingleAsync(i => i.Subject == Victim);
        Assert.NotEqual(eve.Account.Id, own.AccountId);
        Assert.Equal(1, await db.Identities.CountAsync(i => i.AccountId == own.AccountId));
        Assert.Equal(0, await db.Passkeys.CountAsync());
        Assert.Null((await db.Accounts.SingleAsync(a => a.Id == own.AccountId)).PasswordHash);
    }

    [Fact]
    public async Task Unexpired_email_change_A_change_begun_before_a_reset_is_void_after_it()
    {
        using var attacker = App.Browser();
        _ = await App.SignInByMailAsync(attacker, Victim);
        _ = await attacker.SubmitAsync("/account/email", ("email", "attacker@readers.example"));
        var (code, link) = (await App.NewestAsync("attacker@readers.example", "code"), await App.NewestAsync("attacker@readers.example", "link"));

        using var victim = App.Browser();
        App.Clock.Move(TimeSpan.FromMinutes(1));
        _ = await victim.SubmitAsync("/sign-in/reset", ("email", Victim));
        _ = await victim.SubmitAsync(await App.NewestLinkAsync(Victim, "/sign-in/reset/"), ("password", Password));

        using var refused = await attacker.SubmitAsync("/account/email/code", ("code", code));
        Assert.Equal("/sign-in?return=%2Faccount%2Femail", refused.Headers.Location!.ToString());
        Assert.Equal(HttpStatusCode.Unauthorized, (await attacker.SubmitAsync(link)).StatusCode);
        // Not even if the victim were brought to press it.
        Assert.Equal(HttpStatusCode.Gone, (await victim.SubmitAsync(link)).StatusCode);
        await using var db = App.Open();
        Assert.Equal(Victim, (await db.Accounts.SingleAsync()).Email);
    }

    [Fact]
    public async Task Non_verifying_identity_provider_An_address_that_an_issuer_claims_leads_to_no_account()
    {
        // What an issuer of the attacker's vouched for: a subject of its own, labelled with the victim's address.
        var now = App.Clock.GetUtcNow();
        var trojan = new Account { Id = Id.New(now), Name = "Victim", NameSkeleton = CommenterName.Skeleton("Victim"), Email = Victim, CreatedAt = now };
        await using (var db = App.Open())
        {
            _ = db.Accounts.Add(trojan);
            _ = db.Identities.Add(new Identity { Issuer = "https://idp.attacker.example", Subject = "1", AccountId = trojan.Id, Label = Victim, CreatedAt = now });
            _ = await db.SaveChangesAsync();
        }

        using var victim = App.Browser();
        _ = await App.SignInByMailAsync(victim, Victim);
        _ = await victim.SubmitAsync("/sign-in/reset", ("email", Victim));
        _ = await victim.SubmitAsync(await App.NewestLinkAsync(Victim, "/sign-in/reset/"), ("password", Password));

        await using var after = App.Open();
        var own = await after.Identities.SingleAsync(i => i.Issuer == Identity.Mail);
        Assert.NotEqual(trojan.Id, own.AccountId);
        Assert.Null((await after.Accounts.SingleAsync(a => a.Id == trojan.Id)).PasswordHash);
        Assert.Equal(0, await after.Sessions.CountAsync(s => s.AccountId == trojan.Id));
    }
}
