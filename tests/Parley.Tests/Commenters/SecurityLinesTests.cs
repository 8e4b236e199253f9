using System.Net;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Parley.Core;
using Parley.Core.Commenters;
using Parley.Tests.App;

namespace Parley.Tests.Commenters;

/// <summary>Whatever is done to an account leaves its line in the security log, and nobody writes into it.</summary>
public abstract partial class SecurityLinesTests(bool onPostgres) : ProductTests(onPostgres)
{
    // What a browser, an issuer or a name would need to forge a line of its own.
    private const string Forged = "x\r\ninfo: Parley.Security[1] Signed in by code: account 01aaaaaaaaaaaaaaaaaaaaaaaa";

    private IssuerApp _issuer = null!;
    private HeardLog _log = null!;

    public sealed class OnSqlite() : SecurityLinesTests(false);

    public sealed class OnPostgres() : SecurityLinesTests(true);

    public override async ValueTask InitializeAsync()
    {
        _issuer = await IssuerApp.StartAsync();
        await base.InitializeAsync();
        _issuer.Now = App.Clock.GetUtcNow;
        _log = HeardLog.On(App, "Parley.Security");
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _issuer.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    private protected override Settings Change(Settings settings) => settings with
    {
        InternalHosts = [_issuer.Host],
        Issuers = [new Issuer { Name = "house", Label = "House", Kind = IssuerKind.OpenId, Url = _issuer.Url, ClientId = IssuerApp.ClientId, ClientSecret = IssuerApp.ClientSecret }],
    };

    [Fact]
    public async Task Accounts_elsewhere_that_sign_in_are_added_removed_or_refused_are_logged()
    {
        using var ruth = await App.GivenAPersonAsync();
        using (await ruth.Browser.GetAsync(await AddedAsync(ruth))) { }
        using (await ruth.Browser.SubmitAsync("/account/identities/remove", ("issuer", _issuer.Url), ("subject", "subject-1"))) { }
        using var browser = App.Browser();
        var back = await Away.LeaveAsync(browser, "/sign-in/with/house");
        using (await browser.GetAsync(back)) { }
        using (await browser.GetAsync(back)) { }
        using (await ruth.Browser.GetAsync(await AddedAsync(ruth))) { }
        using (await browser.GetAsync((await Away.LeaveAsync(browser, "/sign-in/with/house")).Replace("code=", "error=", StringComparison.Ordinal))) { }
        _issuer.Claims["nonce"] = "another";
        using (await browser.GetAsync(await Away.LeaveAsync(browser, "/sign-in/with/house"))) { }

        await using var db = App.Open();
        var made = Id.Text((await db.Identities.SingleAsync(i => i.Issuer == _issuer.Url)).AccountId);
        var own = Id.Text(ruth.Account.Id);
        Assert.Equal(
            [
                $"Changed accounts elsewhere: one more, at house: account {own}, on an unknown device",
                $"Changed accounts elsewhere: one less: account {own}, on an unknown device",
                $"Signed in by issuer house: account {made}, on an unknown device",
                "Refused by issuer house, used, too late or another browser's: account none, on an unknown device",
                $"Refused by issuer house, somebody else's, not added: account {own}, on an unknown device",
                "Refused by issuer house, declined: account none, on an unknown device",
                "Refused by issuer house, not believed: account none, on an unknown device",
            ],
            _log.Lines);
    }

    [Fact]
    public async Task Copies_and_leaving_are_logged_where_they_happen_and_not_where_they_are_refused()
    {
        using var ruth = await App.GivenAPersonAsync();
        using (await ruth.Browser.SubmitAsync("/account/erase", ("name", "Somebody Else"))) { }
        using (await ruth.Browser.SubmitAsync("/account/erase/undo")) { }
        Assert.Empty(_log.Lines);
        using (await ruth.Browser.SubmitAsync("/account/export")) { }
        var export = await App.UntilExportIsMadeAsync(ruth.Account);
        using (await ruth.Browser.GetAsync("/account/export/" + Id.Text(export))) { }
        using (await ruth.Browser.SubmitAsync("/account/erase", ("name", "Ruth Amsel"))) { }
        using (await ruth.Browser.SubmitAsync("/account/erase", ("name", "Ruth Amsel"))) { }
        using (await ruth.Browser.SubmitAsync("/account/erase/undo")) { }
        App.Clock.Move(TimeSpan.FromMinutes(1));
        using (await ruth.Browser.SubmitAsync("/account/erase", ("name", "Ruth Amsel"))) { }
        using var stranger = App.Browser();
        using (await stranger.SubmitAsync(await App.NewestLinkAsync(ruth.Account.Email!, "/account/erase/undo/"))) { }
        using (await ruth.Browser.SubmitAsync("/account/sessions/end-all")) { }

        var own = $": account {Id.Text(ruth.Account.Id)}, on an unknown device";
        Assert.Equal(
            [
                "Asked for a copy" + own, "Fetched a copy" + own, "Asked for erasure" + own, "Took erasure back" + own, "Asked for erasure" + own,
                "Took erasure back by letter" + own, "Signed out: 1 sessions, on an unknown device",
            ],
            _log.Lines);
    }

    [Fact]
    public async Task Roles_that_are_given_and_taken_are_logged_with_who_did_it()
    {
        var (site, _) = await App.GivenAStoryAsync();
        using var owner = await App.GivenAPersonAsync("Olga Owner");
        await App.GivenARoleAsync(owner.Account, site, RoleKind.Owner);
        using var ruth = await App.GivenAPersonAsync();
        _ = await ruth.Browser.SayAsync("Hello");
        var door = $"/admin{await App.ProfileOfAsync(ruth)}/role";

        foreach (var role in (string[])["editor", "editor", "owner", "none"])
        {
            using var answer = await owner.Browser.SubmitAsync(door, ("role", role));
        }

        var (code, output, _) = await ParleyProcess.RunAsync(["moderator", "add", "ruthamsel@readers.example", "--site", "times", "--role", "moderator", .. App.Options]);
        Assert.Equal(0, code);
        using var browser = App.Browser();
        using (await browser.SubmitAsync(new Uri(output.Trim()).AbsolutePath)) { }
        using (await browser.SubmitAsync(new Uri(output.Trim()).AbsolutePath)) { }

        await using var db = App.Open();
        var invited = Id.Text((await db.Roles.SingleAsync(r => r.Kind == RoleKind.Moderator)).AccountId);
        var (own, by) = (Id.Text(ruth.Account.Id), Id.Text(owner.Account.Id));
        Assert.Equal(
            [
                $"Changed role on times from none to Editor: account {own}, by account {by}, on an unknown device",
                $"Changed role on times from Editor to none: account {own}, by account {by}, on an unknown device",
                $"Signed in by invitation: account {invited}, on an unknown device",
                $"Changed role on times from none to Moderator: account {invited}, by an invitation, on an unknown device",
                "Refused by invitation, used, too late or unknown: account none, on an unknown device",
            ],
            _log.Lines);
    }

    [Fact]
    public async Task Nobody_writes_a_line_of_their_own()
    {
        var parley = HeardLog.On(App, "Parley");
        using var ruth = await App.GivenAPersonAsync("Ruth ‮Amsel: account none");
        ruth.Browser.DefaultRequestHeaders.TryAddWithoutValidation("User-Agent", "Firefox Linux account 01aaaaaaaaaaaaaaaaaaaaaaaa, on Chrome: \t Signed in by code");
        (_issuer.Subject, _issuer.Name) = (Forged.ReplaceLineEndings(" "), Forged);
        using (await ruth.Browser.GetAsync(await AddedAsync(ruth))) { }
        using (await ruth.Browser.SubmitAsync("/account/identities/remove", ("issuer", Forged), ("subject", Forged))) { }
        using (await ruth.Browser.SubmitAsync("/account/identities/remove", ("issuer", _issuer.Url), ("subject", _issuer.Subject))) { }
        using (await ruth.Browser.SubmitAsync("/account/erase", ("name", Forged))) { }
        using (await ruth.Browser.SubmitAsync("/sign-in/code", ("code", Forged))) { }
        using (await ruth.Browser.GetAsync("/sign-in/back/house?error=" + Uri.EscapeDataString(Forged) + "&state=" + Uri.EscapeDataString(Forged))) { }
        using (await ruth.Browser.GetAsync("/sign-in/back/" + Uri.EscapeDataString(Forged))) { }
        // What cannot be read is told of in the words of whoever could not read it.
        _issuer.AtToken = context => context.Response.WriteAsync("{\"" + new string('a', 2_000) + "\\r\\n" + "Parley.Security\":1,\"" + new string('a', 2_000) + "\\r\\n" + "Parley.Security\":1}");
        using (await ruth.Browser.GetAsync(await Away.LeaveAsync(ruth.Browser, "/sign-in/with/house"))) { }

        Assert.True(_log.Lines.Count >= 5, string.Join('\n', _log.Lines));
        Assert.All(_log.Lines, l => Assert.Matches(Line(), l));
        Assert.All(_log.Lines, l => Assert.EndsWith(", on Firefox, Linux", l, StringComparison.Ordinal));
        Assert.All(_log.Lines, l => Assert.DoesNotContain("01aaaa", l, StringComparison.Ordinal));
        Assert.NotEmpty(parley.Lines);
        Assert.All(parley.Lines, l => Assert.True(l.Length < 500 && !l.Any(char.IsControl), l));
    }

    // Leaves to add an account elsewhere, is recognized there, and gives the address to come back to.
    private static async Task<string> AddedAsync(Person person)
    {
        using var leaving = await person.Browser.SubmitAsync("/account/identities", ("issuer", "house"));
        Assert.Equal(HttpStatusCode.OK, leaving.StatusCode);
        var html = await leaving.Content.ReadAsStringAsync();
        var start = html.IndexOf("<a href=\"", StringComparison.Ordinal) + 9;
        return await Away.AtIssuerAsync(WebUtility.HtmlDecode(html[start..html.IndexOf('"', start)]));
    }

    [GeneratedRegex("^[A-Z][A-Za-z ,:'’]+: (account [0-9a-z]{26}|account none|[0-9]+ sessions), on [A-Za-z]+( [A-Za-z]+)*(, [A-Za-z]+)?$", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Line();
}
