using System.Net;
using Microsoft.EntityFrameworkCore;
using Parley.Core;
using Parley.Core.Commenters;
using Parley.Core.Comments;
using Parley.Core.Moderation;
using Parley.Core.Sites;
using Parley.Tests.App;

namespace Parley.Tests.Moderation;

public abstract class ScreeningTests(bool onPostgres) : ProductTests(onPostgres)
{
    private const string Lists = "slur | banned\nfool | held | en | Often aimed at the author.\ndarn | look";

    public sealed class OnSqlite() : ScreeningTests(false);

    public sealed class OnPostgres() : ScreeningTests(true);

    [Fact]
    public async Task Banned_words_are_refused_by_name_and_the_text_comes_back()
    {
        using var editor = await GivenListsAsync();
        using var guest = App.Browser();
        using var answer = await guest.PostCommentAsync("Such a s1ur, and another slur!");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        var said = (await answer.JsonAsync()).GetProperty("errors").GetProperty("text")[0].GetString()!;
        Assert.Contains("“s1ur”, “slur”", said, StringComparison.Ordinal);

        using var form = await guest.SubmitAsync("/times/bridge/comments", ("text", "Such a s l u r <b>"), ("name", "Cem D."));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, form.StatusCode);
        var page = await form.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Contains("Such a s l u r &lt;b&gt;", page, StringComparison.Ordinal);
        Assert.Contains("“s l u r”", page, StringComparison.Ordinal);
        await using var db = App.Open();
        Assert.Equal(0, await db.Comments.CountAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Held_words_wait_with_their_places_marked_and_their_writer_is_told_why()
    {
        using var editor = await GivenListsAsync();
        using var guest = App.Browser();
        var id = await guest.SayAsync("You are a f00l & more.");
        Assert.Equal(CommentState.Held, (await FindAsync(id)).State);

        var page = await editor.Browser.GetStringAsync("/admin/times/held");
        Assert.Contains("You are a <mark title=\"fool\">f00l</mark> &amp; more.", page, StringComparison.Ordinal);
        Assert.Contains("Often aimed at the author.", page, StringComparison.Ordinal);
        Assert.Contains("It has words of the held list.", page, StringComparison.Ordinal);
        Assert.Contains("It has words that a moderator looks at first.", await guest.GetStringAsync($"/comments/{id}/posted"), StringComparison.Ordinal);
        using var mine = await guest.GetAsync("/api/v1/sites/times/stories/bridge/mine");
        Assert.Equal("Words", (await mine.JsonAsync()).GetProperty("comments")[0].GetProperty("reasons")[0].GetString());
        // Nobody else sees anything of it.
        using var other = App.Browser();
        Assert.Equal(0, (await other.DiscussionAsync()).GetProperty("count").GetInt32());
        await using var db = App.Open();
        Assert.Equal(0, await db.Decisions.CountAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Words_to_look_at_are_published_and_what_was_seen_is_kept()
    {
        using var editor = await GivenListsAsync();
        using var guest = App.Browser();
        var comment = await FindAsync(await guest.SayAsync("Darn it"));
        Assert.Equal(CommentState.Published, comment.State);
        await using var db = App.Open();
        var seen = await db.Screenings.SingleAsync(s => s.CommentId == comment.Id, TestContext.Current.CancellationToken);
        Assert.Equal("", seen.Reasons);
        Assert.Contains("darn", seen.Findings, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_says_the_same_twice_and_the_third_of_three_who_do_waits()
    {
        const string Text = "Everybody should vote for the new bridge, because it is good.";
        _ = await App.GivenAStoryAsync();
        using var first = App.Browser();
        using var second = App.Browser();
        using var third = App.Browser();
        _ = await first.SayAsync(Text);
        using (var again = await first.PostCommentAsync(Text.Replace("bridge", "BRIDGE", StringComparison.Ordinal)))
        {
            Assert.Equal(HttpStatusCode.UnprocessableEntity, again.StatusCode);
            Assert.Contains("said the same", (await again.JsonAsync()).GetProperty("errors").GetProperty("text")[0].GetString(), StringComparison.Ordinal);
        }

        Assert.Equal(CommentState.Published, (await FindAsync(await second.SayAsync(Text, name: "Second"))).State);
        var last = await FindAsync(await third.SayAsync(Text + " Really!", name: "Third"));
        Assert.Equal((CommentState.Held, "Flood"), (last.State, await ReasonsAsync(last.Id)));

        // What was taken back may be said again, and a day later, too.
        App.Clock.Move(TimeSpan.FromHours(25));
        Assert.Equal(CommentState.Published, (await FindAsync(await first.SayAsync(Text))).State);
    }

    [Fact]
    public async Task A_request_that_is_repeated_under_its_key_is_no_repetition()
    {
        _ = await App.GivenAStoryAsync();
        using var guest = App.Browser();
        const string Text = "Everybody should vote for the new bridge, because it is good.";
        using var one = await guest.PostCommentAsync(Text, key: "k-1");
        using var two = await guest.PostCommentAsync(Text, key: "k-1");
        Assert.Equal((HttpStatusCode.Created, HttpStatusCode.Created), (one.StatusCode, two.StatusCode));
        Assert.Equal((await one.JsonAsync()).GetProperty("id").GetString(), (await two.JsonAsync()).GetProperty("id").GetString());
    }

    [Fact]
    public async Task A_newcomers_link_waits_unless_the_site_lets_it_pass()
    {
        var (site, _) = await App.GivenAStoryAsync(change: (s, _) => s.NewcomersLinks = 0);
        using var guest = App.Browser();
        var held = await FindAsync(await guest.SayAsync("See https://example.org/"));
        Assert.Equal((CommentState.Held, "Links"), (held.State, await ReasonsAsync(held.Id)));

        await ChangeSiteAsync(site.Id, s => s.NewcomersLinks = 1);
        Assert.Equal(CommentState.Published, (await FindAsync(await guest.SayAsync("See https://example.org/a"))).State);
        Assert.Equal(CommentState.Held, (await FindAsync(await guest.SayAsync("See https://example.org/b and https://example.org/c"))).State);
    }

    [Fact]
    public async Task A_risky_change_waits_while_the_text_before_it_stays_and_is_decided_by_itself()
    {
        using var editor = await GivenListsAsync();
        using var guest = App.Browser();
        var id = await guest.SayAsync("You are right about this.");
        using (var edited = await guest.SendJsonAsync(HttpMethod.Patch, $"/api/v1/comments/{id}", """{"text":"You are a fool about this."}"""))
        {
            Assert.Equal(HttpStatusCode.Accepted, edited.StatusCode);
            Assert.Equal("Words", (await edited.JsonAsync()).GetProperty("reasons")[0].GetString());
        }

        Assert.Equal("You are right about this.", (await FindAsync(id)).Text);
        using (var mine = await guest.GetAsync("/api/v1/sites/times/stories/bridge/mine"))
            Assert.Equal("You are a fool about this.", (await mine.JsonAsync()).GetProperty("comments")[0].GetProperty("change").GetString());
        var page = await editor.Browser.GetStringAsync("/admin/times/held");
        Assert.Contains("<mark title=\"fool\">fool</mark>", page, StringComparison.Ordinal);
        Assert.Contains("You are right about this.", page, StringComparison.Ordinal);

        // A newer change takes the place of the one that waits; a decision about the older one is not taken.
        var seen = await SeenAsync(id);
        App.Clock.Move(TimeSpan.FromSeconds(1));
        using (var edited = await guest.SendJsonAsync(HttpMethod.Patch, $"/api/v1/comments/{id}", """{"text":"You are a complete fool."}"""))
            Assert.Equal(HttpStatusCode.Accepted, edited.StatusCode);
        Assert.Equal(HttpStatusCode.Conflict, await DecideAsync(editor, id, "publish", seen));
        Assert.Equal(HttpStatusCode.SeeOther, await DecideAsync(editor, id, "publish", await SeenAsync(id)));

        var comment = await FindAsync(id);
        Assert.Equal(("You are a complete fool.", 2, CommentState.Published), (comment.Text, comment.Revision, comment.State));
        await using var db = App.Open();
        var before = await db.Revisions.SingleAsync(TestContext.Current.CancellationToken);
        Assert.Equal((1, RevisionState.Superseded, "You are right about this."), (before.Number, before.State, before.Text));
        Assert.Equal(2, (await db.Decisions.SingleAsync(TestContext.Current.CancellationToken)).Revision);
    }

    [Fact]
    public async Task A_change_that_is_refused_leaves_the_comment_as_it_was()
    {
        using var editor = await GivenListsAsync();
        using var guest = App.Browser();
        var id = await guest.SayAsync("You are right about this.");
        using (await guest.SendJsonAsync(HttpMethod.Patch, $"/api/v1/comments/{id}", """{"text":"You fool."}""")) { }

        var before = await App.Browser().DiscussionAsync();
        Assert.Equal(HttpStatusCode.SeeOther, await DecideAsync(editor, id, "remove", await SeenAsync(id)));

        Assert.Equal(before.ToString(), (await App.Browser().DiscussionAsync()).ToString());
        Assert.Contains("You are right about this.", await guest.GetStringAsync($"/comments/{id}/posted"), StringComparison.Ordinal);
        Assert.DoesNotContain("You fool", await editor.Browser.GetStringAsync("/admin/times/held"), StringComparison.Ordinal);

        // Its writer is told of the change, and not of the comment; and how it was found.
        await using var db = App.Open();
        var decision = await db.Decisions.SingleAsync(TestContext.Current.CancellationToken);
        Assert.Equal((DecisionKind.RefuseChange, 2), (decision.Kind, decision.Revision));
        Assert.Contains("Your change was not published.", await guest.GetStringAsync($"/comments/{id}/posted"), StringComparison.Ordinal);
        var told = await guest.GetStringAsync("/decisions/" + Id.Text(decision.Id));
        Assert.Contains("Your change was not published. Everybody goes on reading your comment as it was before.", told, StringComparison.Ordinal);
        Assert.Contains("You fool.", told, StringComparison.Ordinal);
        Assert.DoesNotContain("You are right about this.", told, StringComparison.Ordinal);
        Assert.Contains("word lists marked it; a moderator looked at it and decided", told, StringComparison.Ordinal);
        var statement = StatementOfReasons.Of(decision, null, true, decision.At, "en")!;
        Assert.Equal(["DECISION_VISIBILITY_CONTENT_DISABLED"], statement.DecisionVisibility);
        Assert.StartsWith("A change of a comment", statement.Facts, StringComparison.Ordinal);

        // And may write another one.
        App.Clock.Move(TimeSpan.FromSeconds(1));
        using (var edited = await guest.SendJsonAsync(HttpMethod.Patch, $"/api/v1/comments/{id}", """{"text":"You complete fool."}"""))
            Assert.Equal(HttpStatusCode.Accepted, edited.StatusCode);
        Assert.Equal(HttpStatusCode.SeeOther, await DecideAsync(editor, id, "publish", await SeenAsync(id)));
        Assert.Equal(("You complete fool.", 3), ((await FindAsync(id)).Text, (await FindAsync(id)).Revision));
        App.Clock.Move(TimeSpan.FromSeconds(1));
        using (var edited = await guest.SendJsonAsync(HttpMethod.Patch, $"/api/v1/comments/{id}", """{"text":"You complete fool!"}"""))
            Assert.True(edited.IsSuccessStatusCode);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_refused_change_whose_appeal_is_won_takes_its_place_unless_another_text_did_meanwhile(bool isWrittenAnew)
    {
        using var editor = await GivenListsAsync();
        var site = await App.Open().Sites.SingleAsync(TestContext.Current.CancellationToken);
        using var nils = await App.GivenAPersonAsync("Nils Olsen");
        await App.GivenARoleAsync(nils.Account, site, RoleKind.Moderator);
        using var ruth = await App.GivenAPersonAsync();
        var id = await ruth.Browser.SayAsync("You are right about this bridge, and about all of those who live beside it today.");
        App.Clock.Move(TimeSpan.FromSeconds(1));
        using (await ruth.Browser.SendJsonAsync(HttpMethod.Patch, $"/api/v1/comments/{id}", """{"text":"You fool, it was me."}""")) { }
        Assert.Equal(HttpStatusCode.SeeOther, await DecideAsync(editor, id, "remove", await SeenAsync(id)));
        await using var db = App.Open();
        var refused = Id.Text((await db.Decisions.SingleAsync(TestContext.Current.CancellationToken)).Id);
        var news = await ruth.Browser.GetStringAsync("/account/notifications");
        Assert.Contains("A moderator did not publish the change of your comment", news, StringComparison.Ordinal);
        Assert.Contains("You fool, it was me.", news, StringComparison.Ordinal);
        var own = await ruth.Browser.GetStringAsync("/account/comments");
        Assert.Contains("not to publish your change", own, StringComparison.Ordinal);
        Assert.Contains("/decisions/" + refused, own, StringComparison.Ordinal);

        App.Clock.Move(TimeSpan.FromSeconds(1));
        if (isWrittenAnew)
        {
            using var edited = await ruth.Browser.SendJsonAsync(HttpMethod.Patch, $"/api/v1/comments/{id}", """{"text":"You are right about this bridge, and about all of those who live besides it today."}""");
            Assert.Equal(HttpStatusCode.NoContent, edited.StatusCode);
        }

        using (await ruth.Browser.SubmitAsync($"/decisions/{refused}/appeal", ("text", "I meant myself."))) { }
        Assert.Contains("You fool, it was me.", await nils.Browser.GetStringAsync("/admin/times/appeals"), StringComparison.Ordinal);
        App.Clock.Move(TimeSpan.FromSeconds(1));
        var appeal = await db.Appeals.SingleAsync(TestContext.Current.CancellationToken);
        using (var decided = await nils.Browser.SubmitAsync($"/admin/times/appeals/{Id.Text(appeal.Id)}", ("outcome", "reversed"), ("answer", "So you did.")))
            Assert.Equal(HttpStatusCode.SeeOther, decided.StatusCode);

        var comment = await FindAsync(id);
        Assert.Equal((isWrittenAnew ? "You are right about this bridge, and about all of those who live besides it today." : "You fool, it was me.", CommentState.Published), (comment.Text, comment.State));
        var last = await db.Decisions.OrderByDescending(d => d.Id).FirstAsync(TestContext.Current.CancellationToken);
        Assert.Equal(isWrittenAnew ? DecisionKind.Lift : DecisionKind.PublishChange, last.Kind);
        Assert.Contains(isWrittenAnew ? "So you did." : "Your change is published", await ruth.Browser.GetStringAsync("/decisions/" + Id.Text(last.Id)), StringComparison.Ordinal);
        Assert.Empty((await Parley.Moderation.LadderHistories.OfAsync(db, comment.CommenterId, App.Clock.GetUtcNow(), default)).History.Events);
    }

    [Fact]
    public async Task What_a_moderator_approved_may_be_mended_by_a_letter_and_not_exchanged()
    {
        using var editor = await GivenListsAsync();
        using var guest = App.Browser();
        var id = await guest.SayAsync("Only a fool would build a bridge without asking those who live beside it.");
        Assert.Equal(HttpStatusCode.SeeOther, await DecideAsync(editor, id, "publish", await SeenAsync(id), "held"));

        using (var other = await guest.SendJsonAsync(HttpMethod.Patch, $"/api/v1/comments/{id}", """{"text":"Buy your watches from me, all of you, they are cheap."}"""))
            Assert.Equal(HttpStatusCode.Accepted, other.StatusCode);
        Assert.Equal("Approved", await ReasonsAsync(Read(id), 2));
        await ChangeListsAsync(editor, "nothing");
        using (var mended = await guest.SendJsonAsync(HttpMethod.Patch, $"/api/v1/comments/{id}", """{"text":"Only a fool would build a bridge without asking all those who live beside it."}"""))
            Assert.Equal(HttpStatusCode.NoContent, mended.StatusCode);
        Assert.Contains("asking all those", (await FindAsync(id)).Text, StringComparison.Ordinal);
        await using var db = App.Open();
        Assert.Equal(RevisionState.Superseded, (await db.Revisions.SingleAsync(TestContext.Current.CancellationToken)).State);
    }

    [Fact]
    public async Task What_is_deleted_leaves_none_of_its_texts_and_nothing_of_what_was_seen()
    {
        using var editor = await GivenListsAsync();
        using var guest = App.Browser();
        var id = await guest.SayAsync("You are right about all of this.");
        using (await guest.SendJsonAsync(HttpMethod.Patch, $"/api/v1/comments/{id}", """{"text":"You fool."}""")) { }
        using (var gone = await guest.SendJsonAsync(HttpMethod.Delete, $"/api/v1/comments/{id}", "{}")) Assert.Equal(HttpStatusCode.NoContent, gone.StatusCode);
        await using var db = App.Open();
        Assert.Equal((0, 0, 0), (await db.Revisions.CountAsync(), await db.Screenings.CountAsync(), await db.Prints.CountAsync()));
    }

    [Fact]
    public async Task Whoever_wears_a_badge_is_no_newcomer()
    {
        var (site, _) = await App.GivenAStoryAsync(change: (s, _) => s.HoldsNewcomers = true);
        using var ruth = await App.GivenAPersonAsync();
        Assert.Equal(CommentState.Held, (await FindAsync(await ruth.Browser.SayAsync("First"))).State);
        await using (var db = App.Open())
        {
            var writer = await db.Commenters.SingleAsync(c => c.AccountId == ruth.Account.Id);
            writer.Badge = Badge.Expert;
            _ = await db.SaveChangesAsync();
        }

        Assert.Equal(CommentState.Published, (await FindAsync(await ruth.Browser.SayAsync("Second"))).State);
        Assert.Equal(site.Id, (await FindAsync(await ruth.Browser.SayAsync("Third"))).SiteId);
    }

    private async Task<Person> GivenListsAsync()
    {
        var (site, _) = await App.GivenAStoryAsync();
        var editor = await App.GivenAPersonAsync("Edda Mohr");
        await App.GivenARoleAsync(editor.Account, site, RoleKind.Editor);
        await ChangeListsAsync(editor, Lists);
        return editor;
    }

    private async Task ChangeListsAsync(Person editor, string lists)
    {
        await using var db = App.Open();
        var version = await db.Sites.Select(s => s.WordsVersion).SingleAsync();
        using var answer = await editor.Browser.SubmitAsync("/admin/times/words", ("version", version.ToString(System.Globalization.CultureInfo.InvariantCulture)), ("lists", lists));
        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
    }

    private async Task ChangeSiteAsync(Guid id, Action<Site> change)
    {
        await using var db = App.Open();
        change(await db.Sites.SingleAsync(s => s.Id == id));
        _ = await db.SaveChangesAsync();
    }

    private static async Task<HttpStatusCode> DecideAsync(Person moderator, string id, string act, long seen, string from = "published")
    {
        using var answer = await moderator.Browser.SubmitAsync(
            $"/admin/times/held/{id}", ("act", act), ("reason", act == "remove" ? "insult" : ""), ("from", from),
            ("seen", seen.ToString(System.Globalization.CultureInfo.InvariantCulture)));
        return answer.StatusCode;
    }

    private async Task<long> SeenAsync(string id)
    {
        var comment = Read(id);
        await using var db = App.Open();
        var change = await db.Revisions.SingleOrDefaultAsync(r => r.CommentId == comment && r.State == RevisionState.Held);
        return new Parley.Moderation.Waiting(await db.Comments.SingleAsync(c => c.Id == comment), null!, change).Seen;
    }

    private async Task<string> ReasonsAsync(Guid id, int revision = 1)
    {
        await using var db = App.Open();
        return await db.Screenings.Where(s => s.CommentId == id && s.Revision == revision).Select(s => s.Reasons).SingleAsync();
    }

    private async Task<Comment> FindAsync(string id)
    {
        var comment = Read(id);
        await using var db = App.Open();
        return await db.Comments.SingleAsync(c => c.Id == comment);
    }

    private static Guid Read(string id) => Id.TryRead(id, out var read) ? read : throw new FormatException(id);
}
