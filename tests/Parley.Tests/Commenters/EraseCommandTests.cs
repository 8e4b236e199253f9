using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Parley.Core;
using Parley.Core.Commenters;
using Parley.Tests.App;

namespace Parley.Tests.Commenters;

public abstract class EraseCommandTests(bool onPostgres) : ProductTests(onPostgres)
{
    public sealed class OnSqlite() : EraseCommandTests(false);

    public sealed class OnPostgres() : EraseCommandTests(true);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_guest_is_erased_by_their_address_while_the_server_runs_and_pages_show_it_within_two_seconds()
    {
        _ = await App.GivenAStoryAsync();
        using var guest = App.Browser();
        using var other = App.Browser(insists: false);
        var root = await guest.SayAsync("Quernstone", name: "Vexcanary");
        var reply = await other.SayAsync("Answer", root, name: "Ines");
        await using (var db = App.Open())
        {
            _ = await db.Commenters.Where(c => c.Name == "Vexcanary").ExecuteUpdateAsync(c => c.SetProperty(x => x.Email, "Vexcanary@readers.example"), Stop);
        }

        Assert.Contains("Quernstone", await other.GetStringAsync("/times/bridge", Stop), StringComparison.Ordinal);
        Assert.Contains("with 1 comments", await RunAsync("erase", "times", "--email", "vexcanary@READERS.example", "--dry-run"), StringComparison.Ordinal);
        Assert.Contains("Quernstone", await App.DumpAsync(), StringComparison.Ordinal);

        Assert.Contains("Erased 1 commenters with 1 comments.", await RunAsync("erase", "times", "--email", "vexcanary@readers.example"), StringComparison.Ordinal);

        var clock = Stopwatch.StartNew();
        while ((await other.GetStringAsync("/times/bridge", Stop)).Contains("Quernstone", StringComparison.Ordinal))
            Assert.True(clock.Elapsed < TimeSpan.FromSeconds(20), "The page still shows it.");
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(4), $"It took {clock.Elapsed}.");
        var dump = await App.DumpAsync();
        Assert.DoesNotContain("Vexcanary", dump, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("Quernstone", dump, StringComparison.Ordinal);
        Assert.Equal(reply, (await other.DiscussionAsync()).GetProperty("branches")[0].GetProperty("replies")[0].GetProperty("id").GetString());
        await App.AssertAllIsWellAsync();
    }

    [Fact]
    public async Task Killed_again_and_again_it_is_done_in_the_end_and_nothing_is_broken_between()
    {
        var (site, story) = await App.GivenAStoryAsync();
        using var ruth = await App.GivenAPersonAsync();
        var commenter = await App.GivenACommenterAsync(ruth.Account, site);
        await App.GivenCommentsAsync(story, commenter, 20_000, i => $"Quernstone {i}");
        await using var db = App.Open();
        for (var kills = 0; kills < 3; kills++)
        {
            var before = await db.Comments.CountAsync(c => c.Text != "", Stop);
            await using var erasing = ParleyProcess.Start(["erase", "times", Id.Text(commenter), .. App.Options]);
            while (!erasing.HasEnded && await db.Comments.CountAsync(c => c.Text != "", Stop) > before - 1_000)
            {
            }

            Assert.False(erasing.HasEnded, erasing.Output);
            await erasing.KillAsync();
            var left = await db.Comments.CountAsync(c => c.Text != "", Stop);
            Assert.InRange(left, 1, before - 1_000);
            Assert.Equal(left, (await db.Stories.AsNoTracking().SingleAsync(Stop)).CommentCount);
            await App.AssertAllIsWellAsync();
        }

        _ = await RunAsync("erase", "times", Id.Text(commenter));

        Assert.Equal(0, await db.Comments.CountAsync(c => c.Text != "" || c.Name != "", Stop));
        Assert.Equal(0, (await db.Stories.AsNoTracking().SingleAsync(Stop)).CommentCount);
        Assert.Equal("Ruth Amsel", (await db.Accounts.SingleAsync(Stop)).Name);
        await App.AssertAllIsWellAsync();
    }

