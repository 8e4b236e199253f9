using System.Net;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Parley.Commenters;
using Parley.Core;
using Parley.Core.Commenters;
using Parley.Core.Comments;
using Parley.Core.Moderation;
using Parley.Storage;
using Parley.Tests.App;
using Parley.Tests.Commenters;

namespace Parley.Tests.Moderation;

public abstract partial class NoticeTests(bool onPostgres) : ProductTests(onPostgres)
{
    public sealed class OnSqlite() : NoticeTests(false);

    public sealed class OnPostgres() : NoticeTests(true);

    [Fact]
    public async Task A_notice_is_received_at_once_with_a_letter_and_followed_to_its_decision_by_its_own_address()
    {
        var (mona, _, ruth) = await GivenAsync();
        var comment = await ruth.Browser.SayAsync("What the law forbids");
        using var reader = App.Browser();
        Assert.Contains($"/comments/{comment}/notice", await reader.GetStringAsync($"/comments/{comment}/flag"), StringComparison.Ordinal);
        var address = await GiveAsync(reader, comment);
        var page = await reader.GetStringAsync(address);
        Assert.Contains("It was received.", page, StringComparison.Ordinal);
        Assert.Contains("What the law forbids", page, StringComparison.Ordinal);
        Assert.Contains("Nora Tell", page, StringComparison.Ordinal);
        var receipt = Assert.Single(await App.LettersToAsync("nora@readers.example"));
        Assert.Equal("LegalReceipt", receipt.Template);
        Assert.Contains(address, receipt.Values, StringComparison.Ordinal);

        // Its writer edits it and takes it back: what was read is kept.
        App.Clock.Move(TimeSpan.FromSeconds(2));
        using (await ruth.Browser.SendJsonAsync(HttpMethod.Patch, $"/api/v1/comments/{comment}", """{"text":"Something nice"}""")) { }
        var queue = await mona.Browser.GetStringAsync("/admin/times/queue");
        Assert.Contains("Somebody gives notice that it is illegal.", queue, StringComparison.Ordinal);
        var list = await mona.Browser.GetStringAsync("/admin/times/notices");
        Assert.Contains("What the law forbids", list, StringComparison.Ordinal);
        Assert.Contains("it has changed since", list, StringComparison.Ordinal);
        Assert.Contains("Something nice", list, StringComparison.Ordinal);

        Assert.Equal(HttpStatusCode.SeeOther, await DecideAsync(mona, "illegal", "It calls for violence against a person.", alsoNow: true));
        Assert.Contains("The comment is illegal. Its text is taken away.", await reader.GetStringAsync(address), StringComparison.Ordinal);
        Assert.Contains("It calls for violence", await reader.GetStringAsync(address), StringComparison.Ordinal);
        Assert.Contains((await App.LettersToAsync("nora@readers.example")), l => l.Template == "LegalOutcome");
        await using var db = App.Open();
        var decision = await db.Decisions.SingleAsync(TestContext.Current.CancellationToken);
        Assert.Equal((DecisionKind.Remove, ReasonClass.Illegal, DecisionSource.Notice), (decision.Kind, decision.Reason, decision.Source));
        // Its writer is told why, and how it was found, and not by whom.
        var told = await ruth.Browser.GetStringAsync($"/decisions/{Id.Text(decision.Id)}");
        Assert.Contains("Somebody gave notice that it is illegal", told, StringComparison.Ordinal);
        Assert.DoesNotContain("Nora", told, StringComparison.Ordinal);
        // Decided is decided.
        Assert.Equal(HttpStatusCode.Conflict, await DecideAsync(mona, "stays", "It is not."));
    }

