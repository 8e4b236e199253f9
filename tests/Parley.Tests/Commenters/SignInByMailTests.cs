using System.Net;
using Microsoft.EntityFrameworkCore;
using Parley.Commenters;
using Parley.Core.Commenters;
using Parley.Tests.App;

namespace Parley.Tests.Commenters;

public abstract class SignInByMailTests(bool onPostgres) : ProductTests(onPostgres)
{
    private const string Ruth = "ruth@readers.example";
    private const string Wrong = "000000";

    public sealed class OnSqlite() : SignInByMailTests(false);

    public sealed class OnPostgres() : SignInByMailTests(true);

    private protected override Settings Change(Settings settings) => settings with { PublicUrl = "https://talk.example.org" };

    [Fact]
    public async Task A_request_for_which_no_letter_was_written_leaves_the_digits_of_the_last_letter_good()
    {
        using var browser = App.Browser();
        for (var i = 0; i < MailedCodes.MostToRecipient + 1; i++)
        {
            App.Clock.Move(TimeSpan.FromSeconds(1));
            using var asked = await browser.SubmitAsync("/sign-in", ("email", "ruth@readers.example"));
            Assert.Equal("/sign-in/code", asked.Headers.Location!.OriginalString);
        }

        Assert.Equal(MailedCodes.MostToRecipient, (await App.LettersToAsync("ruth@readers.example")).Count);
        using var entered = await browser.SubmitAsync("/sign-in/code", ("code", await App.NewestAsync("ruth@readers.example", "code")));
        Assert.Equal(HttpStatusCode.SeeOther, entered.StatusCode);
    }

    [Fact]
    public async Task Six_digits_from_the_mail_make_an_account_and_sign_in()
    {
        using var browser = App.Browser();

        using var asked = await browser.SubmitAsync("/sign-in", ("email", Ruth));
        Assert.Equal((HttpStatusCode.SeeOther, "/sign-in/code"), (asked.StatusCode, asked.Headers.Location!.ToString()));
        await using (var db = App.Open()) Assert.Equal(0, await db.Accounts.CountAsync());
        var page = await browser.GetStringAsync("/sign-in/code");
        Assert.Contains(Ruth, page, StringComparison.Ordinal);

        using var entered = await browser.SubmitAsync("/sign-in/code", ("code", await App.NewestAsync(Ruth, "code")));
        Assert.Equal((HttpStatusCode.SeeOther, "/account"), (entered.StatusCode, entered.Headers.Location!.ToString()));
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/account")).StatusCode);

        await using var after = App.Open();
        var account = await after.Accounts.SingleAsync();
        var identity = await after.Identities.SingleAsync();
        Assert.Equal((Ruth, "", null), (account.Email, account.Name, account.PasswordHash));
        Assert.Equal((Identity.Mail, Ruth, account.Id), (identity.Issuer, identity.Subject, identity.AccountId));
    }

    [Fact]
    public async Task Requests_that_the_page_makes_at_once_take_no_token_from_each_other()
    {
        using var browser = App.Browser();
        _ = await browser.GetStringAsync("/sign-in");

        using var asked = await browser.SubmitAsync("/sign-in", ("email", Ruth));
        using var passkeys = await browser.SendJsonAsync(HttpMethod.Post, "/sign-in/passkey/options", "{}");

        Assert.Equal((HttpStatusCode.SeeOther, HttpStatusCode.OK), (asked.StatusCode, passkeys.StatusCode));
        Assert.False(asked.Headers.Contains("Set-Cookie"));
        Assert.False(passkeys.Headers.Contains("Set-Cookie"));
    }

