using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Parley.Core;
using Parley.Core.Commenters;
using Parley.Core.Comments;
using Parley.Core.Moderation;
using Parley.Core.Sites;
using Parley.Core.Stories;
using Parley.Storage.Checks;
using Parley.Tests.App;

namespace Parley.Tests.Moderation;

public abstract partial class QueueTests(bool onPostgres) : ProductTests(onPostgres)
{
    public sealed class OnSqlite() : QueueTests(false);

    public sealed class OnPostgres() : QueueTests(true);

    [Fact]
    public async Task One_list_has_what_is_held_flagged_marked_and_contested_the_most_urgent_first_with_a_sentence_why()
    {
        var (mona, ruth, guest) = await GivenAsync();
        await GivenWordsAsync(("Look", "ferryman"), ("Held", "scoundrel"));
        var quiet = await guest.SayAsync("A guest who says something civil");
        var marked = await ruth.Browser.SayAsync("The ferryman did it, and nobody looked");
        var held = await ruth.Browser.SayAsync("That scoundrel, and his brother the scoundrel");
        var flagged = await ruth.Browser.SayAsync("Something that a reader minds");
        using (await App.Browser().SendJsonAsync(HttpMethod.Put, $"/api/v1/comments/{flagged}/flag", """{"reason":"threat"}""")) { }
        var removed = await ruth.Browser.SayAsync("Something else that is taken away");
        App.Clock.Move(TimeSpan.FromSeconds(1));
        using (await mona.Browser.SubmitAsync($"/admin/times/comments/{removed}/remove", ("reason", "insult"), ("seen", await SeenAsync(removed)))) { }
        await ContestAsync(ruth, removed);

        var page = await mona.Browser.GetStringAsync("/admin/times/queue");
        var order = ListedRegex().Matches(page).Select(m => m.Groups["id"].Value).ToList();
        Assert.Equal([held, flagged, marked, removed, quiet], order);
        Assert.Contains("The lists found: scoundrel.", page, StringComparison.Ordinal);
        Assert.Contains("The lists found: ferryman.", page, StringComparison.Ordinal);
        Assert.Contains("1 flag: Threat.", page, StringComparison.Ordinal);
        Assert.Contains("Somebody contests a decision.", page, StringComparison.Ordinal);

        // Whatever waits long enough comes first one day.
        App.Clock.Move(TimeSpan.FromHours(30));
        using var again = await App.AnotherBrowserOfAsync(mona);
        Assert.Contains("It has waited for 30 hours.", await again.Browser.GetStringAsync("/admin/times/queue"), StringComparison.Ordinal);
        var kinds = await again.Browser.GetStringAsync("/admin/times/queue?of=marked");
        Assert.Equal([marked], ListedRegex().Matches(kinds).Select(m => m.Groups["id"].Value));
    }

    [Fact]
    public async Task It_is_asked_for_by_section_and_the_next_is_shown_where_one_is_decided()
    {
        var (mona, _, guest) = await GivenAsync();
        var site = await SiteAsync();
        await using (var db = App.Open())
        {
            _ = db.Stories.Add(new Story { Id = Id.New(App.Clock.GetUtcNow()), SiteId = site.Id, Key = "harbour", Title = "A harbour opens", Section = "Harbour", PublishedAt = App.Clock.GetUtcNow() });
            _ = await db.SaveChangesAsync(TestContext.Current.CancellationToken);
        }

        var here = await guest.SayAsync("What waits below the bridge");
        var there = await guest.SayAsync("What waits below the harbour", story: "times/stories/harbour");
        App.Clock.Move(TimeSpan.FromSeconds(1));
        var other = await guest.SayAsync("What else waits below the harbour", story: "times/stories/harbour");
        var page = await mona.Browser.GetStringAsync("/admin/times/queue?section=Harbour");
        Assert.DoesNotContain("below the bridge", page, StringComparison.Ordinal);
        Assert.Equal([there, other], ListedRegex().Matches(page).Select(m => m.Groups["id"].Value).Order(StringComparer.Ordinal));
        using var published = await mona.Browser.SubmitAsync(
            $"/admin/times/held/{there}", ("act", "publish"), ("from", "held"), ("seen", await SeenAsync(there)), ("of", "all"), ("section", "Harbour"));
        Assert.Equal($"/admin/times/queue?section=Harbour&decided={there}", published.Headers.Location!.OriginalString);
        var next = await mona.Browser.GetStringAsync(published.Headers.Location.OriginalString);
        Assert.Contains("It is published.", next, StringComparison.Ordinal);
        Assert.Contains("What else waits below the harbour", next, StringComparison.Ordinal);
        Assert.NotEqual(here, other);
    }

