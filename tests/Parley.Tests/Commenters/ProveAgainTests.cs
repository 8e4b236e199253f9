using System.Net;
using Microsoft.EntityFrameworkCore;
using Parley.Core.Commenters;
using Parley.Tests.App;

namespace Parley.Tests.Commenters;

public abstract class ProveAgainTests(bool onPostgres) : ProductTests(onPostgres)
{
    private const string Ruth = "ruth@readers.example";
    private const string New = "new@readers.example";

    public sealed class OnSqlite() : ProveAgainTests(false);

    public sealed class OnPostgres() : ProveAgainTests(true);

    [Fact]
    public async Task A_code_to_ones_own_address_proves_it_and_the_session_gets_a_new_token()
    {
        using var ruth = await App.GivenAPersonAsync(email: Ruth);
        App.Clock.Move(TimeSpan.FromMinutes(11));
        using var late = await ruth.Browser.SubmitAsync("/account/email", ("email", New));
        Assert.Equal("/account/prove?return=%2Faccount%2Femail", late.Headers.Location!.ToString());
        var old = Token(ruth);

        using var sent = await ruth.Browser.SubmitAsync("/account/prove/mail", ("return", "/account/email"));
        Assert.Equal("/account/prove?return=%2Faccount%2Femail", sent.Headers.Location!.ToString());
        var letter = Assert.Single(await App.LettersToAsync(Ruth));
        Assert.Equal("ProveCode", letter.Template);
        Assert.DoesNotContain("/link/", letter.Values, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await ruth.Browser.SubmitAsync("/account/prove/code", ("code", "12"))).StatusCode);
        using var proved = await ruth.Browser.SubmitAsync(
            "/account/prove/code", ("code", await App.NewestAsync(Ruth, "code")), ("return", "/account/email"));

