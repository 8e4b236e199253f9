using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Parley.Core;
using Parley.Core.Commenters;
using Parley.Core.Comments;
using Parley.Core.Sites;
using Parley.Tests.App;
using Parley.Tests.Commenters;

namespace Parley.Tests.Http;

/// <summary>
/// Somebody goes wherever links and answers lead. Each of them can be opened by whoever was given it, and none tells of
/// what is not theirs to see: what waits, what was refused, what was taken back and left no place.
/// </summary>
public abstract partial class VisibleIdsTests(bool onPostgres) : ProductTests(onPostgres)
{
    // Where everybody begins; those who may not are led elsewhere.
    private static readonly string[] Beginnings =
    [
        "/", "/times/bridge", "/times/bridge?order=newest", "/post/harbour", "/embed/times?story=bridge", "/times/feed.atom", "/times/bridge/feed.atom",
        "/api/v1/sites/times/stories/bridge/discussion", "/api/v1/sites/times/stories/bridge/mine", "/api/v1/sites/post/stories/harbour/discussion",
        "/api/v1/sites/post/stories/harbour/mine", "/account", "/account/comments", "/account/notifications", "/account/mutes", "/account/mail",
        "/account/sessions", "/account/standing/times", "/admin", "/admin/times", "/admin/times/held", "/admin/times/commenters?name=r", "/admin/times/staff",
        "/admin/post", "/admin/post/held",
    ];

    public sealed class OnSqlite() : VisibleIdsTests(false);

    public sealed class OnPostgres() : VisibleIdsTests(true);

