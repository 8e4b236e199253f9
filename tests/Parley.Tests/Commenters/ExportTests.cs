using System.Diagnostics;
using System.IO.Compression;
using System.Net;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Parley.Commenters;
using Parley.Core;
using Parley.Core.Commenters;
using Parley.Core.Moderation;
using Parley.Core.Notifications;
using Parley.Storage;
using Parley.Tests.App;
using Parley.Texts;

namespace Parley.Tests.Commenters;

public abstract class ExportTests(bool onPostgres) : ProductTests(onPostgres)
{
    public sealed class OnSqlite() : ExportTests(false)
    {
        [Fact]
        public async Task A_hundred_thousand_comments_are_copied_in_little_memory()
        {
            var (site, story) = await App.GivenAStoryAsync();
            using var ruth = await App.GivenAPersonAsync();
            await App.GivenCommentsAsync(story, await App.GivenACommenterAsync(ruth.Account, site), 100_000, i => $"Comment {i}: " + new string('x', 300));
            await using var db = App.Open();
            var before = GC.GetTotalMemory(forceFullCollection: true);
            using var target = new Weighing();

            await MakeExport.WriteAsync(target, db, ruth.Account, "https://talk.example", App.Clock.GetUtcNow(), Stop);

            // The texts alone are sixty megabytes.
            Assert.True(target.Most - before < 24_000_000, $"{(target.Most - before) / 1e6:N1} MB more than before");
            using var zip = new ZipArchive(target.Written, ZipArchiveMode.Read);
            Assert.Equal(100, zip.Entries.Count(e => e.Name.StartsWith("comments-", StringComparison.Ordinal)));
            await using var json = zip.GetEntry("comments.json")!.Open();
            using var document = await JsonDocument.ParseAsync(json, cancellationToken: Stop);
            Assert.Equal(100_000, document.RootElement.GetProperty("comments").GetArrayLength());
        }
    }

    public sealed class OnPostgres() : ExportTests(true);

