using Microsoft.EntityFrameworkCore;
using Parley.Commenters;
using Parley.Core;
using Parley.Core.Commenters;
using Parley.Core.Moderation;
using Parley.Core.Notifications;
using Parley.Core.Sites;
using Parley.Jobs;
using Parley.Storage;
using Parley.Tests.App;

namespace Parley.Tests.Commenters;

public abstract class ForgetTests(bool onPostgres) : ProductTests(onPostgres)
{
    public sealed class OnSqlite() : ForgetTests(false);

    public sealed class OnPostgres() : ForgetTests(true);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private DateTimeOffset Now => App.Clock.GetUtcNow();

    [Fact]
    public async Task What_was_kept_long_enough_is_forgotten_and_what_was_not_stays()
    {
        var (site, story) = await App.GivenAStoryAsync();
        using var ruth = await App.GivenAPersonAsync();
        using var guest = App.Browser();
        var said = await guest.SayAsync("Hello");
        _ = Id.TryRead(said, out var comment);
        await using (var db = App.Open())
        {
            var commenter = await db.Commenters.SingleAsync(Stop);
            foreach (var (age, more) in new[] { (29, 0), (31, 1), (364, 2), (366, 3) }) db.AddRange(Sessions(ruth.Account, age, more));
            db.AddRange(
                Letter(sent: 29), Letter(sent: 31), Letter(failed: 89), Letter(failed: 91), Letter(),
                Told(commenter, site, story.Id, comment, NotificationKind.Reply, read: 364), Told(commenter, site, story.Id, comment, NotificationKind.Mention, read: 366),
                Told(commenter, site, story.Id, comment, NotificationKind.Story, read: null),
                Ticket(hours: 1), Ticket(hours: -23), Ticket(hours: -25),
                new UsedToken { SiteId = site.Id, Hash = [1], ExpiresAt = Now.AddMinutes(1) }, new UsedToken { SiteId = site.Id, Hash = [2], ExpiresAt = Now.AddMinutes(-1) },
                Failed(89), Failed(91),
                new Guess { Subject = [1], LastAt = Now.AddHours(-25), NextAt = Now }, new Guess { Subject = [2], LastAt = Now.AddHours(-23), NextAt = Now });
            _ = await db.SaveChangesAsync(Stop);
        }

        await ForgetAsync(new Retention());

        await using var left = App.Open();
        Assert.Equal(4, await left.Sessions.CountAsync(Stop));
        Assert.Equal(1, await left.Sessions.CountAsync(s => s.AddressHash != null, Stop));
        Assert.Equal(3, await left.Letters.CountAsync(Stop));
        Assert.Equal(["Reply", "Story"], (await left.Notifications.Select(n => n.Kind).ToListAsync(Stop)).Select(k => k.ToString()).Order(StringComparer.Ordinal));
        Assert.Equal(2, await left.Tickets.CountAsync(Stop));
        Assert.Equal(1, await left.UsedTokens.CountAsync(Stop));
        Assert.Equal(1, await left.Guesses.CountAsync(Stop));
        Assert.Equal(1, await left.Jobs.CountAsync(j => j.FailedAt != null, Stop));
        await App.AssertAllIsWellAsync();
    }

    [Fact]
    public async Task What_was_decided_about_somebody_who_left_is_forgotten_a_year_later_and_nothing_about_those_who_stay()
    {
        var (site, _) = await App.GivenAStoryAsync();
        using var ruth = await App.GivenAPersonAsync();
        using var stays = await App.GivenAPersonAsync("Ines Falk");
        using var other = App.Browser();
        _ = Id.TryRead(await ruth.Browser.SayAsync("Goes"), out var gone);
        // Answered, it leaves its place.
        _ = await other.SayAsync("Answer", Id.Text(gone));
        _ = Id.TryRead(await stays.Browser.SayAsync("Stays"), out var kept);
        await using (var db = App.Open())
        {
            foreach (var (comment, of) in new[] { (gone, ruth), (kept, stays) })
            {
                db.AddRange(
                    new Decision { Id = Id.New(Now), SiteId = site.Id, CommentId = comment, ByAccountId = stays.Account.Id, Kind = DecisionKind.Publish, At = Now },
                    new RoleChange { Id = Id.New(Now), AccountId = of.Account.Id, SiteId = site.Id, Kind = RoleKind.Moderator, IsGiven = true, At = Now });
            }

            _ = await db.SaveChangesAsync(Stop);
        }

        await App.EraseAsync(ruth.Account, isForced: true);
        App.Clock.Move(TimeSpan.FromDays(364));
        await ForgetAsync(new Retention());
        await using (var still = App.Open()) Assert.Equal((2, 2), (await still.Decisions.CountAsync(Stop), await still.RoleChanges.CountAsync(Stop)));
        App.Clock.Move(TimeSpan.FromDays(2));
        await ForgetAsync(new Retention());

        await using var left = App.Open();
        Assert.Equal(kept, (await left.Decisions.SingleAsync(Stop)).CommentId);
        Assert.Equal(stays.Account.Id, (await left.RoleChanges.SingleAsync(Stop)).AccountId);
        await App.AssertAllIsWellAsync();
    }