    [Fact]
    public async Task The_forms_carry_on_where_one_wanted_to_go()
    {
        _ = await App.GivenAStoryAsync(change: (site, _) => site.HasPasswords = true);
        using var ruth = await App.GivenAPersonAsync(email: Ruth);
        foreach (var path in new[] { "/sign-in?site=times&return=%2Ftimes%2Fbridge", "/sign-in/reset?return=%2Ftimes%2Fbridge", "/account/prove?return=%2Ftimes%2Fbridge" })
        {
            var page = await ruth.Browser.GetStringAsync(path);
            Assert.Contains("name=\"return\" value=\"/times/bridge\"", page, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task The_second_time_it_is_the_same_account_however_the_address_is_written()
    {
        using var first = App.Browser();
        using var second = App.Browser();
        _ = await App.SignInByMailAsync(first, Ruth);
        App.Clock.Move(TimeSpan.FromMinutes(1));
        using var answer = await App.SignInByMailAsync(second, "Ruth@Readers.example");

        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
        await using var db = App.Open();
        Assert.Equal((1, 1, 2), (await db.Accounts.CountAsync(), await db.Identities.CountAsync(), await db.Sessions.CountAsync()));
    }

    [Fact]
    public async Task The_code_may_have_spaces_and_digits_of_another_script()
    {
        using var browser = App.Browser();
        _ = await browser.SubmitAsync("/sign-in", ("email", Ruth));
        var code = await App.NewestAsync(Ruth, "code");
        var arabic = string.Concat(code.Select(c => (char)('٠' + (c - '0'))));

        using var answer = await browser.SubmitAsync("/sign-in/code", ("code", $" {arabic[..3]} {arabic[3..]} "));
        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
    }

    [Fact]
    public async Task The_link_of_the_mail_only_shows_a_button_and_the_button_signs_in_any_browser_once()
    {
        using var asking = App.Browser();
        using var phone = App.Browser();
        _ = await asking.SubmitAsync("/sign-in", ("email", Ruth), ("return", "/times/bridge"));
        var link = await App.NewestAsync(Ruth, "link");

        // A program that looks through mail opens it as often as it likes.
        for (var i = 0; i < 3; i++)
        {
            using var look = await phone.GetAsync(link);
            Assert.Equal(HttpStatusCode.OK, look.StatusCode);
            Assert.Equal("same-origin", look.Headers.GetValues("Referrer-Policy").Single());
            Assert.True(look.Headers.CacheControl!.NoStore);
            Assert.Contains(Ruth, await look.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }

        using var pressed = await phone.SubmitAsync(link);
        Assert.Equal((HttpStatusCode.SeeOther, "/times/bridge"), (pressed.StatusCode, pressed.Headers.Location!.ToString()));
        Assert.Equal(HttpStatusCode.OK, (await phone.GetAsync("/account")).StatusCode);
        Assert.Equal(HttpStatusCode.SeeOther, (await asking.GetAsync("/account")).StatusCode);

        using var thief = App.Browser();
        Assert.Equal(HttpStatusCode.Gone, (await thief.GetAsync(link)).StatusCode);
        Assert.Equal(HttpStatusCode.Gone, (await thief.SubmitAsync(link)).StatusCode);
        Assert.Equal(HttpStatusCode.SeeOther, (await thief.GetAsync("/account")).StatusCode);
    }

    [Fact]
    public async Task A_used_link_takes_its_code_with_it_and_a_used_code_its_link()
    {
        using var browser = App.Browser();
        _ = await browser.SubmitAsync("/sign-in", ("email", Ruth));
        var (code, link) = (await App.NewestAsync(Ruth, "code"), await App.NewestAsync(Ruth, "link"));
        _ = await browser.SubmitAsync(link);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await browser.SubmitAsync("/sign-in/code", ("code", code))).StatusCode);

        App.Clock.Move(TimeSpan.FromMinutes(1));
        _ = await browser.SubmitAsync("/sign-in", ("email", Ruth));
        (code, link) = (await App.NewestAsync(Ruth, "code"), await App.NewestAsync(Ruth, "link"));
        Assert.Equal(HttpStatusCode.SeeOther, (await browser.SubmitAsync("/sign-in/code", ("code", code))).StatusCode);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await browser.SubmitAsync("/sign-in/code", ("code", code))).StatusCode);
        Assert.Equal(HttpStatusCode.Gone, (await browser.SubmitAsync(link)).StatusCode);
    }

