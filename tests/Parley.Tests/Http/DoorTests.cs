using System.Net;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Parley.Http;
using Parley.Tests.App;

namespace Parley.Tests.Http;

public sealed class DoorTests() : ProductTests(false)
{
    [Fact]
    public void Every_door_is_declared_with_its_guard_its_surface_and_its_pace() =>
        Approved.Is(
            string.Join('\n', Doors().SelectMany(d => d.Methods.Select(m =>
                $"{m,-6} {d.Pattern,-56} {d.Door?.Guard.ToString() ?? "UNGUARDED",-13} {d.Door?.Surface,-12} {d.Door?.Pace}"))
                .Order(StringComparer.Ordinal)),
            "Routes.approved.txt");

    [Fact]
    public void Every_door_of_the_newsroom_asks_for_a_role_but_the_one_that_lists_ones_own()
    {
        var doors = Doors().Where(d => d.Pattern.StartsWith("/admin", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(doors);
        Assert.All(doors, d => Assert.True(
            d.Door?.Guard is Guard.Moderator or Guard.Editor or Guard.SectionEditor || (d.Pattern == "/admin" && d.Door?.Guard == Guard.Account), d.Pattern));
        // The role is one on the site that the address names.
        Assert.All(doors.Where(d => d.Pattern != "/admin"), d => Assert.StartsWith("/admin/{site}", d.Pattern, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_door_to_a_way_in_is_closed_to_readers_whom_a_publisher_signs_on()
    {
        string[] open =
        [
            "/account", "/account/claim", "/account/comments", "/account/erase", "/account/erase/undo", "/account/erase/undo/{secret}", "/account/export",
            "/account/export/{id}", "/account/mail", "/account/mutes", "/account/name", "/account/notifications", "/account/notifications/{id}",
            "/account/notifications/read", "/account/prove", "/account/sessions", "/account/sessions/{id}/end", "/account/sessions/end-all",
            "/account/sessions/end-others", "/account/standing/{site}",
        ];
        var doors = App.Services.GetServices<EndpointDataSource>().SelectMany(s => s.Endpoints).OfType<RouteEndpoint>()
            .Where(e => e.RoutePattern.RawText!.StartsWith("/account", StringComparison.Ordinal) && !e.RoutePattern.RawText.Contains('.', StringComparison.Ordinal));
        // What is added later is decided about here, too.
        Assert.Equal(open.Order(StringComparer.Ordinal), doors.Where(e => e.Metadata.GetMetadata<NotOnVisit>() is null).Select(e => e.RoutePattern.RawText).Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task The_api_is_described_as_approved()
    {
        using var browser = App.Browser();
        Approved.Is(await browser.GetStringAsync("/openapi/v1.json"), "OpenApi.approved.json");
    }

    [Fact]
    public async Task A_discussion_has_just_the_shape_that_is_described()
    {
        var (site, _) = await App.GivenAStoryAsync();
        await App.GivenABadgeAsync(site, "Rosa Keller", Core.Commenters.Badge.Staff);
        using var writer = App.Browser();
        var root = await writer.SayAsync("One");
        for (var i = 0; i < Core.Comments.Discussion.CommentsOnAPage; i++) _ = await writer.SayAsync($"Reply {i}", root);
        var strict = new System.Text.Json.JsonSerializerOptions(System.Text.Json.JsonSerializerDefaults.Web)
        {
            UnmappedMemberHandling = System.Text.Json.Serialization.JsonUnmappedMemberHandling.Disallow,
            RespectRequiredConstructorParameters = true,
            RespectNullableAnnotations = true,
        };

        var json = await writer.GetStringAsync("/api/v1/sites/times/stories/bridge/discussion");

        var read = System.Text.Json.JsonSerializer.Deserialize<Parley.Discussions.DiscussionContract>(json, strict)!;
        Assert.Equal((101, 25), (read.Count, read.Branches[0].Replies.Count));
        Assert.Equal(75, read.Branches[0].More!.Count);
    }

    [Fact]
    public void Every_problem_has_a_stable_name() => Approved.Is(
        string.Join('\n', Problems.Names.Select(n => $"{Problems.StatusOf(n)} urn:parley:problem:{n}")), "Problems.approved.txt");

    [Fact]
    public async Task Every_answer_carries_the_headers_of_its_surface()
    {
        _ = await App.GivenAStoryAsync(change: (site, _) =>
            site.Origins.Add(new() { SiteId = site.Id, Origin = "https://news.example" }));
        using var writer = App.Browser();
        var id = await writer.SayAsync("Mine");

        foreach (var (pattern, methods, door) in Doors())
        {
            var request = new HttpRequestMessage(new HttpMethod(methods[0]), Fill(pattern, id));
            if (methods[0] != "GET") request.Headers.Add("Sec-Fetch-Site", "same-origin");
            // One of them streams for as long as somebody listens.
            using var answer = await writer.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
            AssertHeaders(answer, door!.Surface, pattern);
        }

        using var unknown = await writer.GetAsync("/no/such/page/at/all");
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
        AssertHeaders(unknown, Surface.PrivatePage, "unknown");
    }

    private static void AssertHeaders(HttpResponseMessage answer, Surface surface, string pattern)
    {
        string? Header(string name) => answer.Headers.TryGetValues(name, out var values) ? string.Join(',', values) : null;
        var policy = Header("Content-Security-Policy");
        Assert.True(policy is not null, pattern);
        Assert.Equal("nosniff", Header("X-Content-Type-Options"));
        // An address that is a secret is told to no other host, not even shortened.
        var isSecret = pattern.EndsWith("{secret}", StringComparison.Ordinal);
        Assert.Contains(Header("Referrer-Policy"), isSecret ? ["same-origin", "strict-origin-when-cross-origin"] : (string[])["strict-origin-when-cross-origin"]);
        Assert.Null(Header("Server"));

        var isDocument = answer.Content.Headers.ContentType?.MediaType == "text/html";
        if (isDocument)
        {
            Assert.Contains("default-src 'none'; script-src 'self';", policy, StringComparison.Ordinal);
            Assert.Contains("base-uri 'none'", policy, StringComparison.Ordinal);
            Assert.Contains("require-trusted-types-for 'script'", policy, StringComparison.Ordinal);
            Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        }
        else
        {
            Assert.Contains("default-src 'none'; frame-ancestors 'none'; sandbox", policy, StringComparison.Ordinal);
        }

        var mayBeFramed = isDocument && surface == Surface.Frame;
        Assert.EndsWith(
            !isDocument ? "sandbox" : mayBeFramed ? "frame-ancestors https://news.example" : "frame-ancestors 'none'",
            policy, StringComparison.Ordinal);
        Assert.Equal(mayBeFramed ? null : "DENY", Header("X-Frame-Options"));
        if (surface is Surface.PrivatePage or Surface.SignInPage or Surface.Data) Assert.Contains("no-store", Header("Cache-Control"), StringComparison.Ordinal);
        if (surface == Surface.Loader) Assert.Equal("cross-origin", Header("Cross-Origin-Resource-Policy"));
        if (surface is Surface.PrivatePage or Surface.SignInPage or Surface.Page or Surface.Data)
            Assert.Equal(surface == Surface.SignInPage ? "unsafe-none" : "same-origin", Header("Cross-Origin-Opener-Policy"));
        var isForAnyPage = surface is Surface.Loader or Surface.Open;
        Assert.Equal(isForAnyPage ? "*" : null, Header("Access-Control-Allow-Origin"));
    }

    private List<(string Pattern, IReadOnlyList<string> Methods, Door? Door)> Doors() =>
        [.. App.Services.GetServices<EndpointDataSource>().SelectMany(s => s.Endpoints).OfType<RouteEndpoint>()
            .Select(e => (
                "/" + e.RoutePattern.RawText!.Trim('/'),
                e.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["ANY"],
                e.Metadata.GetMetadata<Door>()))];

    private static string Fill(string pattern, string id) => pattern
        .Replace("{site}", "times", StringComparison.Ordinal).Replace("{story}", "bridge", StringComparison.Ordinal)
        .Replace("{id}", id, StringComparison.Ordinal).Replace("{documentName}", "v1", StringComparison.Ordinal)
        + (pattern == "/embed/{site}" ? "?story=bridge" : "");
}
