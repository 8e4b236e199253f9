using System.Reflection;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Parley.Comments;
using Parley.Core;
using Parley.Core.Comments;
using Parley.Storage;
using Parley.Tests.App;

namespace Parley.Tests.Comments;

/// <summary>Posting writes its SQL by hand; nothing but this notices a column it forgets.</summary>
public abstract class PostingRowsTests(bool onPostgres) : ProductTests(onPostgres)
{
    public sealed class OnSqlite() : PostingRowsTests(false);

    public sealed class OnPostgres() : PostingRowsTests(true);

    [Fact]
    public async Task Every_column_that_is_written_by_hand_is_read_by_the_model()
    {
        var (_, story) = await App.GivenAStoryAsync();
        using var guest = App.Browser();
        Assert.True(Id.TryRead(await guest.SayAsync("The parent."), out var said));
        await using var db = App.Open();
        var parent = await db.Comments.SingleAsync(c => c.Id == said);
        var now = DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_123);
        var written = new Comment
        {
            Id = Id.New(now),
            SiteId = story.SiteId,
            StoryId = story.Id,
            Number = 7,
            ParentId = parent.Id,
            BranchId = parent.Id,
            Depth = 2,
            IsBeyondDepth = true,
            ReplyCount = 3,
            BranchCount = 4,
            CommenterId = parent.CommenterId,
            Name = "Ada",
            At = now,
            IsDated = false,
            EditedAt = now.AddMinutes(1),
            Text = "Words",
            Format = TextFormat.Plain,
            Html = "<p>Words</p>",
            Renderer = 5,
            State = CommentState.Removed,
            FeaturedBy = Core.Commenters.RoleKind.Editor,
            RemovedFor = Core.Moderation.ReasonClass.Spam,
            Revision = 12,
            UpVotes = 6,
            DownVotes = 8,
            GuestUpVotes = 9,
            GuestDownVotes = 10,
            Rank = 11,
            ImportKey = "key",
        };
        var blank = new Comment { Name = "" };

        await using (var transaction = await db.Database.BeginTransactionAsync())
        {
            using var statements = new Statements(db.Database.GetDbConnection()) { Transaction = transaction.GetDbTransaction() };
            PostingRows.Add(statements, written);
            await statements.RunAsync(TestContext.Current.CancellationToken);
            await transaction.CommitAsync();
        }

        var stored = await db.Comments.AsNoTracking().SingleAsync(c => c.Id == written.Id);
        Assert.All(
            db.Model.FindEntityType(typeof(Comment))!.GetProperties().Select(p => p.PropertyInfo!),
            (PropertyInfo property) =>
            {
                Assert.NotEqual(property.GetValue(blank), property.GetValue(written));
                Assert.Equal(property.GetValue(written), property.GetValue(stored));
            });
    }
}
