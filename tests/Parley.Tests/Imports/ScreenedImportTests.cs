using System.Net;
using Microsoft.EntityFrameworkCore;
using Parley.Core;
using Parley.Core.Commenters;
using Parley.Core.Comments;
using Parley.Core.Sites;
using Parley.Imports;
using Parley.Moderation;
using Parley.Storage;
using Parley.Tests.App;

namespace Parley.Tests.Imports;

/// <summary>The page that Parley was conceived on, taken in through the starter lists.</summary>
public abstract class ScreenedImportTests(bool onPostgres) : ProductTests(onPostgres)
{
    public sealed class OnSqlite() : ScreenedImportTests(false);

    public sealed class OnPostgres() : ScreenedImportTests(true);

    [Fact]
    public async Task The_disguised_insult_and_the_threats_wait_with_the_right_words_marked_and_dissent_does_not()
    {
        var (site, editor) = await GivenAsync();
        var rows = await ImportAsync(site, Seed());
        Assert.Equal(
            [
                "Richard Hoover: taken: maniac", "Czech Friend: held: bitc hslaps", "evanlarkspur: taken", "Czech Friend: taken: savage", "evanlarkspur: taken", "Brent: taken",
                "sandy miller: taken: thug, raping", "Czech Friend: taken: rat, stupid", "evanlarkspur: taken: stupid", "Fred Hernandez: taken",
                "Charles J. Kollman: held: brought down on his knees, must feel pain, needs a good fucking, fucking, fuck", "gmab: taken",
                "Michel Cloarec: taken without text",
            ],
            rows.Select(Say));
        await using var db = App.Open();
        Assert.Equal(2, await db.Comments.CountAsync(c => c.State == CommentState.Held, TestContext.Current.CancellationToken));

        // Whoever answered what waits is read as before, in the same place.
        var discussion = await App.Browser().DiscussionAsync("?order=oldest", "times/stories/isolating-russia-or-isolating-putin");
        var held = discussion.GetProperty("branches")[1];
        Assert.Equal("held", held.GetProperty("state").GetString());
        Assert.Null(held.GetProperty("name").GetString());
        Assert.Equal("", held.GetProperty("html").GetString());
        Assert.Equal("evanlarkspur", held.GetProperty("replies")[0].GetProperty("name").GetString());
        var page = await App.Browser().GetStringAsync("/times/isolating-russia-or-isolating-putin?order=oldest");
        Assert.DoesNotContain("hslaps", page, StringComparison.Ordinal);
        Assert.Contains("honor and respect are earned", page, StringComparison.Ordinal);

        var queue = await editor.Browser.GetStringAsync("/admin/times/queue");
        Assert.Contains(">bitc hslaps</mark>", await editor.Browser.GetStringAsync($"/admin/times/queue?item={held.GetProperty("id").GetString()}"), StringComparison.Ordinal);
        Assert.Contains("Czech Friend", queue, StringComparison.Ordinal);
        Assert.Empty((await Parley.Storage.Checks.Check.RunAsync(App.Database, App.Clock.GetUtcNow(), (_, _) => { }, TestContext.Current.CancellationToken)).All);

        // Taken in again, nothing changes.
        Assert.All(await ImportAsync(site, Seed()), r => Assert.Equal(EntryOutcome.AlreadyThere, r.Outcome));
    }

    [Fact]
    public async Task What_waits_and_was_answered_is_published_or_removed_in_its_place()
    {
        var (site, editor) = await GivenAsync();
        foreach (var (title, isPublished) in new[] { ("One page", true), ("Another page", false) })
        {
            var text = $"{title}\n\nAn article of some length, so that it is one.\n\n  • Ann\n\n    You are a bastard and a moron\n\n    • Ben\n\n      An answer to it\n\n  • Cem\n\n    Something else\n";
            var rows = await ImportAsync(site, new MemoryStream(System.Text.Encoding.UTF8.GetBytes(text)));
            Assert.Equal([EntryOutcome.Held, EntryOutcome.Taken, EntryOutcome.Taken], rows.Select(r => r.Outcome));
            var id = Id.Text(rows[0].Id!.Value);
            var key = isPublished ? "one-page" : "another-page";
            await using (var db = App.Open()) Assert.Equal(3, (await db.Stories.SingleAsync(s => s.Key == key, TestContext.Current.CancellationToken)).CommentCount);
            var seen = Waiting.SeenOf(await FindAsync(rows[0].Id!.Value)).ToString(System.Globalization.CultureInfo.InvariantCulture);
            using var decided = await editor.Browser.SubmitAsync(
                $"/admin/times/held/{id}", ("act", isPublished ? "publish" : "remove"), ("reason", "insult"), ("from", "held"), ("seen", seen));
            Assert.Equal(HttpStatusCode.SeeOther, decided.StatusCode);
            var branch = (await App.Browser().DiscussionAsync("?order=oldest", $"times/stories/{key}")).GetProperty("branches")[0];
            Assert.Equal(isPublished ? "published" : "removed", branch.GetProperty("state").GetString());
            Assert.Equal("Ben", branch.GetProperty("replies")[0].GetProperty("name").GetString());
        }

        Assert.Empty((await Parley.Storage.Checks.Check.RunAsync(App.Database, App.Clock.GetUtcNow(), (_, _) => { }, TestContext.Current.CancellationToken)).All);
    }

    private static string Say(ImportedRow row) => $"{row.Name}: {(row.Outcome == EntryOutcome.Held ? "held" : ImportedRow.Say(row.Outcome))}{(row.Reason.StartsWith("the lists found", StringComparison.Ordinal) ? row.Reason["the lists found".Length..] : "")}";

    private static FileStream Seed() => File.OpenRead(Repository.Shared("data/seed-page.txt"));

    private async Task<List<ImportedRow>> ImportAsync(Site site, Stream source)
    {
        var rows = new List<ImportedRow>();
        await using (source)
        await using (var db = App.Open())
        {
            var words = await new WordLists().OfAsync(db, await db.Sites.SingleAsync(s => s.Id == site.Id), default);
            var page = PageFormat.Read(source, App.Clock.GetUtcNow());
            _ = await ImportPage.RunAsync(db, site, page, new ImportPage.Request(null, false, words), rows.Add, App.Clock.GetUtcNow(), default);
        }

        return rows;
    }

    private async Task<Comment> FindAsync(Guid id)
    {
        await using var db = App.Open();
        return await db.Comments.SingleAsync(c => c.Id == id);
    }

    private async Task<(Site Site, Person Editor)> GivenAsync()
    {
        var (site, _) = await App.GivenAStoryAsync(change: (site, _) => site.Language = "en");
        var editor = await App.GivenAPersonAsync("Edda Thor");
        await App.GivenARoleAsync(editor.Account, site, RoleKind.Editor);
        using (var added = await editor.Browser.SubmitAsync("/admin/times/words/starter", ("language", "en"))) Assert.Equal(HttpStatusCode.SeeOther, added.StatusCode);
        return (site, editor);
    }
}
