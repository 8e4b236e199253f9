using FsCheck;
using FsCheck.Fluent;
using Parley.Core.Comments;
using Parley.Core.Sites;
using Parley.Core.Stories;

namespace Parley.Core.Tests.Comments;

public sealed class DamageTests
{
    private static readonly Site Site = new() { Key = "times", Name = "The Times" };

    [Fact]
    public void A_discussion_as_it_was_written_has_no_damage() => Check.One(Generated.Cases(300), Prop.ForAll(
        Trees(), grown => Assert.Empty(Examine(Grow(grown), new Story { Key = "s", Title = "S" }, isFresh: true))));

    [Fact]
    public void Whatever_is_damaged_is_found_and_put_right_so_that_nothing_is_found_again() => Check.One(Generated.Cases(500), Prop.ForAll(
        Trees(), ArbMap.Default.ArbFor<NonNegativeInt[]>(), (grown, blows) =>
        {
            var story = new Story { Key = "s", Title = "S" };
            var comments = Grow(grown);
            _ = Examine(comments, story, isFresh: true);
            var before = comments.ConvertAll(Say);

            var isHurt = false;
            foreach (var blow in blows.Select(b => b.Get)) isHurt |= Hurt(comments, story, blow);
            var hurt = comments.ConvertAll(Say);
            var found = Examine(comments, story);
            Assert.True(found.Count > 0 || hurt.SequenceEqual(before) || !isHurt);
            // Nothing of this damage takes a parent away, so the discussion is exactly what it was, but for new numbers.
            if (!found.Contains(Damage.Number)) Assert.Equal(before, comments.ConvertAll(Say));
            Assert.Empty(Examine(comments, story));
        }));

    [Fact]
    public void Comments_that_answer_one_another_in_a_circle_are_found_and_left_alone()
    {
        var comments = Grow([0, 1, 2]);
        comments[0].ParentId = comments[2].Id;
        Assert.Contains(Damage.Circle, Examine(comments, new Story { Key = "s", Title = "S" }));
        Assert.Equal(comments[2].Id, comments[0].ParentId);
    }

    [Fact]
    public void An_answer_to_another_storys_comment_is_found()
    {
        var found = new List<Damage>();
        var other = new Comment { Id = Guid.NewGuid(), StoryId = Guid.NewGuid(), Number = 1, Name = "Ada" };
        new PlaceCheck(Guid.NewGuid(), (damage, _) => found.Add(damage)).Add(new Comment { Number = 2, ParentId = other.Id, Name = "Ada" }, other);
        Assert.Equal([Damage.OtherStory], found);
    }

    // Each number says what the next comment answers (counted back from it, 0 for nothing) and in what state it is.
    private static Arbitrary<int[]> Trees() => Gen.Choose(0, 500).ArrayOf().Resize(60).ToArbitrary();

    private static List<Comment> Grow(int[] numbers)
    {
        var comments = new List<Comment>();
        foreach (var n in numbers)
        {
            var comment = new Comment
            {
                Id = Guid.NewGuid(),
                Number = comments.Count + 1,
                Name = "Ada",
                State = (n % 5) switch { 0 => CommentState.Deleted, 1 => CommentState.Removed, _ => CommentState.Published },
            };
            var parent = comments.Count == 0 || n % 4 == 0 ? null : comments[Math.Max(0, comments.Count - 1 - (n % 7))];
            comment.PlaceUnder(parent);
            comments.Add(comment);
        }

        // Counted the plain way, every comment by itself.
        foreach (var comment in Enumerable.Reverse(comments)) comment.ReplyCount = comments.Count(c => c.ParentId == comment.Id && c.IsShown);
        foreach (var root in comments.Where(c => c.ParentId is null)) root.BranchCount = comments.Count(c => c.BranchId == root.Id && c.Id != root.Id && c.IsShown);
        return comments;
    }

    private static bool Hurt(List<Comment> comments, Story story, int blow)
    {
        if (comments.Count == 0) return false;

        var comment = comments[blow / 16 % comments.Count];
        switch (blow % 9)
        {
            case 0: comment.Depth += 1 + (blow % 5); break;
            case 1: comment.BranchId = Guid.NewGuid(); break;
            case 2: comment.IsBeyondDepth = !comment.IsBeyondDepth; break;
            case 3: comment.ReplyCount += 1; break;
            case 4: comment.BranchCount -= 1; break;
            case 5: comment.UpVotes += 1; break;
            case 6: comment.Rank -= 1; break;
            case 7: story.CommentCount += 1; break;
            default: (comment.Number, story.LastNumber) = (story.LastNumber + 1, story.LastNumber + 1); break;
        }

        return true;
    }

    private static List<Damage> Examine(List<Comment> comments, Story story, bool isFresh = false)
    {
        var found = new List<Damage>();
        void Found(Damage damage, Guid id) => found.Add(damage);
        if (isFresh) (story.CommentCount, story.LastNumber) = (comments.Count(c => c.IsShown), comments.Count);

        var places = new PlaceCheck(Guid.Empty, Found);
        foreach (var comment in comments.OrderBy(c => c.Number).ToList())
            places.Add(comment, Copy(comments.Find(p => p.Id == comment.ParentId)));
        places.Finish(story.LastNumber);

        var counts = new CountCheck(Site, Found);
        foreach (var comment in comments.OrderByDescending(c => c.Number).ToList()) _ = counts.Add(comment, default);
        if (places.Moved.Count > 0) story.LastNumber = Math.Max(story.LastNumber, places.Moved[^1].Number);
        _ = counts.Finish(story);
        return found;
    }

    // What a check is given of the parent is what is stored, whatever was corrected of it meanwhile.
    private static Comment? Copy(Comment? c) => c is null ? null : new Comment
    {
        Id = c.Id,
        Number = c.Number,
        ParentId = c.ParentId,
        BranchId = c.BranchId,
        Depth = c.Depth,
        IsBeyondDepth = c.IsBeyondDepth,
        Name = c.Name,
    };

    private static (Guid Id, Guid? Parent, Guid Branch, int Depth, bool IsBeyond, int Replies, int InBranch, int Up, int Rank) Say(Comment c) =>
        (c.Id, c.ParentId, c.BranchId, c.Depth, c.IsBeyondDepth, c.ReplyCount, c.BranchCount, c.UpVotes, c.Rank);
}
