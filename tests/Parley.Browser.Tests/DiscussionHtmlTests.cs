using Parley.Core.Commenters;
using Parley.Core.Comments;
using Parley.Core.Sites;
using Parley.Core.Stories;
using Parley.Discussions;
using Parley.Http;
using Parley.Tests.App;
using Parley.Texts;

namespace Parley.Browser.Tests;

public sealed class DiscussionHtmlTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    private readonly Site _site = new() { Key = "times", Name = "The Times" };
    private readonly Story _story = new() { Key = "bridge", Title = "A bridge closes", CommentCount = 1_205 };
    private int _number;

    [Fact]
    public void A_discussion_is_written_as_approved()
    {
        var first = Say("Mina Falk", "<p>First.</p>");
        var answer = Say("Ada Brandt", "<p>Thank you.</p>", first, Badge.Author, hasProfile: true);
        answer.Comment.EditedAt = Now.AddMinutes(3);
        _ = Say("Imported", "", first, state: CommentState.Missing, isDated: false);
        var removed = Say("Troll", "<p>bait</p>", state: CommentState.Removed);
        _ = Say("Cem D.", "<p>Whatever that was.</p>", removed);
        var deleted = Say("Gone", "<p>regret</p>", state: CommentState.Deleted, hasProfile: true);
        var deep = Say("ليلى حداد", "<p>أُغلقت العبّارة.</p>", deleted);
        for (var level = 3; level <= 8; level++) deep = Say($"Level {level}", "<p>No.</p>", deep);
        first.More = new More(1_190, "25-25");

        var html = Write([first, removed, deleted], "next&page", new Composing(answer));

        Assert.DoesNotContain("bait", html, StringComparison.Ordinal);
        Assert.DoesNotContain("Troll", html, StringComparison.Ordinal);
        Assert.DoesNotContain("regret", html, StringComparison.Ordinal);
        Assert.DoesNotContain("Gone", html, StringComparison.Ordinal);
        Approved.Is(html, "Discussion.approved.html");
    }

    [Fact]
    public void No_name_can_become_markup()
    {
        var html = Write([Say("<b>&\"'</b>", ""), Say("</script><script>alert(1)</script>", "")], null, Composing.Afresh);

        Assert.Contains("&lt;b&gt;&amp;&quot;&#39;&lt;/b&gt;", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<b>", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<script>", html, StringComparison.Ordinal);
    }

    [Fact]
    public void Twenty_thousand_levels_are_written_without_a_stack_for_each()
    {
        var first = Say("Mina", "<p>.</p>");
        var deepest = first;
        for (var level = 0; level < 20_000; level++)
        {
            var reply = new PlacedComment(deepest.Comment, deepest, default);
            deepest.Replies.Add(reply);
            deepest = reply;
        }

        var html = Write([first], null, Composing.Afresh);
        Assert.Equal(20_001, html.Split("<article").Length - 1);
        Assert.Equal(html.Split("<ol").Length, html.Split("</ol>").Length);
    }

    private string Write(IReadOnlyList<PlacedComment> branches, string? next, Composing composing)
    {
        var discussion = new Discussion { Site = _site, Story = _story, Order = Order.Best, Branches = branches, Next = next };
        return RawHtml.Written(output => DiscussionHtml.Write(output, discussion, Text.English, composing));
    }

    private PlacedComment Say(
        string name, string html, PlacedComment? parent = null, Badge badge = Badge.None,
        CommentState state = CommentState.Published, bool isDated = true, bool hasProfile = false)
    {
        var comment = new Comment
        {
            // Told apart by their number, so that the approved file never changes by itself.
            Id = new Guid(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, (byte)++_number),
            Number = _number,
            Name = name,
            Html = html,
            At = Now,
            State = state,
            IsDated = isDated,
        };
        comment.PlaceUnder(parent?.Comment);
        var placed = new PlacedComment(comment, parent, new NamePlate(badge, hasProfile));
        parent?.Replies.Add(placed);
        return placed;
    }
}