    [Fact]
    public async Task A_guests_address_is_forgotten_so_long_after_their_last_comment()
    {
        _ = await App.GivenAStoryAsync();
        using var early = App.Browser();
        using var faithful = App.Browser();
        _ = await early.SayAsync("Once", name: "Early");
        _ = await faithful.SayAsync("Then", name: "Faithful");
        await using (var db = App.Open())
        {
            _ = await db.Commenters.ExecuteUpdateAsync(c => c.SetProperty(x => x.Email, "guest@readers.example").SetProperty(x => x.EmailConfirmedAt, Now), Stop);
        }

        App.Clock.Move(TimeSpan.FromDays(8));
        _ = await faithful.SayAsync("And again", name: "Faithful");
        App.Clock.Move(TimeSpan.FromDays(3));
        await ForgetAsync(new Retention { GuestMail = TimeSpan.FromDays(10) });

        await using var left = App.Open();
        Assert.Equal(["Faithful"], await left.Commenters.Where(c => c.Email != null).Select(c => c.Name).ToListAsync(Stop));
        Assert.Equal(1, await left.Commenters.CountAsync(c => c.EmailConfirmedAt != null, Stop));
    }

    [Fact]
    public async Task It_comes_again_the_next_day_once()
    {
        await Forget.BeginAsync(App.Database, Now, Stop);
        await Forget.BeginAsync(App.Database, Now, Stop);

        await App.UntilAsync(db => db.Jobs.AnyAsync(j => j.Kind == Forget.Kind && j.DueAt == Now.AddDays(1)));

        await using var db = App.Open();
        Assert.Equal(1, await db.Jobs.CountAsync(Stop));
    }

    private Task ForgetAsync(Retention retention) =>
        Forget.RunAsync(App.Database, App.The<Writing>(), App.The<ExportFolder>(), retention, Now, Stop);

    // Used yesterday, begun so many days ago; and, for the first, one that nobody has used for two months.
    private IEnumerable<Session> Sessions(Account account, int days, int number)
    {
        yield return new Session { Id = Id.New(Now), AccountId = account.Id, TokenHash = [1, (byte)number], AddressHash = [7], CreatedAt = Now.AddDays(-days), SeenAt = Now.AddDays(-1) };
        if (number == 0) yield return new Session { Id = Id.New(Now), AccountId = account.Id, TokenHash = [2], AddressHash = [7], CreatedAt = Now.AddDays(-62), SeenAt = Now.AddDays(-61) };
    }

    private Letter Letter(int? sent = null, int? failed = null) => new()
    {
        Id = Id.New(Now),
        To = "",
        RecipientHash = [1],
        Template = "Reply",
        Language = "en",
        CreatedAt = Now.AddDays(-100),
        SentAt = sent is { } s ? Now.AddDays(-s) : null,
        FailedAt = failed is { } f ? Now.AddDays(-f) : null,
    };

    private Notification Told(Commenter commenter, Site site, Guid story, Guid comment, NotificationKind kind, int? read) => new()
    {
        Id = Id.New(Now),
        CommenterId = commenter.Id,
        SiteId = site.Id,
        StoryId = story,
        CommentId = comment,
        Kind = kind,
        At = Now.AddDays(-400),
        ReadAt = read is { } days ? Now.AddDays(-days) : null,
    };

    private Ticket Ticket(int hours) => new()
    {
        Id = Id.New(Now),
        Kind = TicketKind.SignIn,
        SecretHash = [(byte)(hours + 100)],
        About = "a@b.example",
        CreatedAt = Now.AddDays(-2),
        ExpiresAt = Now.AddHours(hours),
    };

    private Job Failed(int days)
    {
        var job = Job.For("any", "", Now.AddDays(-100));
        job.FailedAt = Now.AddDays(-days);
        return job;
    }
}
