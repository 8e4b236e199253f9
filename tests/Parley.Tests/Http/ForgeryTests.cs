using System.Net;
using System.Text;
using Parley.Core;
using Parley.Http;
using Parley.Storage.Backups;
using Parley.Tests.App;

namespace Parley.Tests.Http;

public abstract class ForgeryTests(bool onPostgres) : ProductTests(onPostgres)
{
    [Fact]
    public async Task No_door_takes_a_member_that_is_not_its_own_whatever_the_tables_have()
    {
        _ = await App.GivenAStoryAsync();
        using var ruth = await App.GivenAPersonAsync();
        var id = await ruth.Browser.SayAsync("Mine");
        await using var db = App.Open();
        // Every column that anything stored has, as a program would name it.
        var members = StoredTable.All(db).SelectMany(t => t.Columns).Select(c => Camel(c.Name)).Append("role").Append("roles")
            .Distinct(StringComparer.Ordinal).ToList();
        var before = await App.EverythingStoredAsync();
        var tried = 0;

        foreach (var door in App.AllDoors().Where(d => d.IsUnsafe && d.Door.Surface == Surface.Data && d.Method is "POST" or "PUT" or "PATCH"
            // What takes nothing at all cannot take too much.
            && Requests.All.GetValueOrDefault(d.ToString()) != "{}"))
        {
            var taken = await TakenByAsync(door);
            foreach (var member in members.Where(m => !taken.Contains(m)))
            {
                using var answer = await ruth.Browser.SendJsonAsync(
                    new HttpMethod(door.Method), Fill(door.Pattern, id), $$"""{"{{member}}":"x"}""");
                Assert.True(
                    answer.StatusCode is HttpStatusCode.BadRequest or HttpStatusCode.NotFound or HttpStatusCode.Forbidden or HttpStatusCode.Unauthorized
                        or HttpStatusCode.UnsupportedMediaType or HttpStatusCode.UnprocessableEntity or HttpStatusCode.TooManyRequests,
                    $"{door} with {member}: {(int)answer.StatusCode}");
                tried++;
            }
        }

        Assert.True(tried > 100, tried.ToString(System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal(before, await App.EverythingStoredAsync());
    }

    [Fact]
    public async Task No_answer_carries_a_host_that_only_a_request_named()
    {
        _ = await App.GivenAStoryAsync();
        using var ruth = await App.GivenAPersonAsync();
        var id = await ruth.Browser.SayAsync("Mine");

        foreach (var door in App.AllDoors().Where(d => !d.IsUnsafe && !d.Pattern.EndsWith("/live", StringComparison.Ordinal)))
        {
            var request = new HttpRequestMessage(HttpMethod.Get, Fill(door.Pattern, id));
            request.Headers.Host = "evil.example";
            _ = request.Headers.TryAddWithoutValidation("X-Forwarded-Host", "evil.example");
            _ = request.Headers.TryAddWithoutValidation("X-Original-URL", "/evil.example");
            _ = request.Headers.TryAddWithoutValidation("Forwarded", "host=evil.example");
            using var answer = await ruth.Browser.SendAsync(request);

            Assert.DoesNotContain("evil.example", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
            Assert.DoesNotContain("evil.example", answer.Headers.ToString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Nothing_that_anybody_may_read_holds_a_mail_address_or_what_stands_for_one()
    {
        var (site, story) = await App.GivenAStoryAsync();
        using var ruth = await App.GivenAPersonAsync("Ruth Amsel", "canary.ruth@secret.example");
        var id = await ruth.Browser.SayAsync("Mine");
        using var guest = App.Browser();
        using var posted = await guest.SendJsonAsync(
            HttpMethod.Post, "/api/v1/sites/times/stories/bridge/comments", """{"text":"Guest","name":"Cem","email":"canary.cem@secret.example"}""");
        Assert.Equal(HttpStatusCode.Created, posted.StatusCode);
        var secrets = new List<string> { "canary", "secret.example", Id.Text(ruth.Account.Id) };
        foreach (var mail in new[] { "canary.ruth@secret.example", "canary.cem@secret.example" })
        {
            var bytes = Encoding.UTF8.GetBytes(mail);
#pragma warning disable CA5350, CA5351 // What others do with addresses is looked for, not done.
            secrets.AddRange([Hex(System.Security.Cryptography.MD5.HashData(bytes)), Hex(System.Security.Cryptography.SHA1.HashData(bytes)), Hex(System.Security.Cryptography.SHA256.HashData(bytes))]);
#pragma warning restore CA5350, CA5351
        }

        using var anybody = App.Browser();
        foreach (var door in App.AllDoors().Where(d => !d.IsUnsafe && !d.Pattern.EndsWith("/live", StringComparison.Ordinal)))
        {
            using var answer = await anybody.GetAsync(new Uri(Fill(door.Pattern, id), UriKind.Relative));
            var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken) + answer.Headers;
            Assert.All(secrets, secret => Assert.False(text.Contains(secret, StringComparison.OrdinalIgnoreCase), $"{door} tells {secret}"));
        }

        static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);
    }

    // The members of a door's request, as it is described.
    private async Task<HashSet<string>> TakenByAsync(DeclaredDoor door)
    {
        using var anybody = App.Browser();
        using var described = await anybody.GetAsync(new Uri("/openapi/v1.json", UriKind.Relative));
        var api = await described.JsonAsync();
        if (!api.GetProperty("paths").TryGetProperty(door.Pattern, out var path)
            || !path.TryGetProperty(door.Method.ToLowerInvariant(), out var act) || !act.TryGetProperty("requestBody", out var body))
        {
            return [];
        }

        var schema = body.GetProperty("content").GetProperty("application/json").GetProperty("schema");
        if (schema.TryGetProperty("$ref", out var reference))
            schema = api.GetProperty("components").GetProperty("schemas").GetProperty(reference.GetString()!.Split('/')[^1]);
        return schema.TryGetProperty("properties", out var members)
            ? [.. members.EnumerateObject().Select(m => m.Name)]
            : [];
    }

    private static string Fill(string pattern, string id) => pattern
        .Replace("{site}", "times", StringComparison.Ordinal).Replace("{story}", "bridge", StringComparison.Ordinal)
        .Replace("{id}", id, StringComparison.Ordinal).Replace("{documentName}", "v1", StringComparison.Ordinal);

    private static string Camel(string column) =>
        string.Concat(column.Split('_').Select((word, i) => i == 0 ? word : char.ToUpperInvariant(word[0]) + word[1..]));
}

public sealed class ForgeryOnSqliteTests() : ForgeryTests(false);

public sealed class ForgeryOnPostgresTests() : ForgeryTests(true);
