using System.Net;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Parley.Commenters;
using Parley.Core.Commenters;
using Parley.Core.Notifications;
using Parley.Jobs;
using Parley.Notifications;
using Parley.Tests.App;
using Parley.Texts;

namespace Parley.Tests.Commenters;

/// <summary>What is changed about how one comes into an account is told to its owner by mail, whatever mail they chose.</summary>
public abstract class AccountNoticeTests(bool onPostgres) : ProductTests(onPostgres)
{
    private const string Ruth = "ruth@readers.example";
    private const string Firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
    private const string Good = "four words without sense";
    private const string Origin = "https://talk.example.org";

    private IssuerApp _issuer = null!;

    public sealed class OnSqlite() : AccountNoticeTests(false);

    public sealed class OnPostgres() : AccountNoticeTests(true);

    public override async ValueTask InitializeAsync()
    {
        _issuer = await IssuerApp.StartAsync();
        await base.InitializeAsync();
        _issuer.Now = App.Clock.GetUtcNow;
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _issuer.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    private protected override Settings Change(Settings settings) => settings with
    {
        PublicUrl = Origin,
        InternalHosts = [_issuer.Host],
        Issuers = [new Issuer { Name = "house", Label = "House", Kind = IssuerKind.OpenId, Url = _issuer.Url, ClientId = IssuerApp.ClientId, ClientSecret = IssuerApp.ClientSecret }],
    };

    [Fact]
    public async Task A_password_that_is_set_is_told_with_when_and_where_and_what_to_do_and_nobody_can_refuse_it()
    {
        using var ruth = await RuthAsync();
        using var refused = await ruth.Browser.SubmitAsync("/account/mail", ("mail", "Never"), ("story-mail", "Never"));

        _ = await ruth.Browser.SubmitAsync("/account/password", ("password", Good));

        var letter = await OnlyAsync("NoticePasswordSet");
        var (text, html) = Written(letter);
        Assert.Contains("The password of your account at talk.example.org was set", text, StringComparison.Ordinal);
        Assert.Contains("It was done on 22 November 2026, 12:00 UTC, in Firefox, Linux.", text, StringComparison.Ordinal);
        Assert.Contains("If you did not, somebody else can use your account", text, StringComparison.Ordinal);
        Assert.Contains($"Set another password:\n{Origin}/sign-in/reset\n", text, StringComparison.Ordinal);
        Assert.Contains($"href=\"{Origin}/sign-in/reset\"", html, StringComparison.Ordinal);
        Assert.DoesNotContain(Good, text + letter.Values, StringComparison.Ordinal);
        await using var db = App.Open();
        Assert.Equal(1, await db.Jobs.CountAsync(j => j.Kind == Letters.Send && j.Subject == Core.Id.Text(letter.Id)));
    }

    [Fact]
    public async Task A_password_that_is_refused_is_no_news()
    {
        using var ruth = await RuthAsync();
        using var refused = await ruth.Browser.SubmitAsync("/account/password", ("password", "password123"));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        Assert.Empty(await App.LettersToAsync(Ruth));
    }

    [Fact]
    public async Task A_reset_tells_that_all_sessions_ended()
    {
        using var ruth = await RuthAsync();
        using var browser = App.Browser();
        _ = await browser.SubmitAsync("/sign-in/reset", ("email", Ruth));
        var link = await App.NewestAsync(Ruth, "link");

        using var common = await browser.SubmitAsync(link, ("password", "password123"));
        Assert.Equal("PasswordReset", Assert.Single(await App.LettersToAsync(Ruth)).Template);
        using var set = await browser.SubmitAsync(link, ("password", Good));

        Assert.Equal(HttpStatusCode.SeeOther, set.StatusCode);
        var (text, _) = Written((await App.LettersToAsync(Ruth)).Single(l => l.Template == "NoticePasswordSetByMail"));
        Assert.Contains("every browser was signed out", text, StringComparison.Ordinal);
        Assert.Contains("secure your mailbox first", text, StringComparison.Ordinal);
        // A browser that does not say which it is, is not named.
        Assert.Contains("It was done on 22 November 2026, 12:00 UTC.\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_passkey_that_comes_or_goes_is_told_by_its_name_which_is_words_and_nothing_else()
    {
        using var ruth = await RuthAsync();
        const string Name = "<b>evil.example</b>";
        var authenticator = new Authenticator(Origin);
        using var begun = await ruth.Browser.SendJsonAsync(HttpMethod.Post, "/account/passkeys/options", "{}");
        using var made = await ruth.Browser.SendJsonAsync(HttpMethod.Post, "/account/passkeys", authenticator.Make(await begun.JsonAsync(), Name));
        Assert.Equal(HttpStatusCode.OK, made.StatusCode);
        var (text, html) = Marked(await OnlyAsync("NoticePasskeyAdded"));
        // No mail program makes a link of it.
        Assert.Contains("A passkey called “<b>evil.\u200cexample", text, StringComparison.Ordinal);
        Assert.Contains("&lt;b&gt;", html, StringComparison.Ordinal);
        Assert.Contains($"{Origin}/account/sessions", text, StringComparison.Ordinal);

        using var gone = await ruth.Browser.SendJsonAsync(HttpMethod.Delete, "/account/passkeys/" + Tokens.Encode(authenticator.CredentialId), "{}");
        using var again = await ruth.Browser.SendJsonAsync(HttpMethod.Delete, "/account/passkeys/" + Tokens.Encode(authenticator.CredentialId), "{}");

        Assert.Equal((HttpStatusCode.NoContent, HttpStatusCode.NotFound), (gone.StatusCode, again.StatusCode));
        var removed = Assert.Single(await App.LettersToAsync(Ruth), l => l.Template == "NoticePasskeyRemoved");
        Assert.Contains("no longer signs you in", Written(removed).Text, StringComparison.Ordinal);
        Assert.Equal(2, (await App.LettersToAsync(Ruth)).Count);
    }

    [Fact]
    public async Task A_new_address_is_told_to_itself_to_the_old_one_and_to_where_letters_went()
    {
        using var ruth = await RuthAsync();
        await using (var db = App.Open())
            _ = await db.Accounts.ExecuteUpdateAsync(a => a.SetProperty(x => x.Email, "letters@readers.example"));
        _ = await ruth.Browser.SubmitAsync("/account/email", ("email", "new@readers.example"));

        using var changed = await ruth.Browser.SubmitAsync("/account/email/code", ("code", await App.NewestAsync("new@readers.example", "code")));

        Assert.Equal(HttpStatusCode.SeeOther, changed.StatusCode);
        var (text, _) = Written(await OnlyAsync("NoticeEmailChanged"));
        Assert.Contains("this address is no longer used for it", text, StringComparison.Ordinal);
        Assert.Contains("write to the publication", text, StringComparison.Ordinal);
        // Whoever reads the old mailbox does not learn of the new one.
        Assert.DoesNotContain("new@", text, StringComparison.Ordinal);
        Assert.Equal("NoticeEmailChanged", Assert.Single(await App.LettersToAsync("letters@readers.example")).Template);
        Assert.Equal(["EmailChange", "NoticeEmailSet"], (await App.LettersToAsync("new@readers.example")).Select(l => l.Template).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task An_account_elsewhere_that_is_added_or_removed_is_told_by_its_issuer()
    {
        using var ruth = await RuthAsync();
        using var leaving = await ruth.Browser.SubmitAsync("/account/identities", ("issuer", "house"));
        var html = await leaving.Content.ReadAsStringAsync();
        var start = html.IndexOf("<a href=\"", StringComparison.Ordinal) + 9;
        using var back = await ruth.Browser.GetAsync(await Away.AtIssuerAsync(WebUtility.HtmlDecode(html[start..html.IndexOf('"', start)])));
        Assert.Equal(HttpStatusCode.SeeOther, back.StatusCode);
        Assert.Contains("An account at House lets its owner into your account", Written(await OnlyAsync("NoticeIdentityAdded")).Text, StringComparison.Ordinal);

        using var mail = await ruth.Browser.SubmitAsync("/account/identities/remove", ("issuer", Identity.Mail), ("subject", Ruth));
        using var removed = await ruth.Browser.SubmitAsync("/account/identities/remove", ("issuer", _issuer.Url), ("subject", "subject-1"));

        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.SeeOther), (mail.StatusCode, removed.StatusCode));
        var letter = Assert.Single(await App.LettersToAsync(Ruth), l => l.Template == "NoticeIdentityRemoved");
        Assert.Contains("Your account at House no longer lets you into", Written(letter).Text, StringComparison.Ordinal);
        Assert.Equal(2, (await App.LettersToAsync(Ruth)).Count);
    }

    [Fact]
    public async Task Signing_in_for_the_first_time_by_an_account_elsewhere_is_no_change()
    {
        using var browser = App.Browser();
        using var back = await browser.GetAsync(await Away.LeaveAsync(browser, "/sign-in/with/house"));

        Assert.Equal(HttpStatusCode.SeeOther, back.StatusCode);
        Assert.Empty(await App.LettersToAsync("ruth@readers.example"));
    }

    [Fact]
    public async Task An_account_without_an_address_gets_no_letter_and_its_change_is_made()
    {
        using var ruth = await RuthAsync();
        await using var db = App.Open();
        _ = await db.Accounts.ExecuteUpdateAsync(a => a.SetProperty(x => x.Email, (string?)null));

        using var set = await ruth.Browser.SubmitAsync("/account/password", ("password", Good));

        Assert.Equal("/account/password?saved=1", set.Headers.Location!.ToString());
        Assert.Empty(await db.Letters.ToListAsync());
    }

    [Fact]
    public async Task Codes_keep_no_notice_back_and_notices_no_code_and_a_flood_of_them_ends_at_twenty_an_hour()
    {
        using var ruth = await RuthAsync();
        using var browser = App.Browser();
        for (var i = 0; i < 5; i++) _ = await browser.SubmitAsync("/sign-in", ("email", Ruth));
        Assert.Equal(MailedCodes.MostToRecipient, (await App.LettersToAsync(Ruth)).Count);

        for (var i = 0; i < 25; i++)
        {
            using var set = await ruth.Browser.SubmitAsync("/account/password", ("password", $"{Good} {i}"));
            Assert.Equal("/account/password?saved=1", set.Headers.Location!.ToString());
        }

        Assert.Equal(AccountNotice.Most, (await App.LettersToAsync(Ruth)).Count(l => l.Template == "NoticePasswordSet"));
        App.Clock.Move(TimeSpan.FromMinutes(50));
        for (var i = 0; i < 2; i++) _ = await browser.SubmitAsync("/sign-in", ("email", Ruth));
        Assert.Equal(MailedCodes.MostToRecipient, (await App.LettersToAsync(Ruth)).Count(l => l.Template == "SignInCode"));
        App.Clock.Move(TimeSpan.FromMinutes(11));
        _ = await browser.SubmitAsync("/sign-in", ("email", Ruth));
        Assert.Equal(MailedCodes.MostToRecipient + 1, (await App.LettersToAsync(Ruth)).Count(l => l.Template == "SignInCode"));
    }

    [Theory]
    [InlineData("de", "Das Passwort Ihres Kontos bei", "Das geschah am 22. November 2026, 12:00 UTC, in Firefox, Linux.")]
    [InlineData("uk", "Пароль вашого облікового запису", "Це зроблено 22 листопада 2026 р., 12:00 UTC; браузер: Firefox, Linux.")]
    [InlineData("ar", "ضُبطت كلمة مرور حسابك", "حدث ذلك في 22 نوفمبر 2026، 12:00 UTC، في المتصفح Firefox, Linux.")]
    public async Task It_is_in_the_language_of_the_account_whatever_the_browser_speaks(string language, string begins, string done)
    {
        using var ruth = await RuthAsync();
        await using var db = App.Open();
        _ = await db.Accounts.ExecuteUpdateAsync(a => a.SetProperty(x => x.Language, language));
        ruth.Browser.DefaultRequestHeaders.AcceptLanguage.ParseAdd("fr");

        _ = await ruth.Browser.SubmitAsync("/account/password", ("password", Good));

        var letter = await OnlyAsync("NoticePasswordSet");
        Assert.Equal(language, letter.Language);
        var (text, _) = Written(letter);
        Assert.StartsWith(begins, text, StringComparison.Ordinal);
        Assert.Contains(done, text, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_change_has_a_letter_in_every_language_with_one_link_and_no_place_left_open()
    {
        foreach (var text in Text.All)
        {
            foreach (var change in Enum.GetValues<AccountChange>())
            {
                var body = LetterTemplate.Fill(
                    text, Letters.Notice + change,
                    new Dictionary<string, string>(StringComparer.Ordinal) { ["site"] = "Times", ["done"] = "Done.", ["what"] = "It", ["link"] = Origin + "/account" }, Origin);
                Assert.Equal(1, body.Parts.Count(p => p.Kind == LetterPartKind.Button));
                Assert.DoesNotContain(body.Parts, p => p.Words.Contains('{', StringComparison.Ordinal));
                Assert.Contains(body.Parts, p => p.Words.Contains("Done.", StringComparison.Ordinal));
                Assert.Null(body.Unsubscribe);
            }
        }
    }

    private async Task<Person> RuthAsync()
    {
        _ = await App.GivenAStoryAsync(change: (site, _) => site.HasPasswords = true);
        var ruth = await App.GivenAPersonAsync(email: Ruth);
        ruth.Browser.DefaultRequestHeaders.UserAgent.ParseAdd(Firefox);
        return ruth;
    }

    private async Task<Letter> OnlyAsync(string template)
    {
        var letter = Assert.Single(await App.LettersToAsync(Ruth));
        Assert.Equal(template, letter.Template);
        return letter;
    }

    // Without the marks that keep mail programs from making links of words.
    private static (string Text, string Html) Written(Letter letter)
    {
        var (text, html) = Marked(letter);
        return (text.Replace("\u200c", "", StringComparison.Ordinal), html.Replace("\u200c", "", StringComparison.Ordinal));
    }

    private static (string Text, string Html) Marked(Letter letter)
    {
        var body = LetterTemplate.Fill(
            Text.In(letter.Language), letter.Template, JsonSerializer.Deserialize<Dictionary<string, string>>(letter.Values)!, Origin);
        return (LetterText.Of(body), LetterHtml.Of(body));
    }
}
