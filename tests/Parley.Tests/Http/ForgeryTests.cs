using System.Net;
using System.Text;
using Parley.Commenters;
using Parley.Core;
using Parley.Storage.Backups;
using Parley.Tests.App;

namespace Parley.Tests.Http;

public abstract class ForgeryTests(bool onPostgres) : ProductTests(onPostgres)
{
    private protected override Settings Change(Settings settings) => Room.Furnish(settings);

    [Fact]
    public async Task No_door_takes_a_member_that_is_not_its_own_whatever_the_tables_have()
    {
        var room = await Room.EnterAsync(App);
        await using var db = App.Open();
        // Every column that anything stored has, as a program would name it.
        var members = StoredTable.All(db).SelectMany(t => t.Columns).Select(c => Camel(c.Name)).Append("role").Append("roles")
            .Distinct(StringComparer.Ordinal).ToList();
        var (tried, wrong) = (0, new List<string>());

        foreach (var door in App.AllDoors().Where(d => d.IsUnsafe && d.Takes is not null))
        {
            await room.PrepareAsync(door);
            await App.WorkIsDoneAsync();
            var everything = await App.EverythingStoredAsync();
            var (taken, body) = (TakenBy(door.Takes!), room.BodyOf(door));
            foreach (var member in members.Where(m => !taken.Contains(m)))
            {
                // Nothing else is wrong with the request, nor with whoever sends it.
                using var answer = await room.SendAsync(
                    room.MeantBy(door), door, room.AddressOf(door), body: body.Insert(1, $"\"{member}\":\"x\","));
                if (answer.StatusCode != HttpStatusCode.BadRequest) wrong.Add($"{door} with {member}: {(int)answer.StatusCode}");
                tried++;
            }

            var now = await App.EverythingStoredAsync();
            if (!string.Equals(now, everything, StringComparison.Ordinal)) wrong.Add($"{door} changed something: {Room.Difference(everything, now)}");
            using var good = await room.SendAsync(room.MeantBy(door), door, room.AddressOf(door), body: body);
            // Only an authenticator could answer what one is asked.
            var isTaken = good.IsSuccessStatusCode || (good.StatusCode == HttpStatusCode.UnprocessableEntity && door.Takes == typeof(Passkeys.Answer));
            if (!isTaken) wrong.Add($"{door} as it should be: {(int)good.StatusCode}");
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        Assert.True(tried > 1_000, $"Only {tried} were tried.");
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

    private static HashSet<string> TakenBy(Type request) =>
        [.. request.GetProperties().Select(p => char.ToLowerInvariant(p.Name[0]) + p.Name[1..])];

    private static string Fill(string pattern, string id) => pattern
        .Replace("{site}", "times", StringComparison.Ordinal).Replace("{story}", "bridge", StringComparison.Ordinal)
        .Replace("{id}", id, StringComparison.Ordinal).Replace("{documentName}", "v1", StringComparison.Ordinal);

    private static string Camel(string column) =>
        string.Concat(column.Split('_').Select((word, i) => i == 0 ? word : char.ToUpperInvariant(word[0]) + word[1..]));
}

public sealed class ForgeryOnSqliteTests() : ForgeryTests(false);

public sealed class ForgeryOnPostgresTests() : ForgeryTests(true);