    [Fact]
    public async Task Whom_a_restored_backup_brings_back_is_erased_again_from_the_list()
    {
        _ = await App.GivenAStoryAsync();
        using var ruth = await App.GivenAPersonAsync("Vexcanary Ruth");
        using var guest = App.Browser();
        _ = await ruth.Browser.SayAsync("Quernstone one");
        _ = await guest.SayAsync("Quernstone two", name: "Vexcanary Guest");
        _ = await guest.SayAsync("Stays", name: "Vexcanary Guest");
        var folder = Directory.CreateTempSubdirectory("parley-test-").FullName;
        var (backup, list) = (Path.Combine(folder, "backup.zip"), Path.Combine(folder, "erased.txt"));
        _ = await RunAsync("backup", backup);
        await App.EraseAsync(ruth.Account, isForced: true);
        Guid guestId;
        await using (var db = App.Open()) guestId = await db.Commenters.Where(c => c.Kind == CommenterKind.Guest).Select(c => c.Id).SingleAsync(Stop);
        _ = await RunAsync("erase", "times", Id.Text(guestId));
        await File.WriteAllTextAsync(list, await RunAsync("erase", "--list"), Stop);
        Assert.DoesNotContain("Vexcanary", await File.ReadAllTextAsync(list, Stop), StringComparison.OrdinalIgnoreCase);

        _ = await RunAsync("restore", backup, "--overwrite");
        Assert.Contains("Quernstone", await App.DumpAsync(), StringComparison.Ordinal);
        Assert.Contains("1 accounts", await RunAsync("erase", "--again", list, "--dry-run"), StringComparison.Ordinal);
        _ = await RunAsync("erase", "--again", list);

        var dump = await App.DumpAsync();
        Assert.DoesNotContain("Quernstone", dump, StringComparison.Ordinal);
        Assert.DoesNotContain("Vexcanary", dump, StringComparison.OrdinalIgnoreCase);
        await App.AssertAllIsWellAsync();
        // Once more is nothing more.
        _ = await RunAsync("erase", "--again", list);
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task A_reader_whom_the_publisher_signs_on_gets_a_copy_and_goes_whole_and_nobody_elses_account_is_touched()
    {
        var (site, _) = await App.GivenAStoryAsync();
        using var reader = await App.GivenAPersonAsync("Vexcanary Reader", onlyOn: site, frame: (site, "https://times.example"));
        using var ruth = await App.GivenAPersonAsync();
        _ = await reader.Browser.SayAsync("Quernstone of a reader");
        _ = await ruth.Browser.SayAsync("Stays");
        var file = Path.Combine(Directory.CreateTempSubdirectory("parley-test-").FullName, "copy.zip");
        Guid readers, ruths;
        await using (var db = App.Open())
        {
            readers = await db.Commenters.Where(c => c.AccountId == reader.Account.Id).Select(c => c.Id).SingleAsync(Stop);
            ruths = await db.Commenters.Where(c => c.AccountId == ruth.Account.Id).Select(c => c.Id).SingleAsync(Stop);
        }

        var (code, _, error) = await ParleyProcess.RunAsync(["export", "times", Id.Text(ruths), file, .. App.Options]);
        Assert.Equal((1, false), (code, File.Exists(file)));
        Assert.Contains("its owner's", error, StringComparison.Ordinal);
        _ = await RunAsync("export", "times", Id.Text(readers), file);
        await using (var copy = await System.IO.Compression.ZipFile.OpenReadAsync(file, Stop))
        {
            using var words = new StreamReader(await copy.GetEntry("comments.json")!.OpenAsync(Stop));
            var said = await words.ReadToEndAsync(Stop);
            Assert.Contains("Quernstone of a reader", said, StringComparison.Ordinal);
            Assert.DoesNotContain("Stays", said, StringComparison.Ordinal);
        }

        _ = await RunAsync("erase", "times", Id.Text(readers), "--dry-run");
        Assert.Contains("Quernstone", await App.DumpAsync(), StringComparison.Ordinal);
        _ = await RunAsync("erase", "times", Id.Text(readers));

        var dump = await App.DumpAsync();
        Assert.DoesNotContain("Quernstone", dump, StringComparison.Ordinal);
        Assert.DoesNotContain("Vexcanary", dump, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("Stays", dump, StringComparison.Ordinal);
        await using (var db = App.Open())
        {
            Assert.False(await db.Sessions.AnyAsync(s => s.AccountId == reader.Account.Id, Stop));
            Assert.True((await db.Accounts.SingleAsync(a => a.Id == ruth.Account.Id, Stop)).IsUsable);
        }

        await App.AssertAllIsWellAsync();
    }

    [Fact]
    public async Task Whoever_is_not_there_or_not_said_is_refused_in_a_sentence()
    {
        _ = await App.GivenAStoryAsync();
        foreach (var (arguments, sentence) in new[]
        {
            ((string[])["erase"], "Say whom"),
            (["erase", "times"], "Say whom"),
            (["erase", "nowhere", "--email", "a@b.example"], "There is no site"),
            (["erase", "times", "--email", "a@b.example"], "No guest of times"),
            (["erase", "times", Id.Text(Guid.NewGuid())], "There is no commenter"),
            (["erase", "times", "rubbish"], "There is no commenter"),
        })
        {
            var (code, _, error) = await ParleyProcess.RunAsync([.. arguments, .. App.Options]);
            Assert.Equal(1, code);
            Assert.Contains(sentence, error, StringComparison.Ordinal);
        }
    }

    private async Task<string> RunAsync(params string[] arguments)
    {
        var (code, output, error) = await ParleyProcess.RunAsync([.. arguments, .. App.Options]);
        Assert.True(code == 0, output + error);
        return output;
    }
}