    [Fact]
    public async Task Whatever_somebody_is_shown_the_id_of_they_can_open_and_nothing_shows_the_id_of_what_they_may_not_see()
    {
        var world = await GivenAsync();
        var wrong = new List<string>();

        foreach (var (who, browser, own) in world.Everybody)
        {
            var seen = await WalkAsync(who, browser, wrong);
            foreach (var (id, what) in world.Hidden.Where(h => !own.Contains(h.Key, StringComparer.Ordinal)))
            {
                foreach (var (page, _) in seen.Where(s => s.Value.Contains(id, StringComparison.Ordinal)))
                    wrong.Add($"{who} is shown the id of {what} at {page}");
                using var opened = await browser.GetAsync(new Uri($"/comments/{id}", UriKind.Relative));
                if (opened.StatusCode != HttpStatusCode.NotFound) wrong.Add($"{who} opens {what}: {(int)opened.StatusCode}");
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    [Fact]
    public async Task Whoever_may_see_what_waits_or_is_their_own_does()
    {
        var world = await GivenAsync();

        foreach (var (who, browser, own) in world.Everybody.Where(e => e.Own.Length > 0))
        {
            var seen = await WalkAsync(who, browser, []);
            // The control of the other test: what is hidden from some is there to be found by others.
            Assert.All(own, id => Assert.True(seen.Values.Any(v => v.Contains(id, StringComparison.Ordinal)), $"{who} finds nothing of {world.Hidden[id]}"));
        }
    }

    // Every page and every answer that somebody comes by, by its address.
    private static async Task<Dictionary<string, string>> WalkAsync(string who, HttpClient browser, List<string> wrong)
    {
        var seen = new Dictionary<string, string>(StringComparer.Ordinal);
        var ahead = new Queue<(string Address, string From)>(Beginnings.Select(b => (b, "the beginning")));
        var known = new HashSet<string>(Beginnings, StringComparer.Ordinal);
        while (ahead.TryDequeue(out var next))
        {
            using var answer = await browser.GetAsync(new Uri(next.Address, UriKind.Relative), TestContext.Current.CancellationToken);
            if (!answer.IsSuccessStatusCode && (int)answer.StatusCode is < 300 or >= 400 && next.From != "the beginning")
                wrong.Add($"{who} is led from {next.From} to {next.Address}: {(int)answer.StatusCode}");
            var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            if (answer.Headers.Location is { } location) Go(location.OriginalString, next.Address);
            if (!answer.IsSuccessStatusCode) continue;

            seen[next.Address] = text;
            var type = answer.Content.Headers.ContentType?.MediaType ?? "";
            if (type is "text/html" or "application/atom+xml")
            {
                foreach (Match link in Link().Matches(text)) Go(WebUtility.HtmlDecode(link.Groups["to"].Value), next.Address);
            }
            else if (type == "application/json")
            {
                using var json = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = 300 });
                foreach (var address in Addresses(json.RootElement, next.Address)) Go(address, next.Address);
            }
        }

        Assert.True(seen.Count > 10, $"{who} came by {seen.Count} pages only.");
        return seen;

        void Go(string to, string from)
        {
            var address = Ours().Replace(to, "").Split('#')[0];
            if (address.StartsWith('?')) address = from.Split('?')[0] + address;
            if (address.StartsWith('/') && known.Add(address)) ahead.Enqueue((address, from));
        }
    }

    // Where data leads: addresses, and ids of comments and of whoever asks.
    private static IEnumerable<string> Addresses(JsonElement json, string from, string name = "")
    {
        if (json.ValueKind == JsonValueKind.Array) return json.EnumerateArray().SelectMany(item => Addresses(item, from, name));
        if (json.ValueKind == JsonValueKind.String) return AddressOf(json.GetString()!, from, name) is { } address ? [address] : [];
        if (json.ValueKind != JsonValueKind.Object) return [];

        // What waits is opened by its writer where the writer changes it.
        var isHeld = json.TryGetProperty("state", out var state) && state.GetString() == "held";
        return json.EnumerateObject().SelectMany(member => Addresses(member.Value, from, isHeld && member.Name == "id" ? "held" : member.Name)
            .Concat(AddressOf(member.Name, from, "") is { } key ? [key] : []));
    }

    private static string? AddressOf(string text, string from, string name)
    {
        if (text.StartsWith("http", StringComparison.Ordinal)) return text;
        if (!IsId().IsMatch(text)) return null;

        return name switch
        {
            "profile" => $"/{from.Split('/')[4]}/commenters/{text}",
            "held" => $"/comments/{text}/posted",
            _ => $"/comments/{text}",
        };
    }

    private async Task<World> GivenAsync()
    {
        var (times, _) = await App.GivenAStoryAsync();
        var (post, _) = await App.GivenAStoryAsync("post", "harbour");
        var ruth = await App.GivenAPersonAsync("Ruth Amsel");
        var cem = await App.GivenAPersonAsync("Cem Demir");
        var nameless = await App.GivenAPersonAsync("", "nameless@readers.example");
        var zelda = await App.GivenAPersonAsync("Zelda Quern");
        var mina = await App.GivenAPersonAsync("Mina Falk");
        var omar = await App.GivenAPersonAsync("Omar Haddad");
        await App.GivenARoleAsync(mina.Account, times, RoleKind.Owner);
        await App.GivenARoleAsync(omar.Account, post, RoleKind.Owner);
        var (guest, other) = (App.Browser(), App.Browser());
        var hidden = new Dictionary<string, string>(StringComparer.Ordinal);

        var root = await ruth.Browser.SayAsync("The first word");
        _ = await cem.Browser.SayAsync("An answer that stays", root);
        var takenBack = Hide(await cem.Browser.SayAsync("An answer that is taken back", root), "what was taken back");
        var tombstone = await cem.Browser.SayAsync("Taken back, and answered", root);
        _ = await ruth.Browser.SayAsync("The answer to it", tombstone);
        var removed = await guest.SayAsync("What a moderator removes", root, "Guest");
        var erased = Hide(await zelda.Browser.SayAsync("What goes with its writer"), "what went with its writer");
        var erasedPlace = await zelda.Browser.SayAsync("What goes, and was answered", root);
        _ = await ruth.Browser.SayAsync("The answer that stays", erasedPlace);
        // Votes, mutes and notifications on what goes afterwards.
        foreach (var id in new[] { takenBack, tombstone, removed, erased, erasedPlace, root })
        {
            await DoAsync(mina.Browser, HttpMethod.Put, $"/api/v1/comments/{id}/vote", """{"value":1}""");
            await DoAsync(nameless.Browser, HttpMethod.Put, $"/api/v1/comments/{id}/vote", """{"value":-1}""");
            await DoAsync(other, HttpMethod.Put, $"/api/v1/comments/{id}/vote", """{"value":1}""");
        }

        await DoAsync(ruth.Browser, HttpMethod.Put, $"/api/v1/comments/{removed}/mute", "{}");
        await DoAsync(cem.Browser, HttpMethod.Put, $"/api/v1/comments/{erased}/mute", "{}");
        await DoAsync(nameless.Browser, HttpMethod.Put, "/api/v1/sites/times/stories/bridge/follow", "{}");
        await App.WorkIsDoneAsync();

        await using (var db = App.Open()) _ = await db.Sites.ExecuteUpdateAsync(s => s.SetProperty(x => x.Guests, GuestRule.Held));
        var held = Hide(await guest.SayAsync("What waits", root, "Guest"), "what waits");
        var heldBelow = Hide(await guest.SayAsync("What waits below what goes", takenBack, "Guest"), "what waits below what went");
        var refused = Hide(await other.SayAsync("What is refused", root, "Other"), "what was refused");
        using var there = await guest.PostCommentAsync("What waits elsewhere", name: "Guest", story: "post/stories/harbour");
        var heldThere = Hide((await there.JsonAsync()).GetProperty("id").GetString()!, "what waits elsewhere");
        await using (var db = App.Open())
        {
            await SetStateAsync(db, removed, CommentState.Removed);
            await SetStateAsync(db, refused, CommentState.Refused);
            _ = await db.Stories.ExecuteUpdateAsync(s => s.SetProperty(x => x.Version, x => x.Version + 1));
        }

        foreach (var id in new[] { takenBack, tombstone }) await DoAsync(cem.Browser, HttpMethod.Delete, $"/api/v1/comments/{id}", "{}");
        _ = await App.EraseAsync(zelda.Account, isForced: true);
        // Long enough for what everybody gets to be made anew.
        App.Clock.Move(TimeSpan.FromMinutes(1));
        await App.WorkIsDoneAsync();
        return new World(hidden,
        [
            ("nobody", App.Browser(), []),
            ("the guest who waits", guest, [held, heldBelow, heldThere]),
            ("the guest who was refused", other, []),
            ("Ruth", ruth.Browser, []),
            ("Cem", cem.Browser, [takenBack]),
            ("somebody without a name", nameless.Browser, []),
            ("a moderator here", mina.Browser, [held, heldBelow]),
            ("a moderator of another site", omar.Browser, [heldThere]),
        ]);

        string Hide(string id, string what)
        {
            hidden[id] = what;
            return id;
        }
    }

    private static async Task DoAsync(HttpClient browser, HttpMethod method, string path, string json)
    {
        using var answer = await browser.SendJsonAsync(method, path, json);
        Assert.True(answer.IsSuccessStatusCode, $"{method} {path}: {(int)answer.StatusCode}");
    }

    private static async Task SetStateAsync(Parley.Storage.ParleyContext db, string comment, CommentState state)
    {
        Assert.True(Id.TryRead(comment, out var id));
        _ = await db.Comments.Where(c => c.Id == id).ExecuteUpdateAsync(c => c.SetProperty(x => x.State, state));
    }

    // Of buttons nothing follows by itself; what a script asks for is in the data.
    [GeneratedRegex("<(?:a|link)\\s[^>]*?href=\"(?<to>[^\"]*)\"", RegexOptions.NonBacktracking)]
    private static partial Regex Link();

    [GeneratedRegex("^[0-9a-hjkmnp-tv-z]{26}$", RegexOptions.NonBacktracking)]
    private static partial Regex IsId();

    [GeneratedRegex("^https?://127\\.0\\.0\\.1(?::[0-9]+)?", RegexOptions.NonBacktracking)]
    private static partial Regex Ours();

    /// <param name="Hidden">What not everybody may know of, by its id.</param>
    private sealed record World(IReadOnlyDictionary<string, string> Hidden, IReadOnlyList<(string Who, HttpClient Browser, string[] Own)> Everybody);
}
