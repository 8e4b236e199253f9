using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Parley.Core;
using Parley.Core.Commenters;
using Parley.Core.Sites;
using Parley.Core.Stories;
using Parley.Storage;

namespace Parley.Tests.App;

/// <summary>The whole product on a real database, listening on a port of its own; only the clock is ours.</summary>
internal sealed class ParleyApp : IAsyncDisposable
{
    // Every test begins with all tables and no rows: one file is migrated, the others are its copies.
    private static readonly Lazy<Task<byte[]>> MigratedFile = new(MigrateAsync);

    private readonly WebApplication _app;
    private readonly string _folder;

    private ParleyApp(WebApplication app, Database database, Clock clock, string folder)
    {
        (_app, Database, Clock, _folder) = (app, database, clock, folder);
        Url = new Uri(app.Urls.First());
    }

    public Uri Url { get; }

    public Database Database { get; }

    public Clock Clock { get; }

    public IServiceProvider Services => _app.Services;

    /// <summary>What a command needs to be told to work on this installation.</summary>
    public string[] Options => ["--data", _folder, .. Database.IsPostgres ? (string[])["--database", Database.Connection] : []];

    /// <summary>The same, over TLS with a certificate of its own.</summary>
    public static Task<ParleyApp> StartWithTlsAsync(Func<Settings, Settings>? change = null) =>
        StartAsync(change: settings =>
        {
            settings = settings with { Urls = "https://127.0.0.1:0", Certificate = Path.Combine(settings.Data, "certificate.pfx") };
            SelfSigned.WriteTo(settings.Certificate);
            return change is null ? settings : change(settings);
        });

    public static async Task<ParleyApp> StartAsync(bool onPostgres = false, Func<Settings, Settings>? change = null)
    {
        var folder = Directory.CreateTempSubdirectory("parley-test-").FullName;
        var settings = new Settings { Urls = "http://127.0.0.1:0", Data = folder, Limits = false, ProofOfWork = false };
        settings = change is null ? settings : change(settings);
        if (onPostgres) settings = settings with { Database = PostgresServer.NewMigratedDatabase() };

        var clock = new Clock();
        var database = Database.Choose(settings.Database, settings.Data);
        if (database.File is { } file) await File.WriteAllBytesAsync(file, await MigratedFile.Value);
        await Migration.ApplyAsync(database, TimeProvider.System, CancellationToken.None);
        var key = await Secrets.ReadOrMakeAsync(database, "server", CancellationToken.None);
        var app = Server.Build(settings, database, key, clock);
        await app.StartAsync();
        return new ParleyApp(app, database, clock, folder);
    }

