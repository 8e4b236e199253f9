using System.Net.Http.Headers;
using Parley.Tests.App;

namespace Parley.Tests.Http;

public sealed class JsonSuiteTests() : ProductTests(false)
{
    [Fact]
    public async Task No_JSON_of_the_test_suite_makes_the_server_fail()
    {
        var files = Directory.GetFiles(Repository.Shared("data/hostile/json-suite"), "*.json", SearchOption.AllDirectories);
        Assert.NotEmpty(files);
        _ = await App.GivenAStoryAsync();
        using var browser = App.Browser();
        var id = await browser.SayAsync("Mine");

        foreach (var file in files)
        {
            var bytes = await File.ReadAllBytesAsync(file);
            foreach (var (method, url) in new[]
            {
                (HttpMethod.Post, "/api/v1/sites/times/stories/bridge/comments"),
                (HttpMethod.Patch, $"/api/v1/comments/{id}"),
                (HttpMethod.Post, "/api/v1/preview"),
            })
            {
                // As the whole body, and where a value belongs.
                foreach (var body in new[] { bytes, [.. "{\"text\":"u8, .. bytes, .. ",\"name\":\"Ada\"}"u8] })
                {
                    var content = new ByteArrayContent(body);
                    content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
                    using var answer = await browser.SendAsync(
                        new HttpRequestMessage(method, url) { Content = content, Headers = { { "Sec-Fetch-Site", "same-origin" } } });
                    Assert.True((int)answer.StatusCode is >= 200 and < 500, $"{(int)answer.StatusCode} for {Path.GetFileName(file)} at {url}");
                }
            }
        }
    }
}