    [Fact]
    public async Task A_text_that_took_the_place_of_the_one_complained_of_stays_unless_it_was_looked_at_and_is_meant_too()
    {
        var (mona, _, ruth) = await GivenAsync();
        var comment = await ruth.Browser.SayAsync("What the law forbids");
        using var reader = App.Browser();
        var address = await GiveAsync(reader, comment);
        var seen = await SeenAsync();
        App.Clock.Move(TimeSpan.FromSeconds(2));
        using (await ruth.Browser.SendJsonAsync(HttpMethod.Patch, $"/api/v1/comments/{comment}", """{"text":"Something nice"}""")) { }
        // Nobody decides about words they were not shown.
        Assert.Equal(HttpStatusCode.Conflict, await DecideAsync(mona, "illegal", "It calls for violence.", seen: seen));
        Assert.Equal(HttpStatusCode.Conflict, await DecideAsync(mona, "illegal", "It calls for violence.", seen: seen, alsoNow: true));
        Assert.Equal(HttpStatusCode.SeeOther, await DecideAsync(mona, "illegal", "It calls for violence."));

        // What was complained of was illegal, and is gone; its writer mended it, and nothing is held against them.
        var now = await FindAsync(comment);
        Assert.Equal((CommentState.Published, "Something nice"), (now.State, now.Text));
        var told = await reader.GetStringAsync(address);
        Assert.Contains("It calls for violence.", told, StringComparison.Ordinal);
        Assert.Contains("Its writer has changed it since, and what is read now stays.", told, StringComparison.Ordinal);
        Assert.DoesNotContain("Its text is taken away.", told, StringComparison.Ordinal);
        await using var db = App.Open();
        Assert.Empty(await db.Decisions.ToListAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Sent_twice_it_is_one_and_nothing_is_taken_without_the_fields_that_the_law_names()
    {
        var (_, _, ruth) = await GivenAsync();
        var comment = await ruth.Browser.SayAsync("What the law forbids");
        using var reader = App.Browser();
        var form = await reader.GetStringAsync($"/comments/{comment}/notice");
        var secret = SecretRegex().Match(form).Groups["secret"].Value;
        (string, string)[] whole = [("secret", secret), ("explanation", "It calls for violence"), ("name", "Nora Tell"), ("email", "nora@readers.example"), ("faith", "yes")];
        foreach (var missing in new[] { "explanation", "name", "email", "faith" })
        {
            using var refused = await reader.SubmitAsync($"/comments/{comment}/notice", [.. whole.Where(f => f.Item1 != missing)]);
            Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
            var page = await refused.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            Assert.Contains($"href=\"#{missing}\"", page, StringComparison.Ordinal);
            // Nothing that was typed is lost.
            if (missing != "explanation") Assert.Contains("It calls for violence", page, StringComparison.Ordinal);
        }

        using (var odd = await reader.SubmitAsync($"/comments/{comment}/notice", [.. whole.Select(f => f.Item1 == "email" ? ("email", "nowhere") : f)])) Assert.Equal(HttpStatusCode.UnprocessableEntity, odd.StatusCode);
        using (var guessed = await reader.SubmitAsync($"/comments/{comment}/notice", [.. whole.Select(f => f.Item1 == "secret" ? ("secret", "short") : f)])) Assert.Equal(HttpStatusCode.NotFound, guessed.StatusCode);
        foreach (var answer in await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => reader.SubmitAsync($"/comments/{comment}/notice", whole))))
        {
            using (answer) Assert.Equal((HttpStatusCode.SeeOther, "/notices/" + secret), (answer.StatusCode, answer.Headers.Location!.OriginalString));
        }

        await using var db = App.Open();
        Assert.Equal(1, await db.Notices.CountAsync(TestContext.Current.CancellationToken));
        // Only its hash is kept, but in the letter until that is sent.
        Assert.DoesNotContain(secret, string.Join('\n', (await App.EverythingStoredAsync()).Split('\n').Where(l => !l.Contains("LegalReceipt", StringComparison.Ordinal))), StringComparison.Ordinal);
        // No law asks for a name where children are abused.
        var anonymous = SecretRegex().Match(await reader.GetStringAsync($"/comments/{comment}/notice")).Groups["secret"].Value;
        using (var taken = await reader.SubmitAsync($"/comments/{comment}/notice", ("secret", anonymous), ("explanation", "A child"), ("children", "yes"), ("faith", "yes"))) Assert.Equal(HttpStatusCode.SeeOther, taken.StatusCode);
        using (var wrong = await reader.GetAsync(new Uri("/notices/" + new string('A', 32), UriKind.Relative), TestContext.Current.CancellationToken)) Assert.Equal(HttpStatusCode.NotFound, wrong.StatusCode);
    }

