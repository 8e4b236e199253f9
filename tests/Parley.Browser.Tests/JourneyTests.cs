using System.IO.Compression;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using Parley.Core.Sites;
using Parley.Tests.App;
using Parley.Tests.Commenters;
using static Microsoft.Playwright.Assertions;

namespace Parley.Browser.Tests;

/// <summary>One person's whole way through Parley: over TLS, in a browser that keeps no third party's cookies, with real mail.</summary>
public sealed partial class JourneyTests(Chromium chromium)
{
    private const string Address = "nora@readers.example";

    [Theory]
    [InlineData(1280, ColorScheme.Light)]
    [InlineData(360, ColorScheme.Dark)]
    public async Task Somebody_signs_up_in_an_embedded_discussion_takes_part_and_leaves(int width, ColorScheme scheme)
    {
        await using var mail = await MailServer.StartAsync();
        await using var publisher = await Publisher.StartAsync(overTls: true);
        await using var app = await StartAsync(mail);
        var parley = new Uri($"https://parley.test:{app.Url.Port}");
        var host = publisher.OriginAs("a.test");
        _ = await app.GivenAStoryAsync(change: (site, story) =>
        {
            site.Origins.Add(new SiteOrigin { SiteId = site.Id, Origin = host });
            story.Url = host + "/";
        });
        publisher.Embed("/", parley);
        using var cem = await app.GivenAPersonAsync("Cem Demir");
        var question = await cem.Browser.SayAsync("Who pays for the ferry while the bridge is closed?");
        await using var browser = await PrivateBrowser.StartAsync(chromium, scheme: scheme, size: new() { Width = width, Height = 900 });
        var film = new Film(width, scheme);

        // She reads at the publisher's, and signs up without leaving the page.
        var page = await browser.Context.NewPageAsync();
        _ = await page.GotoAsync(host);
        var frame = page.FrameLocator("#parley iframe");
        await frame.Locator($"#comment-{question} .reply").First.ClickAsync();
        await Expect(frame.Locator(".sign-in")).ToBeVisibleAsync();
        await film.TakeAsync(page, "reads");
        var window = await page.RunAndWaitForPopupAsync(() => frame.Locator(".sign-in").ClickAsync());
        await window.Locator("#field-email").FillAsync(Address);
        await film.TakeAsync(window, "window");
        await window.GetByRole(AriaRole.Button, new() { Name = "Send me a code" }).ClickAsync();
        var letter = (await mail.LettersAsync(1))[0];
        Assert.Equal([Address], letter.To);
        await film.TakeAsync(browser, letter, "code-letter");
        await window.Locator("#field-code").FillAsync(Code().Match(letter.Text).Value);
        await film.TakeAsync(window, "code");
        await window.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await Expect(window.GetByRole(AriaRole.Button, new() { Name = "Sign me in there" })).ToBeVisibleAsync();
        await film.TakeAsync(window, "hand-over");
        await window.GetByRole(AriaRole.Button, new() { Name = "Sign me in there" }).ClickAsync();
        await Expect(frame.Locator("#speaker")).ToContainTextAsync("You are signed in; your first comment asks");

        // She answers, under the name that is hers from then on.
        await frame.Locator("#compose-name").FillAsync("Nora Lind");
        await frame.Locator("#compose-text").FillAsync("The county does, until *March*. After that nobody has said.");
        await film.TakeAsync(page, "answers");
        await frame.Locator("#compose .main").ClickAsync();
        await Expect(frame.Locator("#status")).ToHaveTextAsync("Your comment is published.");
        await Expect(frame.Locator("#speaker")).ToContainTextAsync("Writing as Nora Lind");
        await film.TakeAsync(page, "answered");
        var answer = await IdOfAsync(frame.Locator($"#replies-{question} > li"));

        // She adds a passkey, goes out, and comes in by it.
        await frame.Locator("#compose-text").FocusAsync();
        var account = await browser.Context.RunAndWaitForPageAsync(() => frame.Locator("#speaker a").ClickAsync());
        await Expect(account.Locator("h1")).ToHaveTextAsync("Your account");
        await film.TakeAsync(account, "account");
        _ = await SigningInTests.AuthenticatorAsync(account);
        await account.GetByRole(AriaRole.Link, new() { Name = "Add Passkeys" }).ClickAsync();
        await account.Locator("#passkey-name").FillAsync("Telephone");
        await account.GetByRole(AriaRole.Button, new() { Name = "Add a passkey" }).ClickAsync();
        await Expect(account.Locator(".things h3")).ToHaveTextAsync("Telephone");
        await film.TakeAsync(account, "passkey");
        await account.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        _ = await account.GotoAsync(parley + "sign-in");
        // The browser offers it by itself, and this one's owner says yes.
        await account.WaitForURLAsync("**/account");

        // She is answered, is told of it by mail, and follows the link to it.
        var reply = await cem.Browser.SayAsync("Then somebody should ask **the minister**. https://tracker.example/?nora", answer);
        await mail.UntilAsync(() => NewsIn(mail).Count == 1);
        var news = NewsIn(mail).Single();
        Assert.DoesNotContain("tracker.example", string.Join(' ', Link().Matches(news.Html).Select(m => m.Value)), StringComparison.Ordinal);
        await film.TakeAsync(browser, news, "news-letter");
        _ = await account.GotoAsync(news.LinkTo("/comments/"));
        await Expect(account.Locator($"#comment-{reply}")).ToBeInViewportAsync();
        await Expect(account.Locator($"#comment-{reply}")).ToContainTextAsync("Then somebody should ask the minister");
        await film.TakeAsync(account, "follows");

        // She has read enough of him; the others' words stay, and the others see him as before.
        await account.Locator($"#comment-{question} .menu summary").First.ClickAsync();
        await account.GetByRole(AriaRole.Button, new() { Name = "Mute Cem Demir" }).First.ClickAsync();
        await Expect(account.Locator(".mute")).ToHaveCountAsync(2);
        await Expect(account.Locator($"#comment-{answer} > article .text")).ToBeVisibleAsync();
        _ = await account.ReloadAsync();
        await Expect(account.Locator(".mute")).ToHaveCountAsync(2);
        await film.TakeAsync(account, "mutes");
        _ = await page.ReloadAsync();
        await frame.Locator("#compose-text").FocusAsync();
        await Expect(frame.Locator(".mute")).ToHaveCountAsync(2);
        await Expect(frame.Locator($"#comment-{answer} > article .text")).ToBeVisibleAsync();

        // She takes her words along.
        _ = await account.GotoAsync(parley + "account/export");
        await film.TakeAsync(account, "export");
        await account.Locator("main form button").ClickAsync();
        await Expect(account.Locator("#copies")).ToBeVisibleAsync();
        await using (var db = app.Open())
            _ = await app.UntilExportIsMadeAsync(await db.Accounts.SingleAsync(a => a.Email == Address, TestContext.Current.CancellationToken));
        _ = await account.ReloadAsync();
        var fetching = account.WaitForDownloadAsync();
        await account.Locator(".copies a").First.ClickAsync();
        await using (var copy = await ZipFile.OpenReadAsync(await (await fetching).PathAsync(), TestContext.Current.CancellationToken))
        {
            using var words = new StreamReader(await copy.Entries.First(e => e.Name.StartsWith("comments", StringComparison.Ordinal) && e.Name.EndsWith(".json", StringComparison.Ordinal))
                .OpenAsync(TestContext.Current.CancellationToken));
            Assert.Contains("The county does", await words.ReadToEndAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        }

        await film.TakeAsync(account, "exported");

        // She leaves. A day later her words are gone, and his answer to them stands where it stood.
        _ = await account.GotoAsync(parley + "account/erase");
        await film.TakeAsync(account, "leave");
        await account.GetByLabel("To confirm, type Nora Lind").FillAsync("Nora Lind");
        await account.GetByRole(AriaRole.Button, new() { Name = "Erase everything in 24 hours" }).ClickAsync();
        await Expect(account.Locator("form[action='/account/erase/undo']")).ToBeVisibleAsync();
        await film.TakeAsync(account, "leaving");
        app.LetTimePass(TimeSpan.FromHours(25));
        await app.UntilAsync(async db => !await db.Accounts.AnyAsync(a => a.Email == Address));
        _ = await account.GotoAsync(parley + "account");
        await Expect(account.Locator("h1")).ToHaveTextAsync("Sign in");
        // What everybody gets is up to two seconds old.
        while ((await cem.Browser.GetStringAsync("/embed/times?story=bridge", TestContext.Current.CancellationToken)).Contains("The county does", StringComparison.Ordinal))
        {
        }

        _ = await page.ReloadAsync();
        await frame.Locator("#compose-text").FocusAsync();
        await Expect(frame.Locator("#speaker")).ToContainTextAsync("You write as a guest.");
        await Expect(frame.Locator($"#comment-{answer} > article")).Not.ToContainTextAsync("The county does");
        await Expect(frame.Locator($"#comment-{answer} > article")).Not.ToContainTextAsync("Nora");
        await Expect(frame.Locator($"#comment-{reply} .text")).ToContainTextAsync("Then somebody should ask the minister");
        await film.TakeAsync(page, "left");
        await using (var db = app.Open())
        {
            Assert.Equal("Cem Demir", (await db.Accounts.SingleAsync(a => a.ErasedAt == null, TestContext.Current.CancellationToken)).Name);
            Assert.False(await db.Commenters.AnyAsync(c => c.Name == "Nora Lind", TestContext.Current.CancellationToken));
        }
    }

    // Passkeys and the links of letters need the name and the port that readers use, before anybody listens there.
    private static async Task<ParleyApp> StartAsync(MailServer mail)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        return await ParleyApp.StartWithTlsAsync(s => s with
        {
            Urls = $"https://127.0.0.1:{port}",
            PublicUrl = $"https://parley.test:{port}",
            Mail = mail.Settings,
        });
    }

    private static List<ReceivedLetter> NewsIn(MailServer mail) =>
        [.. mail.Letters.Where(l => l.To.Contains(Address) && l.Text.Contains("/comments/", StringComparison.Ordinal))];

    private static async Task<string> IdOfAsync(ILocator item) => (await item.GetAttributeAsync("id"))!["comment-".Length..];

    [GeneratedRegex(@"\b\d{6}\b", RegexOptions.NonBacktracking)]
    private static partial Regex Code();

    [GeneratedRegex("(?:href|src)=\"[^\"]*\"", RegexOptions.NonBacktracking)]
    private static partial Regex Link();
}
