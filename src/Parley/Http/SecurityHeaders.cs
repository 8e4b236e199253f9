using Microsoft.AspNetCore.Diagnostics;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;
using Parley.Core.Sites;

namespace Parley.Http;

/// <summary>What a door gives out, and so which headers guard it.</summary>
internal enum Surface
{
    /// <summary>Data for programs: never a document.</summary>
    Data,

    /// <summary>Public data that any page and any program may read.</summary>
    Open,

    /// <summary>A page on Parley's own host, the same for everybody.</summary>
    Page,

    /// <summary>A page for one reader: never stored.</summary>
    PrivatePage,

    /// <summary>The same, on the way of signing in: the window that a frame opened for it keeps its tie to the frame.</summary>
    SignInPage,

    /// <summary>The discussion inside a publisher's page.</summary>
    Frame,

    /// <summary>A script that our own pages load.</summary>
    Script,

    /// <summary>The script that publishers' pages load.</summary>
    Loader,
}

/// <summary>The headers of every answer, by what its door gives out.</summary>
internal static class SecurityHeaders
{
    // Nothing inside may run but our own scripts, and no string becomes markup but through the policy named parley.
    private const string PagePolicy =
        "default-src 'none'; script-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; "
        + "base-uri 'none'; require-trusted-types-for 'script'; trusted-types parley; ";

    private const string DataPolicy = "default-src 'none'; frame-ancestors 'none'; sandbox";

    /// <summary>Over TLS: never again without it.</summary>
    public const string Strict = "max-age=31536000; includeSubDomains";

    private static readonly object SiteKey = new();

    /// <summary>Tells the headers which site's theme and origins the page being written belongs to.</summary>
    public static void BelongsTo(this HttpContext context, Site site) => context.Items[SiteKey] = site;

    public static void Apply(HttpContext context)
    {
        context.Response.OnStarting(static state =>
        {
            Write((HttpContext)state);
            return Task.CompletedTask;
        }, context);
    }

    /// <summary>What an answer carries whatever becomes of it, by its surface.</summary>
    public static IEnumerable<KeyValuePair<string, StringValues>> Of(Surface surface, Site? site, bool isDocument)
    {
        yield return new(HeaderNames.XContentTypeOptions, "nosniff");
        yield return new("Referrer-Policy", "strict-origin-when-cross-origin");
        yield return new("Permissions-Policy", "camera=(), microphone=(), geolocation=(), browsing-topics=()");
        yield return new(HeaderNames.ContentSecurityPolicy, isDocument ? PolicyOf(surface, site) : DataPolicy);
        if (surface != Surface.Frame || !isDocument) yield return new(HeaderNames.XFrameOptions, "DENY");
        if (surface == Surface.Open)
        {
            yield return new(HeaderNames.AccessControlAllowOrigin, "*");
            yield return new("Cross-Origin-Resource-Policy", "cross-origin");
        }

        if (surface is not (Surface.Data or Surface.Page or Surface.PrivatePage or Surface.SignInPage)) yield break;

        // One page of another policy on the way, and the frame and its window would never find each other again.
        yield return new("Cross-Origin-Opener-Policy", surface == Surface.SignInPage ? "unsafe-none" : "same-origin");
        yield return new("Cross-Origin-Resource-Policy", "same-origin");
    }

    private static void Write(HttpContext context)
    {
        // What went wrong behind a door is answered as that door answers.
        var endpoint = context.GetEndpoint() ?? context.Features.Get<IExceptionHandlerFeature>()?.Endpoint;
        var surface = endpoint?.Metadata.GetMetadata<Door>()?.Surface ?? Surface.PrivatePage;
        var isDocument = context.Response.ContentType?.StartsWith("text/html", StringComparison.Ordinal) == true;
        var headers = context.Response.Headers;
        foreach (var (name, value) in Of(surface, context.Items[SiteKey] as Site, isDocument))
        {
            // A door may have a reason to say otherwise.
            if (headers[name].Count == 0) headers[name] = value;
        }

        if (context.Request.IsHttps) headers.StrictTransportSecurity = Strict;
        if (string.IsNullOrEmpty(headers.CacheControl)) headers.CacheControl = CacheOf(surface, context);
    }

    private static string PolicyOf(Surface surface, Site? site)
    {
        var theme = site is null ? null : PageStyles.Theme(site);
        var styles = theme is { } own ? $"{PageStyles.CssSource} {own.Source}" : PageStyles.CssSource;
        var ancestors = surface == Surface.Frame && site is { Origins.Count: > 0 }
            ? string.Join(' ', site.Origins.Select(o => o.Origin).Order(StringComparer.Ordinal))
            : "'none'";
        return $"{PagePolicy}style-src {styles}; frame-ancestors {ancestors}";
    }

    // Public bytes say for themselves how long they keep (PublicPage); counts and feeds may be half a minute old. What else
    // is public is asked for again, and everything else is one reader's own.
    private static string CacheOf(Surface surface, HttpContext context)
    {
        if (context.Response.StatusCode != StatusCodes.Status200OK || !HttpMethods.IsGet(context.Request.Method)) return "no-store";

        return surface switch
        {
            Surface.Page or Surface.Frame => "public, no-cache",
            Surface.Open => "public, max-age=30, stale-while-revalidate=300",
            Surface.Data or Surface.PrivatePage or Surface.SignInPage or Surface.Script or Surface.Loader => "no-store",
        };
    }
}
