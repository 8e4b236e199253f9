using System.Text;
using Microsoft.EntityFrameworkCore;
using Parley.Tests.App;

namespace Parley.Tests.Http;

/// <summary>What an operator and a site keep to themselves, looked for in whatever is answered.</summary>
public sealed class SecretsTests() : ProductTests(false)
{
    private const string MailPassword = "a secret of the mail server's";

    private protected override Settings Change(Settings settings) => Room.Furnish(settings) with
    {
        // Nobody is there, so that what goes wrong is there to be told of, too.
        Mail = new MailSettings("127.0.0.1", 9, IsImplicit: false, MustEncrypt: true, "letters@times.example", MailPassword, "talk@times.example", null),
    };

    [Fact]
    public async Task No_secret_of_the_operator_or_of_a_site_is_in_any_answer_whoever_asks_and_whatever_goes_wrong()
    {
        var room = await Room.EnterAsync(App);
        var secrets = await SecretsAsync();
        var (looked, wrong) = (0, new List<string>());
        foreach (var door in App.AllDoors().Where(d => !d.IsUnsafe))
        {
            foreach (var (who, browser) in room.Everybody)
            {
                await LookAsync(who, door, browser, room.AddressOf(door));
                await LookAsync(who, door, browser, room.AddressOf(door, "no-such-site", "no\u0000story"));
            }
        }

        foreach (var (number, door) in App.AllDoors().Where(d => d.IsUnsafe).Index())
        {
            var again = await room.AgainAsync(number);
            await again.PrepareAsync(door);
            foreach (var (who, browser) in again.Strangers(door).Append(("whoever it is meant for", again.MeantBy(door))))
            {
                foreach (var body in (string?[])["", "{", """{"text":["x"],"password":null}""", "site=%00&email=%ff&code=", null])
                    await LookAsync(who, door, browser, again.AddressOf(door), body, again);
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        Assert.True(looked > 2_000, $"Only {looked} were looked at.");

        async Task LookAsync(string who, DeclaredDoor door, HttpClient browser, string address, string? body = null, Room? again = null)
        {
            using var answer = await (again ?? room).SendAsync(browser, door, address, body: body);
            var text = $"{answer.ReasonPhrase}\n{answer.Headers}{answer.Content.Headers}\n";
            // What goes on for as long as somebody listens is looked at as far as it is there.
            if (!door.Pattern.EndsWith("/live", StringComparison.Ordinal)) text += await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            wrong.AddRange(secrets.Where(s => text.Contains(s.Text, StringComparison.OrdinalIgnoreCase)).Select(s => $"{who} at {door} is told {s.What}"));
            looked++;
        }
    }

    [Fact]
    public async Task What_is_looked_for_would_be_found()
    {
        _ = await Room.EnterAsync(App);
        var secrets = await SecretsAsync();

        foreach (var secret in (string[])[MailPassword, Room.SignOnSecret, Room.DisqusSecret, Room.ClientSecret])
        {
            Assert.Contains(secrets, s => $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes(secret))}".Contains(s.Text, StringComparison.Ordinal));
            Assert.Contains(secrets, s => $"password={Uri.EscapeDataString(secret)}".Contains(s.Text, StringComparison.Ordinal));
            Assert.Contains(secrets, s => $"<p>{secret}</p>".Contains(s.Text, StringComparison.Ordinal));
        }
    }

    // Each as it is, and in every way in which programs write bytes.
    private async Task<List<(string What, string Text)>> SecretsAsync()
    {
        var all = new List<(string What, byte[] Bytes)>
        {
            ("the mail server's password", Encoding.UTF8.GetBytes(MailPassword)),
            ("the issuer's client secret", Encoding.UTF8.GetBytes(Room.ClientSecret)),
            ("the site's secret for signing on", Encoding.UTF8.GetBytes(Room.SignOnSecret)),
            ("the site's secret of Disqus", Encoding.UTF8.GetBytes(Room.DisqusSecret)),
        };
        await using var db = App.Open();
        all.AddRange((await db.Secrets.AsNoTracking().ToListAsync()).Select(s => ("the installation's key", s.Value)));
        all.AddRange((await db.Accounts.AsNoTracking().Where(a => a.PasswordHash != null).ToListAsync()).Select(a => ("a password's hash", Convert.FromBase64String(a.PasswordHash!))));
        all.AddRange((await db.Sessions.AsNoTracking().ToListAsync()).Select(s => ("a session's hash", s.TokenHash)));
        return [.. all.SelectMany(s => Writings(s.Bytes).Distinct(StringComparer.Ordinal).Select(text => (s.What, text)))];
    }

    private static IEnumerable<string> Writings(byte[] secret)
    {
        var text = Encoding.UTF8.GetString(secret);
        if (secret.All(b => b is >= 0x20 and < 0x7f))
        {
            yield return text;
            yield return Uri.EscapeDataString(text);
            yield return text.Replace(' ', '+');
            yield return System.Net.WebUtility.HtmlEncode(text);
        }

        yield return Convert.ToBase64String(secret).TrimEnd('=');
        yield return System.Buffers.Text.Base64Url.EncodeToString(secret);
        yield return Convert.ToHexString(secret);
    }
}
