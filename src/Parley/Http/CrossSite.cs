using Parley.Core;

namespace Parley.Http;

/// <summary>Refuses unsafe requests that another site's page makes in a reader's name.</summary>
/// <remarks>
/// Fetch metadata in the order of .NET 11's middleware, and one step stricter: a request with our cookie that carries
/// neither Sec-Fetch-Site nor Origin comes from no browser that we would trust with it.
/// </remarks>
internal static class CrossSite
{
    public static bool IsAllowed(HttpRequest request)
    {
        if (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method) || HttpMethods.IsOptions(request.Method))
            return true;

        var site = request.Headers["Sec-Fetch-Site"];
        if (site.Count > 0) return site.Count == 1 && site[0] is "same-origin" or "none";

        var origin = request.Headers.Origin;
        if (origin.Count > 0)
        {
            return origin.Count == 1
                && WebAddress.OriginOf($"{request.Scheme}://{request.Host.Value}") is { } own
                && string.Equals(WebAddress.OriginOf(origin[0]), own, StringComparison.Ordinal);
        }

        return request.Headers.Cookie.Count == 0;
    }
}
