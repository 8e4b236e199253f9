using System.Net;
using Microsoft.EntityFrameworkCore;
using Parley.Core.Commenters;
using Parley.Tests.App;

namespace Parley.Tests.Commenters;

public sealed class ChangeNameOnSqliteTests() : ChangeNameTests(onPostgres: false);

public sealed class ChangeNameOnPostgresTests() : ChangeNameTests(onPostgres: true);

public abstract class ChangeNameTests(bool onPostgres) : ProductTests(onPostgres)
{
    [Fact]
    public async Task A_new_name_holds_from_now_on_and_comments_keep_the_one_that_readers_saw()
    {
        _ = await App.GivenAStoryAsync();
        using var ruth = await App.GivenAPersonAsync("Ruth Amsel");
        _ = await ruth.Browser.SayAsync("Before");

        Assert.Null(await RenameAsync(ruth, "Ruth  Ámsel-Ott "));
        _ = await ruth.Browser.SayAsync("After");

        var said = (await ruth.Browser.DiscussionAsync("?order=oldest")).GetProperty("branches").EnumerateArray().Select(b => b.GetProperty("name").GetString());
        Assert.Equal(["Ruth Amsel", "Ruth Ámsel-Ott"], said);
        await using var db = App.Open();
        var commenter = await db.Commenters.SingleAsync(c => c.AccountId == ruth.Account.Id, TestContext.Current.CancellationToken);
        Assert.Equal(("Ruth Ámsel-Ott", CommenterName.Skeleton("Ruth Ámsel-Ott")), (commenter.Name, commenter.NameSkeleton));
        var change = await db.NameChanges.SingleAsync(TestContext.Current.CancellationToken);
        Assert.Equal(("Ruth Amsel", "Ruth Ámsel-Ott"), (change.From, change.To));
    }

