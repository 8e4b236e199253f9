using System.Net;
using Microsoft.EntityFrameworkCore;
using Parley.Core.Commenters;
using Parley.Core.Comments;
using Parley.Core.Moderation;
using Parley.Core.Sites;
using Parley.Tests.App;

namespace Parley.Tests.Commenters;

public sealed class AccountPageOnSqliteTests() : AccountPageTests(onPostgres: false);

public sealed class AccountPageOnPostgresTests() : AccountPageTests(onPostgres: true);

public abstract class AccountPageTests(bool onPostgres) : ProductTests(onPostgres)
{
    [Theory]
    [InlineData("/account")]
    [InlineData("/account/name")]
    [InlineData("/account/comments")]
    [InlineData("/account/sessions")]
    [InlineData("/account/export")]
    [InlineData("/account/erase")]
    public async Task Whoever_is_not_signed_in_is_asked_to_and_comes_back(string page)
    {
        _ = await App.GivenAStoryAsync();
        using var guest = App.Browser();

        using var answer = await guest.GetAsync(new Uri(page, UriKind.Relative));

        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
        Assert.Equal("/sign-in?return=" + Uri.EscapeDataString(page), answer.Headers.Location!.ToString());
    }

    [Fact]
    public async Task A_session_in_a_frame_opens_none_of_it()
    {
        var (site, _) = await App.GivenAStoryAsync();
        using var ruth = await App.GivenAPersonAsync(frame: (site, "https://news.example"));

        using var page = await ruth.Browser.GetAsync("/account");
        using var change = await ruth.Browser.SubmitAsync("/account/name", ("name", "Somebody Else"));

        Assert.Equal(HttpStatusCode.SeeOther, page.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, change.StatusCode);
    }