        Assert.Equal("/account/email", proved.Headers.Location!.ToString());
        Assert.NotEqual(old, Token(ruth));
        Assert.Equal(HttpStatusCode.SeeOther, (await ruth.Browser.SubmitAsync("/account/email", ("email", New))).StatusCode);
        using var thief = App.Browser();
        thief.DefaultRequestHeaders.Add("Cookie", "parley-session=" + old);
        Assert.Equal(HttpStatusCode.SeeOther, (await thief.GetAsync("/account")).StatusCode);
        await using var db = App.Open();
        Assert.Equal(1, await db.Sessions.CountAsync());
    }

    [Fact]
    public async Task A_code_for_a_proof_signs_nobody_in_and_one_for_signing_in_proves_nothing()
    {
        using var ruth = await App.GivenAPersonAsync(email: Ruth);
        App.Clock.Move(TimeSpan.FromMinutes(11));
        _ = await ruth.Browser.SubmitAsync("/account/prove/mail");
        var proof = await App.NewestAsync(Ruth, "code");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await ruth.Browser.SubmitAsync("/sign-in/code", ("code", proof))).StatusCode);

        using var other = await App.GivenAPersonAsync("Mina Falk", "mina@readers.example");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await other.Browser.SubmitAsync("/account/prove/code", ("code", proof))).StatusCode);

        App.Clock.Move(TimeSpan.FromMinutes(11));
        _ = await ruth.Browser.SubmitAsync("/sign-in", ("email", Ruth));
        var entry = await App.NewestAsync(Ruth, "code");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await ruth.Browser.SubmitAsync("/account/prove/code", ("code", entry))).StatusCode);
    }

    [Fact]
    public async Task Another_address_is_proved_by_its_code_takes_the_old_ones_place_and_the_old_one_is_told()
    {
        using var ruth = await App.GivenAPersonAsync(email: Ruth);
        _ = await ruth.Browser.SubmitAsync("/account/email", ("email", New));
        Assert.Equal("EmailChange", Assert.Single(await App.LettersToAsync(New)).Template);
        await using (var before = App.Open()) Assert.Equal(Ruth, (await before.Accounts.SingleAsync()).Email);

        using var changed = await ruth.Browser.SubmitAsync("/account/email/code", ("code", await App.NewestAsync(New, "code")));

        Assert.Equal("/account/email?saved=1", changed.Headers.Location!.ToString());
        Assert.Equal("NoticeEmailChanged", Assert.Single(await App.LettersToAsync(Ruth)).Template);
        await using var db = App.Open();
        Assert.Equal((New, New), ((await db.Accounts.SingleAsync()).Email, (await db.Identities.SingleAsync()).Subject));
        using var browser = App.Browser();
        App.Clock.Move(TimeSpan.FromMinutes(1));
        _ = await App.SignInByMailAsync(browser, Ruth);
        Assert.Equal(2, await db.Accounts.CountAsync());
    }

    [Fact]
    public async Task The_link_to_another_address_is_good_only_for_whoever_is_signed_in_to_the_account()
    {
        using var ruth = await App.GivenAPersonAsync(email: Ruth);
        using var eve = await App.GivenAPersonAsync("Eve Adler", "eve@readers.example");
        _ = await eve.Browser.SubmitAsync("/account/email", ("email", New));
        var link = await App.NewestAsync(New, "link");

        // Whoever reads the new mailbox does not join Eve's account by pressing her button.
        using var nobody = App.Browser();
        using var asked = await nobody.GetAsync(link);
        Assert.StartsWith("/sign-in?return=%2Faccount%2Femail%2Flink%2F", asked.Headers.Location!.ToString(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Gone, (await ruth.Browser.SubmitAsync(link)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await nobody.SubmitAsync(link)).StatusCode);

        Assert.Equal(HttpStatusCode.OK, (await eve.Browser.GetAsync(link)).StatusCode);
        Assert.Equal(HttpStatusCode.SeeOther, (await eve.Browser.SubmitAsync(link)).StatusCode);
        Assert.Equal(HttpStatusCode.Gone, (await eve.Browser.SubmitAsync(link)).StatusCode);
        await using var db = App.Open();
        Assert.Equal(New, (await db.Accounts.SingleAsync(a => a.Id == eve.Account.Id)).Email);
    }

    [Fact]
    public async Task An_address_that_is_somebodys_already_gets_the_same_answer_and_only_its_owner_reads_why()
    {
        using var ruth = await App.GivenAPersonAsync(email: Ruth);
        using var eve = await App.GivenAPersonAsync("Eve Adler", "eve@readers.example");
        using var free = await eve.Browser.SubmitAsync("/account/email", ("email", "free@readers.example"));
        var freePage = (await eve.Browser.GetStringAsync("/account/email")).Replace("free@", "X@", StringComparison.Ordinal);
        using var taken = await eve.Browser.SubmitAsync("/account/email", ("email", Ruth));
        var takenPage = (await eve.Browser.GetStringAsync("/account/email")).Replace("ruth@", "X@", StringComparison.Ordinal);

        Assert.Equal((free.StatusCode, free.Headers.Location), (taken.StatusCode, taken.Headers.Location));
        Assert.Equal(freePage, takenPage);
        var letter = Assert.Single(await App.LettersToAsync(Ruth));
        Assert.Equal("EmailTaken", letter.Template);
        Assert.DoesNotContain("code", letter.Values, StringComparison.Ordinal);
        Assert.DoesNotContain("/link/", letter.Values, StringComparison.Ordinal);
        await using var db = App.Open();
        Assert.Null((await db.Tickets.SingleAsync(t => t.Kind == TicketKind.EmailChange)).CodeHash);
    }

    [Fact]
    public async Task A_second_change_makes_the_first_void()
    {
        using var ruth = await App.GivenAPersonAsync(email: Ruth);
        _ = await ruth.Browser.SubmitAsync("/account/email", ("email", "first@readers.example"));
        var (code, link) = (await App.NewestAsync("first@readers.example", "code"), await App.NewestAsync("first@readers.example", "link"));
        _ = await ruth.Browser.SubmitAsync("/account/email", ("email", New));

        Assert.Equal(HttpStatusCode.Gone, (await ruth.Browser.SubmitAsync(link)).StatusCode);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await ruth.Browser.SubmitAsync("/account/email/code", ("code", code))).StatusCode);
        Assert.Equal(HttpStatusCode.SeeOther, (await ruth.Browser.SubmitAsync("/account/email/code", ("code", await App.NewestAsync(New, "code")))).StatusCode);
    }

    private string Token(Person person) => person.Cookies.GetCookies(App.Url)["parley-session"]!.Value;
}