    [Fact]
    public async Task A_name_that_was_changed_stays_for_thirty_days()
    {
        using var ruth = await App.GivenAPersonAsync("Ruth Amsel");
        Assert.Null(await RenameAsync(ruth, "Ruth Ott"));

        Assert.Contains("22 December 2026", await RenameAsync(ruth, "Ruth Amsel"), StringComparison.Ordinal);
        Assert.Contains("22 December 2026", await ruth.Browser.GetStringAsync("/account"), StringComparison.Ordinal);
        Assert.Null(await RenameAsync(ruth, "Ruth Ott"));
        App.Clock.Move(Account.NameKeptFor - TimeSpan.FromSeconds(1));
        Assert.NotNull(await RenameAsync(ruth, "Ruth Amsel"));
        App.Clock.Move(TimeSpan.FromSeconds(1));

        Assert.Null(await RenameAsync(ruth, "Ruth Amsel"));
        await using var db = App.Open();
        Assert.Equal(["Ruth Amsel", "Ruth Ott"], await db.NameChanges.OrderBy(c => c.Id).Select(c => c.From).ToListAsync(TestContext.Current.CancellationToken));
        var page = await ruth.Browser.GetStringAsync("/account/name");
        Assert.Contains("Names you had", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "Write the name")]
    [InlineData("Site Moderator", "claims an office")]
    [InlineData("‮htuR", "characters that cannot be shown")]
    [InlineData("Cem Demir", "Somebody else")]
    [InlineData("Сem Demir", "Somebody else")]
    [InlineData("Rosa Keller", "speaks here for the publication")]
    [InlineData("Rosa Keller official", "speaks here for the publication")]
    [InlineData("The Times of Testing", "speaks here for the publication")]
    public async Task A_name_that_is_none_or_somebody_elses_is_refused_and_what_was_typed_is_kept(string typed, string why)
    {
        var (site, _) = await App.GivenAStoryAsync();
        await App.GivenABadgeAsync(site, "Rosa Keller", Badge.Staff);
        using var cem = await App.GivenAPersonAsync("Cem Demir");
        using var ruth = await App.GivenAPersonAsync("Ruth Amsel");
        _ = await ruth.Browser.SayAsync("Here I am");

        var page = await RenameAsync(ruth, typed);

        Assert.Contains(why, page, StringComparison.Ordinal);
        Assert.Contains($"value=\"{typed}\"", WebUtility.HtmlDecode(page), StringComparison.Ordinal);
        Assert.Contains("aria-invalid=\"true\"", page, StringComparison.Ordinal);
        await using var db = App.Open();
        Assert.Equal("Ruth Amsel", (await db.Accounts.SingleAsync(a => a.Id == ruth.Account.Id, TestContext.Current.CancellationToken)).Name);
        Assert.Empty(await db.NameChanges.ToListAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Badges_of_sites_where_one_does_not_comment_keep_nobody_from_a_name()
    {
        var (site, _) = await App.GivenAStoryAsync();
        await App.GivenABadgeAsync(site, "Rosa Keller", Badge.Staff);
        using var ruth = await App.GivenAPersonAsync("Ruth Amsel");

        Assert.Null(await RenameAsync(ruth, "Rosa Keller"));
        using var refused = await ruth.Browser.PostCommentAsync("But there it is refused.");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
    }

    [Fact]
    public async Task What_a_publisher_calls_its_own_is_changed_at_the_publishers()
    {
        var (site, _) = await App.GivenAStoryAsync();
        using var ruth = await App.GivenAPersonAsync("Ruth Amsel", onlyOn: site);

        Assert.Contains("comes from the publication", await RenameAsync(ruth, "Ruth Ott"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_changes_of_one_account_at_once_are_one()
    {
        using var ruth = await App.GivenAPersonAsync("Ruth Amsel");

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => RenameAsync(ruth, $"Ruth {i}")));

        Assert.Single(answers, a => a is null);
        await using var db = App.Open();
        Assert.Single(await db.NameChanges.ToListAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Of_many_who_want_one_name_at_once_one_gets_it()
    {
        _ = await App.GivenAStoryAsync();
        var people = new List<Person>();
        for (var i = 0; i < 12; i++) people.Add(await App.GivenAPersonAsync(i % 2 == 0 ? $"Person {i}" : "", $"person{i}@readers.example"));

        var answers = await Task.WhenAll(people.Select(async (p, i) =>
        {
            if (i % 4 != 1) return await RenameAsync(p, "Mina Falk") is null;

            // Whoever has none yet may also take it by speaking under it.
            using var posted = await p.Browser.PostCommentAsync("Hello", name: "Mina Falk");
            Assert.Contains(posted.StatusCode, new[] { HttpStatusCode.Created, HttpStatusCode.UnprocessableEntity });
            return posted.StatusCode == HttpStatusCode.Created;
        }));

        Assert.Single(answers, a => a);
        await using var db = App.Open();
        Assert.Equal(1, await db.Accounts.CountAsync(a => a.Name == "Mina Falk", TestContext.Current.CancellationToken));
        people.ForEach(p => p.Dispose());
    }

    [Fact]
    public async Task Nothing_but_the_name_is_taken_from_the_form()
    {
        using var ruth = await App.GivenAPersonAsync("Ruth Amsel", "ruth@readers.example");

        using var answer = await ruth.Browser.SubmitAsync(
            "/account/name", ("name", "Ruth Ott"), ("Email", "eve@evil.example"), ("SiteId", ""), ("PasswordHash", "x"), ("id", Core.Id.Text(Guid.NewGuid())));

        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
        await using var db = App.Open();
        var account = await db.Accounts.SingleAsync(TestContext.Current.CancellationToken);
        Assert.Equal(("Ruth Ott", "ruth@readers.example", null), (account.Name, account.Email, account.PasswordHash));
    }

    /// <returns>The page that refuses it; null where it was taken.</returns>
    private static async Task<string?> RenameAsync(Person person, string name)
    {
        using var answer = await person.Browser.SubmitAsync("/account/name", ("name", name));
        if (answer.StatusCode == HttpStatusCode.SeeOther) return null;

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        return await answer.Content.ReadAsStringAsync();
    }
}
