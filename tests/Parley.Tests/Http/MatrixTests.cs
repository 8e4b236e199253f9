using System.Net;
using System.Net.Http.Headers;
using Microsoft.EntityFrameworkCore;
using Parley.Core;
using Parley.Core.Commenters;
using Parley.Core.Sites;
using Parley.Http;
using Parley.Tests.App;

namespace Parley.Tests.Http;

/// <summary>Every door, everybody who is not meant by it, and what is somebody else's: refused, with nothing changed.</summary>
public abstract class MatrixTests(bool onPostgres) : ProductTests(onPostgres)
{
    [Fact]
    public async Task Nobody_gets_at_what_is_somebody_elses_through_any_door()
    {
        var room = await RoomAsync();
        var everything = await App.EverythingStoredAsync();
        var (tried, wrong) = (0, new List<string>());

        foreach (var door in App.AllDoors().Where(IsOwn))
        {
            foreach (var (who, browser) in room.Strangers(door))
            {
                foreach (var address in room.Addresses(door))
                {
                    using var answer = await SendAsync(browser, door, address, room);
                    if (!IsRefused(answer)) wrong.Add($"{who} at {door} ({address}): {(int)answer.StatusCode} {answer.Headers.Location}");
                    if ((await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Contains(Room.Secret, StringComparison.Ordinal))
                        wrong.Add($"{who} at {door} is told what is Ruth's");
                    tried++;
                }
            }

            var now = await App.EverythingStoredAsync();
            if (!string.Equals(now, everything, StringComparison.Ordinal)) wrong.Add($"{door} changed something: {Difference(everything, now)}");
            everything = now;
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        Assert.True(tried > 200, $"Only {tried} were tried.");
    }

    [Fact]
    public async Task A_site_named_wrong_twice_or_not_at_all_opens_nothing()
    {
        var room = await RoomAsync();
        var everything = await App.EverythingStoredAsync();
        var wrong = new List<string>();

        // Whoever signs out signs out: the session that ends is the one that the request carries.
        foreach (var door in App.AllDoors().Where(d => d.Pattern.Contains("{site}", StringComparison.Ordinal)
            && d.ToString() != "DELETE /api/v1/sites/{site}/session"))
        {
            var right = room.Fill(door.Pattern, "times", "bridge");
            string[] addresses =
            [
                room.Fill(door.Pattern, "nowhere", "bridge"),
                // What lies on one site, asked for by the name of another, once in the path and once in the query.
                room.Fill(door.Pattern, "post", "bridge"),
                room.Fill(door.Pattern, "post", "bridge") + "?site=times",
                // Not to another host: two slashes would begin one.
                right.Replace("/times", "", StringComparison.Ordinal) is { Length: > 0 } without ? without : "/",
                right.Replace("times", "times,post", StringComparison.Ordinal),
            ];
            foreach (var (who, browser) in room.Everybody)
            {
                foreach (var address in addresses)
                {
                    using var answer = await SendAsync(browser, door, address, room);
                    // The other site has a front, lists and a feed of its own, and its own people may see them.
                    var isOfOtherSite = address.StartsWith(room.Fill(door.Pattern, "post", "bridge"), StringComparison.Ordinal) && !IsAboutSomething(door);
                    if (door.IsUnsafe && (int)answer.StatusCode is >= 200 and < 300 && !isOfOtherSite && !IsForAnybody(door))
                        wrong.Add($"{who} at {door} ({address}): {(int)answer.StatusCode}");
                    if ((int)answer.StatusCode >= 500) wrong.Add($"{who} at {door} ({address}): {(int)answer.StatusCode}");
                }
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        var now = await App.EverythingStoredAsync();
        Assert.True(string.Equals(everything, now, StringComparison.Ordinal), Difference(everything, now));
    }

    [Fact]
    public void Every_unsafe_door_has_a_request_of_its_own_here()
    {
        var missing = App.AllDoors().Where(d => d.IsUnsafe && !Requests.All.ContainsKey(d.ToString())).Select(d => d.ToString());
        Assert.True(!missing.Any(), "Say in Requests.cs what a good request looks like at: " + string.Join(", ", missing));
    }

    // What is one person's, one account's, or an office's; what anybody may use is not asked here.
    private static bool IsOwn(DeclaredDoor door) =>
        door.Door.Guard is Guard.Account or Guard.Recent or Guard.Moderator or Guard.Editor or Guard.Commenter
        || (door.Door.Guard == Guard.Writer && door.Pattern.Contains("{id}", StringComparison.Ordinal));

    private static bool IsAboutSomething(DeclaredDoor door) =>
        door.Pattern.Contains("{id}", StringComparison.Ordinal) || door.Pattern.Contains("{story}", StringComparison.Ordinal);

    private static bool IsForAnybody(DeclaredDoor door) => door.Door.Guard is Guard.Anybody && !IsAboutSomething(door);

    // A page that is only read sends whoever is signed out to sign in; a comment's own page sends others to the comment.
    private static bool IsRefused(HttpResponseMessage answer) => answer.StatusCode switch
    {
        HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden or HttpStatusCode.NotFound or HttpStatusCode.Gone => true,
        HttpStatusCode.SeeOther => answer.Headers.Location!.OriginalString.StartsWith("/sign-in", StringComparison.Ordinal)
            || answer.Headers.Location.OriginalString.StartsWith("/account/prove", StringComparison.Ordinal),
        HttpStatusCode.Redirect => answer.Headers.Location!.OriginalString.StartsWith("/comments/", StringComparison.Ordinal),
        _ => false,
    };

    private static async Task<HttpResponseMessage> SendAsync(HttpClient browser, DeclaredDoor door, string address, Room room)
    {
        using var request = new HttpRequestMessage(new HttpMethod(door.Method), new Uri(address, UriKind.Relative));
        request.Headers.Add("Sec-Fetch-Site", "same-origin");
        if (door.IsUnsafe)
        {
            var body = Requests.All.GetValueOrDefault(door.ToString(), "{}").Replace("{id}", Id.Text(room.Ids["{comment}"]), StringComparison.Ordinal);
            request.Content = new StringContent(body);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue(
                body.StartsWith('{') ? "application/json" : "application/x-www-form-urlencoded");
        }

        return await browser.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
    }

    private static string Difference(string before, string after)
    {
        var (old, now) = (before.Split('\n'), after.Split('\n'));
        return string.Join('\n', now.Except(old, StringComparer.Ordinal).Take(5).Concat(old.Except(now, StringComparer.Ordinal).Take(5)));
    }

    private async Task<Room> RoomAsync()
    {
        var (times, story) = await App.GivenAStoryAsync(change: (site, _) => site.Origins.Add(new SiteOrigin { SiteId = site.Id, Origin = "https://times.example" }));
        var (post, _) = await App.GivenAStoryAsync("post", "harbour");
        var ruth = await App.GivenAPersonAsync("Ruth Amsel", Room.Secret);
        var cem = await App.GivenAPersonAsync("Cem Demir");
        var mina = await App.GivenAPersonAsync("Mina Falk");
        var omar = await App.GivenAPersonAsync("Omar Haddad");
        var framed = await App.GivenAPersonAsync("Ida Holm", frame: (post, "https://post.example"));
        await App.GivenARoleAsync(mina.Account, times, RoleKind.Moderator);
        await App.GivenARoleAsync(omar.Account, post, RoleKind.Owner);
        var comment = await ruth.Browser.SayAsync("Ruth's own words");
        _ = await cem.Browser.SayAsync("Cem's");
        var guest = App.Browser();
        _ = await guest.SayAsync("A guest's", name: "Guest");

        await using var db = App.Open();
        var now = App.Clock.GetUtcNow();
        _ = Id.TryRead(comment, out var commentId);
        var commenter = await db.Commenters.SingleAsync(c => c.AccountId == ruth.Account.Id);
        var ids = new Dictionary<string, Guid>(StringComparer.Ordinal)
        {
            ["{comment}"] = commentId,
            ["{commenter}"] = commenter.Id,
            ["{session}"] = (await db.Sessions.SingleAsync(s => s.AccountId == ruth.Account.Id)).Id,
            ["{export}"] = Id.New(now),
            ["{notification}"] = Id.New(now),
            ["{account}"] = ruth.Account.Id,
        };
        _ = db.Exports.Add(new Export { Id = ids["{export}"], AccountId = ruth.Account.Id, AskedAt = now, ReadyAt = now, Size = 1 });
        _ = db.Notifications.Add(new Core.Notifications.Notification
        {
            Id = ids["{notification}"],
            CommenterId = commenter.Id,
            SiteId = times.Id,
            StoryId = story.Id,
            CommentId = commentId,
            Kind = Core.Notifications.NotificationKind.Reply,
            At = now,
        });
        _ = db.Passkeys.Add(new Passkey
        {
            CredentialId = ids["{session}"].ToByteArray(),
            AccountId = ruth.Account.Id,
            Name = "Ruth's key",
            PublicKey = [1],
            AttestationObject = [1],
            ClientDataJson = [1],
            CreatedAt = now,
        });
        _ = await db.SaveChangesAsync();
        return new Room(ids, App.Browser(), guest, ruth, cem, mina, omar, framed);
    }

    /// <summary>A room with what is Ruth's in it, and everybody who could want it.</summary>
    private sealed record Room(
        Dictionary<string, Guid> Ids, HttpClient Nobody, HttpClient Guest, Person Ruth, Person Cem, Person Mina, Person Omar, Person Framed)
    {
        /// <summary>What only Ruth may read.</summary>
        public const string Secret = "ruths.own@secret.example";

        public IEnumerable<(string Who, HttpClient Browser)> Everybody =>
        [
            ("nobody", Nobody), ("a guest", Guest), ("Ruth", Ruth.Browser), ("another commenter", Cem.Browser),
            ("a moderator here", Mina.Browser), ("an owner elsewhere", Omar.Browser), ("somebody in another site's frame", Framed.Browser),
        ];

        /// <summary>Those whom a door is not meant for, when it is about what is Ruth's.</summary>
        public IEnumerable<(string Who, HttpClient Browser)> Strangers(DeclaredDoor door) => door.Door.Guard switch
        {
            // What has no id in it is about whoever asks: only those who are nobody are strangers there.
            Guard.Account or Guard.Recent when !door.Pattern.Replace("{site}", "", StringComparison.Ordinal).Contains('{', StringComparison.Ordinal) =>
                Everybody.Where(e => e.Who is "nobody" or "a guest" or "somebody in another site's frame"),
            Guard.Commenter => Everybody.Where(e => e.Who is "nobody" or "a guest" or "somebody in another site's frame"),
            Guard.Moderator => Everybody.Where(e => e.Who != "a moderator here"),
            Guard.Editor => Everybody,
            _ => Everybody.Where(e => e.Who != "Ruth"),
        };

        public IEnumerable<string> Addresses(DeclaredDoor door)
        {
            yield return Fill(door.Pattern, "times", "bridge");
        }

        public string Fill(string pattern, string site, string story)
        {
            var kind = Requests.KindOf(pattern);
            var id = kind == "{passkey}" ? System.Buffers.Text.Base64Url.EncodeToString(Ids["{session}"].ToByteArray()) : Id.Text(Ids.GetValueOrDefault(kind, Ids["{comment}"]));
            return pattern.Replace("{site}", site, StringComparison.Ordinal).Replace("{story}", story, StringComparison.Ordinal)
                .Replace("{id}", id, StringComparison.Ordinal).Replace("{documentName}", "v1", StringComparison.Ordinal);
        }
    }
}

public sealed class MatrixOnSqliteTests() : MatrixTests(false);

public sealed class MatrixOnPostgresTests() : MatrixTests(true);
