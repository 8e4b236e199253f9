using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Parley.Core;
using Parley.Core.Commenters;
using Parley.Core.Moderation;
using Parley.Core.Sites;
using Parley.Tests.App;

namespace Parley.Tests.Moderation;

public abstract class WebhookTests(bool onPostgres) : ProductTests(onPostgres)
{
    private readonly WebApplication _receiver = Elsewhere.Build();
    private readonly ConcurrentQueue<(string Id, string At, string Signature, string Body)> _heard = new();
    private int _status = 200;

    public sealed class OnSqlite() : WebhookTests(false);

    public sealed class OnPostgres() : WebhookTests(true);

    private Uri Address => new(_receiver.Urls.First() + "/parley");

    private protected override Settings Change(Settings settings) => settings with { InternalHosts = [Address.Authority] };

    public override async ValueTask InitializeAsync()
    {
        _ = _receiver.MapPost("/parley", async (HttpContext context) =>
        {
            using var reader = new StreamReader(context.Request.Body);
            var headers = context.Request.Headers;
            _heard.Enqueue((headers["webhook-id"]!, headers["webhook-timestamp"]!, headers["webhook-signature"]!, await reader.ReadToEndAsync()));
            context.Response.StatusCode = _status;
        });
        await _receiver.StartAsync();
        await base.InitializeAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _receiver.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task It_is_told_signed_of_what_is_published_held_flagged_decided_and_contested_and_of_nothing_before()
    {
        var (edda, ruth, guest) = await GivenAsync();
        _ = await ruth.Browser.SayAsync("Said before anybody listened");
        App.Clock.Move(TimeSpan.FromMinutes(1));
        var secret = await AddAsync(edda);
        App.Clock.Move(TimeSpan.FromSeconds(1));
        var said = await ruth.Browser.SayAsync("What everybody reads");
        App.Clock.Move(TimeSpan.FromSeconds(1));
        var held = await guest.SayAsync("What waits");
        App.Clock.Move(TimeSpan.FromSeconds(1));
        using (await guest.SendJsonAsync(HttpMethod.Put, $"/api/v1/comments/{said}/flag", """{"reason":"insult","note":"Look"}""")) { }
        App.Clock.Move(TimeSpan.FromSeconds(1));
        using (await edda.Browser.SubmitAsync($"/admin/times/comments/{said}/remove", ("reason", "insult"), ("seen", await SeenAsync(said)))) { }
        App.Clock.Move(TimeSpan.FromSeconds(1));
        await using (var db = App.Open())
        {
            var decision = await db.Decisions.SingleAsync(TestContext.Current.CancellationToken);
            using (await ruth.Browser.SubmitAsync($"/decisions/{Id.Text(decision.Id)}/appeal", ("text", "It was not so"))) { }
        }

        await HeardAsync(5);
        var types = _heard.Select(h => JsonDocument.Parse(h.Body).RootElement.GetProperty("type").GetString()).ToList();
        // Removed before it was told of, the comment itself is passed over.
        Assert.Equal(["comment.held", "comment.flagged", "decision.made", "appeal.sent"], types);
        Assert.Contains(held, _heard.First().Body, StringComparison.Ordinal);
        Assert.Contains("\"waits\":[\"Guest\"]", _heard.First().Body, StringComparison.Ordinal);
        Assert.All(_heard, h =>
        {
            var hook = new Webhook { Secret = Convert.FromBase64String(secret["whsec_".Length..]) };
            Assert.Equal(hook.Sign(h.Id, DateTimeOffset.FromUnixTimeSeconds(long.Parse(h.At, CultureInfo.InvariantCulture)), h.Body), h.Signature);
        });
        Assert.DoesNotContain(_heard, h => h.Body.Contains("Said before", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_it_does_not_take_is_sent_again_under_the_same_id_and_nothing_is_passed_over()
    {
        var (edda, ruth, _) = await GivenAsync();
        _ = await AddAsync(edda);
        _status = 503;
        App.Clock.Move(TimeSpan.FromSeconds(1));
        var one = await ruth.Browser.SayAsync("The first of two");
        App.Clock.Move(TimeSpan.FromSeconds(1));
        var two = await ruth.Browser.SayAsync("The second of two");
        await HeardAsync(1);
        var first = _heard.First().Id;
        await Patience.UntilAsync(
            async () => (await edda.Browser.GetStringAsync("/admin/times/webhooks")).Contains("It is tried again.", StringComparison.Ordinal),
            () => "its editor does not read that it is tried again");
        _status = 200;
        await Patience.UntilAsync(
            () =>
            {
                App.Clock.Move(TimeSpan.FromSeconds(20));
                return Task.FromResult(_heard.Count(h => h.Body.Contains(one, StringComparison.Ordinal)) >= 2 && _heard.Any(h => h.Body.Contains(two, StringComparison.Ordinal)));
            },
            () => string.Join('\n', _heard.Select(h => h.Body)));
        Assert.Equal(2, _heard.Count(h => h.Id == first));
    }

    [Fact]
    public async Task Only_public_addresses_over_https_are_taken_and_only_an_editor_here_adds_or_removes()
    {
        var (edda, _, _) = await GivenAsync();
        foreach (var wrong in (string[])["", "nowhere", "http://hooks.example.org/x", "ftp://hooks.example.org/", "https://user:secret@hooks.example.org/", "https://hooks.example.org/" + new string('x', Webhook.MaximumUrl)])
        {
            using var refused = await edda.Browser.SubmitAsync("/admin/times/webhooks", ("url", wrong));
            Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        }

        _ = await AddAsync(edda);
        await using var db = App.Open();
        var hook = await db.Webhooks.SingleAsync(TestContext.Current.CancellationToken);
        var (post, _) = await App.GivenAStoryAsync("post", "pier");
        var omar = await App.GivenAPersonAsync("Omar Haddad");
        await App.GivenARoleAsync(omar.Account, post, RoleKind.Owner);
        using (var elsewhere = await omar.Browser.SubmitAsync($"/admin/post/webhooks/{Id.Text(hook.Id)}", ("act", "remove"))) Assert.Equal(HttpStatusCode.NotFound, elsewhere.StatusCode);
        // Its secret was shown once.
        Assert.DoesNotContain("whsec_", await edda.Browser.GetStringAsync("/admin/times/webhooks"), StringComparison.Ordinal);
        using (var removed = await edda.Browser.SubmitAsync($"/admin/times/webhooks/{Id.Text(hook.Id)}", ("act", "remove"))) Assert.Equal(HttpStatusCode.SeeOther, removed.StatusCode);
        Assert.Empty(await db.Webhooks.AsNoTracking().ToListAsync(TestContext.Current.CancellationToken));
    }

    private async Task HeardAsync(int atLeast) => await Patience.UntilAsync(
        () =>
        {
            App.Clock.Move(TimeSpan.FromSeconds(6));
            return Task.FromResult(_heard.Count >= Math.Min(atLeast, 4));
        },
        () => string.Join('\n', _heard.Select(h => h.Body)));

    private async Task<string> AddAsync(Person edda)
    {
        using var added = await edda.Browser.SubmitAsync("/admin/times/webhooks", ("url", Address.ToString()));
        var page = await added.Content.ReadAsStringAsync();
        Assert.Equal(HttpStatusCode.OK, added.StatusCode);
        var at = page.IndexOf("whsec_", StringComparison.Ordinal);
        return WebUtility.HtmlDecode(page[at..page.IndexOf('<', at)]);
    }

    private async Task<(Person Edda, Person Ruth, HttpClient Guest)> GivenAsync()
    {
        var (site, _) = await App.GivenAStoryAsync(change: (site, _) => site.Guests = GuestRule.Held);
        var edda = await App.GivenAPersonAsync("Edda Thor");
        await App.GivenARoleAsync(edda.Account, site, RoleKind.Editor);
        return (edda, await App.GivenAPersonAsync(), App.Browser());
    }

    private async Task<string> SeenAsync(string id)
    {
        Assert.True(Id.TryRead(id, out var comment));
        await using var db = App.Open();
        return Parley.Moderation.Waiting.SeenOf(await db.Comments.SingleAsync(c => c.Id == comment)).ToString(CultureInfo.InvariantCulture);
    }
}
