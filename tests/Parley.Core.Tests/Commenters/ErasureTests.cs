using Parley.Core.Commenters;
using Parley.Core.Comments;

namespace Parley.Core.Tests.Commenters;

public sealed class ErasureTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void It_is_due_a_day_after_it_was_asked_for_and_asking_again_does_not_put_it_off()
    {
        var account = new Account { Name = "Ruth Amsel" };
        Assert.False(Erasure.IsDue(account, Now));

        Erasure.Ask(account, Now);
        Erasure.Ask(account, Now + TimeSpan.FromHours(5));

        Assert.Equal(Now + TimeSpan.FromHours(24), account.ErasureDueAt);
        Assert.False(Erasure.IsDue(account, Now + TimeSpan.FromHours(24) - TimeSpan.FromTicks(1)));
        Assert.True(Erasure.IsDue(account, Now + TimeSpan.FromHours(24)));
    }

    [Fact]
    public void It_can_be_taken_back_until_it_is_done_and_not_after()
    {
        var account = new Account();
        Erasure.Ask(account, Now);
        Assert.True(Erasure.TakeBack(account));
        Assert.False(Erasure.IsDue(account, Now + TimeSpan.FromDays(9)));

        Erasure.Ask(account, Now);
        Erasure.Empty(account, Now + TimeSpan.FromDays(1));
        Assert.False(Erasure.TakeBack(account));
        Assert.Equal(Now + TimeSpan.FromDays(1), account.ErasedAt);
        Assert.False(Erasure.IsDue(account, Now + TimeSpan.FromDays(2)));
    }

    [Theory]
    [InlineData("Ruth Amsel", "Ruth Amsel", true)]
    [InlineData("Ruth Amsel", "  ruth   amsel ", true)]
    [InlineData("Ruth Amsel", "Ruth", false)]
    [InlineData("Ruth Amsel", "", false)]
    [InlineData("Ruth Amsel", null, false)]
    [InlineData("", "ruth@readers.example", true)]
    [InlineData("", "", false)]
    public void It_is_confirmed_by_typing_the_name_or_the_address_where_there_is_no_name(string name, string? typed, bool isConfirmed) =>
        Assert.Equal(isConfirmed, Erasure.IsConfirmed(new Account { Name = name, Email = "ruth@readers.example" }, typed));

    [Fact]
    public void An_empty_account_keeps_its_id_and_nothing_else_of_its_owner()
    {
        var id = Guid.NewGuid();
        var account = new Account { Id = id, Name = "Ruth", NameSkeleton = "ruth", Email = "r@x.example", PasswordHash = "h", Language = "de" };

        Erasure.Empty(account, Now);

        Assert.Equal((id, "", "", null, null, null), (account.Id, account.Name, account.NameSkeleton, account.Email, account.PasswordHash, account.Language));
        Assert.False(account.IsUsable);
    }

    [Theory]
    [InlineData(CommentState.Published)]
    [InlineData(CommentState.Held)]
    [InlineData(CommentState.Removed)]
    [InlineData(CommentState.Deleted)]
    [InlineData(CommentState.Missing)]
    public void An_empty_comment_is_a_deleted_one_with_its_place_and_its_votes(CommentState state)
    {
        var comment = new Comment { Name = "Ruth", Text = "Words", Html = "<p>Words</p>", State = state, Number = 7, UpVotes = 3, Rank = 5, ReplyCount = 1, EditedAt = Now };

        Erasure.Empty(comment);

        Assert.Equal((CommentState.Deleted, "", "", "", null), (comment.State, comment.Name, comment.Text, comment.Html, comment.EditedAt));
        Assert.Equal((7, 3, 5, 1), (comment.Number, comment.UpVotes, comment.Rank, comment.ReplyCount));
    }
}