    [Fact]
    public async Task A_code_is_good_only_in_the_browser_that_asked_and_for_ten_minutes()
    {
        using var browser = App.Browser();
        using var thief = App.Browser();
        _ = await thief.SubmitAsync("/sign-in", ("email", "thief@readers.example"));
        _ = await browser.SubmitAsync("/sign-in", ("email", Ruth));
        var (code, link) = (await App.NewestAsync(Ruth, "code"), await App.NewestAsync(Ruth, "link"));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await thief.SubmitAsync("/sign-in/code", ("code", code))).StatusCode);
        App.Clock.Move(TimeSpan.FromMinutes(10));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await browser.SubmitAsync("/sign-in/code", ("code", code))).StatusCode);
        Assert.Equal(HttpStatusCode.Gone, (await browser.SubmitAsync(link)).StatusCode);
        await using var db = App.Open();
        Assert.Equal(0, await db.Sessions.CountAsync());
    }

    [Fact]
    public async Task Of_many_presses_at_once_one_signs_in()
    {
        using var browser = App.Browser();
        _ = await browser.SubmitAsync("/sign-in", ("email", Ruth));
        var link = await App.NewestAsync(Ruth, "link");
        var browsers = Enumerable.Range(0, 12).Select(_ => App.Browser()).ToList();

        var answers = await Task.WhenAll(browsers.Select(b => b.SubmitAsync(link)));

        Assert.Equal(1, answers.Count(a => a.StatusCode == HttpStatusCode.SeeOther));
        Assert.Equal(11, answers.Count(a => a.StatusCode == HttpStatusCode.Gone));
        browsers.ForEach(b => b.Dispose());
    }

    [Fact]
    public async Task After_five_wrong_guesses_the_right_code_is_worth_nothing_but_the_link_still_is()
    {
        using var browser = App.Browser();
        _ = await browser.SubmitAsync("/sign-in", ("email", Ruth));
        var code = await App.NewestAsync(Ruth, "code");
        for (var i = 0; i < 5; i++) _ = await browser.SubmitAsync("/sign-in/code", ("code", code == Wrong ? "111111" : Wrong));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await browser.SubmitAsync("/sign-in/code", ("code", code))).StatusCode);
        Assert.Equal(HttpStatusCode.SeeOther, (await browser.SubmitAsync(await App.NewestAsync(Ruth, "link"))).StatusCode);
    }

    [Fact]
    public async Task Of_a_thousand_guesses_at_the_codes_of_one_address_at_most_twenty_are_looked_at()
    {
        // Somebody with many browsers asks for code after code, and moves on each second.
        HttpClient? browser = null;
        for (var i = 0; i < 1_000; i++)
        {
            if (i % 5 == 0)
            {
                browser?.Dispose();
                browser = App.Browser();
                _ = await browser.SubmitAsync("/sign-in", ("email", Ruth));
            }

            using var answer = await browser!.SubmitAsync("/sign-in/code", ("code", "123456"));
            App.Clock.Move(TimeSpan.FromSeconds(1));
        }

        await using var db = App.Open();
        var looked = await db.Tickets.SumAsync(t => t.Attempts);
        Assert.InRange(looked, 5, 20);
        Assert.True((await App.LettersToAsync(Ruth)).Count <= 3);

        // Whose address it is signs in all the same, by the link of any of those mails.
        App.Clock.Move(TimeSpan.FromHours(1));
        using var own = App.Browser();
        _ = await own.SubmitAsync("/sign-in", ("email", Ruth));
        Assert.Equal(HttpStatusCode.SeeOther, (await own.SubmitAsync(await App.NewestAsync(Ruth, "link"))).StatusCode);
        browser!.Dispose();
    }

    [Fact]
    public async Task An_address_gets_three_letters_an_hour_and_one_sender_causes_sixty_and_nobody_sees_a_difference()
    {
        using var browser = App.Browser();
        var answers = new List<string>();
        for (var i = 0; i < 8; i++) answers.Add(await DescribeAsync(await browser.SubmitAsync("/sign-in", ("email", Ruth))));
        for (var i = 0; i < 62; i++) answers.Add(await DescribeAsync(await browser.SubmitAsync("/sign-in", ("email", $"reader{i}@readers.example"))));

        Assert.Single(answers.Skip(1).Distinct());
        Assert.Equal(3, (await App.LettersToAsync(Ruth)).Count);
        await using var db = App.Open();
        Assert.Equal(MailedCodes.MostFromSender, await db.Letters.CountAsync());
        // What was not sent cannot be guessed, and takes nothing's place that was.
        Assert.Equal(5, await db.Tickets.CountAsync(t => t.CodeHash == null));
    }

    [Fact]
    public async Task What_is_no_address_is_told_apart_and_nothing_is_sent()
    {
        using var browser = App.Browser();
        foreach (var typed in new[] { "", "ruth", "ruth@localhost", "a@b.example, c@d.example", "a@b.example\r\nBcc: c@d.example", "<script>@x.example" })
        {
            using var answer = await browser.SubmitAsync("/sign-in", ("email", typed));
            Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
            Assert.DoesNotContain("<script>@", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }

        await using var db = App.Open();
        Assert.Equal((0, 0), (await db.Letters.CountAsync(), await db.Tickets.CountAsync()));
    }

    [Fact]
    public async Task The_link_is_built_from_the_configured_address_whatever_the_request_says()
    {
        using var browser = App.Browser();
        foreach (var (header, value) in Poisons)
        {
            var request = new HttpRequestMessage(HttpMethod.Post, "/sign-in") { Content = new FormUrlEncodedContent([new("email", Ruth)]) };
            request.Headers.Add("Sec-Fetch-Site", "same-origin");
            _ = request.Headers.TryAddWithoutValidation(header, value);
            using var answer = await browser.SendAsync(request);
            App.Clock.Move(TimeSpan.FromMinutes(30));
        }

        var letters = await App.LettersToAsync(Ruth);
        Assert.Equal(Poisons.Length, letters.Count);
        Assert.All(letters, l => Assert.Contains("\"link\":\"https://talk.example.org/sign-in/link/", l.Values, StringComparison.Ordinal));
        Assert.All(letters, l => Assert.DoesNotContain("evil", l.Values, StringComparison.Ordinal));
    }

    internal static readonly (string Header, string Value)[] Poisons =
    [
        ("Host", "evil.example"), ("X-Forwarded-Host", "evil.example"), ("Forwarded", "host=evil.example;proto=https"), ("X-Original-Host", "evil.example"),
        ("X-Host", "evil.example"), ("X-HTTP-Host-Override", "evil.example"),
    ];

    [Fact]
    public async Task Signing_in_gives_a_new_token_and_ends_what_somebody_had_put_into_the_browser()
    {
        // Somebody signs in for themselves and plants their own session in Ruth's browser.
        using var eve = await App.GivenAPersonAsync("Eve Adler");
        var planted = Cookie(eve.Cookies, "parley-session");
        var cookies = new CookieContainer();
        cookies.Add(App.Url, new Cookie("parley-session", planted, "/"));
        using var ruth = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = cookies }) { BaseAddress = App.Url };

        using var answer = await App.SignInByMailAsync(ruth, Ruth);

        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
        Assert.NotEqual(planted, Cookie(cookies, "parley-session"));
        Assert.Equal(HttpStatusCode.SeeOther, (await eve.Browser.GetAsync("/account")).StatusCode);
        await using var db = App.Open();
        Assert.Equal(Ruth, (await db.Accounts.SingleAsync(a => a.Id == db.Sessions.Single().AccountId)).Email);
    }

    [Fact]
    public async Task A_cookie_from_before_signing_in_is_no_session_and_the_session_cookie_tells_nothing()
    {
        var cookies = new CookieContainer();
        using var ruth = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = cookies }) { BaseAddress = App.Url };
        _ = await ruth.SubmitAsync("/sign-in", ("email", Ruth));
        var before = Cookie(cookies, "parley");
        using var entered = await ruth.SubmitAsync("/sign-in/code", ("code", await App.NewestAsync(Ruth, "code")));

        var set = entered.Headers.GetValues("Set-Cookie").Single(c => c.StartsWith("parley-session=", StringComparison.Ordinal));
        Assert.Contains("httponly", set, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=lax", set, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(43, Cookie(cookies, "parley-session").Length);
        using var thief = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = App.Url };
        thief.DefaultRequestHeaders.Add("Cookie", $"parley={before}; parley-session={before}");
        Assert.Equal(HttpStatusCode.SeeOther, (await thief.GetAsync("/account")).StatusCode);
    }

    [Fact]
    public async Task Signing_out_ends_the_session_on_the_server_and_leaves_the_guests_token()
    {
        _ = await App.GivenAStoryAsync();
        var cookies = new CookieContainer();
        using var ruth = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = cookies }) { BaseAddress = App.Url };
        _ = await App.SignInByMailAsync(ruth, Ruth);
        var (session, guest) = (Cookie(cookies, "parley-session"), Cookie(cookies, "parley"));

        using var answer = await ruth.SubmitAsync("/sign-out", ("return", "/times/bridge"));

        Assert.Equal((HttpStatusCode.SeeOther, "/times/bridge"), (answer.StatusCode, answer.Headers.Location!.ToString()));
        Assert.Equal("\"storage\"", answer.Headers.GetValues("Clear-Site-Data").Single());
        Assert.Equal(guest, Cookie(cookies, "parley"));
        cookies.Add(App.Url, new Cookie("parley-session", session, "/"));
        Assert.Equal(HttpStatusCode.SeeOther, (await ruth.GetAsync("/account")).StatusCode);
        await using var db = App.Open();
        Assert.Equal(0, await db.Sessions.CountAsync());
    }

    [Fact]
    public async Task No_secret_is_stored_as_it_is()
    {
        var cookies = new CookieContainer();
        using var ruth = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = cookies }) { BaseAddress = App.Url };
        _ = await App.SignInByMailAsync(ruth, Ruth);
        var (link, code) = (await App.NewestAsync(Ruth, "link"), await App.NewestAsync(Ruth, "code"));
        var secrets = new[] { Cookie(cookies, "parley-session"), Cookie(cookies, "parley"), link["/sign-in/link/".Length..] };

        await using var db = App.Open();
        var ticket = await db.Tickets.SingleAsync();
        var stored = $"{ticket.About} {Convert.ToHexString(ticket.SecretHash)} {Convert.ToHexString(ticket.CodeHash!)} "
            + Convert.ToHexString((await db.Sessions.SingleAsync()).TokenHash);
        Assert.DoesNotContain(secrets, s => stored.Contains(s, StringComparison.Ordinal));
        // Not even a million hashes tell the code: the key is not in the table.
        Assert.NotEqual(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.ASCII.GetBytes(code)), ticket.CodeHash);
    }

    private string Cookie(CookieContainer cookies, string name) => cookies.GetCookies(App.Url)[name]!.Value;

    private static async Task<string> DescribeAsync(HttpResponseMessage answer) => string.Join('\n', [
        answer.StatusCode.ToString(),
        .. answer.Headers.Where(h => h.Key != "Date").Select(h => h.Key + ": " + string.Join(",", h.Value)).Order(),
        await answer.Content.ReadAsStringAsync(),
    ]);
}