    private const string Hostile = "</script><script>alert(1)</script> & \"quotes\" 'too' \u202e <b>bold</b>";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_copy_is_asked_for_made_and_fetched_and_holds_what_the_database_holds()
    {
        var (zip, ruth) = await FetchAsync();
        using var _ = ruth;
        using var __ = zip;
        await using var db = App.Open();

        Assert.Equal(2, JsonOf(zip, "comments").GetArrayLength());
        foreach (var comment in JsonOf(zip, "comments").EnumerateArray())
        {
            Assert.True(Id.TryRead(comment.GetProperty("id").GetString(), out var id));
            var stored = await db.Comments.SingleAsync(c => c.Id == id, Stop);
            Assert.Equal(
                (stored.Text, stored.Html, stored.Name, stored.UpVotes, stored.EditedAt is null),
                (comment.GetProperty("text").GetString(), comment.GetProperty("html").GetString(), comment.GetProperty("name").GetString(),
                    comment.GetProperty("upVotes").GetInt32(), comment.GetProperty("editedAt").ValueKind == JsonValueKind.Null));
            Assert.Equal("published", comment.GetProperty("state").GetString());
        }

        var profile = Assert.Single(JsonOf(zip, "profile").EnumerateArray());
        Assert.Equal(("Ruth Amsel", ruth.Account.Email), (profile.GetProperty("name").GetString(), profile.GetProperty("email").GetString()));
        Assert.Equal("atOnce", profile.GetProperty("mail").GetString());
        Assert.Equal("Old Name", Assert.Single(JsonOf(zip, "names").EnumerateArray()).GetProperty("from").GetString());
        Assert.Equal(ruth.Account.Email, Assert.Single(JsonOf(zip, "identities").EnumerateArray()).GetProperty("subject").GetString());
        Assert.Equal("Phone", Assert.Single(JsonOf(zip, "passkeys").EnumerateArray()).GetProperty("name").GetString());
        Assert.Equal("Firefox, Linux", Assert.Single(JsonOf(zip, "sessions").EnumerateArray()).GetProperty("device").GetString());
        Assert.Equal(1, Assert.Single(JsonOf(zip, "votes").EnumerateArray()).GetProperty("value").GetInt32());
        Assert.Equal("reply", Assert.Single(JsonOf(zip, "notifications").EnumerateArray()).GetProperty("kind").GetString());
        Assert.Equal("A bridge closes", Assert.Single(JsonOf(zip, "follows").EnumerateArray()).GetProperty("story").GetString());
        Assert.Equal("Cem D.", Assert.Single(JsonOf(zip, "mutes").EnumerateArray()).GetProperty("name").GetString());
        Assert.Equal(("The Times of Testing", "editor"), (Assert.Single(JsonOf(zip, "roles").EnumerateArray()).GetProperty("site").GetString(), JsonOf(zip, "roles")[0].GetProperty("role").GetString()));
        Assert.Contains("Reply", JsonOf(zip, "letters").EnumerateArray().Select(l => l.GetProperty("template").GetString()));
        Assert.Single(JsonOf(zip, "commenters").EnumerateArray());
        var decision = Assert.Single(JsonOf(zip, "decisions").EnumerateArray());
        Assert.Equal(("publish", JsonValueKind.Null), (decision.GetProperty("decision").GetString(), decision.GetProperty("reason").ValueKind));
        Assert.Empty(JsonOf(zip, "moderation", "appeals").EnumerateArray());

        // No secret, and nobody else's words.
        foreach (var entry in zip.Entries)
        {
            var text = TextOf(entry);
            Assert.DoesNotContain("Their own words", text, StringComparison.Ordinal);
            Assert.DoesNotContain("<script", entry.Name.EndsWith(".html", StringComparison.Ordinal) ? text : "", StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain(Convert.ToBase64String((await db.Sessions.FirstAsync(s => s.AccountId == ruth.Account.Id, Stop)).TokenHash), text, StringComparison.Ordinal);
        }

        // The readme leads to every file.
        var readme = TextOf(zip.GetEntry("readme.html")!);
        foreach (var entry in zip.Entries.Where(e => e.Name != "readme.html")) Assert.Contains($"href=\"{entry.Name}\"", readme, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("en")]
    [InlineData("de")]
    [InlineData("fr")]
    [InlineData("uk")]
    [InlineData("ar")]
    public async Task Pages_say_in_the_accounts_language_what_files_for_programs_say_in_ours(string language)
    {
        var (made, ruth) = await FetchAsync();
        made.Dispose();
        using var owner = ruth;
        await using var db = App.Open();
        (ruth.Account.Language, ruth.Account.Mail, ruth.Account.StoryMail) = (language, MailChoice.AtOnce, MailChoice.Hourly);
        _ = db.Letters.Add(new() { Id = Id.New(App.Clock.GetUtcNow()), To = "", RecipientHash = [2], AccountId = ruth.Account.Id, Template = "SignInCode", Language = "en", CreatedAt = App.Clock.GetUtcNow() });
        _ = db.Letters.Add(new() { Id = Id.New(App.Clock.GetUtcNow()), To = "", RecipientHash = [3], AccountId = ruth.Account.Id, Template = "News", Language = "en", CreatedAt = App.Clock.GetUtcNow() });
        _ = await db.SaveChangesAsync(Stop);
        using var target = new MemoryStream();
        await MakeExport.WriteAsync(target, db, ruth.Account, "https://talk.example", App.Clock.GetUtcNow(), Stop);
        using var zip = new ZipArchive(target, ZipArchiveMode.Read);

        var text = Text.In(language);
        foreach (var (page, keys, identifiers) in new (string, string[], string[])[]
        {
            ("profile", ["MailAtOnce", "MailHourly"], ["AtOnce", "Hourly"]),
            ("commenters", ["BadgeNone"], ["None"]),
            ("notifications", ["LetterNewsReplySubject"], ["Reply"]),
            ("follows", ["MailDaily"], ["Daily"]),
            ("roles", ["RoleEditor"], language == "en" ? [] : ["Editor"]),
            ("identities", ["WayEmail"], ["mail"]),
            ("letters", ["LetterNewsManySubject"], ["News", "SignInCode"]),
        })
        {
            var html = WebUtility.HtmlDecode(TextOf(zip.GetEntry(page + "-0001.html")!));
            foreach (var key in keys) Assert.Contains($">{text[key]}<", html, StringComparison.Ordinal);
            foreach (var identifier in identifiers) Assert.DoesNotContain($">{identifier}<", html, StringComparison.Ordinal);
        }

        Assert.Contains(text["LetterSignInCodeSubject"].Replace("{site}", "talk.example", StringComparison.Ordinal), WebUtility.HtmlDecode(TextOf(zip.GetEntry("letters-0001.html")!)), StringComparison.Ordinal);
        // What a version before called otherwise is called as it was.
        Assert.Contains("<bdi>Reply</bdi>", TextOf(zip.GetEntry("letters-0001.html")!), StringComparison.Ordinal);
        Assert.Equal(("atOnce", "hourly"), (JsonOf(zip, "profile")[0].GetProperty("mail").GetString(), JsonOf(zip, "profile")[0].GetProperty("storyMail").GetString()));
        Assert.Equal("mail", JsonOf(zip, "identities")[0].GetProperty("issuer").GetString());
        Assert.Contains("SignInCode", JsonOf(zip, "letters").EnumerateArray().Select(l => l.GetProperty("template").GetString()));
        Assert.Equal("none", JsonOf(zip, "commenters")[0].GetProperty("badge").GetString());
    }

    [Fact]
    public void Every_word_of_ours_in_a_copy_has_a_name_in_every_language()
    {
        foreach (var kind in new[] { typeof(MailChoice), typeof(Badge), typeof(NotificationKind), typeof(RoleKind) })
        {
            foreach (Enum word in Enum.GetValues(kind))
            {
                var said = Text.All.Select(t => ExportWord.Of(word, t)).ToList();
                Assert.All(said, Assert.NotEmpty);
                Assert.True(said.Distinct(StringComparer.Ordinal).Count() >= said.Count - 1, $"{word}: {string.Join(", ", said)}");
            }
        }
    }

    [Fact]
    public async Task Other_programs_find_the_file_whole()
    {
        var (zip, ruth) = await FetchAsync();
        ruth.Dispose();
        zip.Dispose();
        var file = Directory.GetFiles(Path.Combine(App.Options[1], "exports")).Single();

        Assert.Contains("No errors detected", await RunAsync("unzip", "-t", file), StringComparison.Ordinal);
        var python = "import json,sys,zipfile\nz=zipfile.ZipFile(sys.argv[1])\nassert z.testzip() is None\n"
            + "for n in z.namelist():\n  d=z.read(n).decode('utf-8')\n  if n.endswith('.json'): assert json.loads(d)['version']==1\nprint(len(z.namelist()))";
        Assert.True(int.Parse(await RunAsync("python3", "-c", python, file), System.Globalization.CultureInfo.InvariantCulture) > 20);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(Path.GetDirectoryName(file)!));
        }
    }