    /// <summary>
    /// Somebody's browser: it keeps cookies, follows no redirect by itself, and insists on what is new, as a reload does.
    /// </summary>
    public HttpClient Browser(bool followsRedirects = false, bool insists = true)
    {
        var browser = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = followsRedirects, UseCookies = true, SslOptions = SelfSigned.Believed })
        {
            BaseAddress = Url,
        };
        if (insists) browser.DefaultRequestHeaders.CacheControl = new CacheControlHeaderValue { NoCache = true };
        return browser;
    }

    /// <summary>The same of a frame in a publisher's page, whose script says with each request that it is one.</summary>
    public HttpClient Frame()
    {
        var frame = Browser();
        frame.DefaultRequestHeaders.Add(Parley.Http.SignIn.FrameHeader, "1");
        return frame;
    }

    /// <summary>Stops as it does when the operating system asks for it.</summary>
    public Task StopAsync() => _app.StopAsync();

    public ParleyContext Open() => Database.Open();

    /// <summary>A site, with a story in it that is open for comments.</summary>
    public async Task<(Site Site, Story Story)> GivenAStoryAsync(
        string site = "times", string story = "bridge", Action<Site, Story>? change = null)
    {
        var now = Clock.GetUtcNow();
        await using var db = Open();
        var publication = new Site { Id = Id.New(now), Key = site, Name = "The Times of Testing", NewcomersLinks = 20, CreatedAt = now };
        var article = new Story
        {
            Id = Id.New(now),
            SiteId = publication.Id,
            Key = story,
            Title = "A bridge closes",
            Byline = "Ada Brandt",
            BodyHtml = "<p>It closed on Monday.</p>",
            PublishedAt = now,
        };
        change?.Invoke(publication, article);
        _ = db.Sites.Add(publication);
        _ = db.Stories.Add(article);
        _ = await db.SaveChangesAsync();
        return (publication, article);
    }

    /// <summary>Somebody who wears a badge on a site.</summary>
    public async Task GivenABadgeAsync(Site site, string name, Badge badge)
    {
        await using var db = Open();
        _ = db.Commenters.Add(new Commenter
        {
            Id = Id.New(Clock.GetUtcNow()),
            SiteId = site.Id,
            Kind = CommenterKind.Imported,
            Name = name,
            NameSkeleton = CommenterName.Skeleton(name),
            Badge = badge,
            ImportKey = "test:" + name,
            CreatedAt = Clock.GetUtcNow(),
        });
        _ = await db.SaveChangesAsync();
    }

    private static async Task<byte[]> MigrateAsync()
    {
        var folder = Directory.CreateTempSubdirectory("parley-test-").FullName;
        var database = Database.Choose(null, folder);
        await Migration.ApplyAsync(database, TimeProvider.System, CancellationToken.None);
        var copy = Path.Combine(folder, "copy.db");
        await using (var connection = database.Connect())
        {
            await connection.OpenAsync();
            await using var vacuum = connection.CreateCommand();
            vacuum.CommandText = "VACUUM INTO $copy";
            _ = vacuum.Parameters.Add(new Microsoft.Data.Sqlite.SqliteParameter("$copy", copy));
            _ = await vacuum.ExecuteNonQueryAsync();
        }

        var bytes = await File.ReadAllBytesAsync(copy);
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(folder, recursive: true);
        return bytes;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        // Pooled connections keep the file open.
        if (Database.IsPostgres) Npgsql.NpgsqlConnection.ClearAllPools();
        else Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }
}

internal static class Talking
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public static Task<HttpResponseMessage> PostCommentAsync(
        this HttpClient browser, string text, string? parentId = null, string name = "Cem D.", string? key = null,
        string story = "times/stories/bridge")
    {
        var request = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/sites/{story}/comments")
        {
            Content = JsonContent.Create(new { text, parentId, name }, options: Json),
        };
        if (key is not null) request.Headers.Add("Idempotency-Key", key);
        // What a browser says of a request from the page itself.
        request.Headers.Add("Sec-Fetch-Site", "same-origin");
        return browser.SendAsync(request);
    }

    /// <summary>Posts, expects it to be taken, and gives back the id.</summary>
    public static async Task<string> SayAsync(
        this HttpClient browser, string text, string? parentId = null, string name = "Cem D.", string story = "times/stories/bridge")
    {
        using var answer = await browser.PostCommentAsync(text, parentId, name, story: story);
        Assert.Equal(System.Net.HttpStatusCode.Created, answer.StatusCode);
        return (await answer.JsonAsync()).GetProperty("id").GetString()!;
    }

    public static Task<HttpResponseMessage> SendJsonAsync(
        this HttpClient browser, HttpMethod method, string url, string json, string site = "same-origin")
    {
        var content = new StringContent(json);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        var request = new HttpRequestMessage(method, url) { Content = content };
        request.Headers.Add("Sec-Fetch-Site", site);
        return browser.SendAsync(request);
    }

    public static Task<HttpResponseMessage> SubmitAsync(
        this HttpClient browser, string url, params (string Name, string Value)[] fields)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, url)
        {
            Content = new FormUrlEncodedContent(fields.Select(f => KeyValuePair.Create(f.Name, f.Value))),
        };
        request.Headers.Add("Sec-Fetch-Site", "same-origin");
        return browser.SendAsync(request);
    }

    public static async Task<JsonElement> JsonAsync(this HttpResponseMessage answer)
    {
        using var document = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(), new JsonDocumentOptions { MaxDepth = 300 });
        return document.RootElement.Clone();
    }

    public static async Task<JsonElement> DiscussionAsync(this HttpClient browser, string query = "", string story = "times/stories/bridge")
    {
        using var answer = await browser.GetAsync(new Uri($"/api/v1/sites/{story}/discussion{query}", UriKind.Relative));
        Assert.Equal(System.Net.HttpStatusCode.OK, answer.StatusCode);
        return await answer.JsonAsync();
    }
}
