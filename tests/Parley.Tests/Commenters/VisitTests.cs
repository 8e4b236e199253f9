using System.Net;
using Microsoft.EntityFrameworkCore;
using Parley.Core;
using Parley.Core.Commenters;
using Parley.Core.Sites;
using Parley.Tests.App;

namespace Parley.Tests.Commenters;

/// <summary>Readers whom a publisher signs on, in their own place on Parley's host.</summary>
public abstract class VisitTests(bool onPostgres) : ProductTests(onPostgres)
{
    private const string Origin = "https://times.example";
    private const string Door = "/api/v1/sites/times/visit";

    public sealed class OnSqlite() : VisitTests(false);

    public sealed class OnPostgres() : VisitTests(true);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_publishers_reader_sees_takes_along_and_ends_what_is_theirs_for_an_hour()
    {
        using var reader = await ReaderAsync();
        _ = await reader.Browser.SayAsync("Said on the publisher's page.");
        using var window = App.Browser();
        var way = await BeginAsync(reader);

        var page = await window.GetStringAsync(way, Stop);
        Assert.Contains("<bdi>Their Reader</bdi>", page, StringComparison.Ordinal);
        using (var unpressed = await window.GetAsync("/account", Stop)) Assert.Equal(HttpStatusCode.SeeOther, unpressed.StatusCode);
        using var opened = await window.SubmitAsync(way);
        Assert.Equal((HttpStatusCode.SeeOther, "/account"), (opened.StatusCode, opened.Headers.Location!.OriginalString));

        Assert.Contains("The publication signs you in.", await window.GetStringAsync("/account", Stop), StringComparison.Ordinal);
        Assert.Contains("Said on the publisher", await window.GetStringAsync("/account/comments", Stop), StringComparison.Ordinal);
        foreach (var own in new[] { "/account/mail", "/account/notifications", "/account/mutes", "/account/sessions", "/account/standing/times" })
        {
            using var answer = await window.GetAsync(own, Stop);
            Assert.Equal((own, HttpStatusCode.OK), (own, answer.StatusCode));
        }

        using (var copy = await window.SubmitAsync("/account/export")) Assert.Equal(HttpStatusCode.SeeOther, copy.StatusCode);
        _ = await App.UntilExportIsMadeAsync(reader.Account);
        using (var erase = await window.SubmitAsync("/account/erase", ("name", "Their Reader"))) Assert.True((int)erase.StatusCode < 400, erase.StatusCode.ToString());
        await using (var db = App.Open()) Assert.NotNull((await db.Accounts.SingleAsync(a => a.Id == reader.Account.Id, Stop)).ErasureDueAt);