    [Fact]
    public async Task A_thousand_that_wait_are_one_list()
    {
        var (mona, _, _) = await GivenAsync();
        await using (var db = App.Open())
        {
            var (site, story) = (await db.Sites.SingleAsync(TestContext.Current.CancellationToken), await db.Stories.SingleAsync(TestContext.Current.CancellationToken));
            var now = App.Clock.GetUtcNow();
            var writer = new Commenter { Id = Id.New(now), SiteId = site.Id, Kind = CommenterKind.Guest, Name = "Many", NameSkeleton = "many", BrowserHash = [7], CreatedAt = now };
            _ = db.Commenters.Add(writer);
            for (var i = 0; i < 1_000; i++)
            {
                var comment = new Comment { Id = Id.New(now.AddMilliseconds(i)), SiteId = site.Id, StoryId = story.Id, Number = i + 1, CommenterId = writer.Id, Name = "Many", At = now.AddMilliseconds(i), Text = $"Number {i}", Html = $"<p>Number {i}</p>", State = CommentState.Held };
                comment.PlaceUnder(null);
                _ = db.Comments.Add(comment);
            }

            story.LastNumber = 1_000;
            _ = await db.SaveChangesAsync(TestContext.Current.CancellationToken);
        }

        var page = await mona.Browser.GetStringAsync("/admin/times/queue");
        Assert.Equal(50, ListedRegex().Count(page));
        Assert.Contains("1 to 50 of 1,000", page, StringComparison.Ordinal);
        Assert.Contains("Number 0", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_long_list_is_turned_page_by_page_and_searched_by_name_story_and_words()
    {
        var (mona, _, guest) = await GivenAsync();
        var said = new List<string>();
        for (var i = 0; i < 60; i++)
        {
            App.Clock.Move(TimeSpan.FromSeconds(1));
            said.Add(await guest.SayAsync($"Number {i} of those that wait, and none is like another: {Guid.NewGuid():N}", name: i == 57 ? "Nora Quist" : "Cem D."));
        }

        var first = await mona.Browser.GetStringAsync("/admin/times/held");
        Assert.Contains("1 to 50 of 60", first, StringComparison.Ordinal);
        Assert.Contains("href=\"/admin/times/held?page=2\"", first, StringComparison.Ordinal);
        var second = await mona.Browser.GetStringAsync("/admin/times/held?page=2");
        Assert.Contains("51 to 60 of 60", second, StringComparison.Ordinal);
        Assert.Equal(said.Order(StringComparer.Ordinal), Listed(first).Concat(Listed(second)).Order(StringComparer.Ordinal));
        // The first of a page is looked at there; whatever is asked for brings its page.
        Assert.Contains($"id=\"item\" data-key=\"{Listed(second)[0]}\"", second, StringComparison.Ordinal);
        Assert.Contains("51 to 60 of 60", await mona.Browser.GetStringAsync("/admin/times/held?item=" + Listed(second)[3]), StringComparison.Ordinal);
        Assert.Contains("51 to 60 of 60", await mona.Browser.GetStringAsync("/admin/times/held?page=99"), StringComparison.Ordinal);
        // Whoever decides comes back to it.
        using (var decided = await mona.Browser.SubmitAsync(
            $"/admin/times/held/{Listed(second)[0]}", ("act", "publish"), ("from", "held"), ("seen", await SeenAsync(Listed(second)[0])), ("of", "held"), ("page", "2")))
        {
            Assert.Equal($"/admin/times/held?page=2&decided={Listed(second)[0]}", decided.Headers.Location!.OriginalString);
        }

        Assert.Equal([said[57]], Listed(await mona.Browser.GetStringAsync("/admin/times/held?q=quist")));
        Assert.Equal([said[12]], Listed(await mona.Browser.GetStringAsync("/admin/times/queue?q=number+12+of")));
        Assert.Equal(50, Listed(await mona.Browser.GetStringAsync("/admin/times/queue?q=bridge")).Count);
        Assert.Contains("Nothing that waits says so.", await mona.Browser.GetStringAsync("/admin/times/queue?q=nowhere"), StringComparison.Ordinal);

        static List<string> Listed(string page) => [.. ListedRegex().Matches(page).Select(m => m.Groups["id"].Value)];
    }

    [Fact]
    public async Task A_notice_and_an_appeal_are_read_and_decided_where_they_stand_in_the_list()
    {
        var (mona, ruth, _) = await GivenAsync();
        var nils = await App.GivenAPersonAsync("Nils Olsen");
        await App.GivenARoleAsync(nils.Account, await SiteAsync(), RoleKind.Moderator);
        var removed = await ruth.Browser.SayAsync("Something that is taken away");
        using (await mona.Browser.SubmitAsync($"/admin/times/comments/{removed}/remove", ("reason", "insult"), ("seen", await SeenAsync(removed)))) { }
        await ContestAsync(ruth, removed);
        var minded = await ruth.Browser.SayAsync("Something that somebody thinks illegal");
        using var reader = App.Browser();
        var secret = SecretRegex().Match(await reader.GetStringAsync($"/comments/{minded}/notice")).Groups["secret"].Value;
        using (await reader.SubmitAsync($"/comments/{minded}/notice", ("secret", secret), ("explanation", "It calls for violence"), ("name", "Nora Tell"), ("email", "nora@readers.example"), ("faith", "yes"))) { }
        await using var db = App.Open();
        var notice = Id.Text(await db.Notices.Select(n => n.Id).SingleAsync(TestContext.Current.CancellationToken));
        var appeal = Id.Text(await db.Appeals.Select(a => a.Id).SingleAsync(TestContext.Current.CancellationToken));

        var page = await nils.Browser.GetStringAsync("/admin/times/queue?item=" + notice);
        Assert.Contains("It calls for violence", page, StringComparison.Ordinal);
        Assert.Contains($"action=\"/admin/times/notices/{notice}\"", page, StringComparison.Ordinal);
        using (var decided = await nils.Browser.SubmitAsync($"/admin/times/notices/{notice}", ("outcome", "stays"), ("answer", "It is an opinion."), ("of", "all")))
            Assert.Equal("/admin/times/queue?decided=notice", decided.Headers.Location!.OriginalString);
        page = await nils.Browser.GetStringAsync("/admin/times/queue?decided=notice");
        Assert.Contains("It is decided, and both sides are told.", page, StringComparison.Ordinal);
        // What is left is looked at.
        Assert.Contains($"id=\"item\" data-key=\"{appeal}\"", page, StringComparison.Ordinal);
        Assert.Contains("It was not so", page, StringComparison.Ordinal);
        // Whose decision it is against reads it, and cannot answer it.
        Assert.DoesNotContain($"action=\"/admin/times/appeals/{appeal}\"", await mona.Browser.GetStringAsync("/admin/times/queue?item=" + appeal), StringComparison.Ordinal);
        using (var answered = await nils.Browser.SubmitAsync($"/admin/times/appeals/{appeal}", ("outcome", "upheld"), ("answer", "It was an insult."), ("of", "all")))
            Assert.Equal("/admin/times/queue?decided=appeal", answered.Headers.Location!.OriginalString);
        Assert.Contains("Nothing waits.", await nils.Browser.GetStringAsync("/admin/times/queue"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Several_are_decided_together_each_by_itself_after_it_was_shown_whom_it_touches()
    {
        var (mona, ruth, guest) = await GivenAsync();
        var (one, two, three) = (await guest.SayAsync("The first that waits", name: "Gus"), await guest.SayAsync("The second of them", name: "Gus"), await App.Browser().SayAsync("One of another's", name: "Hal"));
        var read = await ruth.Browser.SayAsync("Everybody reads this");
        using (await App.Browser().SendJsonAsync(HttpMethod.Put, $"/api/v1/comments/{read}/flag", """{"reason":"spam"}""")) { }
        var items = new List<(string, string)>();
        foreach (var id in new[] { one, two, three }) items.Add(("item", $"{id}.{await SeenAsync(id)}.held"));
        items.Add(("item", $"{read}.{await SeenAsync(read)}.read"));

        using (var preview = await mona.Browser.SubmitAsync("/admin/times/queue/together", [.. items, ("of", "all")]))
        {
            var page = await preview.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            Assert.Contains("4 comments are chosen. It touches 3 people.", page, StringComparison.Ordinal);
        }

        // Nothing is decided yet, and one of them changes.
        await using (var db = App.Open()) Assert.Equal(3, await db.Comments.CountAsync(c => c.State == CommentState.Held, TestContext.Current.CancellationToken));
        App.Clock.Move(TimeSpan.FromSeconds(2));
        using (var edited = await guest.SendJsonAsync(HttpMethod.Patch, $"/api/v1/comments/{two}", """{"text":"The second of them, and more"}""")) Assert.True(edited.IsSuccessStatusCode);
        using (var without = await mona.Browser.SubmitAsync("/admin/times/queue/together", [.. items, ("act", "remove")])) Assert.Equal(HttpStatusCode.UnprocessableEntity, without.StatusCode);
        using (var done = await mona.Browser.SubmitAsync("/admin/times/queue/together", [.. items, ("of", "all"), ("act", "remove"), ("reason", "spam")]))
            Assert.Equal("/admin/times/queue?done=3&left=1", done.Headers.Location!.OriginalString);
        Assert.Contains("3 are decided. 1 has changed meanwhile and still waits.", await mona.Browser.GetStringAsync("/admin/times/queue?done=3&left=1"), StringComparison.Ordinal);
        await using (var db = App.Open())
        {
            Assert.Equal(3, await db.Decisions.CountAsync(TestContext.Current.CancellationToken));
            Assert.Equal(1, await db.Comments.CountAsync(c => c.State == CommentState.Held, TestContext.Current.CancellationToken));
            Assert.Equal(CommentState.Removed, (await db.Comments.SingleAsync(c => c.Text == "Everybody reads this", TestContext.Current.CancellationToken)).State);
        }

        using (var none = await mona.Browser.SubmitAsync("/admin/times/queue/together", ("of", "all"))) Assert.Equal(HttpStatusCode.UnprocessableEntity, none.StatusCode);
        // Another site's are nobody's business here.
        var (post, _) = await App.GivenAStoryAsync("post", "pier");
        var omar = await App.GivenAPersonAsync("Omar Haddad");
        await App.GivenARoleAsync(omar.Account, post, RoleKind.Owner);
        using (var elsewhere = await omar.Browser.SubmitAsync("/admin/post/queue/together", ("item", $"{two}.{await SeenAsync(two)}.held"), ("act", "keep")))
            Assert.Equal(HttpStatusCode.UnprocessableEntity, elsewhere.StatusCode);
        await using var still = App.Open();
        Assert.Equal(3, await still.Decisions.CountAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Nobody_publishes_features_removes_or_restores_their_own_words_nor_dismisses_what_is_said_of_them()
    {
        var (mona, _, _) = await GivenAsync();
        await GivenWordsAsync(("Held", "scoundrel"));
        var (held, read) = (await mona.Browser.SayAsync("That scoundrel"), await mona.Browser.SayAsync("Everybody reads this"));
        using (await App.Browser().SendJsonAsync(HttpMethod.Put, $"/api/v1/comments/{read}/flag", """{"reason":"spam"}""")) { }
        var (seenHeld, seenRead) = (await SeenAsync(held), await SeenAsync(read));
        foreach (var (path, fields) in new (string, (string, string)[])[]
        {
            ($"held/{held}", [("act", "publish"), ("from", "held"), ("seen", seenHeld)]),
            ($"comments/{read}/feature", [("act", "feature")]),
            ($"comments/{read}/remove", [("reason", "spam"), ("seen", seenRead)]),
            ($"comments/{read}/dismiss", [("until", "9999999999999"), ("seen", seenRead)]),
        })
        {
            using var answer = await mona.Browser.SubmitAsync("/admin/times/" + path, fields);
            Assert.True(answer.StatusCode is HttpStatusCode.Forbidden or HttpStatusCode.Conflict, $"{path}: {answer.StatusCode}");
        }

        await using var db = App.Open();
        Assert.Equal(0, await db.Decisions.CountAsync(TestContext.Current.CancellationToken));
        var pane = await mona.Browser.GetStringAsync($"/admin/times/queue?item={held}");
        Assert.Contains("Nobody decides about themselves", pane, StringComparison.Ordinal);
        Assert.DoesNotContain("value=\"publish\"", pane, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_lists_marked_is_looked_at_once_and_stays_looked_at()
    {
        var (mona, ruth, _) = await GivenAsync();
        await GivenWordsAsync(("Look", "ferryman"));
        var marked = await ruth.Browser.SayAsync("The ferryman did it");
        Assert.Contains("Keep it as it is", await mona.Browser.GetStringAsync($"/admin/times/queue?item={marked}"), StringComparison.Ordinal);
        using (var kept = await mona.Browser.SubmitAsync($"/admin/times/comments/{marked}/dismiss", ("until", "0"), ("seen", await SeenAsync(marked)), ("of", "all")))
            Assert.Equal("/admin/times/queue?decided=dismissed", kept.Headers.Location!.OriginalString);
        Assert.Contains("Nothing waits.", await mona.Browser.GetStringAsync("/admin/times/queue"), StringComparison.Ordinal);
        await using var db = App.Open();
        Assert.Equal((DecisionKind.Dismiss, DecisionSource.Own), await db.Decisions.Select(d => new ValueTuple<DecisionKind, DecisionSource>(d.Kind, d.Source)).SingleAsync(TestContext.Current.CancellationToken));

        // Another text is another look.
        App.Clock.Move(TimeSpan.FromSeconds(2));
        using (var edited = await ruth.Browser.SendJsonAsync(HttpMethod.Patch, $"/api/v1/comments/{marked}", """{"text":"The ferryman did it, I say"}""")) Assert.True(edited.IsSuccessStatusCode);
        using (var stale = await mona.Browser.SubmitAsync($"/admin/times/comments/{marked}/dismiss", ("until", "0"), ("seen", "1"))) Assert.Equal(HttpStatusCode.Conflict, stale.StatusCode);
    }

    [Fact]
    public async Task Two_moderators_on_one_comment_see_each_other_for_a_minute()
    {
        var (mona, _, guest) = await GivenAsync();
        using var nils = await App.GivenAPersonAsync("Nils Olsen");
        await App.GivenARoleAsync(nils.Account, await SiteAsync(), RoleKind.Moderator);
        var held = await guest.SayAsync("What both look at");
        Assert.DoesNotContain("Also looking at this: Nils", await mona.Browser.GetStringAsync($"/admin/times/queue?item={held}"), StringComparison.Ordinal);
        Assert.Contains("Also looking at this: Mona Diaz", await nils.Browser.GetStringAsync($"/admin/times/queue?item={held}"), StringComparison.Ordinal);
        using (var asked = await mona.Browser.SubmitAsync($"/admin/times/comments/{held}/looking"))
            Assert.Equal("Nils Olsen", (await asked.JsonAsync()).GetProperty("names")[0].GetString());
        App.Clock.Move(TimeSpan.FromMinutes(2));
        using (var later = await mona.Browser.SubmitAsync($"/admin/times/comments/{held}/looking"))
            Assert.Equal(0, (await later.JsonAsync()).GetProperty("names").GetArrayLength());
    }

    [Fact]
    public async Task A_note_is_read_beside_everything_its_person_writes_and_by_them_in_their_copy_alone()
    {
        var (mona, ruth, _) = await GivenAsync();
        var (one, two) = (await ruth.Browser.SayAsync("One thing"), await ruth.Browser.SayAsync("Another thing"));
        using (var noted = await mona.Browser.SubmitAsync($"/admin/times/comments/{one}/note", ("note", "Knows the ferry <well>"))) Assert.Equal(HttpStatusCode.SeeOther, noted.StatusCode);
        using (var empty = await mona.Browser.SubmitAsync($"/admin/times/comments/{one}/note", ("note", " "))) Assert.Equal(HttpStatusCode.UnprocessableEntity, empty.StatusCode);
        using (var longer = await mona.Browser.SubmitAsync($"/admin/times/comments/{one}/note", ("note", new string('x', Note.MaximumText + 1)))) Assert.Equal(HttpStatusCode.UnprocessableEntity, longer.StatusCode);
        Assert.Contains("Knows the ferry &lt;well&gt;", await mona.Browser.GetStringAsync($"/admin/times/comments/{two}"), StringComparison.Ordinal);
        Assert.DoesNotContain("Knows the ferry", await ruth.Browser.GetStringAsync("/times/bridge"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_featured_stands_first_in_Best_with_the_office_that_chose_it_and_nowhere_else()
    {
        var (mona, ruth, _) = await GivenAsync();
        var (first, second, third) = (await ruth.Browser.SayAsync("The first"), await ruth.Browser.SayAsync("The second"), await ruth.Browser.SayAsync("The third"));
        using (await App.Browser().SendJsonAsync(HttpMethod.Put, $"/api/v1/comments/{first}/vote", """{"value":1}""")) { }
        var before = await IdsAsync("?order=best");
        Assert.Equal(first, before[0]);
        using (var featured = await mona.Browser.SubmitAsync($"/admin/times/comments/{third}/feature", ("act", "feature"))) Assert.Equal(HttpStatusCode.SeeOther, featured.StatusCode);
        Assert.Equal([third, first, second], await IdsAsync("?order=best"));
        Assert.Equal([first, second, third], await IdsAsync("?order=oldest"));
        Assert.Contains("Chosen by the moderators", await App.Browser().GetStringAsync("/times/bridge"), StringComparison.Ordinal);
        Assert.Equal("moderators", (await App.Browser().DiscussionAsync("?order=best")).GetProperty("branches")[0].GetProperty("featuredBy").GetString());
        // A vote more or less changes nothing about it, and nothing is counted wrong.
        using (await App.Browser().SendJsonAsync(HttpMethod.Put, $"/api/v1/comments/{third}/vote", """{"value":-1}""")) { }
        Assert.Equal(third, (await IdsAsync("?order=best"))[0]);
        Assert.Empty((await Check.RunAsync(App.Database, App.Clock.GetUtcNow(), (_, _) => { }, TestContext.Current.CancellationToken)).All);
        using (await mona.Browser.SubmitAsync($"/admin/times/comments/{third}/feature", ("act", "unfeature"))) { }
        Assert.Equal(first, (await IdsAsync("?order=best"))[0]);
        await using var db = App.Open();
        Assert.Equal([DecisionKind.Feature, DecisionKind.Unfeature], await db.Decisions.OrderBy(d => d.Kind).Select(d => d.Kind).ToListAsync(TestContext.Current.CancellationToken));
    }

    private async Task<List<string>> IdsAsync(string query) =>
        [.. (await App.Browser().DiscussionAsync(query)).GetProperty("branches").EnumerateArray().Select(b => b.GetProperty("id").GetString()!)];

    private async Task<(Person Mona, Person Ruth, HttpClient Guest)> GivenAsync()
    {
        var (site, _) = await App.GivenAStoryAsync(change: (site, _) => site.Guests = GuestRule.Held);
        var mona = await App.GivenAPersonAsync("Mona Diaz");
        await App.GivenARoleAsync(mona.Account, site, RoleKind.Moderator);
        return (mona, await App.GivenAPersonAsync(), App.Browser());
    }

    private async Task<Site> SiteAsync()
    {
        await using var db = App.Open();
        return await db.Sites.SingleAsync(s => s.Key == "times");
    }

    private async Task GivenWordsAsync(params (string List, string Word)[] words)
    {
        var site = await SiteAsync();
        var editor = await App.GivenAPersonAsync("Edda Thor");
        await App.GivenARoleAsync(editor.Account, site, RoleKind.Editor);
        await using var db = App.Open();
        foreach (var (list, word) in words)
            _ = db.WordRules.Add(new WordRule { Id = Id.New(App.Clock.GetUtcNow()), SiteId = site.Id, List = Enum.Parse<WordList>(list), Text = word });
        (await db.Sites.SingleAsync(s => s.Id == site.Id)).WordsVersion++;
        _ = await db.SaveChangesAsync();
    }

    private async Task ContestAsync(Person person, string comment)
    {
        Assert.True(Id.TryRead(comment, out var id));
        await using var db = App.Open();
        var decision = await db.Decisions.SingleAsync(d => d.CommentId == id);
        using var sent = await person.Browser.SubmitAsync($"/decisions/{Id.Text(decision.Id)}/appeal", ("text", "It was not so"));
        Assert.Equal(HttpStatusCode.SeeOther, sent.StatusCode);
    }

    private async Task<string> SeenAsync(string id)
    {
        Assert.True(Id.TryRead(id, out var comment));
        await using var db = App.Open();
        return Parley.Moderation.Waiting.SeenOf(await db.Comments.SingleAsync(c => c.Id == comment)).ToString(CultureInfo.InvariantCulture);
    }

    [GeneratedRegex("name=\"secret\" value=\"(?<secret>[^\"]+)\"", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex SecretRegex();

    [GeneratedRegex("<li data-comment=\"(?<id>[^\"]+)\"", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex ListedRegex();
}
