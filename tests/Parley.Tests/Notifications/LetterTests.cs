using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Parley.Core;
using Parley.Core.Commenters;
using Parley.Tests.App;

namespace Parley.Tests.Notifications;

/// <summary>Letters to a real mail server, in all its moods.</summary>
public abstract class LetterTests(bool onPostgres) : ProductTests(onPostgres)
{
    private MailServer _server = null!;

    private protected override Settings Change(Settings settings) => settings with { Mail = _server.Settings };

    public override async ValueTask InitializeAsync()
    {
        _server = await MailServer.StartAsync();
        await base.InitializeAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _server.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task A_letter_arrives_as_text_and_HTML_at_one_recipient_and_is_then_forgotten()
    {
        await App.WriteALetterAsync("ada@readers.example");

        var letter = (await _server.LettersAsync(1))[0];
        Assert.Equal(["ada@readers.example"], letter.To);
        Assert.Equal("Your code for The Times of Testing", letter.Subject);
        Assert.Equal("auto-generated", letter["Auto-Submitted"]);
        Assert.Contains("    123456\n", letter.Text, StringComparison.Ordinal);
        Assert.Contains("http://127.0.0.1:0/sign-in/link/abc\n", letter.Text, StringComparison.Ordinal);
        Assert.Contains("123456", letter.Html, StringComparison.Ordinal);
        await App.UntilAsync(async db => await db.Letters.AnyAsync(l => l.SentAt != null && l.To == "" && l.Values == "{}"));
        await App.UntilAsync(async db => !await db.Jobs.AnyAsync());
    }

    [Fact]
    public async Task A_server_that_puts_off_strangers_gets_the_same_letter_again_and_takes_it_then()
    {
        await _server.BeAsync("greylist");
        _ = await App.WriteALetterAsync("ada@readers.example");
        await _server.UntilAsync(() => _server.Recipients.Count == 1);
        await FailedAsync(1);

        App.LetTimePass(TimeSpan.FromSeconds(30));

        Assert.Single(await _server.LettersAsync(1));
        await App.UntilAsync(async db => await db.Letters.AnyAsync(l => l.SentAt != null));
    }

    [Fact]
    public async Task A_server_that_is_down_for_ten_minutes_gets_every_letter_once_it_is_back()
    {
        await _server.BeAsync("down");
        for (var i = 0; i < 5; i++) _ = await App.WriteALetterAsync($"reader{i}@readers.example");
        var passed = TimeSpan.Zero;
        for (var tries = 1; passed < TimeSpan.FromMinutes(10); tries++)
        {
            await FailedAsync(tries, 5);
            var next = TimeSpan.FromSeconds(15 * Math.Pow(2, tries - 1) * 1.3);
            passed += next;
            if (passed >= TimeSpan.FromMinutes(10)) await _server.BeAsync("up");
            App.LetTimePass(next);
        }

        var letters = await _server.LettersAsync(5);

        Assert.Equal(5, letters.Select(l => l.Id).Distinct().Count());
        Assert.True(passed < TimeSpan.FromMinutes(25), passed.ToString());
        await App.UntilAsync(async db => !await db.Jobs.AnyAsync() && await db.Letters.AllAsync(l => l.SentAt != null && l.FailedAt == null));
    }

    [Fact]
    public async Task A_letter_that_was_taken_before_the_server_hung_up_comes_again_under_the_same_id()
    {
        await _server.BeAsync("hang-up-after");
        _ = await App.WriteALetterAsync("ada@readers.example");
        _ = await _server.LettersAsync(1);
        await FailedAsync(1);
        await _server.BeAsync("take");
        App.LetTimePass(TimeSpan.FromSeconds(30));

        var letters = await _server.LettersAsync(2);

        Assert.Equal(letters[0].Id, letters[1].Id);
        Assert.Equal(letters[0].Text, letters[1].Text);
        await App.UntilAsync(async db => !await db.Jobs.AnyAsync());
        Assert.Equal(2, _server.Letters.Count);
    }

    [Fact]
    public async Task What_is_refused_for_good_is_seen_by_its_owner_and_the_operator_until_a_letter_arrives_again()
    {
        using var ruth = await App.GivenAPersonAsync("Ruth Amsel");
        await _server.BeAsync("refuse");
        _ = await App.WriteALetterAsync(ruth.Account.Email!, account: ruth.Account.Id);
        await App.UntilAsync(async db => await db.Letters.AnyAsync(l => l.FailedAt != null));

        var failed = await LetterAsync();
        Assert.Equal(("", "{}"), (failed.To, failed.Values));
        Assert.Contains("550 5.1.1", failed.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("@", failed.Error, StringComparison.Ordinal);
        Assert.Contains("our mail to this address comes back", await ruth.Browser.GetStringAsync("/account/mail"), StringComparison.Ordinal);
        var (_, output, _) = await ParleyProcess.RunAsync(["mail", .. App.Options]);
        Assert.Contains("1 letter could not be delivered", output, StringComparison.Ordinal);
        Assert.Contains("550 5.1.1", output, StringComparison.Ordinal);
        await _server.BeAsync("take");
        _ = await App.WriteALetterAsync(ruth.Account.Email!, account: ruth.Account.Id);
        _ = await _server.LettersAsync(1);
        await App.UntilAsync(async db => !await db.Accounts.AnyAsync(a => a.MailFailedAt != null));
    }

    [Fact]
    public async Task What_is_put_off_for_a_day_is_given_up_and_stays_to_be_seen()
    {
        await _server.BeAsync("put-off");
        _ = await App.WriteALetterAsync("ada@readers.example");
        for (var tries = 1; tries < Retry.Most; tries++)
        {
            await FailedAsync(tries);
            App.LetTimePass(TimeSpan.FromHours(tries < 10 ? 1.5 : 5));
        }

        await App.UntilAsync(async db => await db.Letters.AnyAsync(l => l.FailedAt != null));

        Assert.Contains("451", (await LetterAsync()).Error, StringComparison.Ordinal);
        Assert.Equal(Retry.Most, _server.Recipients.Count);
    }

    [Fact]
    public async Task While_the_mail_server_is_slow_people_go_on_posting_and_are_told_on_their_page()
    {
        _ = await App.GivenAStoryAsync();
        using var ruth = await App.GivenAPersonAsync("Ruth Amsel");
        using var cem = App.Browser();
        var question = await ruth.Browser.SayAsync("Why?");
        await _server.BeAsync("slow");
        for (var i = 0; i < 12; i++) _ = await App.WriteALetterAsync($"reader{i}@readers.example");
        await _server.UntilAsync(() => _server.Recipients.Count >= 6);

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => cem.PostCommentAsync($"Answer {i}.", question)));

        Assert.All(answers, a => Assert.Equal(System.Net.HttpStatusCode.Created, a.StatusCode));
        await App.UntilAsync(async db => await db.Notifications.CountAsync() == 20);
        Assert.Empty(_server.Letters);
        await _server.BeAsync("take");
        _ = await _server.LettersAsync(13);
    }

