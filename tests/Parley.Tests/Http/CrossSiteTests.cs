using System.Net;
using System.Net.Http.Headers;
using Parley.Tests.App;

namespace Parley.Tests.Http;

/// <summary>
/// What other pages have a reader's browser send, at every door there is, each with a request that is good but for where it
/// comes from: what is stored is compared whole. That the requests are good is a test of its own.
/// </summary>
public abstract class CrossSiteTests(bool onPostgres) : ProductTests(onPostgres)
{
    private static readonly (string From, Action<HttpRequestHeaders> Says)[] Elsewhere =
    [
        ("another site", h => h.Add("Sec-Fetch-Site", "cross-site")),
        ("a sibling of ours", h =>
        {
            h.Add("Sec-Fetch-Site", "same-site");
            h.Add("Origin", "http://sibling.127.0.0.1");
        }),
        ("another site, which names our origin", h =>
        {
            h.Add("Sec-Fetch-Site", "cross-site");
            h.Add("Origin", "http://127.0.0.1");
        }),
        ("two sites at once", h => h.Add("Sec-Fetch-Site", ["same-origin", "cross-site"])),
        ("another site, by an old browser", h => h.Add("Origin", "https://evil.example")),
        ("our host's other port, by an old browser", h => h.Add("Origin", "http://127.0.0.1")),
        ("nowhere, as a sandboxed page says", h => h.Add("Origin", "null")),
        // A cookie without a word of where it comes from; what it refers to anybody may have left out.
        ("who knows where", h => h.Add("Accept", "*/*")),
    ];

    // What a form of another page may send without asking first, and what it may not.
    private static readonly string?[] Types =
        ["its own", "application/x-www-form-urlencoded", "text/plain", "multipart/form-data; boundary=x", null];

    // A link is enough for these, wherever it stands: they remember somebody who leaves for an issuer, and begin the discussion
    // of a page that its own site vouches for.
    private static readonly string[] ChangedByALink = ["GET /embed/{site}", "GET /sign-in/with/{name}"];

    // And whoever follows a notification from our own page, or by their own hand, has read it.
    private static readonly string[] ChangedFromOurOwnPage = [.. ChangedByALink, "GET /account/notifications/{id}"];

    private protected override Settings Change(Settings settings) => Room.Furnish(settings);

    [Fact]
    public async Task Every_unsafe_door_refuses_what_another_site_sends_and_nothing_that_is_stored_changes()
    {
        var room = await Room.EnterAsync(App);
        var (tried, wrong) = (0, new List<string>());

        foreach (var door in App.AllDoors().Where(d => d.IsUnsafe))
        {
            await room.PrepareAsync(door);
            await App.WorkIsDoneAsync();
            var everything = await App.EverythingStoredAsync();
            foreach (var (from, says) in Elsewhere)
            {
                foreach (var type in Types)
                {
                    using var answer = await room.SendAsync(room.MeantBy(door), door, room.AddressOf(door), says, type: type);
                    if (answer.StatusCode != HttpStatusCode.Forbidden) wrong.Add($"{door} from {from} as {type ?? "nothing"}: {(int)answer.StatusCode}");
                    tried++;
                }
            }

            var now = await App.EverythingStoredAsync();
            if (!string.Equals(now, everything, StringComparison.Ordinal)) wrong.Add($"{door} changed something: {Room.Difference(everything, now)}");
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        Assert.True(tried >= 60 * Elsewhere.Length * Types.Length, $"Only {tried} were tried.");
    }

    [Fact]
    public async Task What_comes_as_another_type_than_a_door_takes_is_refused_and_changes_nothing()
    {
        var room = await Room.EnterAsync(App);
        var (tried, wrong) = (0, new List<string>());

        foreach (var door in App.AllDoors().Where(d => d.IsUnsafe && Requests.TakesSomething(d)))
        {
            await room.PrepareAsync(door);
            await App.WorkIsDoneAsync();
            var everything = await App.EverythingStoredAsync();
            string[] types = door.Takes is null
                ? ["text/plain", "application/json", "text/html"]
                : ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"];
            foreach (var type in types)
            {
                using var answer = await room.SendAsync(room.MeantBy(door), door, room.AddressOf(door), type: type);
                if (answer.StatusCode != HttpStatusCode.UnsupportedMediaType) wrong.Add($"{door} as {type}: {(int)answer.StatusCode}");
                tried++;
            }

            var now = await App.EverythingStoredAsync();
            if (!string.Equals(now, everything, StringComparison.Ordinal)) wrong.Add($"{door} changed something: {Room.Difference(everything, now)}");
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        Assert.True(tried > 90, $"Only {tried} were tried.");
    }

    [Fact]
    public async Task Every_request_that_is_refused_to_others_changes_something_for_whoever_it_is_meant_for()
    {
        var first = await Room.EnterAsync(App);
        var wrong = new List<string>();

        foreach (var (number, door) in App.AllDoors().Where(d => d.IsUnsafe).Index())
        {
            var room = await first.AgainAsync(number);
            await room.PrepareAsync(door);
            await App.WorkIsDoneAsync();
            var everything = await App.EverythingStoredAsync();
            using var answer = await room.SendAsync(room.MeantBy(door), door, room.AddressOf(door));
            // A preview, or a text tried, is of what is not kept; a frame's session and its visit are for frames (HandoffTests, VisitTests).
            var stays = door.Pattern is "/api/v1/preview" or "/admin/{site}/words/try" or "/api/v1/sites/{site}/session" or "/api/v1/sites/{site}/visit";
            var isChanged = !string.Equals(everything, await App.EverythingStoredAsync(), StringComparison.Ordinal);
            if (isChanged == stays || (int)answer.StatusCode >= 500)
                wrong.Add($"{door} ({room.AddressOf(door)}): {(int)answer.StatusCode} {answer.Headers.Location}");
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    [Theory]
    [InlineData("cross-site")]
    [InlineData("same-site")]
    [InlineData("same-origin")]
    [InlineData("none")]
    public async Task Nothing_that_is_only_read_changes_anything_but_the_few_that_are_meant_to(string site)
    {
        var room = await Room.EnterAsync(App);
        await App.WorkIsDoneAsync();
        var everything = await App.EverythingStoredAsync();
        var (changed, wrong) = (new List<string>(), new List<string>());

        foreach (var door in App.AllDoors().Where(d => !d.IsUnsafe))
        {
            // A page of the site's own that nobody has read yet.
            var address = door.Pattern == "/embed/{site}"
                ? "/embed/times?url=https%3A%2F%2Ftimes.example%2Fnew&title=New"
                : room.AddressOf(door);
            foreach (var (who, browser) in room.Everybody)
            {
                using var answer = await room.SendAsync(browser, door, address, h =>
                {
                    h.Add("Sec-Fetch-Site", site);
                    h.Add("Referer", "https://times.example/new");
                });
                if ((int)answer.StatusCode >= 500) wrong.Add($"{who} at {door}: {(int)answer.StatusCode}");
            }

            var now = await App.EverythingStoredAsync();
            if (!string.Equals(now, everything, StringComparison.Ordinal)) changed.Add(door.ToString());
            everything = now;
        }

        Assert.Empty(wrong);
        var meant = site is "cross-site" or "same-site" ? ChangedByALink : ChangedFromOurOwnPage;
        Assert.Equal(meant.Order(StringComparer.Ordinal), changed.Order(StringComparer.Ordinal));
    }
}

public sealed class CrossSiteOnSqliteTests() : CrossSiteTests(false);

public sealed class CrossSiteOnPostgresTests() : CrossSiteTests(true);
