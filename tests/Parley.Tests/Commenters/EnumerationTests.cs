using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Parley.Tests.App;

namespace Parley.Tests.Commenters;

/// <summary>Whether an address has an account cannot be seen, counted or timed.</summary>
public abstract class EnumerationTests(bool onPostgres) : ProductTests(onPostgres)
{
    private const string Known = "known@readers.example";
    private const string Unknown = "other@readers.example";
    private const int Times = 500;

    public sealed class OnSqlite() : EnumerationTests(false);

    public sealed class OnPostgres() : EnumerationTests(true);

    [Theory]
    [InlineData("/sign-in")]
    [InlineData("/sign-in/reset")]
    public async Task Five_hundred_requests_each_for_a_known_and_an_unknown_address_are_byte_equal_and_take_as_long(string door)
    {
        _ = await App.GivenAStoryAsync(change: (site, _) => site.HasPasswords = true);
        using var person = await App.GivenAPersonAsync(email: Known);
        using var browser = App.Browser();
        _ = await browser.SubmitAsync("/sign-in", ("email", Unknown));
        // The first of everything is slow; and each letter's budget is there again after an hour.
        for (var i = 0; i < 20; i++) _ = await AskAsync(browser, door, i % 2 == 0 ? Known : Unknown);

        var (known, unknown) = (new List<double>(Times), new List<double>(Times));
        var answers = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < Times; i++)
        {
            // Turn and turn about, so that whatever else the machine does happens to both.
            foreach (var address in i % 2 == 0 ? new[] { Known, Unknown } : [Unknown, Known])
            {
                var (answer, time) = await AskAsync(browser, door, address);
                _ = answers.Add(answer);
                (address == Known ? known : unknown).Add(time);
            }
        }

        _ = Assert.Single(answers);
        // Mann and Whitney's U as the chance that a known address takes longer than an unknown one: one half if they are
        // alike, with a deviation of 0.018 for 500 each. Four of those apart does not happen by chance.
        var chance = MannWhitney(known, unknown) / ((double)Times * Times);
        Assert.InRange(chance, 0.42, 0.58);
    }

    [Fact]
    public async Task The_database_does_the_same_for_a_known_and_an_unknown_address()
    {
        _ = await App.GivenAStoryAsync(change: (site, _) => site.HasPasswords = true);
        using var person = await App.GivenAPersonAsync(email: Known);
        using var browser = App.Browser();
        using var heard = HeardStatements.On(App);
        // Whoever begins to listen is heeded within a second by each part of a request: wait until both the first and the
        // last statement are heard, many times over.
        for (var whole = 0; whole < 20;)
        {
            var statements = await StatementsAsync(heard, browser, "/sign-in/reset", "warm@readers.example");
            var isWhole = statements.Count > 5 && statements[0].Contains("has_passwords", StringComparison.Ordinal)
                && statements.Exists(t => t.Contains("INSERT", StringComparison.Ordinal));
            whole = isWhole ? whole + 1 : 0;
        }

        foreach (var door in new[] { "/sign-in", "/sign-in/reset", "/sign-in/password" })
        {
            // What is not heard yet makes a list shorter, and a job that is due meanwhile makes it longer: the usual one counts.
            var (known, unknown) = (new List<List<string>>(), new List<List<string>>());
            for (var i = 0; i < 7; i++)
            {
                known.Add(await StatementsAsync(heard, browser, door, Known));
                unknown.Add(await StatementsAsync(heard, browser, door, Unknown));
            }

            Assert.NotEmpty(Usual(known));
            Assert.Equal(Usual(known), Usual(unknown));
        }
    }

    private static List<string> Usual(List<List<string>> lists) =>
        lists.GroupBy(l => string.Join('\n', l), StringComparer.Ordinal).MaxBy(g => g.Count())!.First();

    private async Task<(string Answer, double Time)> AskAsync(HttpClient browser, string door, string address)
    {
        App.Clock.Move(TimeSpan.FromMinutes(21));
        var began = Stopwatch.GetTimestamp();
        using var answer = await browser.SubmitAsync(door, ("email", address));
        var time = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
        var headers = answer.Headers.Where(h => h.Key != "Date").Select(h => h.Key + ": " + string.Join(",", h.Value)).Order(StringComparer.Ordinal);
        return ($"{answer.StatusCode}\n{string.Join('\n', headers)}\n{await answer.Content.ReadAsStringAsync()}", time);
    }

    private static double MannWhitney(List<double> first, List<double> second)
    {
        var sorted = second.Order().ToArray();
        return first.Sum(time =>
        {
            var below = Array.BinarySearch(sorted, time);
            return below < 0 ? ~below : below + 0.5;
        });
    }

    // The text of every statement on this installation's database, parameters left open.
    private async Task<List<string>> StatementsAsync(HeardStatements heard, HttpClient browser, string door, string address)
    {
        App.Clock.Move(TimeSpan.FromHours(2));
        // Each time the first guess at it: of a repeated one the database does less, whoever it is about.
        await using (var db = App.Open()) _ = await db.Guesses.ExecuteDeleteAsync();
        heard.Clear();
        using var answer = await browser.SubmitAsync(door, ("email", address), ("password", "four words without sense"));
        return heard.All;
    }
}