    [Fact]
    public async Task Whatever_is_given_as_an_address_a_letter_has_one_recipient_and_no_header_but_ours()
    {
        var inputs = Hostile.Mail().ToList();
        Assert.SkipWhen(inputs.Count == 0, "../shared/data is not here.");
        var written = new List<string>();
        foreach (var input in inputs)
        {
            // What no door takes reaches no letter; the rest goes out, with the same text as a name and a site.
            if (!EmailAddress.TryRead(input, out var address)) continue;

            if (await App.WriteALetterAsync(address!, mostToRecipient: 1)) written.Add(address!);
        }

        foreach (var (input, i) in inputs.Select((x, i) => (x, i)))
        {
            var to = $"reader{i}@readers.example";
            written.Add(to);
            Assert.True(await App.WriteALetterAsync(to, values: new Dictionary<string, string>(StringComparer.Ordinal) { ["site"] = input, ["code"] = input }));
        }

        var letters = await _server.LettersAsync(written.Count);

        Assert.True(written.Count > inputs.Count + 10, "Some addresses of the corpus are addresses.");
        Assert.Equal(written.Order(StringComparer.Ordinal), letters.SelectMany(l => l.To).Order(StringComparer.Ordinal));
        Assert.Equal(written.Count, _server.Recipients.Count);
        string[] ours = ["From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "X-Auto-Response-Suppress", "Content-Language", "MIME-Version", "Content-Type"];
        Assert.All(letters, l =>
        {
            Assert.Single(l.To);
            Assert.Equal(ours, l.Headers.Select(h => h.Name).Where(n => !n.StartsWith("X-Peer", StringComparison.Ordinal)));
            Assert.Equal($"<{l.To[0]}>", l["To"]);
        });
    }

    [Fact]
    public async Task A_thousand_requests_at_once_bring_an_address_three_letters_an_hour_and_a_busy_discussion_does_not_count()
    {
        var written = await Task.WhenAll(Enumerable.Range(0, 1_000).Select(i => App.WriteALetterAsync(
            i % 2 == 0 ? "ada@readers.example" : "ADA@readers.example", i % 3 == 0 ? "PasswordReset" : "SignInCode", sender: $"192.0.2.{i}")));

        Assert.Equal(3, written.Count(w => w));
        Assert.Equal(3, (await _server.LettersAsync(3)).Count);
        Assert.True(await App.WriteALetterAsync("olena@readers.example", sender: "192.0.2.1"));
        App.Clock.Move(TimeSpan.FromMinutes(61));
        Assert.True(await App.WriteALetterAsync("ada@readers.example"));
    }

    [Fact]
    public async Task One_sender_writes_to_no_more_than_so_many_people_an_hour()
    {
        var written = await Task.WhenAll(Enumerable.Range(0, 50).Select(i =>
            App.WriteALetterAsync($"reader{i}@readers.example", sender: "192.0.2.1")));

        Assert.Equal(10, written.Count(w => w));
    }

    [Fact]
    public async Task A_letter_of_any_script_arrives_as_it_was_written()
    {
        var site = "Вечірній 新聞 صحيفة 👩‍👩‍👧 " + new string('ü', 90);
        _ = await App.WriteALetterAsync("ada@readers.example", values: new Dictionary<string, string>(StringComparer.Ordinal) { ["site"] = site });

        var letter = (await _server.LettersAsync(1))[0];

        Assert.Equal("Your code for " + site, letter.Subject);
        Assert.Contains($"This code signs you in to {site}:", letter.Text, StringComparison.Ordinal);
    }

    private Task FailedAsync(int tries, int jobs = 1) => App.UntilAsync(async db =>
        await db.Jobs.CountAsync(j => j.Attempts == tries && j.Error != null && j.DueAt > App.Clock.GetUtcNow()) == jobs
            && await db.Jobs.CountAsync(j => j.DueAt <= App.Clock.GetUtcNow()) == 0);

    private async Task<Core.Notifications.Letter> LetterAsync()
    {
        await using var db = App.Open();
        return await db.Letters.OrderBy(l => l.Id).FirstAsync();
    }

    private static class Hostile
    {
        private static readonly string Folder = Path.Combine(Repository.Root, "../shared/data/hostile");

        public static IEnumerable<string> Mail() => new[] { "mail-injection.jsonl", "email.jsonl" }
            .Select(f => Path.Combine(Folder, f)).Where(File.Exists).SelectMany(f => File.ReadLines(f, Encoding.UTF8))
            .Where(l => l.Length > 0).Select(l => InputOf(JsonDocument.Parse(l).RootElement.GetProperty("input")));

        // Some inputs have halves of characters, which the reader takes for no text.
        private static string InputOf(JsonElement input)
        {
            try
            {
                return input.GetString()!;
            }
            catch (InvalidOperationException)
            {
                return input.GetRawText();
            }
        }
    }
}

public sealed class LetterOnSqliteTests() : LetterTests(onPostgres: false);

public sealed class LetterOnPostgresTests() : LetterTests(onPostgres: true);
