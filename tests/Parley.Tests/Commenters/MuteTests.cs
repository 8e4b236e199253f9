using System.Net;
using Microsoft.EntityFrameworkCore;
using Parley.Core;
using Parley.Core.Commenters;
using Parley.Tests.App;

namespace Parley.Tests.Commenters;

public abstract class MuteTests(bool onPostgres) : ProductTests(onPostgres)
{
    [Fact]
    public async Task Muting_is_the_readers_own_affair_and_changes_no_byte_for_anybody_else()
    {
        _ = await App.GivenAStoryAsync();
        using var guest = App.Browser();
        using var ruth = await App.GivenAPersonAsync();
        using var mina = await App.GivenAPersonAsync("Mina Falk");
        var loud = await guest.SayAsync("Loud");
        var louder = await guest.SayAsync("Louder");
        var own = await ruth.Browser.SayAsync("Quiet", loud);
        _ = await mina.Browser.SayAsync("Hello");
        var before = await EverythingAsync(mina, guest);

        Assert.Equal(HttpStatusCode.NoContent, await MuteAsync(ruth, loud));
        Assert.Equal(HttpStatusCode.NoContent, await MuteAsync(ruth, louder));
        using var form = await ruth.Browser.SubmitAsync(await App.ProfileOfAsync(mina) + "/mute");

        Assert.Equal((HttpStatusCode.SeeOther, "/account/mutes"), (form.StatusCode, form.Headers.Location!.ToString()));
        Assert.Equal(before, await EverythingAsync(mina, guest));
        Assert.Equal(3, (await MineAsync(ruth)).GetProperty("muted").GetArrayLength());
        Assert.DoesNotContain((await MineAsync(ruth)).GetProperty("muted").EnumerateArray(), m => m.GetString() == own);

        var list = await ruth.Browser.GetStringAsync("/account/mutes");
        Assert.Contains("Mina Falk", list, StringComparison.Ordinal);
        Assert.Contains("Cem D.", list, StringComparison.Ordinal);
        using var back = await ruth.Browser.SubmitAsync(await App.ProfileOfAsync(mina) + "/unmute");
        Assert.Equal(HttpStatusCode.SeeOther, back.StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, await UnmuteAsync(ruth, loud));
        Assert.Equal(0, (await MineAsync(ruth)).GetProperty("muted").GetArrayLength());
        Assert.Equal(before, await EverythingAsync(mina, guest));
    }

