using System.Net;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Parley.Commenters;
using Parley.Core.Commenters;
using Parley.Tests.App;

namespace Parley.Tests.Commenters;

public abstract class PasswordTests(bool onPostgres) : ProductTests(onPostgres)
{
    private const string Ruth = "ruth@readers.example";
    private const string Good = "four words without sense";

    public sealed class OnSqlite() : PasswordTests(false);

    public sealed class OnPostgres() : PasswordTests(true);

    private protected override Settings Change(Settings settings) => settings with { PublicUrl = "https://talk.example.org" };

    [Fact]
    public async Task Where_no_site_wants_passwords_there_are_none()
    {
        _ = await App.GivenAStoryAsync();
        using var ruth = await App.GivenAPersonAsync(email: Ruth);
        foreach (var path in new[] { "/account/password", "/sign-in/reset", "/sign-in/reset/x" })
            Assert.Equal(HttpStatusCode.NotFound, (await ruth.Browser.GetAsync(path)).StatusCode);
        foreach (var path in new[] { "/account/password", "/sign-in/password", "/sign-in/reset", "/sign-in/reset/x", "/account/prove/password" })
            Assert.Equal(HttpStatusCode.NotFound, (await ruth.Browser.SubmitAsync(path, ("email", Ruth), ("password", Good))).StatusCode);
        Assert.DoesNotContain("type=\"password\"", await ruth.Browser.GetStringAsync("/sign-in"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_page_asks_for_a_password_as_the_site_wants_it()
    {
        _ = await App.GivenAStoryAsync(change: (site, _) => site.HasPasswords = true);
        _ = await App.GivenAStoryAsync("post", "other");
        using var browser = App.Browser();
        Assert.Contains("type=\"password\"", await browser.GetStringAsync("/sign-in?site=times"), StringComparison.Ordinal);
        Assert.Contains("type=\"password\"", await browser.GetStringAsync("/sign-in"), StringComparison.Ordinal);
        Assert.DoesNotContain("type=\"password\"", await browser.GetStringAsync("/sign-in?site=post"), StringComparison.Ordinal);
        Assert.Contains("The Times of Testing", await browser.GetStringAsync("/sign-in?site=times"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_knows_the_old_password_is_out_once_it_is_changed_however_they_hurry()
    {
        _ = await App.GivenAStoryAsync(change: (site, _) => site.HasPasswords = true);
        using var ruth = await App.GivenAPersonAsync(email: Ruth);
        using (var set = await ruth.Browser.SubmitAsync("/account/password", ("password", Good))) Assert.Equal(HttpStatusCode.SeeOther, set.StatusCode);
        var thieves = Enumerable.Range(0, 4).Select(_ => App.Browser()).ToList();

        // Checking takes a tenth of a second: while it is under way, the password is changed.
        var tries = thieves.Select(t => t.SubmitAsync("/sign-in/password", ("email", Ruth), ("password", Good))).ToList();
        using var changed = await ruth.Browser.SubmitAsync("/account/password", ("password", "other words without sense"));
        foreach (var answer in await Task.WhenAll(tries)) answer.Dispose();

        Assert.Equal("/account/password?saved=1", changed.Headers.Location!.ToString());
        foreach (var thief in thieves)
        {
            using var inside = await thief.GetAsync("/account");
            Assert.StartsWith("/sign-in", inside.Headers.Location?.OriginalString, StringComparison.Ordinal);
            thief.Dispose();
        }

        Assert.Equal(HttpStatusCode.OK, (await ruth.Browser.GetAsync("/account")).StatusCode);
    }

    [Fact]
    public async Task What_is_written_later_speaks_as_somebody_was_spoken_to_when_they_came_by_password()
    {
        _ = await App.GivenAStoryAsync(change: (site, _) => site.HasPasswords = true);
        using var ruth = await App.GivenAPersonAsync(email: Ruth);
        using (var set = await ruth.Browser.SubmitAsync("/account/password", ("password", Good))) Assert.Equal(HttpStatusCode.SeeOther, set.StatusCode);
        using var phone = App.Browser();
        phone.DefaultRequestHeaders.AcceptLanguage.ParseAdd("ar");
        using (var signedIn = await phone.SubmitAsync("/sign-in/password", ("email", Ruth), ("password", Good))) Assert.Equal(HttpStatusCode.SeeOther, signedIn.StatusCode);
        await using var db = App.Open();
        Assert.Equal("ar", (await db.Accounts.SingleAsync()).Language);
    }

    [Fact]
    public async Task A_password_is_set_and_signs_in_and_ends_the_other_sessions()
    {
        _ = await App.GivenAStoryAsync(change: (site, _) => site.HasPasswords = true);
        using var ruth = await App.GivenAPersonAsync(email: Ruth);
        using var phone = App.Browser();
        _ = await App.SignInByMailAsync(phone, Ruth);
        var before = ruth.Cookies.GetCookies(App.Url)["parley-session"]!.Value;

        using var saved = await ruth.Browser.SubmitAsync("/account/password", ("password", Good));

        Assert.Equal("/account/password?saved=1", saved.Headers.Location!.ToString());
        Assert.NotEqual(before, ruth.Cookies.GetCookies(App.Url)["parley-session"]!.Value);
        Assert.Equal(HttpStatusCode.OK, (await ruth.Browser.GetAsync("/account")).StatusCode);
        Assert.Equal(HttpStatusCode.SeeOther, (await phone.GetAsync("/account")).StatusCode);

        using var answer = await phone.SubmitAsync("/sign-in/password", ("email", Ruth), ("password", Good), ("return", "/times/bridge"));
        Assert.Equal((HttpStatusCode.SeeOther, "/times/bridge"), (answer.StatusCode, answer.Headers.Location!.ToString()));
        Assert.Equal(HttpStatusCode.OK, (await phone.GetAsync("/account")).StatusCode);
        await using var db = App.Open();
        Assert.DoesNotContain(Good, (await db.Accounts.SingleAsync()).PasswordHash!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Setting_one_asks_for_a_fresh_proof_and_refuses_what_is_short_long_or_common()
    {
        _ = await App.GivenAStoryAsync(change: (site, _) => site.HasPasswords = true);
        using var ruth = await App.GivenAPersonAsync(email: Ruth);
        foreach (var wrong in new[] { "", "kfjqpwz", "password123", "TheTimesOfTesting1", "ruthreaders", new string('x', 129) })
        {
            using var refused = await ruth.Browser.SubmitAsync("/account/password", ("password", wrong));
            Assert.Equal((wrong, HttpStatusCode.UnprocessableEntity), (wrong, refused.StatusCode));
        }

        App.Clock.Move(TimeSpan.FromMinutes(11));
        using var late = await ruth.Browser.SubmitAsync("/account/password", ("password", Good));
        Assert.Equal("/account/prove?return=%2Faccount%2Fpassword", late.Headers.Location!.ToString());
        await using var db = App.Open();
        Assert.Null((await db.Accounts.SingleAsync()).PasswordHash);
    }

    [Fact]
    public async Task Unknown_address_account_without_password_and_wrong_password_are_one_answer()
    {
        _ = await App.GivenAStoryAsync(change: (site, _) => site.HasPasswords = true);
        await GivenAPasswordAsync(Ruth, Good);
        _ = await App.GivenAPersonAsync("Mina Falk", "mina@readers.example");
        using var browser = App.Browser();
        var answers = new List<string>();
        foreach (var (email, password) in new[] { (Ruth, "wrong words without sense"), ("mina@readers.example", Good), ("nobody@readers.example", Good), (Ruth, "") })
        {
            using var answer = await browser.SubmitAsync("/sign-in/password", ("email", email), ("password", password));
            answers.Add(answer.StatusCode + (await answer.Content.ReadAsStringAsync()).Replace(email, "ADDRESS", StringComparison.Ordinal));
        }

        Assert.Single(answers.Distinct());
        Assert.StartsWith("UnprocessableEntity", answers[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_a_thousand_tries_at_one_account_at_most_twenty_are_looked_at_and_unknown_addresses_wait_as_long()
    {
        _ = await App.GivenAStoryAsync(change: (site, _) => site.HasPasswords = true);
        await GivenAPasswordAsync(Ruth, Good);
        using var browser = App.Browser();
        async Task<(string Answers, int Looked)> TryAsync(string email)
        {
            var answers = new List<HttpStatusCode>();
            for (var i = 0; i < 1_000; i++)
            {
                using var answer = await browser.SubmitAsync("/sign-in/password", ("email", email), ("password", $"wrong words number {i}"));
                answers.Add(answer.StatusCode);
                App.Clock.Move(TimeSpan.FromSeconds(1));
            }

            return (string.Join(',', answers), answers.Count(a => a == HttpStatusCode.UnprocessableEntity));
        }

        var known = await TryAsync(Ruth);
        Assert.InRange(known.Looked, 5, 20);
        // Not even the right one, while the wait lasts; and the owner is not locked out: mail lets them in.
        using var right = await browser.SubmitAsync("/sign-in/password", ("email", Ruth), ("password", Good));
        Assert.Equal(HttpStatusCode.TooManyRequests, right.StatusCode);
        Assert.NotNull(right.Headers.RetryAfter);
        Assert.Equal(HttpStatusCode.SeeOther, (await App.SignInByMailAsync(browser, Ruth)).StatusCode);

        using var other = App.Browser();
        Assert.Equal(known, await TryAsync("nobody@readers.example"));
        App.Clock.Move(TimeSpan.FromHours(1));
        Assert.Equal(HttpStatusCode.SeeOther, (await other.SubmitAsync("/sign-in/password", ("email", Ruth), ("password", Good))).StatusCode);
    }

    [Fact]
    public async Task Many_tries_at_once_are_not_one()
    {
        _ = await App.GivenAStoryAsync(change: (site, _) => site.HasPasswords = true);
        await GivenAPasswordAsync(Ruth, Good);
        using var browser = App.Browser();
        var answers = await Task.WhenAll(Enumerable.Range(0, 60).Select(i =>
            browser.SubmitAsync("/sign-in/password", ("email", Ruth), ("password", $"wrong words number {i}"))));

        Assert.InRange(answers.Count(a => a.StatusCode == HttpStatusCode.UnprocessableEntity), 1, 6);
    }

    [Fact]
    public async Task A_hash_of_fewer_rounds_is_made_anew_when_its_password_is_entered()
    {
        _ = await App.GivenAStoryAsync(change: (site, _) => site.HasPasswords = true);
        await GivenAPasswordAsync(Ruth, Good, iterations: 10_000);
        var before = await HashAsync();
        using var browser = App.Browser();
        Assert.Equal(HttpStatusCode.SeeOther, (await browser.SubmitAsync("/sign-in/password", ("email", Ruth), ("password", Good))).StatusCode);

        var after = await HashAsync();
        Assert.NotEqual(before, after);
        Assert.Equal((uint)Passwords.Iterations, System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(Convert.FromBase64String(after).AsSpan(5)));
        Assert.Equal(HttpStatusCode.SeeOther, (await browser.SubmitAsync("/sign-in/password", ("email", Ruth), ("password", Good))).StatusCode);
    }

    [Fact]
    public async Task A_reset_is_asked_for_by_mail_sets_the_password_once_and_ends_all_sessions()
    {
        _ = await App.GivenAStoryAsync(change: (site, _) => site.HasPasswords = true);
        using var ruth = await App.GivenAPersonAsync(email: Ruth);
        using var browser = App.Browser();
        using var asked = await browser.SubmitAsync("/sign-in/reset", ("email", Ruth));
        Assert.Equal("/sign-in/reset?sent=1", asked.Headers.Location!.ToString());
        var link = await App.NewestAsync(Ruth, "link");
        Assert.StartsWith("/sign-in/reset/", link, StringComparison.Ordinal);
        Assert.Equal(43, link["/sign-in/reset/".Length..].Length);
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync(link)).StatusCode);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await browser.SubmitAsync(link, ("password", "password1"))).StatusCode);
        Assert.Equal(HttpStatusCode.SeeOther, (await browser.SubmitAsync(link, ("password", Good))).StatusCode);

        Assert.Equal(HttpStatusCode.SeeOther, (await ruth.Browser.GetAsync("/account")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/account")).StatusCode);
        Assert.Equal(HttpStatusCode.Gone, (await browser.SubmitAsync(link, ("password", Good + "!"))).StatusCode);
        Assert.Equal(HttpStatusCode.Gone, (await browser.GetAsync(link)).StatusCode);
        Assert.Equal(HttpStatusCode.SeeOther, (await browser.SubmitAsync("/sign-in/password", ("email", Ruth), ("password", Good))).StatusCode);
    }

    [Fact]
    public async Task A_reset_is_good_for_half_an_hour_and_of_two_at_once_one_wins()
    {
        _ = await App.GivenAStoryAsync(change: (site, _) => site.HasPasswords = true);
        using var ruth = await App.GivenAPersonAsync(email: Ruth);
        using var browser = App.Browser();
        _ = await browser.SubmitAsync("/sign-in/reset", ("email", Ruth));
        var late = await App.NewestAsync(Ruth, "link");
        App.Clock.Move(TimeSpan.FromMinutes(30));
        Assert.Equal(HttpStatusCode.Gone, (await browser.SubmitAsync(late, ("password", Good))).StatusCode);

        _ = await browser.SubmitAsync("/sign-in/reset", ("email", Ruth));
        var link = await App.NewestAsync(Ruth, "link");
        using var one = App.Browser();
        using var two = App.Browser();
        var answers = await Task.WhenAll(one.SubmitAsync(link, ("password", Good + " one")), two.SubmitAsync(link, ("password", Good + " two")));

        var winner = Assert.Single(answers, a => a.StatusCode == HttpStatusCode.SeeOther);
        Assert.Single(answers, a => a.StatusCode == HttpStatusCode.Gone);
        var (right, wrong) = winner == answers[0] ? (" one", " two") : (" two", " one");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await browser.SubmitAsync("/sign-in/password", ("email", Ruth), ("password", Good + wrong))).StatusCode);
        Assert.Equal(HttpStatusCode.SeeOther, (await browser.SubmitAsync("/sign-in/password", ("email", Ruth), ("password", Good + right))).StatusCode);
    }

    [Fact]
    public async Task A_reset_link_is_built_from_the_configured_address_alone()
    {
        _ = await App.GivenAStoryAsync(change: (site, _) => site.HasPasswords = true);
        using var browser = App.Browser();
        foreach (var (header, value) in SignInByMailTests.Poisons)
        {
            var request = new HttpRequestMessage(HttpMethod.Post, "/sign-in/reset") { Content = new FormUrlEncodedContent([new("email", Ruth)]) };
            request.Headers.Add("Sec-Fetch-Site", "same-origin");
            _ = request.Headers.TryAddWithoutValidation(header, value);
            using var answer = await browser.SendAsync(request);
            App.Clock.Move(TimeSpan.FromMinutes(30));
        }

        var letters = await App.LettersToAsync(Ruth);
        Assert.Equal(SignInByMailTests.Poisons.Length, letters.Count);
        Assert.All(letters, l => Assert.Contains("\"link\":\"https://talk.example.org/sign-in/reset/", l.Values, StringComparison.Ordinal));
        Assert.All(letters, l => Assert.DoesNotContain("evil", l.Values, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_reset_answers_known_and_unknown_addresses_alike_and_a_first_password_makes_the_account()
    {
        _ = await App.GivenAStoryAsync(change: (site, _) => site.HasPasswords = true);
        using var ruth = await App.GivenAPersonAsync(email: Ruth);
        using var browser = App.Browser();
        _ = await browser.GetAsync("/sign-in/reset");
        _ = await browser.SubmitAsync("/sign-in/reset", ("email", "first@readers.example"));
        using var known = await browser.SubmitAsync("/sign-in/reset", ("email", Ruth));
        using var unknown = await browser.SubmitAsync("/sign-in/reset", ("email", "nobody@readers.example"));
        Assert.Equal((known.StatusCode, known.Headers.ToString()), (unknown.StatusCode, unknown.Headers.ToString()));
        _ = Assert.Single(await App.LettersToAsync("nobody@readers.example"));

        _ = await browser.SubmitAsync(await App.NewestAsync("nobody@readers.example", "link"), ("password", Good));
        Assert.Equal(HttpStatusCode.SeeOther,
            (await browser.SubmitAsync("/sign-in/password", ("email", "nobody@readers.example"), ("password", Good))).StatusCode);
    }

    private async Task GivenAPasswordAsync(string email, string password, int iterations = 1_000)
    {
        using var person = await App.GivenAPersonAsync(email: email);
        var hasher = new PasswordHasher<Account>(Options.Create(new PasswordHasherOptions { IterationCount = iterations }));
        await using var db = App.Open();
        (await db.Accounts.SingleAsync(a => a.Email == email)).PasswordHash = hasher.HashPassword(person.Account, password);
        _ = await db.SaveChangesAsync();
    }

    private async Task<string> HashAsync()
    {
        await using var db = App.Open();
        return (await db.Accounts.AsNoTracking().SingleAsync()).PasswordHash!;
    }
}
