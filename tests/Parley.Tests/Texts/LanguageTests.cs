using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Parley.Http;
using Parley.Tests.App;

namespace Parley.Tests.Texts;

public abstract class LanguageTests(bool onPostgres) : ProductTests(onPostgres)
{
    public sealed class OnSqlite() : LanguageTests(false);

    public sealed class OnPostgres() : LanguageTests(true);

    [Fact]
    public async Task A_story_speaks_its_sites_language_whatever_the_browser_prefers()
    {
        _ = await App.GivenAStoryAsync(change: (site, _) => site.Language = "de-AT");
        using var reader = Reader("ar");

        var page = await reader.GetStringAsync("/times/bridge?lang=uk");

        Assert.Contains("<html lang=\"de\" dir=\"ltr\"", page, StringComparison.Ordinal);
        Assert.Contains("xml:lang=\"de\"", await reader.GetStringAsync("/times/bridge/feed.atom"), StringComparison.Ordinal);
        Assert.Contains("xml:lang=\"de\"", await reader.GetStringAsync("/times/feed.atom"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_frame_speaks_as_its_embed_says_and_else_as_its_site()
    {
        _ = await App.GivenAStoryAsync(change: (site, _) => site.Language = "fr");
        using var reader = Reader("de");

        foreach (var (asked, said) in new[] { ("uk", "uk"), ("AR-EG", "ar"), ("", "fr"), ("ja", "fr"), ("de%00", "fr"), ("de&lang=uk", "fr"), ("../de", "fr") })
            Assert.Contains($"<html lang=\"{said}\"", await reader.GetStringAsync($"/embed/times?story=bridge&lang={asked}"), StringComparison.Ordinal);
        Assert.Contains("<html lang=\"fr\"", await reader.GetStringAsync("/embed/times?story=bridge"), StringComparison.Ordinal);
        Assert.Contains("dir=\"rtl\"", await reader.GetStringAsync("/embed/times?story=bridge&lang=ar"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Languages_that_are_none_of_ours_cost_no_render()
    {
        _ = await App.GivenAStoryAsync();
        using var reader = Reader("en");
        var bytes = App.Services.GetRequiredService<PublicBytes>();
        _ = await reader.GetStringAsync("/embed/times?story=bridge");
        var before = bytes.Renders;

        foreach (var odd in new[] { "ja", "xx", "en%20", "%F0%9F%98%80", new string('e', 500), "'\"><script>", "e", "en_", "-" })
            _ = await reader.GetStringAsync($"/embed/times?story=bridge&lang={odd}");
        foreach (var odd in new[] { "ja", "*", ";;;,,,q=", "en;q=2", new string(',', 2_000) })
            _ = await Reader(odd).GetStringAsync("/embed/times?story=bridge");

        // "en_" is English, spelled oddly: that is a page of its own, beside the site's.
        Assert.Equal(before + 1, bytes.Renders);
    }

    [Fact]
    public async Task A_site_that_changes_its_language_speaks_it_at_every_address()
    {
        App.Clock.Hold();
        _ = await App.GivenAStoryAsync();
        using var reader = Reader("en");
        using var writer = App.Browser();
        var id = await writer.SayAsync("First");
        string[] addresses = ["/times/bridge", "/embed/times?story=bridge", "/embed/times/bridge?lang=xx"];
        foreach (var address in addresses) Assert.Contains("<html lang=\"en\"", await reader.GetStringAsync(address), StringComparison.Ordinal);
        string[] parts = ["/times/bridge/fragment", $"/comments/{id}/fragment"];
        foreach (var part in parts) Assert.Contains("/vote?lang=en", await reader.GetStringAsync(part), StringComparison.Ordinal);

        await using (var db = App.Open())
        {
            _ = await db.Sites.ExecuteUpdateAsync(
                s => s.SetProperty(x => x.Language, "uk").SetProperty(x => x.Version, x => x.Version + 1), TestContext.Current.CancellationToken);
        }

        App.Clock.Move(TimeSpan.FromSeconds(2));
        foreach (var address in addresses) Assert.Contains("<html lang=\"uk\"", await reader.GetStringAsync(address), StringComparison.Ordinal);
        foreach (var part in parts) Assert.Contains("/vote?lang=uk", await reader.GetStringAsync(part), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_part_comes_in_the_words_of_the_page_that_asks_and_nobody_gets_anothers()
    {
        _ = await App.GivenAStoryAsync();
        using var writer = App.Browser();
        var id = await writer.SayAsync("First");

        foreach (var language in new[] { "de", "ar", "en", "de", "ar", "en" })
        {
            // What the browser prefers has no say: the page around the part is written already.
            using var reader = Reader("fr");
            foreach (var part in new[] { "/times/bridge/fragment?since=0&", "/times/bridge/fragment?", $"/comments/{id}/fragment?" })
            {
                Assert.Contains($"/vote?lang={language}\"", await reader.GetStringAsync($"{part}lang={language}"), StringComparison.Ordinal);
                Assert.Contains("/vote?lang=en\"", await reader.GetStringAsync($"{part}lang=ja"), StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public async Task The_front_page_speaks_as_each_of_its_readers_does()
    {
        App.Clock.Hold();
        _ = await App.GivenAStoryAsync();
        (string Accepted, string Language)[] readers =
        [
            ("de", "de"), ("ar", "ar"), ("en", "en"), ("de-CH,de;q=0.9,en;q=0.8", "de"), ("ja,uk;q=0.5,en;q=0.4", "uk"), ("", "en"),
            ("fr;q=0, de;q=0.1", "de"), ("*", "en"), ("en;q=0.5, fr-CA", "fr"), ("ja", "en"), ("de;q=x, uk;q=0.1", "uk"), ("DE-at", "de"),
        ];

        // The long way, from memory, and from memory after a change; HEAD too, and with the address in full.
        for (var time = 0; time < 3; time++)
        {
            foreach (var (accepted, language) in readers)
            {
                using var reader = Reader(accepted);
                using var answer = await reader.GetAsync("/");
                Assert.Contains($"<html lang=\"{language}\"", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
                Assert.Equal(["Accept-Encoding", "Accept-Language"], answer.Headers.Vary);
                using var same = await reader.SendAsync(new HttpRequestMessage(HttpMethod.Get, "/") { Headers = { IfNoneMatch = { answer.Headers.ETag! } } });
                Assert.Equal(HttpStatusCode.NotModified, same.StatusCode);
            }

            App.Clock.Move(TimeSpan.FromSeconds(time));
        }

        Assert.InRange(App.Services.GetRequiredService<PublicBytes>().Renders, 5, 15);
    }

    [Fact]
    public async Task A_front_page_asked_for_by_its_full_address_is_nobody_elses()
    {
        _ = await App.GivenAStoryAsync();
        foreach (var language in new[] { "de", "uk", "de", "uk" })
        {
            var answer = await RawAsync($"GET {App.Url} HTTP/1.1\r\nHost: {App.Url.Authority}\r\nAccept-Language: {language}\r\nConnection: close\r\n\r\n");
            Assert.Contains($"<html lang=\"{language}\"", answer, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_refusal_comes_in_the_language_the_program_accepts_and_keeps_its_type()
    {
        _ = await App.GivenAStoryAsync();
        foreach (var language in new[] { "de", "fr", "uk", "ar", "en" })
        {
            using var program = Reader(language);
            using var answer = await program.PostCommentAsync("", name: "");
            var problem = await answer.JsonAsync();

            Assert.Equal("urn:parley:problem:not-accepted", problem.GetProperty("type").GetString());
            Assert.Equal([language], answer.Content.Headers.ContentLanguage);
            var text = Parley.Texts.Text.In(language);
            Assert.Equal(text["TextEmpty"], problem.GetProperty("errors").GetProperty("text")[0].GetString());
            Assert.Equal(text["NameEmpty"], problem.GetProperty("errors").GetProperty("name")[0].GetString());
            Assert.Equal(text["ProblemNotAccepted"], problem.GetProperty("title").GetString());
            Assert.Equal(text["TextEmpty"], problem.GetProperty("detail").GetString());

            using var unknown = await program.GetAsync("/api/v1/sites/none/counts");
            Assert.Equal(text["NotFoundDetail"], (await unknown.JsonAsync()).GetProperty("detail").GetString());
            using var misread = await program.SendJsonAsync(HttpMethod.Post, "/api/v1/preview", """{"text":3}""");
            Assert.Equal(text["MemberWrong"], (await misread.JsonAsync()).GetProperty("errors").GetProperty("text")[0].GetString());
        }
    }

    [Fact]
    public async Task A_form_is_answered_in_the_language_of_its_page_and_so_are_the_pages_after_it()
    {
        _ = await App.GivenAStoryAsync(change: (site, _) => site.Language = "uk");
        using var writer = Reader("fr");
        var page = await writer.GetStringAsync("/times/bridge");
        Assert.Contains("action=\"/times/bridge/comments?lang=uk\"", page, StringComparison.Ordinal);
        Assert.Empty(await CookiesAsync(writer, "/times/bridge"));

        using var refused = await writer.SubmitAsync("/times/bridge/comments?lang=uk", ("text", ""), ("name", "Ada"));
        Assert.Contains("<html lang=\"uk\"", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        using var posted = await writer.SubmitAsync("/times/bridge/comments?lang=uk", ("text", "First"), ("name", "Ada"));
        Assert.Equal(HttpStatusCode.SeeOther, posted.StatusCode);
        Assert.Contains("<html lang=\"uk\"", await writer.GetStringAsync(posted.Headers.Location!), StringComparison.Ordinal);

        // Said anew, another language holds; and no program is told in the words of a page it never saw.
        using var other = await writer.SubmitAsync("/times/bridge/comments?lang=de", ("text", ""), ("name", "Ada"));
        using var nowhere = await writer.GetAsync("/no/such/page/at/all");
        Assert.Contains("<html lang=\"de\"", await nowhere.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        using var program = await writer.GetAsync("/api/v1/sites/none/counts");
        Assert.Equal(["fr"], program.Content.Headers.ContentLanguage);
    }

    [Fact]
    public async Task A_page_that_is_not_there_says_so_in_the_readers_language()
    {
        using var reader = Reader("ar,en;q=0.5");
        using var answer = await reader.GetAsync("/none/at-all");
        var page = await answer.Content.ReadAsStringAsync();
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Contains("<html lang=\"ar\" dir=\"rtl\"", page, StringComparison.Ordinal);
        Assert.True(answer.Headers.CacheControl!.NoStore);
        Assert.Contains("<html lang=\"de\"", await (await reader.GetAsync("/none/at-all?lang=de")).Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Words_of_readers_are_marked_as_being_in_the_storys_language_not_the_pages()
    {
        _ = await App.GivenAStoryAsync(change: (site, _) => site.Language = "ja");
        using var writer = App.Browser();
        _ = await writer.SayAsync("First");

        // The interface knows no Japanese; the story and its comments are in it all the same.
        var page = await writer.GetStringAsync("/times/bridge");
        Assert.Contains("<html lang=\"en\"", page, StringComparison.Ordinal);
        Assert.Contains("<article class=\"story\" lang=\"ja\"", page, StringComparison.Ordinal);
        Assert.Contains("<div class=\"text\" lang=\"ja\">", page, StringComparison.Ordinal);

        var frame = await writer.GetStringAsync("/embed/times?story=bridge&lang=de");
        Assert.Contains("<div class=\"text\" lang=\"ja\">", frame, StringComparison.Ordinal);
    }

    private HttpClient Reader(string accepted)
    {
        var reader = App.Browser(insists: false);
        if (accepted.Length > 0) _ = reader.DefaultRequestHeaders.TryAddWithoutValidation("Accept-Language", accepted);
        return reader;
    }

    private static async Task<IEnumerable<string>> CookiesAsync(HttpClient browser, string address)
    {
        using var answer = await browser.GetAsync(address);
        return answer.Headers.TryGetValues("Set-Cookie", out var cookies) ? cookies : [];
    }

    private async Task<string> RawAsync(string request)
    {
        using var client = new System.Net.Sockets.TcpClient();
        await client.ConnectAsync(App.Url.Host, App.Url.Port);
        await using var stream = client.GetStream();
        await stream.WriteAsync(System.Text.Encoding.ASCII.GetBytes(request));
        using var reader = new StreamReader(stream);
        return await reader.ReadToEndAsync();
    }
}