    [Fact]
    public async Task Whoever_gave_it_may_complain_once_and_somebody_else_answers()
    {
        var (mona, nils, ruth) = await GivenAsync();
        var comment = await ruth.Browser.SayAsync("What somebody minds");
        using var reader = App.Browser();
        var address = await GiveAsync(reader, comment);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, await DecideAsync(mona, "againstrules", "It insults."));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, await DecideAsync(mona, "stays", ""));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, await DecideAsync(mona, "mended", "Nobody chooses that."));
        Assert.Equal(HttpStatusCode.SeeOther, await DecideAsync(mona, "stays", "It is an opinion."));
        Assert.Contains("The comment stays.", await reader.GetStringAsync(address), StringComparison.Ordinal);
        Assert.Equal(CommentState.Published, (await FindAsync(comment)).State);
        using (var sent = await reader.SubmitAsync(address, ("text", "It names my daughter"))) Assert.Equal(HttpStatusCode.SeeOther, sent.StatusCode);
        using (await reader.SubmitAsync(address, ("text", "And again"))) { }
        Assert.Contains("It names my daughter", await mona.Browser.GetStringAsync("/admin/times/notices"), StringComparison.Ordinal);
        App.Clock.Move(TimeSpan.FromSeconds(1));
        Assert.Equal(HttpStatusCode.Conflict, await DecideAsync(mona, "stays", "I said so."));
        // What is complained of is no other notice that its notifier gave before.
        Assert.DoesNotContain("before, ", await nils.Browser.GetStringAsync("/admin/times/notices"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.SeeOther, await DecideAsync(nils, "againstrules", "It tells where she lives.", "privatedetails"));
        var page = await reader.GetStringAsync(address);
        Assert.Contains("The complaint was right: the decision was changed.", page, StringComparison.Ordinal);
        Assert.Contains("It tells where she lives.", page, StringComparison.Ordinal);
        Assert.Equal(CommentState.Removed, (await FindAsync(comment)).State);
        await using var db = App.Open();
        Assert.Equal("It names my daughter", (await db.Notices.SingleAsync(TestContext.Current.CancellationToken)).Complaint);
    }

    [Fact]
    public async Task Half_a_year_later_it_is_too_late_and_a_year_later_nobody_is_named()
    {
        var (mona, _, ruth) = await GivenAsync();
        var comment = await ruth.Browser.SayAsync("What somebody minds");
        using var reader = App.Browser();
        var address = await GiveAsync(reader, comment);
        _ = await DecideAsync(mona, "stays", "It is an opinion.");
        App.Clock.Move(Notice.ContestableFor);
        Assert.DoesNotContain("Send the complaint", await reader.GetStringAsync(address), StringComparison.Ordinal);
        using (var late = await reader.SubmitAsync(address, ("text", "Too late"))) Assert.Equal(HttpStatusCode.UnprocessableEntity, late.StatusCode);
        App.Clock.Move(Notice.KeptFor);
        await Forget.RunAsync(App.Database, App.The<Writing>(), App.The<ExportFolder>(), new Retention(), App.Clock.GetUtcNow(), TestContext.Current.CancellationToken);
        await using var db = App.Open();
        var notice = await db.Notices.SingleAsync(TestContext.Current.CancellationToken);
        Assert.Equal((null, null, "", "", "", NoticeOutcome.Stays), (notice.NotifierName, notice.NotifierEmail, notice.Explanation, notice.Text, notice.Answer, notice.Outcome));
    }

    [Fact]
    public async Task Nobody_elsewhere_decides_and_nobody_about_their_own_comment()
    {
        var (mona, _, _) = await GivenAsync();
        var own = await mona.Browser.SayAsync("What a moderator says");
        _ = await GiveAsync(App.Browser(), own);
        Assert.Equal(HttpStatusCode.Conflict, await DecideAsync(mona, "stays", "I meant well."));
        var (post, _) = await App.GivenAStoryAsync("post", "harbour");
        var omar = await App.GivenAPersonAsync("Omar Haddad");
        await App.GivenARoleAsync(omar.Account, post, RoleKind.Owner);
        Assert.Equal(HttpStatusCode.NotFound, await DecideAsync(omar, "stays", "Mine now.", site: "post"));
        Assert.DoesNotContain("It calls for violence", await omar.Browser.GetStringAsync("/admin/post/notices"), StringComparison.Ordinal);
    }

    private static async Task<string> GiveAsync(HttpClient reader, string comment)
    {
        var secret = SecretRegex().Match(await reader.GetStringAsync($"/comments/{comment}/notice")).Groups["secret"].Value;
        using var sent = await reader.SubmitAsync(
            $"/comments/{comment}/notice", ("secret", secret), ("explanation", "It calls for violence"), ("name", "Nora Tell"), ("email", "nora@readers.example"), ("faith", "yes"));
        Assert.Equal(HttpStatusCode.SeeOther, sent.StatusCode);
        return sent.Headers.Location!.OriginalString;
    }

    private async Task<(Person Mona, Person Nils, Person Ruth)> GivenAsync()
    {
        var (site, _) = await App.GivenAStoryAsync();
        var (mona, nils) = (await App.GivenAPersonAsync("Mona Diaz"), await App.GivenAPersonAsync("Nils Olsen"));
        foreach (var moderator in new[] { mona, nils }) await App.GivenARoleAsync(moderator.Account, site, RoleKind.Moderator);
        return (mona, nils, await App.GivenAPersonAsync());
    }

    private async Task<Comment> FindAsync(string id)
    {
        Assert.True(Id.TryRead(id, out var comment));
        await using var db = App.Open();
        return await db.Comments.SingleAsync(c => c.Id == comment);
    }

    private async Task<string> SeenAsync()
    {
        await using var db = App.Open();
        var about = await db.Notices.Select(n => n.CommentId).SingleAsync();
        return Parley.Moderation.Waiting.SeenOf(await db.Comments.SingleAsync(c => c.Id == about)).ToString(System.Globalization.CultureInfo.InvariantCulture);
    }

    private async Task<HttpStatusCode> DecideAsync(
        Person moderator, string outcome, string answer, string reason = "", string site = "times", string? seen = null, bool alsoNow = false)
    {
        await using var db = App.Open();
        var notice = await db.Notices.Select(n => n.Id).SingleAsync();
        using var sent = await moderator.Browser.SubmitAsync($"/admin/{site}/notices/{Id.Text(notice)}", ("outcome", outcome), ("answer", answer), ("reason", reason),
            ("seen", seen ?? await SeenAsync()), ("also", alsoNow ? "now" : ""));
        return sent.StatusCode;
    }

    [GeneratedRegex("name=\"secret\" value=\"(?<secret>[^\"]+)\"", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex SecretRegex();
}
