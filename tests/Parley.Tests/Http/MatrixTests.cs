using System.Net;
using Parley.Http;
using Parley.Tests.App;

namespace Parley.Tests.Http;

/// <summary>Every door, everybody who is not meant by it, and what is somebody else's: refused, with nothing changed.</summary>
public abstract class MatrixTests(bool onPostgres) : ProductTests(onPostgres)
{
    private protected override Settings Change(Settings settings) => Room.Furnish(settings);

    [Fact]
    public async Task Nobody_gets_at_what_is_somebody_elses_through_any_door()
    {
        var room = await Room.EnterAsync(App);
        await App.WorkIsDoneAsync();
        var everything = await App.EverythingStoredAsync();
        var (tried, wrong) = (0, new List<string>());

        foreach (var door in App.AllDoors().Where(IsOwn))
        {
            foreach (var (who, browser) in room.Strangers(door))
            {
                var address = room.AddressOf(door);
                using var answer = await room.SendAsync(browser, door, address);
                if (!IsRefused(answer)) wrong.Add($"{who} at {door} ({address}): {(int)answer.StatusCode} {answer.Headers.Location}");
                if ((await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Contains(Room.Secret, StringComparison.Ordinal))
                    wrong.Add($"{who} at {door} is told what is Ruth's");
                tried++;
            }

            var now = await App.EverythingStoredAsync();
            if (!string.Equals(now, everything, StringComparison.Ordinal)) wrong.Add($"{door} changed something: {Room.Difference(everything, now)}");
            everything = now;
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        Assert.True(tried > 200, $"Only {tried} were tried.");
    }

    [Fact]
    public async Task A_site_named_wrong_twice_or_not_at_all_opens_nothing()
    {
        var room = await Room.EnterAsync(App);
        await App.WorkIsDoneAsync();
        var everything = await App.EverythingStoredAsync();
        var wrong = new List<string>();

        // Whoever signs out signs out: the session that ends is the one that the request carries.
        foreach (var door in App.AllDoors().Where(d => d.Pattern.Contains("{site}", StringComparison.Ordinal)
            && d.ToString() != "DELETE /api/v1/sites/{site}/session"))
        {
            var right = room.AddressOf(door);
            string[] addresses =
            [
                room.AddressOf(door, "nowhere"),
                // What lies on one site, asked for by the name of another, once in the path and once in the query.
                room.AddressOf(door, "post"),
                room.AddressOf(door, "post") + "?site=times",
                // Not to another host: two slashes would begin one.
                right.Replace("/times", "", StringComparison.Ordinal) is { Length: > 0 } without ? without : "/",
                right.Replace("times", "times,post", StringComparison.Ordinal),
            ];
            foreach (var (who, browser) in room.Everybody)
            {
                foreach (var address in addresses)
                {
                    // What an owner does in the newsroom of their own site is theirs to do, and changes it.
                    if (who == "an owner elsewhere" && door.IsUnsafe && !IsAboutSomething(door) && address.StartsWith("/admin/post", StringComparison.Ordinal)) continue;

                    using var answer = await room.SendAsync(browser, door, address);
                    // The other site has a front, lists and a feed of its own, and its own people may see them.
                    var isOfOtherSite = address.StartsWith(room.AddressOf(door, "post"), StringComparison.Ordinal) && !IsAboutSomething(door);
                    if (door.IsUnsafe && (int)answer.StatusCode is >= 200 and < 300 && !isOfOtherSite && !IsForAnybody(door))
                        wrong.Add($"{who} at {door} ({address}): {(int)answer.StatusCode}");
                    if ((int)answer.StatusCode >= 500) wrong.Add($"{who} at {door} ({address}): {(int)answer.StatusCode}");
                }
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        var now = await App.EverythingStoredAsync();
        Assert.True(string.Equals(everything, now, StringComparison.Ordinal), Room.Difference(everything, now));
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
}

public sealed class MatrixOnSqliteTests() : MatrixTests(false);

public sealed class MatrixOnPostgresTests() : MatrixTests(true);