    [Fact]
    public async Task Nobody_mutes_themselves_nor_a_tombstone_nor_what_they_cannot_see()
    {
        _ = await App.GivenAStoryAsync(change: (site, _) => site.Guests = Core.Sites.GuestRule.Held);
        using var guest = App.Browser();
        using var ruth = await App.GivenAPersonAsync();
        using var mina = await App.GivenAPersonAsync("Mina Falk");
        var held = await guest.SayAsync("Waiting");
        var own = await ruth.Browser.SayAsync("Mine");
        var gone = await mina.Browser.SayAsync("Regret");
        _ = await ruth.Browser.SayAsync("Why?", gone);
        using var deleted = await mina.Browser.SendJsonAsync(HttpMethod.Delete, $"/api/v1/comments/{gone}", "{}");

        Assert.Equal(HttpStatusCode.Forbidden, await MuteAsync(ruth, own));
        using var form = await ruth.Browser.SubmitAsync(await App.ProfileOfAsync(ruth) + "/mute");
        Assert.Equal(HttpStatusCode.Forbidden, form.StatusCode);
        foreach (var id in new[] { held, gone, Id.Text(Guid.NewGuid()), "nothing" })
        {
            Assert.Equal(HttpStatusCode.NotFound, await MuteAsync(ruth, id));
            Assert.Equal(HttpStatusCode.NotFound, await UnmuteAsync(ruth, id));
        }

        await using var db = App.Open();
        var guestId = await db.Commenters.Where(c => c.AccountId == null).Select(c => c.Id).SingleAsync(TestContext.Current.CancellationToken);
        using var guessed = await ruth.Browser.SubmitAsync($"/times/commenters/{Id.Text(guestId)}/mute");
        Assert.Equal(HttpStatusCode.NotFound, guessed.StatusCode);
        Assert.Equal(0, await db.Mutes.CountAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Whoever_is_signed_out_is_led_to_sign_in_and_back_to_the_button()
    {
        _ = await App.GivenAStoryAsync();
        using var ruth = await App.GivenAPersonAsync();
        var id = await ruth.Browser.SayAsync("Hello");
        using var guest = App.Browser();
        var path = await App.ProfileOfAsync(ruth);

        using var form = await guest.SubmitAsync(path + "/mute");
        using var json = await guest.SendJsonAsync(HttpMethod.Put, $"/api/v1/comments/{id}/mute", "{}");
        using var list = await guest.GetAsync("/account/mutes");

        Assert.Equal((HttpStatusCode.SeeOther, "/sign-in?return=" + Uri.EscapeDataString(path)), (form.StatusCode, form.Headers.Location!.OriginalString));
        Assert.Equal(HttpStatusCode.Unauthorized, json.StatusCode);
        Assert.Equal(HttpStatusCode.SeeOther, list.StatusCode);
    }

    [Fact]
    public async Task A_frames_session_mutes_on_its_own_site_alone()
    {
        var (times, _) = await App.GivenAStoryAsync();
        _ = await App.GivenAStoryAsync("post", "harbour");
        using var guest = App.Browser();
        using var ruth = await App.GivenAPersonAsync(frame: (times, "https://times.example"));
        var here = await guest.SayAsync("Here");
        using var posted = await guest.PostCommentAsync("There", story: "post/stories/harbour");
        var there = (await posted.JsonAsync()).GetProperty("id").GetString()!;

        Assert.Equal(HttpStatusCode.NoContent, await MuteAsync(ruth, here));
        Assert.Equal(HttpStatusCode.Unauthorized, await MuteAsync(ruth, there));
    }

    [Fact]
    public async Task A_thousand_can_be_muted_and_the_next_is_refused_until_one_is_unmuted()
    {
        var (site, _) = await App.GivenAStoryAsync();
        using var guest = App.Browser();
        using var ruth = await App.GivenAPersonAsync();
        var id = await guest.SayAsync("Hello");
        await using (var db = App.Open())
        {
            for (var i = 0; i < 1_000; i++)
            {
                var commenter = new Commenter { Id = Id.New(App.Clock.GetUtcNow()), SiteId = site.Id, Kind = CommenterKind.Imported, Name = $"Imported {i}", NameSkeleton = "", ImportKey = $"i{i}" };
                _ = db.Commenters.Add(commenter);
                _ = db.Mutes.Add(new Mute { AccountId = ruth.Account.Id, CommenterId = commenter.Id, At = App.Clock.GetUtcNow() });
            }

            _ = await db.SaveChangesAsync(TestContext.Current.CancellationToken);
        }

        Assert.Equal(HttpStatusCode.UnprocessableEntity, await MuteAsync(ruth, id));
        await using (var db = App.Open()) _ = await db.Mutes.Take(1).ExecuteDeleteAsync(TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NoContent, await MuteAsync(ruth, id));
        Assert.Equal(HttpStatusCode.NoContent, await MuteAsync(ruth, id));
    }

    private static async Task<HttpStatusCode> MuteAsync(Person person, string id)
    {
        using var answer = await person.Browser.SendJsonAsync(HttpMethod.Put, $"/api/v1/comments/{id}/mute", "{}");
        return answer.StatusCode;
    }

    private static async Task<HttpStatusCode> UnmuteAsync(Person person, string id)
    {
        using var answer = await person.Browser.SendJsonAsync(HttpMethod.Delete, $"/api/v1/comments/{id}/mute", "{}");
        return answer.StatusCode;
    }

    private static async Task<System.Text.Json.JsonElement> MineAsync(Person person)
    {
        using var answer = await person.Browser.GetAsync("/api/v1/sites/times/stories/bridge/mine");
        return await answer.JsonAsync();
    }

    // Every surface that others see, and what the muted themselves are told.
    private async Task<string> EverythingAsync(Person muted, HttpClient guest)
    {
        var profile = await App.ProfileOfAsync(muted);
        var said = new List<string>();
        foreach (var path in new[]
        {
            "/", "/times/bridge", "/times/bridge?order=newest", "/embed/times?story=bridge", "/times/bridge/fragment", "/times/bridge/feed.atom",
            "/times/feed.atom", "/api/v1/sites/times/stories/bridge/discussion", "/api/v1/sites/times/counts?story=bridge", profile,
        })
        {
            said.Add(await guest.GetStringAsync(path));
        }

        said.Add(await guest.GetStringAsync("/api/v1/sites/times/stories/bridge/mine"));
        said.Add(await muted.Browser.GetStringAsync("/api/v1/sites/times/stories/bridge/mine"));
        said.Add(await muted.Browser.GetStringAsync("/account/mutes"));
        said.Add(await muted.Browser.GetStringAsync("/account/standing/times"));
        return string.Join('\n', said);
    }
}

public sealed class MuteOnSqliteTests() : MuteTests(false);

public sealed class MuteOnPostgresTests() : MuteTests(true);