    [Fact]
    public async Task It_is_its_owners_alone_and_never_a_document()
    {
        using var ruth = await App.GivenAPersonAsync();
        using var eve = await App.GivenAPersonAsync("Eve Malin");
        using var asked = await ruth.Browser.SubmitAsync("/account/export");
        var id = await App.UntilExportIsMadeAsync(ruth.Account);
        var address = "/account/export/" + Id.Text(id);

        using var own = await ruth.Browser.GetAsync(address, Stop);
        Assert.Equal((HttpStatusCode.OK, "application/zip"), (own.StatusCode, own.Content.Headers.ContentType!.MediaType));
        Assert.Equal("attachment", own.Content.Headers.ContentDisposition!.DispositionType);
        Assert.Contains("no-store", own.Headers.CacheControl!.ToString(), StringComparison.Ordinal);
        Assert.Contains("sandbox", own.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        using var others = await eve.Browser.GetAsync(address, Stop);
        Assert.Equal(HttpStatusCode.NotFound, others.StatusCode);
        using var nobody = App.Browser();
        using var signedOut = await nobody.GetAsync(address, Stop);
        Assert.StartsWith("/sign-in?return=", signedOut.Headers.Location!.OriginalString, StringComparison.Ordinal);
        // Nobody guesses the file's name who knows the address.
        Assert.DoesNotContain(Directory.GetFiles(Path.Combine(App.Options[1], "exports")), f => f.Contains(Id.Text(id), StringComparison.Ordinal));
    }

    [Fact]
    public async Task One_is_made_at_a_time_three_a_day_and_only_after_proving_who_asks()
    {
        using var ruth = await App.GivenAPersonAsync();
        for (var i = 0; i < 3; i++)
        {
            var id = await App.GivenAnExportAsync(ruth.Account);
            using var asked = await ruth.Browser.SubmitAsync("/account/export");
            Assert.Equal(HttpStatusCode.SeeOther, asked.StatusCode);
            Assert.Contains("Being made since", await ruth.Browser.GetStringAsync("/account/export", Stop), StringComparison.Ordinal);
            await App.MakeExportAsync(id);
        }

        await using var db = App.Open();
        Assert.Equal(3, await db.Exports.CountAsync(Stop));
        using var fourth = await ruth.Browser.SubmitAsync("/account/export");
        Assert.Equal(HttpStatusCode.TooManyRequests, fourth.StatusCode);
        App.Clock.Move(TimeSpan.FromDays(1));
        using var unproved = await ruth.Browser.SubmitAsync("/account/export");
        Assert.Equal(HttpStatusCode.Forbidden, unproved.StatusCode);
        Assert.Contains("/account/prove?return=%2Faccount%2Fexport", await ruth.Browser.GetStringAsync("/account/export", Stop), StringComparison.Ordinal);
        Assert.Equal(3, await db.Exports.CountAsync(Stop));
    }

    [Fact]
    public async Task Many_who_press_at_once_have_one_made()
    {
        using var ruth = await App.GivenAPersonAsync();
        var asked = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => ruth.Browser.SubmitAsync("/account/export")));
        Array.ForEach(asked, a => a.Dispose());
        await using var db = App.Open();
        // The runner may be quick: then a second is asked for after the first was made, as it may be.
        Assert.InRange(await db.Exports.CountAsync(Stop), 1, 3);
        Assert.InRange(await db.Exports.CountAsync(e => e.ReadyAt == null, Stop), 0, 1);
    }

    [Fact]
    public async Task Stopped_while_it_is_made_it_leaves_nothing_broken_and_is_made_again()
    {
        using var ruth = await App.GivenAPersonAsync();
        var id = await App.GivenAnExportAsync(ruth.Account);
        var folder = App.The<ExportFolder>();
        _ = await Assert.ThrowsAsync<IOException>(() => folder.WriteAsync(id, _ => throw new IOException("The disk is full."), Stop));
        Assert.Null(folder.Open(id));
        // What kill -9 leaves: a part that nobody finished.
        await File.WriteAllTextAsync(Path.Combine(App.Options[1], "exports", "left.zip.part"), "half", Stop);

        await App.MakeExportAsync(id);
        await App.MakeExportAsync(id);
        using var file = folder.Open(id);
        using var zip = new ZipArchive(file!, ZipArchiveMode.Read);
        Assert.NotNull(zip.GetEntry("comments.json"));

        await Forget.RunAsync(App.Database, App.The<Writing>(), folder, new Retention(), App.Clock.GetUtcNow(), Stop);
        Assert.Single(Directory.GetFiles(Path.Combine(App.Options[1], "exports")));
    }

    [Fact]
    public async Task After_a_week_it_is_gone()
    {
        using var ruth = await App.GivenAPersonAsync();
        using var asked = await ruth.Browser.SubmitAsync("/account/export");
        var id = await App.UntilExportIsMadeAsync(ruth.Account);
        await using var db = App.Open();
        var job = await db.Jobs.SingleAsync(j => j.Kind == RemoveExport.Kind, Stop);
        Assert.Equal(App.Clock.GetUtcNow() + Export.KeptFor, job.DueAt);

        App.Clock.Move(Export.KeptFor);
        using var late = await ruth.Browser.GetAsync("/account/export/" + Id.Text(id), Stop);
        Assert.Equal(HttpStatusCode.NotFound, late.StatusCode);
        App.LetTimePass(TimeSpan.Zero);
        await App.UntilAsync(d => d.Exports.AllAsync(e => e.Id != id));

        Assert.Empty(Directory.GetFiles(Path.Combine(App.Options[1], "exports")));
        Assert.Equal(0, await db.Exports.CountAsync(Stop));
    }

    [Fact]
    public async Task A_copy_that_lies_elsewhere_is_said_to_be_not_here()
    {
        using var ruth = await App.GivenAPersonAsync();
        using var asked = await ruth.Browser.SubmitAsync("/account/export");
        var id = await App.UntilExportIsMadeAsync(ruth.Account);
        App.The<ExportFolder>().Remove(id);

        using var answer = await ruth.Browser.GetAsync("/account/export/" + Id.Text(id), Stop);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Contains("not on this machine", await answer.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
    }

    [Fact]
    public async Task More_entries_than_old_programs_can_count_are_still_one_whole_file()
    {
        var file = Path.Combine(App.Options[1], "many.zip");
        await using (var target = new FileStream(file, FileMode.CreateNew))
        using (var archive = new ExportArchive(target, Text.English, App.Clock.GetUtcNow()))
        {
            for (var i = 0; i < 66_000; i++) await archive.WriteJsonAsync($"part-{i}", _ => Task.CompletedTask, Stop);
        }

        Assert.Equal("66000 66000", (await RunAsync("python3", "-c",
            "import sys,zipfile,json\nz=zipfile.ZipFile(sys.argv[1])\nprint(len(z.namelist()), sum(json.loads(z.read(n))['version'] for n in z.namelist()))", file)).Trim());
    }

    private async Task<(ZipArchive Zip, Person Ruth)> FetchAsync()
    {
        var (site, story) = await App.GivenAStoryAsync();
        var ruth = await App.GivenAPersonAsync();
        using var other = App.Browser();
        var first = await ruth.Browser.SayAsync(Hostile);
        var theirs = await other.SayAsync("Their own words", first);
        var second = await ruth.Browser.SayAsync("Said", theirs);
        using (var edit = await ruth.Browser.SendJsonAsync(HttpMethod.Patch, $"/api/v1/comments/{second}", """{"text":"Said better"}""")) Assert.True(edit.IsSuccessStatusCode);
        using (var vote = await ruth.Browser.SendJsonAsync(HttpMethod.Put, $"/api/v1/comments/{theirs}/vote", """{"value":1}""")) Assert.True(vote.IsSuccessStatusCode);
        var now = App.Clock.GetUtcNow();
        await using (var db = App.Open())
        {
            _ = Id.TryRead(theirs, out var theirsId);
            var commenter = await db.Commenters.SingleAsync(c => c.AccountId == ruth.Account.Id);
            var cem = await db.Comments.Where(c => c.Id == theirsId).Select(c => c.CommenterId).SingleAsync();
            db.AddRange(
                new NameChange { Id = Id.New(now), AccountId = ruth.Account.Id, From = "Old Name", To = "Ruth Amsel", At = now },
                new Passkey { CredentialId = [1, 2], Name = "Phone", AccountId = ruth.Account.Id, PublicKey = [1], AttestationObject = [1], ClientDataJson = [1], CreatedAt = now },
                new Letter { Id = Id.New(now), To = "", RecipientHash = [1], AccountId = ruth.Account.Id, Template = "Reply", Language = "en", CreatedAt = now, SentAt = now },
                new Mute { AccountId = ruth.Account.Id, CommenterId = cem, At = now },
                new Follow { CommenterId = commenter.Id, StoryId = story.Id, IsFollowed = true, Mail = MailChoice.Daily, At = now },
                new Role { Id = Id.New(now), AccountId = ruth.Account.Id, SiteId = site.Id, Kind = RoleKind.Editor, CreatedAt = now },
                new Decision
                {
                    Id = Id.New(now),
                    SiteId = site.Id,
                    CommentId = await db.Comments.Where(c => c.CommenterId == commenter.Id).Select(c => c.Id).FirstAsync(),
                    ByAccountId = ruth.Account.Id,
                    Kind = DecisionKind.Publish,
                    At = now,
                });
            _ = await db.SaveChangesAsync();
            // The answer is told of by a job, in its own time.
            await App.UntilAsync(d => d.Notifications.AnyAsync(n => n.CommenterId == commenter.Id && n.Kind == NotificationKind.Reply));
        }

        using var asked = await ruth.Browser.SubmitAsync("/account/export");
        Assert.Equal(HttpStatusCode.SeeOther, asked.StatusCode);
        var id = await App.UntilExportIsMadeAsync(ruth.Account);
        Assert.Contains("/account/export/" + Id.Text(id), await ruth.Browser.GetStringAsync("/account/export"), StringComparison.Ordinal);
        var bytes = await ruth.Browser.GetByteArrayAsync("/account/export/" + Id.Text(id));
        return (new ZipArchive(new MemoryStream(bytes), ZipArchiveMode.Read), ruth);
    }

    private static JsonElement JsonOf(ZipArchive zip, string file, string? member = null)
    {
        using var document = JsonDocument.Parse(TextOf(zip.GetEntry(file + ".json")!));
        Assert.Equal(1, document.RootElement.GetProperty("version").GetInt32());
        return document.RootElement.GetProperty(member ?? file).Clone();
    }

    private static string TextOf(ZipArchiveEntry entry)
    {
        using var reader = new StreamReader(entry.Open());
        return reader.ReadToEnd();
    }

    private static async Task<string> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program) { RedirectStandardOutput = true, UseShellExecute = false }.With(arguments))!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, output);
        return output;
    }

    /// <summary>Keeps what is written in a file, and looks now and then at how much memory is in use.</summary>
    private sealed class Weighing : Stream
    {
        private const int Every = 256 * 1024;

        private readonly FileStream _file = new(Path.GetTempFileName(), FileMode.Open, FileAccess.ReadWrite, FileShare.None, 4096, FileOptions.DeleteOnClose);
        private long _next;

        public long Most { get; private set; }

        public Stream Written => _file;

        public override bool CanRead => false;

        public override bool CanSeek => true;

        public override bool CanWrite => true;

        public override long Length => _file.Length;

        public override long Position { get => _file.Position; set => _file.Position = value; }

        public override void Flush() => _file.Flush();

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => _file.Seek(offset, origin);

        public override void SetLength(long value) => _file.SetLength(value);

        public override void Write(byte[] buffer, int offset, int count)
        {
            _file.Write(buffer, offset, count);
            if (_file.Position < _next) return;

            _next = _file.Position + Every;
            Most = Math.Max(Most, GC.GetTotalMemory(forceFullCollection: true));
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing) _file.Dispose();
            base.Dispose(disposing);
        }
    }
}
