using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Parley.Core;
using Parley.Core.Commenters;
using Parley.Core.Comments;
using Parley.Core.Moderation;
using Parley.Core.Sites;
using Parley.Tests.App;

namespace Parley.Tests.Moderation;

public abstract class RecordTests(bool onPostgres) : ProductTests(onPostgres)
{
    public sealed class OnSqlite() : RecordTests(false);

    public sealed class OnPostgres() : RecordTests(true);

    [Fact]
    public async Task The_rules_are_public_in_plain_words_and_for_programs_and_say_what_editors_add()
    {
        var (edda, _, _, _) = await GivenAsync();
        using (var saved = await edda.Browser.SubmitAsync("/admin/times/rules", ("rules", "Be **kind**.\n\n<script>alert(1)</script>"))) Assert.Equal(HttpStatusCode.SeeOther, saved.StatusCode);
        using (var longer = await edda.Browser.SubmitAsync("/admin/times/rules", ("rules", new string('x', CommentText.MaximumLength + 1)))) Assert.Equal(HttpStatusCode.UnprocessableEntity, longer.StatusCode);
        var page = await App.Browser().GetStringAsync("/rules/times");
        Assert.Contains("<strong>kind</strong>", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<script>alert", page, StringComparison.Ordinal);
        Assert.Contains("Every step is taken by a person.", page, StringComparison.Ordinal);
        Assert.Contains("/rules/times", await App.Browser().GetStringAsync("/times/bridge"), StringComparison.Ordinal);
        using var answer = await App.Browser().GetAsync(new Uri("/api/v1/sites/times/rules", UriKind.Relative), TestContext.Current.CancellationToken);
        var data = await answer.JsonAsync();
        Assert.Equal(("byHand", 8, 5), (data.GetProperty("ladder").GetString(), data.GetProperty("rules").GetArrayLength(), data.GetProperty("restrictions").GetArrayLength()));
        using (var none = await App.Browser().GetAsync(new Uri("/rules/nowhere", UriKind.Relative), TestContext.Current.CancellationToken)) Assert.Equal(HttpStatusCode.NotFound, none.StatusCode);
    }

    [Fact]
    public async Task The_years_numbers_and_the_reports_files_are_sums_of_the_decisions()
    {
        var (edda, nils, ruth, guest) = await GivenAsync();
        await DecideAsync(edda, ruth, guest);
        await using var db = App.Open();
        var decisions = await db.Decisions.ToListAsync(TestContext.Current.CancellationToken);
        var year = App.Clock.GetUtcNow().Year;

        using var answer = await App.Browser().GetAsync(new Uri($"/api/v1/sites/times/numbers/{year}", UriKind.Relative), TestContext.Current.CancellationToken);
        var numbers = await answer.JsonAsync();
        Assert.Equal(decisions.Count, numbers.GetProperty("decisions").EnumerateObject().Sum(k => k.Value.GetInt32()));
        Assert.All(Enum.GetValues<DecisionKind>(), k => Assert.Equal(decisions.Count(d => d.Kind == k), numbers.GetProperty("decisions").GetProperty(JsonNamingPolicy.CamelCase.ConvertName(k.ToString())).GetInt32()));
        Assert.Contains("Moderation in", await App.Browser().GetStringAsync($"/rules/times/{year}"), StringComparison.Ordinal);
        using (var future = await App.Browser().GetAsync(new Uri($"/rules/times/{year + 1}", UriKind.Relative), TestContext.Current.CancellationToken)) Assert.Equal(HttpStatusCode.NotFound, future.StatusCode);

        var against = decisions.Where(d => d.Kind is DecisionKind.Remove or DecisionKind.Refuse or DecisionKind.Restrict).ToList();
        using var statements = JsonDocument.Parse(await edda.Browser.GetStringAsync($"/admin/times/reports/{year}/statements.json"));
        var rows = statements.RootElement.GetProperty("statements").EnumerateArray().ToList();
        Assert.Equal(against.Select(d => Id.Text(d.Id)).Order(StringComparer.Ordinal), rows.Select(r => r.GetProperty("puid").GetString()!).Order(StringComparer.Ordinal));
        Assert.All(rows, r => Assert.True(r.TryGetProperty("decision_visibility", out _) || r.TryGetProperty("decision_provision", out _) || r.TryGetProperty("decision_account", out _)));
        var quieted = rows.Single(r => r.TryGetProperty("decision_visibility", out var v) && v.GetArrayLength() == 3);
        Assert.Equal("DECISION_VISIBILITY_CONTENT_DEMOTED", quieted.GetProperty("decision_visibility")[0].GetString());
        Assert.True(quieted.TryGetProperty("end_date_visibility_restriction", out _));
        // Nobody is in it: no name, no words of anybody.
        Assert.All(new[] { "Ruth", "Edda", "An insult", "Facts about" }, word => Assert.DoesNotContain(word, statements.RootElement.GetRawText(), StringComparison.Ordinal));

        await using var zip = new ZipArchive(new MemoryStream(await edda.Browser.GetByteArrayAsync($"/admin/times/reports/{year}/transparency.zip", TestContext.Current.CancellationToken)));
        Assert.Equal(10, zip.Entries.Count);
        var own = Measures(zip, "5_own_initiative_illegal.csv") + Measures(zip, "6_own_initiative_terms.csv");
        var onNotice = rows.Count(r => r.GetProperty("source_type").GetString() == "SOURCE_ARTICLE_16");
        Assert.Equal(rows.Count, own + onNotice);
        Assert.Equal(1, onNotice);

        // An editor elsewhere, a moderator here and a proof of long ago get nothing.
        using (var moderator = await nils.Browser.GetAsync(new Uri($"/admin/times/reports/{year}/statements.json", UriKind.Relative), TestContext.Current.CancellationToken)) Assert.Equal(HttpStatusCode.NotFound, moderator.StatusCode);
        App.Clock.Move(TimeSpan.FromMinutes(20));
        using (var later = await edda.Browser.GetAsync(new Uri($"/admin/times/reports/{year}/statements.json", UriKind.Relative), TestContext.Current.CancellationToken))
            Assert.Equal("/account/prove?return=%2Fadmin%2Ftimes%2Frules", later.Headers.Location!.OriginalString);
    }

    private static int Measures(ZipArchive zip, string file)
    {
        using var reader = new StreamReader(zip.GetEntry(file)!.Open());
        return reader.ReadToEnd().Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Skip(1).Sum(l => int.Parse(l.Split(',')[1], CultureInfo.InvariantCulture));
    }

    // Two comments gone, one never published, one restriction, one notice upheld.
    private async Task DecideAsync(Person edda, Person ruth, HttpClient guest)
    {
        var (insult, other, noticed) = (await ruth.Browser.SayAsync("An insult to somebody"), await ruth.Browser.SayAsync("Something beside the point"), await ruth.Browser.SayAsync("What the law forbids"));
        var held = await guest.SayAsync("A guest's advertisement");
        App.Clock.Move(TimeSpan.FromSeconds(1));
        using (await edda.Browser.SubmitAsync($"/admin/times/comments/{insult}/remove", ("reason", "insult"), ("seen", await SeenAsync(insult)))) { }
        using (await edda.Browser.SubmitAsync($"/admin/times/comments/{other}/remove", ("reason", "offtopic"), ("seen", await SeenAsync(other)))) { }
        using (await edda.Browser.SubmitAsync($"/admin/times/held/{held}", ("act", "remove"), ("reason", "spam"), ("from", "held"), ("seen", await SeenAsync(held)))) { }
        var secret = System.Text.RegularExpressions.Regex.Match(await guest.GetStringAsync($"/comments/{noticed}/notice"), "name=\"secret\" value=\"(?<s>[^\"]+)\"", System.Text.RegularExpressions.RegexOptions.NonBacktracking).Groups["s"].Value;
        using (await guest.SubmitAsync($"/comments/{noticed}/notice", ("secret", secret), ("explanation", "It is forbidden"), ("name", "Nora"), ("email", "nora@readers.example"), ("faith", "yes"))) { }
        await using var db = App.Open();
        var notice = await db.Notices.SingleAsync();
        using (await edda.Browser.SubmitAsync($"/admin/times/notices/{Id.Text(notice.Id)}", ("outcome", "illegal"), ("seen", await SeenAsync(Id.Text(notice.CommentId))), ("answer", "Facts about Ruth"))) { }
        App.Clock.Move(TimeSpan.FromSeconds(1));
        var comment = await db.Comments.SingleAsync(c => c.Text == "An insult to somebody");
        using var restricted = await edda.Browser.SubmitAsync(
            $"/admin/times/comments/{insult}/restrict", ("level", "quieted"), ("hours", "72"), ("where", "site"), ("reason", "insult"), ("statement", "Facts about Ruth"),
            ("known", await Parley.Moderation.LadderHistories.LastAsync(db, comment.CommenterId, default)));
        Assert.Equal(HttpStatusCode.SeeOther, restricted.StatusCode);
    }

    private async Task<(Person Edda, Person Nils, Person Ruth, HttpClient Guest)> GivenAsync()
    {
        var (site, _) = await App.GivenAStoryAsync(change: (site, _) => site.Guests = GuestRule.Held);
        var (edda, nils) = (await App.GivenAPersonAsync("Edda Thor"), await App.GivenAPersonAsync("Nils Olsen"));
        await App.GivenARoleAsync(edda.Account, site, RoleKind.Editor);
        await App.GivenARoleAsync(nils.Account, site, RoleKind.Moderator);
        return (edda, nils, await App.GivenAPersonAsync(), App.Browser());
    }

    private async Task<string> SeenAsync(string id)
    {
        Assert.True(Id.TryRead(id, out var comment));
        await using var db = App.Open();
        return Parley.Moderation.Waiting.SeenOf(await db.Comments.SingleAsync(c => c.Id == comment)).ToString(CultureInfo.InvariantCulture);
    }
}
