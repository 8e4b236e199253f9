using FsCheck;
using FsCheck.Fluent;
using Microsoft.EntityFrameworkCore;
using Parley.Core;
using Parley.Core.Commenters;
using Parley.Core.Comments;
using Parley.Core.Moderation;
using Parley.Core.Sites;
using Parley.Core.Stories;
using Parley.Discussions;
using Parley.Storage;
using Parley.Tests.App;

namespace Parley.Tests.Discussions;

public sealed class PagingOnSqliteTests() : PagingTests(onPostgres: false);

public sealed class PagingOnPostgresTests() : PagingTests(onPostgres: true);

public abstract class PagingTests(bool onPostgres) : ProductTests(onPostgres)
{
    /// <summary>What others do between two pages of a walk.</summary>
    private enum Doing
    {
        Branch,
        Reply,
        Delete,
        Vote,
    }

    [Theory]
    [InlineData(Order.Oldest)]
    [InlineData(Order.Newest)]
    public void A_walk_over_all_pages_while_others_write_shows_what_was_there_throughout_exactly_once(Order order)
    {
        var doing = Gen.ArrayOf(Gen.Zip(Gen.Elements(Enum.GetValues<Doing>()), Gen.Choose(0, int.MaxValue)));
        var cases = 0;
        Prop.ForAll(doing.Resize(40).ToArbitrary(), acts =>
        {
            var story = GivenADiscussionAsync($"walk-{order}-{cases++}".ToLowerInvariant()).GetAwaiter().GetResult();
            return WalkAsync(story, order, new Queue<(Doing, int)>(acts)).GetAwaiter().GetResult();
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(25));
    }

    [Fact]
    public async Task Best_comes_first_and_every_page_of_it_follows_the_last()
    {
        var (site, story) = await GivenADiscussionAsync("best");
        await using (var db = App.Open())
        {
            foreach (var root in await db.Comments.Where(c => c.Depth == 1 && c.Number % 3 == 0).ToListAsync(TestContext.Current.CancellationToken))
            {
                for (var vote = 0; vote < root.Number % 7; vote++) root.CountVote(0, vote % 4 == 3 ? -1 : 1, isGuest: false, site);
            }

            _ = await db.SaveChangesAsync(TestContext.Current.CancellationToken);
        }

        using var reader = App.Browser();
        var seen = await RootsOfEveryPageAsync(reader, "order=best&limit=7", $"times/stories/{story.Key}");

        await using var stored = App.Open();
        var expected = await stored.Comments.Where(c => c.StoryId == story.Id && c.Depth == 1)
            .OrderByDescending(c => c.Rank).ThenBy(c => c.Number).Select(c => c.Id).ToListAsync(TestContext.Current.CancellationToken);
        Assert.Equal(expected.Select(Id.Text), seen);
        Assert.Equal(expected.Count, seen.Distinct(StringComparer.Ordinal).Count());
    }

    [Theory]
    [InlineData(7)]
    [InlineData(50)]
    public async Task Branches_in_which_the_author_or_staff_speak_can_be_sorted_to_and_every_page_follows_the_last(int limit)
    {
        var (site, story) = await GivenADiscussionAsync("answered");
        var (path, page) = ($"times/stories/{story.Key}", $"/times/{story.Key}");
        Assert.DoesNotContain("order=answered", await App.Browser().GetStringAsync(page), StringComparison.Ordinal);
        using var author = await App.GivenAPersonAsync("Anna Author");
        await using (var db = App.Open())
        {
            foreach (var root in await db.Comments.Where(c => c.StoryId == story.Id && c.Depth == 1 && c.Number % 2 == 0).OrderBy(c => c.Number).Take(9).ToListAsync(TestContext.Current.CancellationToken))
                _ = await author.Browser.SayAsync($"An answer to {root.Number}", Id.Text(root.Id), story: path);
            // Until she wears a badge she is a reader like any other.
            Assert.DoesNotContain("order=answered", await App.Browser().GetStringAsync(page), StringComparison.Ordinal);
            _ = await db.Commenters.Where(c => c.AccountId == author.Account.Id).ExecuteUpdateAsync(c => c.SetProperty(x => x.Badge, Badge.Author), TestContext.Current.CancellationToken);
            _ = await db.Sites.Where(s => s.Id == site.Id).ExecuteUpdateAsync(s => s.SetProperty(x => x.Version, x => x.Version + 1), TestContext.Current.CancellationToken);
        }

        using var reader = App.Browser();
        var seen = await RootsOfEveryPageAsync(reader, $"order=answered&limit={limit}", path);

        await using var stored = App.Open();
        var roots = await stored.Comments.Where(c => c.StoryId == story.Id && c.Depth == 1)
            .OrderByDescending(c => c.Rank).ThenBy(c => c.Number).Select(c => c.Id).ToListAsync(TestContext.Current.CancellationToken);
        var answered = await stored.Comments.Where(c => c.StoryId == story.Id && c.Name == "Anna Author").Select(c => c.BranchId).Distinct().ToListAsync(TestContext.Current.CancellationToken);
        Assert.Equal(9, answered.Count);
        Assert.Equal(roots.OrderByDescending(answered.Contains).Select(Id.Text), seen);
        Assert.Contains("?order=answered#discussion", await reader.GetStringAsync(page), StringComparison.Ordinal);
    }

    private static async Task<List<string>> RootsOfEveryPageAsync(HttpClient reader, string query, string story)
    {
        var seen = new List<string>();
        string? after = null;
        do
        {
            var page = await reader.DiscussionAsync($"?{query}&after={after}", story);
            seen.AddRange(page.GetProperty("branches").EnumerateArray().Select(b => b.GetProperty("id").GetString()!));
            after = page.GetProperty("next").GetString();
        }
        while (after is not null);
        return seen;
    }

    [Theory]
    [InlineData("order=best&after=12")]
    [InlineData("order=oldest&after=1.2")]
    [InlineData("order=newest&after=-1")]
    [InlineData("order=oldest&after=99999999999")]
    [InlineData("order=best&after=1.2.3")]
    public async Task A_cursor_of_another_order_is_refused_with_a_sentence(string query)
    {
        var (_, story) = await GivenADiscussionAsync("cursors");
        using var reader = App.Browser();
        using var answer = await reader.GetAsync(new Uri($"/api/v1/sites/times/stories/{story.Key}/discussion?{query}", UriKind.Relative));
        Assert.Equal(System.Net.HttpStatusCode.BadRequest, answer.StatusCode);
    }

    // Every page by its link and every branch's rest by its own, as a reader would go.
    private async Task<bool> WalkAsync((Site Site, Story Story) given, Order order, Queue<(Doing Doing, int Seed)> acts)
    {
        var before = await ShownAsync(given.Story);
        var seen = new List<Guid>();
        string? after = null;
        var isFirst = true;
        while (isFirst || after is not null)
        {
            isFirst = false;
            Assert.True(Cursor.TryRead(after, order, isInBranch: false, out var cursor));
            var page = await LoadAsync(given, new DiscussionPart { Order = order, After = cursor, Limit = 5 });
            after = page.Next;
            foreach (var branch in page.Branches)
            {
                Collect(branch, seen, []);
                var more = branch.More;
                while (more is not null)
                {
                    await ActAsync(given, acts);
                    Assert.True(Cursor.TryRead(more.After, order, isInBranch: true, out var place));
                    var rest = await LoadAsync(given, new DiscussionPart { Order = order, Branch = branch.Comment.Id, After = place });
                    // Whoever deletes a branch's last reply may take the whole branch away.
                    if (rest.Branches.Count == 0) break;

                    Collect(rest.Branches[0], seen, AncestorsOf(rest.Branches[0], place!.Number));
                    more = rest.Branches[0].More;
                }
            }

            await ActAsync(given, acts);
        }

        var throughout = before.Intersect(await ShownAsync(given.Story)).ToHashSet();
        var counted = seen.CountBy(id => id).ToDictionary(c => c.Key, c => c.Value);
        return throughout.All(id => counted.GetValueOrDefault(id) == 1);
    }

    // What stands there again only to show what is answered: the top, and whatever is older than the cursor.
    private static HashSet<Guid> AncestorsOf(PlacedComment branch, int number) =>
        [.. All(branch).Where(c => c.Depth == 1 || c.Number <= number).Select(c => c.Id)];

    private static void Collect(PlacedComment branch, List<Guid> seen, HashSet<Guid> except) =>
        seen.AddRange(All(branch).Select(c => c.Id).Where(id => !except.Contains(id)));

    private static IEnumerable<Comment> All(PlacedComment placed) =>
        placed.Replies.SelectMany(All).Prepend(placed.Comment);

    private async Task<HashSet<Guid>> ShownAsync(Story story)
    {
        await using var db = App.Open();
        return [.. await LoadDiscussion.Shown(db).Where(c => c.StoryId == story.Id).Select(c => c.Id).ToListAsync()];
    }

    private async Task<Discussion> LoadAsync((Site Site, Story Story) given, DiscussionPart part)
    {
        await using var db = App.Open();
        var story = await db.Stories.AsNoTracking().SingleAsync(s => s.Id == given.Story.Id);
        return await LoadDiscussion.LoadAsync(db, given.Site, story, Room.Of(story, given.Site, [], App.Clock.GetUtcNow()), part, CancellationToken.None);
    }

    private async Task ActAsync((Site Site, Story Story) given, Queue<(Doing Doing, int Seed)> acts)
    {
        for (var i = 0; i < 3 && acts.TryDequeue(out var act); i++)
        {
            await using var db = App.Open();
            var story = await db.Stories.SingleAsync(s => s.Id == given.Story.Id);
            var comments = await LoadDiscussion.Shown(db).Where(c => c.StoryId == story.Id).OrderBy(c => c.Number).ToListAsync();
            var chosen = comments[act.Seed % comments.Count];
            switch (act.Doing)
            {
                case Doing.Branch:
                    await SayAsync(db, story, null, chosen.CommenterId);
                    break;
                case Doing.Reply when chosen.MayBeAnswered:
                    await SayAsync(db, story, chosen, chosen.CommenterId);
                    break;
                case Doing.Delete when chosen.State == CommentState.Published:
                    var own = await db.Comments.SingleAsync(c => c.Id == chosen.Id);
                    own.State = CommentState.Deleted;
                    await Parley.Storage.Places.RemoveIfBareAsync(db, own, CancellationToken.None);
                    _ = await db.SaveChangesAsync();
                    break;
                case Doing.Vote when chosen.MayBeVotedOn:
                    var voted = await db.Comments.SingleAsync(c => c.Id == chosen.Id);
                    voted.CountVote(0, act.Seed % 2 == 0 ? 1 : -1, isGuest: false, given.Site);
                    _ = await db.SaveChangesAsync();
                    break;
                default:
                    break;
            }
        }
    }

    private async Task<Comment> SayAsync(ParleyContext db, Story story, Comment? parent, Guid commenterId)
    {
        var number = await db.Stories.Where(s => s.Id == story.Id).Select(s => s.LastNumber).SingleAsync() + 1;
        var comment = new Comment
        {
            Id = Id.New(App.Clock.GetUtcNow()),
            SiteId = story.SiteId,
            StoryId = story.Id,
            Number = number,
            CommenterId = commenterId,
            Name = "Ada",
            At = App.Clock.GetUtcNow(),
            Text = "Said",
            Html = "<p>Said</p>",
        };
        comment.PlaceUnder(parent);
        _ = db.Comments.Add(comment);
        var taken = await db.Stories.SingleAsync(s => s.Id == story.Id);
        (taken.LastNumber, taken.CommentCount) = (number, taken.CommentCount + 1);
        if (comment.ParentId is { } parentId)
        {
            (await db.Comments.SingleAsync(c => c.Id == parentId)).ReplyCount++;
            (await db.Comments.SingleAsync(c => c.Id == comment.BranchId)).BranchCount++;
        }

        _ = await db.SaveChangesAsync();
        return comment;
    }

    // Larger than a page, with a branch longer than fits among others: 30 branches, 220 replies, 130 of them in one.
    private async Task<(Site Site, Story Story)> GivenADiscussionAsync(string key)
    {
        await using var db = App.Open();
        var now = App.Clock.GetUtcNow();
        var site = await db.Sites.SingleOrDefaultAsync(s => s.Key == "times");
        if (site is null) _ = db.Sites.Add(site = new Site { Id = Id.New(now), Key = "times", Name = "The Times" });
        var commenter = Commenter.Guest(Id.New(now), site.Id, Guid.NewGuid().ToByteArray(), now);
        var story = new Story { Id = Id.New(now), SiteId = site.Id, Key = key, Title = key, PublishedAt = now };
        _ = db.Commenters.Add(commenter);
        _ = db.Stories.Add(story);
        var placed = new List<Comment>();
        for (var i = 0; i < 250; i++)
        {
            var parent = i < 30 ? null : i < 160 ? placed.FindLast(c => c.BranchId == placed[3].Id && (i % 5 != 0 || c.Depth == 1)) : placed[i % 30];
            var comment = new Comment
            {
                Id = Id.New(now),
                SiteId = site.Id,
                StoryId = story.Id,
                Number = i + 1,
                CommenterId = commenter.Id,
                Name = "Ada",
                At = now,
                Text = "Said",
                Html = "<p>Said</p>",
            };
            comment.PlaceUnder(parent);
            placed.Add(comment);
            if (parent is null) continue;

            placed.Single(c => c.Id == comment.ParentId).ReplyCount++;
            placed.Single(c => c.Id == comment.BranchId).BranchCount++;
        }

        (story.CommentCount, story.LastNumber) = (placed.Count, placed.Count);
        db.Comments.AddRange(placed);
        _ = await db.SaveChangesAsync();
        return (site, story);
    }
}
