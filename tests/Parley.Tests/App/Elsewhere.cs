using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Parley.Tests.App;

/// <summary>A server of somebody else's.</summary>
internal static class Elsewhere
{
    /// <summary>On a port of its own, with nothing but routes: the usual ones watch files, of which a machine has few.</summary>
    public static WebApplication Build()
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        _ = builder.WebHost.UseKestrelCore();
        _ = builder.Services.AddRoutingCore();
        var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        return app;
    }
}