        App.Clock.Move(Session.VisitsFor);
        using var late = await window.GetAsync("/account", Stop);
        Assert.StartsWith("/sign-in", late.Headers.Location!.OriginalString, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_way_is_good_once_and_for_a_minute_and_for_its_reader_alone()
    {
        using var reader = await ReaderAsync();
        using var window = App.Browser();
        var way = await BeginAsync(reader);
        using (var first = await window.SubmitAsync(way)) Assert.Equal(HttpStatusCode.SeeOther, first.StatusCode);
        using var thief = App.Browser();
        using (var again = await thief.SubmitAsync(way)) Assert.Equal(HttpStatusCode.Gone, again.StatusCode);
        using (var read = await thief.GetAsync(way, Stop)) Assert.Equal(HttpStatusCode.Gone, read.StatusCode);

        way = await BeginAsync(reader);
        App.Clock.Move(TimeSpan.FromMinutes(1));
        using (var late = await thief.SubmitAsync(way)) Assert.Equal(HttpStatusCode.Gone, late.StatusCode);

        using var nobody = App.Browser();
        using (var asked = await nobody.SendJsonAsync(HttpMethod.Post, Door, "{}")) Assert.Equal(HttpStatusCode.Unauthorized, asked.StatusCode);
        await using (var db = App.Open())
        {
            _ = await db.Tickets.ExecuteDeleteAsync(Stop);
            _ = db.Sites.Add(new Site { Id = Id.New(App.Clock.GetUtcNow()), Key = "other", Name = "Another", CreatedAt = App.Clock.GetUtcNow() });
            _ = await db.SaveChangesAsync(Stop);
        }

        using (var elsewhere = await reader.Browser.SendJsonAsync(HttpMethod.Post, "/api/v1/sites/other/visit", "{}")) Assert.Equal(HttpStatusCode.Unauthorized, elsewhere.StatusCode);
        await using (var db = App.Open()) Assert.Equal(0, await db.Tickets.CountAsync(Stop));
    }

    [Fact]
    public async Task The_publishers_word_opens_no_way_in_no_office_and_nothing_that_needs_a_proof_it_is_too_old_for()
    {
        using var reader = await ReaderAsync();
        await using (var db = App.Open())
        {
            var site = await db.Sites.SingleAsync(Stop);
            _ = db.Roles.Add(new Role { Id = Id.New(App.Clock.GetUtcNow()), AccountId = reader.Account.Id, SiteId = site.Id, Kind = RoleKind.Owner, CreatedAt = App.Clock.GetUtcNow() });
            _ = await db.SaveChangesAsync(Stop);
        }

        App.Clock.Move(TimeSpan.FromMinutes(9));
        using var window = App.Browser();
        using (var opened = await window.SubmitAsync(await BeginAsync(reader))) Assert.Equal(HttpStatusCode.SeeOther, opened.StatusCode);

        foreach (var closed in new[] { "/account/passkeys", "/account/password", "/account/email", "/account/identities", "/admin/times", "/admin/times/staff" })
        {
            using var answer = await window.GetAsync(closed, Stop);
            Assert.Equal((closed, HttpStatusCode.NotFound), (closed, answer.StatusCode));
        }

        using (var password = await window.SubmitAsync("/account/password", ("password", "four words without sense"))) Assert.Equal(HttpStatusCode.NotFound, password.StatusCode);
        using (var email = await window.SubmitAsync("/account/email", ("email", "reader@elsewhere.example"))) Assert.Equal(HttpStatusCode.NotFound, email.StatusCode);

        // What the publisher said nine minutes ago is ten minutes old soon.
        App.Clock.Move(TimeSpan.FromMinutes(2));
        using var copy = await window.SubmitAsync("/account/export");
        Assert.True(copy.StatusCode is HttpStatusCode.SeeOther or HttpStatusCode.Forbidden, copy.StatusCode.ToString());
        await using (var db = App.Open()) Assert.Equal(0, await db.Exports.CountAsync(Stop));
        Assert.Contains("load it anew", await window.GetStringAsync("/account/prove", Stop), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_signs_in_by_themselves_is_led_to_their_account_and_the_window_says_who_is_signed_out()
    {
        using var reader = await ReaderAsync();
        using var ruth = await App.GivenAPersonAsync("Ruth Amsel");
        using var led = await ruth.Browser.SendJsonAsync(HttpMethod.Post, Door, "{}");
        Assert.Equal("/account", (await led.JsonAsync()).GetProperty("url").GetString());

        var way = await BeginAsync(reader);
        Assert.Contains("<bdi>Ruth Amsel</bdi>", await ruth.Browser.GetStringAsync(way, Stop), StringComparison.Ordinal);
    }

    private async Task<Person> ReaderAsync()
    {
        var (site, _) = await App.GivenAStoryAsync(change: (site, _) => site.Origins.Add(new SiteOrigin { SiteId = site.Id, Origin = Origin }));
        return await App.GivenAPersonAsync("Their Reader", onlyOn: site, frame: (site, Origin));
    }

    private static async Task<string> BeginAsync(Person reader)
    {
        using var begun = await reader.Browser.SendJsonAsync(HttpMethod.Post, Door, "{}");
        Assert.Equal(HttpStatusCode.OK, begun.StatusCode);
        return (await begun.JsonAsync()).GetProperty("url").GetString()!;
    }
}
