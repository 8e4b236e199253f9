using System.Net;
using Microsoft.EntityFrameworkCore;
using Parley.Core;
using Parley.Core.Commenters;
using Parley.Tests.App;

namespace Parley.Tests.Moderation;

public abstract class BadgeTests(bool onPostgres) : ProductTests(onPostgres)
{
    [Fact]
    public async Task An_editor_gives_a_badge_and_every_page_shows_it_on_that_site_alone()
    {
        var (site, _) = await App.GivenAStoryAsync();
        _ = await App.GivenAStoryAsync("post", "harbour");
        using var editor = await EditorAsync(site);
        using var ruth = await App.GivenAPersonAsync();
        _ = await ruth.Browser.SayAsync("Hello");
        using var there = await ruth.Browser.PostCommentAsync("Hello", story: "post/stories/harbour");
        var path = await App.ProfileOfAsync(ruth);
        using var guest = App.Browser();
        Assert.DoesNotContain("class=\"badge\"", await guest.GetStringAsync("/times/bridge"), StringComparison.Ordinal);

        using var given = await editor.Browser.SubmitAsync($"/admin{path}/badge", ("badge", "expert"));

        Assert.Equal(HttpStatusCode.SeeOther, given.StatusCode);
        Assert.Contains("<span class=\"badge\">expert</span>", await guest.GetStringAsync("/times/bridge"), StringComparison.Ordinal);
        Assert.Contains("<span class=\"badge\">expert</span>", await guest.GetStringAsync(path), StringComparison.Ordinal);
        Assert.Equal("expert", (await guest.DiscussionAsync()).GetProperty("branches")[0].GetProperty("badges")[0].GetString());
        Assert.DoesNotContain("class=\"badge\"", await guest.GetStringAsync("/post/harbour"), StringComparison.Ordinal);
        Assert.Contains("Ruth Amsel", await editor.Browser.GetStringAsync("/admin/times/commenters"), StringComparison.Ordinal);

        using var taken = await editor.Browser.SubmitAsync($"/admin{path}/badge", ("badge", "none"));
        Assert.DoesNotContain("class=\"badge\"", await guest.GetStringAsync("/times/bridge"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Ruth Amsel")]
    [InlineData("Ｒｕｔｈ Ａｍｓｅｌ")]
    [InlineData("Rutһ Аmsel")]
    [InlineData("RUTH  AMSEL")]
    [InlineData("Ruth Amsel (staff)")]
    [InlineData("Ruth Amse1")]
    public async Task Nobody_imitates_who_wears_one_and_an_editor_is_told_who_did_before(string imitation)
    {
        var (site, _) = await App.GivenAStoryAsync();
        using var editor = await EditorAsync(site);
        using var before = App.Browser();
        _ = await before.SayAsync("I was here first", name: imitation);
        using var ruth = await App.GivenAPersonAsync();
        _ = await ruth.Browser.SayAsync("Hello");
        var path = await App.ProfileOfAsync(ruth);

        using var given = await editor.Browser.SubmitAsync($"/admin{path}/badge", ("badge", "staff"));
        Assert.Contains("Names that look like this one", await editor.Browser.GetStringAsync(given.Headers.Location!.OriginalString), StringComparison.Ordinal);
        using var after = App.Browser();
        using var refused = await after.PostCommentAsync("Me too", name: imitation);
        using var first = await before.PostCommentAsync("And me again", name: imitation);
        Assert.Equal((HttpStatusCode.UnprocessableEntity, HttpStatusCode.UnprocessableEntity), (refused.StatusCode, first.StatusCode));
    }

    [Fact]
    public async Task A_guest_wears_none_nor_somebody_of_another_site_nor_by_a_moderators_hand()
    {
        var (site, _) = await App.GivenAStoryAsync();
        _ = await App.GivenAStoryAsync("post", "harbour");
        using var editor = await EditorAsync(site);
        using var moderator = await App.GivenAPersonAsync("Mo D. Erat", "mo@readers.example");
        await App.GivenARoleAsync(moderator.Account, site, RoleKind.Moderator);
        using var guest = App.Browser();
        _ = await guest.SayAsync("Hello");
        using var ruth = await App.GivenAPersonAsync();
        _ = await ruth.Browser.SayAsync("Hello");
        using var there = await ruth.Browser.PostCommentAsync("Hello", story: "post/stories/harbour");
        var (here, elsewhere) = (await App.ProfileOfAsync(ruth), await Commenters.Profiles.ProfileOfAsync(App, ruth, "post"));
        await using var db = App.Open();
        var guestId = Id.Text(await db.Commenters.Where(c => c.AccountId == null).Select(c => c.Id).SingleAsync(TestContext.Current.CancellationToken));

        foreach (var (person, path, badge, expected) in new[]
        {
            (editor, $"/times/commenters/{guestId}", "staff", HttpStatusCode.NotFound),
            (editor, elsewhere, "staff", HttpStatusCode.NotFound),
            (editor, elsewhere.Replace("/post/", "/times/", StringComparison.Ordinal), "staff", HttpStatusCode.NotFound),
            (moderator, here, "staff", HttpStatusCode.NotFound),
            (ruth, here, "staff", HttpStatusCode.NotFound),
            (editor, here, "2", HttpStatusCode.BadRequest),
            (editor, here, "king", HttpStatusCode.BadRequest),
        })
        {
            using var answer = await person.Browser.SubmitAsync($"/admin{path}/badge", ("badge", badge));
            Assert.Equal(expected, answer.StatusCode);
        }

        Assert.False(await db.Commenters.AnyAsync(c => c.Badge != Badge.None, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task The_command_gives_a_badge_and_says_whose_name_looks_alike()
    {
        _ = await App.GivenAStoryAsync();
        using var guest = App.Browser();
        _ = await guest.SayAsync("I was here first", name: "Ruth Ámsel");
        using var ruth = await App.GivenAPersonAsync();
        await using (var db = App.Open())
        {
            // The guest came first, so the account's name is free to be used by nobody else but stays with it.
            _ = await ruth.Browser.SayAsync("Hello");
        }

        var id = (await App.ProfileOfAsync(ruth)).Split('/')[^1];
        var (code, output, error) = await ParleyProcess.RunAsync(["badge", "set", "times", id, "staff", .. App.Options]);
        Assert.Equal((0, ""), (code, error));
        Assert.Contains("Ruth Amsel wears the badge staff.", output, StringComparison.Ordinal);
        Assert.Contains("Looks alike: Ruth Ámsel (guest", output, StringComparison.Ordinal);
        Assert.Contains("<span class=\"badge\">staff</span>", await guest.GetStringAsync("/times/bridge"), StringComparison.Ordinal);
        Assert.Equal(1, (await ParleyProcess.RunAsync(["badge", "set", "times", "nobody", "staff", .. App.Options])).Code);
        Assert.Equal(2, (await ParleyProcess.RunAsync(["badge", "set", "times", id, "king", .. App.Options])).Code);
    }

    private async Task<Person> EditorAsync(Core.Sites.Site site)
    {
        var editor = await App.GivenAPersonAsync("Edi Tor", "edi@readers.example");
        await App.GivenARoleAsync(editor.Account, site, RoleKind.Editor);
        return editor;
    }
}

public sealed class BadgeOnSqliteTests() : BadgeTests(false);

public sealed class BadgeOnPostgresTests() : BadgeTests(true);
