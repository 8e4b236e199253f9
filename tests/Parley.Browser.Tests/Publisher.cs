using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Parley.Browser.Tests;

/// <summary>A publisher's own site on an origin of its own, serving the pages a test gives it.</summary>
internal sealed class Publisher : IAsyncDisposable
{
    private readonly WebApplication _app;

    private Publisher(WebApplication app) => _app = app;

    /// <summary>The pages by path, each with its Content-Security-Policy, if any.</summary>
    public Dictionary<string, (string Html, string? Policy)> Pages { get; } = new(StringComparer.Ordinal);

    /// <summary>What a page answers with besides, by path.</summary>
    public Dictionary<string, (string Name, string Value)> Headers { get; } = new(StringComparer.Ordinal);

    /// <summary>The origin under a name that only the test's browser knows.</summary>
    public string OriginAs(string host) => $"{new Uri(_app.Urls.First()).Scheme}://{host}:{new Uri(_app.Urls.First()).Port}";

    /// <summary>Another name for the same machine than Parley's, so that the two are different sites to a browser.</summary>
    public string Origin => _app.Urls.First().Replace("127.0.0.1", "localhost", StringComparison.Ordinal);

    public static async Task<Publisher> StartAsync(bool overTls = false)
    {
        var builder = WebApplication.CreateSlimBuilder();
        _ = builder.Logging.ClearProviders();
        _ = builder.WebHost.UseUrls(overTls ? "https://127.0.0.1:0" : "http://127.0.0.1:0").UseKestrelHttpsConfiguration()
            .ConfigureKestrel(k => k.ConfigureHttpsDefaults(https => https.ServerCertificate = Parley.Tests.App.SelfSigned.Certificate()));
        var app = builder.Build();
        var publisher = new Publisher(app);
        app.Run(async context =>
        {
            if (!publisher.Pages.TryGetValue(context.Request.Path, out var page))
            {
                context.Response.StatusCode = (int)HttpStatusCode.NotFound;
                return;
            }

            if (publisher.Headers.TryGetValue(context.Request.Path, out var header)) context.Response.Headers[header.Name] = header.Value;
            if (page.Policy is not null) context.Response.Headers.ContentSecurityPolicy = page.Policy;
            context.Response.ContentType = "text/html; charset=utf-8";
            await context.Response.WriteAsync(page.Html, context.RequestAborted);
        });
        await app.StartAsync();
        return publisher;
    }

    /// <summary>A page that embeds a discussion as docs/embed-the-discussion.md says, with exactly the policy it names.</summary>
    public void Embed(string path, Uri parley, string story = "bridge", string before = "", string after = "", string attributes = "")
    {
        var origin = parley.GetLeftPart(UriPartial.Authority);
        Pages[path] = ($$"""
            <!DOCTYPE html><html lang="en"><head><title>A bridge closes - The Times</title>
            <style>body { margin: 0; background: #fff; color: #222 } body.night { background: #111; color: #eee }</style>
            </head><body><main><h1>A bridge closes</h1>{{before}}
            <div id="parley" data-site="times" data-story="{{story}}" {{attributes}}><a href="{{origin}}/times/bridge">Read the discussion</a></div>
            {{after}}</main><script src="{{origin}}/embed.js" async></script></body></html>
            """, $"script-src {origin}; frame-src {origin}");
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