    [Fact]
    public async Task An_account_says_who_one_is_where_one_comments_and_how_one_signs_in()
    {
        var (site, _) = await App.GivenAStoryAsync();
        using var ruth = await App.GivenAPersonAsync("Ruth Amsel", "ruth@readers.example");
        _ = await ruth.Browser.SayAsync("One");
        _ = await ruth.Browser.SayAsync("Two");

        var page = await ruth.Browser.GetStringAsync("/account");

        Assert.Contains("Ruth Amsel", page, StringComparison.Ordinal);
        Assert.Contains("ruth@readers.example", page, StringComparison.Ordinal);
        Assert.Contains("2 comments", page, StringComparison.Ordinal);
        Assert.Contains("In this browser only", page, StringComparison.Ordinal);
        await using var db = App.Open();
        var commenter = await db.Commenters.SingleAsync(c => c.AccountId == ruth.Account.Id, TestContext.Current.CancellationToken);
        Assert.Contains($"/{site.Key}/commenters/{Core.Id.Text(commenter.Id)}", page, StringComparison.Ordinal);
        Assert.DoesNotContain("Choose a name", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_account_says_what_one_is_at_each_publication_and_what_comes_next_there()
    {
        _ = await App.GivenAStoryAsync();
        _ = await App.GivenAStoryAsync("post", "tunnel", (site, _) => site.Name = "The Evening Post");
        using var ruth = await App.GivenAPersonAsync();
        using var mina = await App.GivenAPersonAsync("Mina Falk");
        using var cem = await App.GivenAPersonAsync("Cem Demir");
        using var ada = await App.GivenAPersonAsync("Ada Lind");
        var first = await ruth.Browser.SayAsync("Here");
        for (var i = 0; i < 4; i++) _ = await ruth.Browser.SayAsync($"Here {i}");
        using (await ruth.Browser.PostCommentAsync("There", story: "post/stories/tunnel")) { }
        foreach (var person in new[] { mina, cem, ada })
        {
            using var vote = await person.Browser.SendJsonAsync(HttpMethod.Put, $"/api/v1/comments/{first}/vote", """{"value":1}""");
        }

        App.Clock.Move(TimeSpan.FromDays(3));
        var page = await ruth.Browser.GetStringAsync("/account");

        var (times, post) = (PlaceIn(page, "The Times of Testing"), PlaceIn(page, "The Evening Post"));
        Assert.Contains("Member.", times, StringComparison.Ordinal);
        Assert.Contains("17 more votes", times, StringComparison.Ordinal);
        Assert.Contains("href=\"/account/standing/times\"", times, StringComparison.Ordinal);
        Assert.Contains("Newcomer.", post, StringComparison.Ordinal);
        Assert.Contains("4 more comments", post, StringComparison.Ordinal);
        Assert.Contains("href=\"/account/standing/post\"", post, StringComparison.Ordinal);
        // What it says is what the page of each says.
        Assert.Contains(SummaryIn(times), await ruth.Browser.GetStringAsync("/account/standing/times"), StringComparison.Ordinal);
        Assert.Contains(SummaryIn(post), await ruth.Browser.GetStringAsync("/account/standing/post"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Many_publications_are_asked_for_in_no_more_questions_than_one_and_of_very_many_the_rest_is_a_link()
    {
        using var ruth = await App.GivenAPersonAsync();
        using var busy = await App.GivenAPersonAsync("Busy Body");
        for (var i = 0; i < 22; i++)
        {
            var (site, story) = await App.GivenAStoryAsync($"paper-{i}", "story", (s, _) => s.Name = $"Paper {i:00}");
            if (i == 0) _ = await App.GivenACommenterAsync(ruth.Account, site);
            var commenter = await App.GivenACommenterAsync(busy.Account, site);
            if (i == 21) await App.GivenCommentsAsync(story, commenter, 1, _ => "The only one");
        }

        using var heard = HeardStatements.On(App);
        // The first and the last of a request, many times over: then all of it is heard.
        for (var whole = 0; whole < 20;)
        {
            var all = await StatementsAsync(heard, ruth);
            whole = all.Count > 10 && all[0].Contains("sessions", StringComparison.Ordinal) && all.Exists(s => s.Contains("votes", StringComparison.Ordinal)) ? whole + 1 : 0;
        }

        var (one, many) = (await StatementsAsync(heard, ruth), await StatementsAsync(heard, busy));
        Assert.Equal(one.Count, many.Count);
        var page = await busy.Browser.GetStringAsync("/account");
        Assert.Equal(20, page.Split("class=\"standing\"").Length - 1);
        Assert.Contains("class=\"standing\"", PlaceIn(page, "Paper 21"), StringComparison.Ordinal);
        Assert.Equal(22, page.Split("href=\"/account/standing/").Length - 1);
    }

    [Fact]
    public async Task An_account_without_a_name_is_asked_for_one_and_has_it_then()
    {
        using var nobody = await App.GivenAPersonAsync("", "new@readers.example");
        Assert.Contains("Choose a name", await nobody.Browser.GetStringAsync("/account"), StringComparison.Ordinal);

        using var named = await nobody.Browser.SubmitAsync("/account/name", ("name", "Mina Falk"));

        Assert.Equal("/account?saved=name", named.Headers.Location!.ToString());
        var page = await nobody.Browser.GetStringAsync("/account?saved=name");
        Assert.Contains("Your name is Mina Falk from now on.", page, StringComparison.Ordinal);
        Assert.DoesNotContain("Choose a name", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_account_that_is_going_says_so_and_how_to_keep_it()
    {
        using var ruth = await App.GivenAPersonAsync();
        await using (var db = App.Open())
        {
            var account = await db.Accounts.SingleAsync(TestContext.Current.CancellationToken);
            account.ErasureDueAt = App.Clock.GetUtcNow() + Account.ErasureWaits;
            _ = await db.SaveChangesAsync(TestContext.Current.CancellationToken);
        }

        var page = await ruth.Browser.GetStringAsync("/account");

        Assert.Contains("23 November 2026, 12:00 UTC", page, StringComparison.Ordinal);
        Assert.Contains("href=\"/account/erase\"", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/account/export", "<span aria-current=\"page\">Copy and leave</span>")]
    [InlineData("/account/erase", "<a href=\"/account/export\" aria-current=\"true\">Copy and leave</a>")]
    public async Task Taking_a_copy_and_leaving_are_pages_of_the_account_like_the_others_and_it_leads_to_them(string page, string place)
    {
        using var ruth = await App.GivenAPersonAsync();

        var html = await ruth.Browser.GetStringAsync(page);

        Assert.Contains(place, html, StringComparison.Ordinal);
        foreach (var other in (string[])["/account", "/account/comments", "/account/notifications", "/account/sessions"])
            Assert.Contains($"<a href=\"{other}\"", html, StringComparison.Ordinal);
        Assert.Contains("<bdi class=\"name\" title=\"Ruth Amsel\">", html, StringComparison.Ordinal);
        Assert.Contains($"href=\"{page}\"", await ruth.Browser.GetStringAsync("/account"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task My_comments_are_listed_newest_first_with_what_became_of_each()
    {
        _ = await App.GivenAStoryAsync();
        using var ruth = await App.GivenAPersonAsync();
        using var reader = App.Browser();
        var first = await ruth.Browser.SayAsync("The first.");
        _ = await reader.SayAsync("An answer.", first);
        App.Clock.Move(TimeSpan.FromMinutes(20));
        var held = await ruth.Browser.SayAsync("It waits.");
        App.Clock.Move(TimeSpan.FromMinutes(1));
        var removed = await ruth.Browser.SayAsync("It was removed.");
        App.Clock.Move(TimeSpan.FromMinutes(1));
        var deleted = await ruth.Browser.SayAsync("I think better of it.");
        using (await ruth.Browser.DeleteWithAsync($"/api/v1/comments/{deleted}")) { }
        await SetAsync(held, CommentState.Held);
        await SetAsync(removed, CommentState.Removed);

        var page = await ruth.Browser.GetStringAsync("/account/comments");

        Assert.Equal([deleted, removed, held, first], IdsIn(page));
        Assert.Contains("Published 22 November 2026, 12:00 UTC", page, StringComparison.Ordinal);
        Assert.Contains("1 reply", page, StringComparison.Ordinal);
        Assert.Contains("Waiting for a moderator since 22 November 2026, 12:20 UTC", page, StringComparison.Ordinal);
        Assert.Contains("Written 22 November 2026, 12:21 UTC; a moderator removed it", page, StringComparison.Ordinal);
        Assert.Contains("Written 22 November 2026, 12:22 UTC; you deleted it", page, StringComparison.Ordinal);
        Assert.Contains($"/comments/{held}/posted", page, StringComparison.Ordinal);
        Assert.DoesNotContain($"/comments/{first}/posted", page, StringComparison.Ordinal);
        Assert.DoesNotContain("I think better of it.", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_comment_that_moderators_took_away_or_kept_back_says_when_and_for_what_reason()
    {
        var (site, _) = await App.GivenAStoryAsync(change: (site, _) => site.Guests = GuestRule.Held);
        using var moderator = await App.GivenAPersonAsync("Mo D. Erat", "mo@readers.example");
        await App.GivenARoleAsync(moderator.Account, site, RoleKind.Moderator);
        using var ruth = await App.GivenAPersonAsync();
        using var guest = App.Browser();
        using var posted = await guest.PostCommentAsync("It advertises.", name: "Ruth as a guest");
        var refused = (await posted.JsonAsync()).GetProperty("id").GetString()!;
        ruth.Cookies.SetCookies(App.Url, posted.Headers.GetValues("Set-Cookie").Single(c => c.StartsWith("parley=", StringComparison.Ordinal)).Split(';')[0]);
        using (await ruth.Browser.SubmitAsync("/account/claim", ("site", "times"))) { }
        var removed = await ruth.Browser.SayAsync("It insults.");
        var unexplained = await ruth.Browser.SayAsync("It was removed before reasons were given.");
        App.Clock.Move(TimeSpan.FromMinutes(7));
        using var decided = await moderator.Browser.SubmitAsync(
            $"/admin/times/held/{refused}", ("act", "remove"), ("reason", "spam"), ("from", "held"), ("seen", SeenAt(await FindAsync(refused))));
        Assert.Equal(HttpStatusCode.SeeOther, decided.StatusCode);
        await SetAsync(removed, CommentState.Removed);
        await SetAsync(unexplained, CommentState.Removed);
        await using (var db = App.Open())
        {
            // Thought better of once: only the last decision holds.
            foreach (var (reason, minutes) in new (ReasonClass?, int)[] { (ReasonClass.Spam, 1), (null, 2), (ReasonClass.Insult, 3) })
            {
                var at = App.Clock.GetUtcNow() + TimeSpan.FromMinutes(minutes);
                _ = db.Decisions.Add(new Decision
                {
                    Id = Core.Id.New(at),
                    SiteId = site.Id,
                    CommentId = (await FindAsync(removed)).Id,
                    ByAccountId = moderator.Account.Id,
                    Kind = reason is null ? DecisionKind.Publish : DecisionKind.Refuse,
                    Reason = reason,
                    At = at,
                });
            }

            _ = await db.SaveChangesAsync(TestContext.Current.CancellationToken);
        }

        var page = await ruth.Browser.GetStringAsync("/account/comments");

        Assert.Contains("Written 22 November 2026, 12:00 UTC; a moderator decided on 22 November 2026, 12:07 UTC not to publish it. Reason: Advertising or repetition.", page, StringComparison.Ordinal);
        Assert.Contains("Written 22 November 2026, 12:00 UTC; a moderator removed it on 22 November 2026, 12:10 UTC. Reason: Insult.", page, StringComparison.Ordinal);
        Assert.Contains("Written 22 November 2026, 12:00 UTC; a moderator removed it<", page, StringComparison.Ordinal);
        Assert.DoesNotContain("Mo D. Erat", page, StringComparison.Ordinal);
        using var german = new HttpRequestMessage(HttpMethod.Get, "/account/comments?lang=de");
        using var answer = await ruth.Browser.SendAsync(german);
        Assert.Contains("am 22. November 2026, 12:10 UTC entfernt. Grund: Beleidigung.", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task My_comments_are_read_page_by_page_and_site_by_site_and_nobody_elses_are_among_them()
    {
        _ = await App.GivenAStoryAsync();
        _ = await App.GivenAStoryAsync("post", "tunnel", (site, story) => (site.Name, story.Title) = ("The Evening Post", "A tunnel opens"));
        using var ruth = await App.GivenAPersonAsync();
        using var other = await App.GivenAPersonAsync("Cem Demir");
        _ = await other.Browser.SayAsync("Mine is mine.");
        var written = new List<string>();
        for (var i = 0; i < 60; i++)
        {
            App.Clock.Move(TimeSpan.FromSeconds(1));
            using var answer = await ruth.Browser.PostCommentAsync($"Number {i}", story: i % 3 == 0 ? "post/stories/tunnel" : "times/stories/bridge");
            written.Add((await answer.JsonAsync()).GetProperty("id").GetString()!);
        }

        written.Reverse();
        Assert.Equal(written, await AllPagesAsync(ruth, "/account/comments"));
        Assert.Equal(written.Where((_, i) => (59 - i) % 3 == 0), await AllPagesAsync(ruth, "/account/comments?site=post"));
        foreach (var unknown in (string[])["?site=nowhere", "?after=nothing", "?site=", "?after=" + written[0].ToUpperInvariant()])
        {
            using var answer = await ruth.Browser.GetAsync("/account/comments" + unknown);
            Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        }

        using var strangers = await other.Browser.GetAsync("/account/comments?site=post");
        Assert.Equal(HttpStatusCode.NotFound, strangers.StatusCode);
    }

    [Fact]
    public async Task A_page_of_them_reads_as_many_rows_of_an_index_as_it_shows_however_many_there_are()
    {
        await using var db = App.Open();
        await db.Database.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await using var command = db.Database.GetDbConnection().CreateCommand();
        var isPostgres = App.Database.IsPostgres;
        // An empty table is always read whole, unless that is forbidden.
        command.CommandText = (isPostgres ? "SET enable_seqscan = off; SET enable_bitmapscan = off; EXPLAIN " : "EXPLAIN QUERY PLAN ")
            + "SELECT id FROM comments WHERE commenter_id = @id AND state = 'Published' ORDER BY id DESC LIMIT 26";
        var parameter = command.CreateParameter();
        (parameter.ParameterName, parameter.Value) = ("id", isPostgres ? Guid.NewGuid() : Guid.NewGuid().ToByteArray(true));
        _ = command.Parameters.Add(parameter);
        await using var reader = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        var plan = new System.Text.StringBuilder();
        while (await reader.ReadAsync(TestContext.Current.CancellationToken)) _ = plan.AppendLine(reader.GetString(isPostgres ? 0 : 3));

        Assert.Contains("IX_comments_commenter_id_state_id", plan.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("Sort", plan.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("TEMP B-TREE", plan.ToString(), StringComparison.Ordinal);
    }

    private static string PlaceIn(string page, string site)
    {
        var start = page.IndexOf($"<h3><bdi>{site}</bdi></h3>", StringComparison.Ordinal);
        Assert.True(start >= 0, site);
        var next = page.IndexOf("<h3>", start + 1, StringComparison.Ordinal);
        return page[start..(next < 0 ? page.Length : next)];
    }

    private static string SummaryIn(string place)
    {
        var start = place.IndexOf("<strong>", StringComparison.Ordinal);
        return place[start..place.IndexOf("</ul>", start, StringComparison.Ordinal)];
    }

    private static async Task<List<string>> StatementsAsync(HeardStatements heard, Person person)
    {
        heard.Clear();
        _ = await person.Browser.GetStringAsync("/account");
        return heard.All;
    }

    private static async Task<List<string>> AllPagesAsync(Person person, string address)
    {
        var ids = new List<string>();
        var next = address;
        while (next is not null)
        {
            var page = await person.Browser.GetStringAsync(next);
            ids.AddRange(IdsIn(page));
            var end = page.IndexOf("\" rel=\"next\"", StringComparison.Ordinal);
            next = end < 0 ? null : WebUtility.HtmlDecode(page[(page.LastIndexOf('"', end - 1) + 1)..end]);
        }

        return ids;
    }

    private static List<string> IdsIn(string page) =>
        [.. page.Split("<li id=\"comment-").Skip(1).Select(part => part[..Core.Id.TextLength])];

    private async Task<Comment> FindAsync(string id)
    {
        Assert.True(Core.Id.TryRead(id, out var comment));
        await using var db = App.Open();
        return await db.Comments.AsNoTracking().SingleAsync(c => c.Id == comment);
    }

    private static string SeenAt(Comment comment) =>
        Parley.Moderation.Waiting.SeenOf(comment).ToString(System.Globalization.CultureInfo.InvariantCulture);

    private async Task SetAsync(string id, CommentState state)
    {
        Assert.True(Core.Id.TryRead(id, out var comment));
        await using var db = App.Open();
        (await db.Comments.SingleAsync(c => c.Id == comment)).State = state;
        _ = await db.SaveChangesAsync();
    }
}

internal static class Deleting
{
    public static Task<HttpResponseMessage> DeleteWithAsync(this HttpClient browser, string url) =>
        browser.SendAsync(new HttpRequestMessage(HttpMethod.Delete, url) { Headers = { { "Sec-Fetch-Site", "same-origin" } } });
}
