using System.Net;
using Microsoft.EntityFrameworkCore;
using Parley.Core;
using Parley.Core.Commenters;
using Parley.Core.Comments;
using Parley.Core.Sites;
using Parley.Tests.App;

namespace Parley.Tests.Moderation;

/// <summary>A moderator's session, and the desk that is left.</summary>
public abstract class OfficeTests(bool onPostgres) : ProductTests(onPostgres)
{
    private const string Mina = "mina@readers.example";

    private static readonly TimeSpan ALittle = TimeSpan.FromSeconds(1);

    public sealed class OnSqlite() : OfficeTests(false);

    public sealed class OnPostgres() : OfficeTests(true);

    [Fact]
    public async Task Whoever_moderates_all_day_proves_who_they_are_again_after_eight_hours()
    {
        var (mina, held) = await GivenAsync();
        var begun = App.Clock.GetUtcNow();
        // At work without a pause: what is seen is written down to within some minutes.
        while (App.Clock.GetUtcNow() - begun + TimeSpan.FromMinutes(20) < Session.OfficeFor)
        {
            App.Clock.Move(TimeSpan.FromMinutes(20));
            Assert.Equal(HttpStatusCode.OK, await OfficeAsync(mina));
        }

        App.Clock.Move(begun + Session.OfficeFor - App.Clock.GetUtcNow() - ALittle);
        Assert.Equal(HttpStatusCode.OK, await OfficeAsync(mina));
        App.Clock.Move(ALittle);

        await AssertIsAskedAsync(mina, held);
        await ProveAsync(mina);
        Assert.Equal(HttpStatusCode.OK, await OfficeAsync(mina));
        Assert.Equal(HttpStatusCode.SeeOther, await PublishAsync(mina, held));
        Assert.Equal(CommentState.Published, await StateAsync(held));
    }

    [Fact]
    public async Task A_desk_that_was_left_for_half_an_hour_is_nobodys_until_somebody_proves_whose_it_is()
    {
        var (mina, held) = await GivenAsync();
        App.Clock.Move(Session.OfficeIdleFor - ALittle);
        Assert.Equal(HttpStatusCode.OK, await OfficeAsync(mina));
        App.Clock.Move(Session.OfficeIdleFor);

        await AssertIsAskedAsync(mina, held);
        // What is not the newsroom's stays hers, and brings no newsroom back.
        using (var account = await mina.Browser.GetAsync("/account")) Assert.Equal(HttpStatusCode.OK, account.StatusCode);
        _ = await mina.Browser.SayAsync("I am back.");
        App.Clock.Move(TimeSpan.FromMinutes(6));
        await AssertIsAskedAsync(mina, held);

        await ProveAsync(mina);
        Assert.Equal(HttpStatusCode.OK, await OfficeAsync(mina));
        App.Clock.Move(TimeSpan.FromMinutes(6));
        Assert.Equal(HttpStatusCode.OK, await OfficeAsync(mina));
        Assert.Equal(HttpStatusCode.SeeOther, await PublishAsync(mina, held));
        Assert.Equal(CommentState.Published, await StateAsync(held));
    }

    [Fact]
    public async Task A_desk_that_others_left_is_not_opened_by_reading_a_story_first()
    {
        var (mina, held) = await GivenAsync();
        App.Clock.Move(Session.OfficeIdleFor);

        // Any page that asks what is one's own sees the session.
        using (var mine = await mina.Browser.GetAsync("/api/v1/sites/times/stories/bridge/mine")) Assert.Equal(HttpStatusCode.OK, mine.StatusCode);

        await AssertIsAskedAsync(mina, held);
    }

    private async Task<(Person Mina, string Held)> GivenAsync()
    {
        var (site, _) = await App.GivenAStoryAsync(change: (site, _) => site.Guests = GuestRule.Held);
        var mina = await App.GivenAPersonAsync("Mina Falk", Mina);
        await App.GivenARoleAsync(mina.Account, site, RoleKind.Owner);
        using var guest = App.Browser();
        return (mina, await guest.SayAsync("This waits"));
    }

    // Twice, since the first that asks is seen.
    private async Task AssertIsAskedAsync(Person mina, string held)
    {
        for (var time = 0; time < 2; time++)
        {
            foreach (var page in (string[])["/admin/times", "/admin/times/held", "/admin/times/commenters", "/admin/times/staff"])
            {
                using var answer = await mina.Browser.GetAsync(page);
                Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
                Assert.Equal("/account/prove?return=" + Uri.EscapeDataString(page), answer.Headers.Location!.OriginalString);
            }

            Assert.Equal(HttpStatusCode.SeeOther, await PublishAsync(mina, held));
            Assert.Equal(CommentState.Held, await StateAsync(held));
        }
    }

    private static async Task<HttpStatusCode> OfficeAsync(Person mina)
    {
        using var answer = await mina.Browser.GetAsync("/admin/times");
        return answer.StatusCode;
    }

    private async Task<HttpStatusCode> PublishAsync(Person mina, string held)
    {
        using var answer = await mina.Browser.SubmitAsync(
            $"/admin/times/held/{held}", ("act", "publish"), ("from", "held"), ("seen", await SeenAsync(held)));
        return answer.StatusCode;
    }

    private async Task ProveAsync(Person mina)
    {
        using var sent = await mina.Browser.SubmitAsync("/account/prove/mail");
        using var proved = await mina.Browser.SubmitAsync("/account/prove/code", ("code", await App.NewestAsync(Mina, "code")));
        Assert.Equal((HttpStatusCode.SeeOther, "/account"), (proved.StatusCode, proved.Headers.Location!.OriginalString));
    }

    private async Task<string> SeenAsync(string held)
    {
        await using var db = App.Open();
        return Parley.Moderation.Waiting.SeenOf(await db.Comments.SingleAsync(c => c.Id == IdOf(held), TestContext.Current.CancellationToken))
            .ToString(System.Globalization.CultureInfo.InvariantCulture);
    }

    private async Task<CommentState> StateAsync(string held)
    {
        await using var db = App.Open();
        return await db.Comments.Where(c => c.Id == IdOf(held)).Select(c => c.State).SingleAsync(TestContext.Current.CancellationToken);
    }

    private static Guid IdOf(string text) => Id.TryRead(text, out var id) ? id : Guid.Empty;
}
