using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.WebUtilities;

namespace Parley.Http;

/// <summary>The token by which a browser proves that a guest's comment is its own.</summary>
internal static class Browser
{
    /// <summary>A marker that scripts may read: this browser wrote or voted, so asking what is its own is worth it.</summary>
    public const string WroteMarker = "parley-wrote";

    private static readonly object NewHash = new();

    // Longer is no use: browsers keep no cookie for more than 400 days.
    private static readonly TimeSpan KeptFor = TimeSpan.FromDays(365);

    // 256 bits, as base64url without padding.
    private const int TokenBytes = 32;
    private const int TokenLength = 43;

    // Browsers take __Host- only over TLS; plain http is for trying things out on one's own machine.
    private static string CookieName(HttpRequest request) => request.IsHttps ? "__Host-parley" : "parley";

    /// <summary>SHA-256 of this browser's token; null if it has none.</summary>
    public static byte[]? HashOf(HttpRequest request) =>
        request.Cookies.TryGetValue(CookieName(request), out var token) && token.Length == TokenLength
            ? Hash(token)
            : null;

    /// <summary>SHA-256 of this browser's token, giving it a new one if it has none.</summary>
    public static byte[] HashOrNew(HttpContext context)
    {
        if (HashOf(context.Request) is { } known) return known;
        if (context.Items.TryGetValue(NewHash, out var made)) return (byte[])made!;

        var token = WebEncoders.Base64UrlEncode(RandomNumberGenerator.GetBytes(TokenBytes));
        context.Response.Cookies.Append(CookieName(context.Request), token, Options(context.Request, true, KeptFor));
        var hash = Hash(token);
        context.Items[NewHash] = hash;
        return hash;
    }

    public static void MarkAsWriter(HttpContext context) =>
        context.Response.Cookies.Append(WroteMarker, "1", Options(context.Request, false, KeptFor));

    private static byte[] Hash(string token) => SHA256.HashData(Encoding.ASCII.GetBytes(token));

    private static CookieOptions Options(HttpRequest request, bool isHttpOnly, TimeSpan time)
    {
        var options = new CookieOptions
        {
            HttpOnly = isHttpOnly,
            Path = "/",
            MaxAge = time,
            Secure = request.IsHttps,
            // Inside a publisher's page the frame is a third party: only a partitioned cookie comes back there.
            SameSite = request.IsHttps ? SameSiteMode.None : SameSiteMode.Lax,
            IsEssential = true,
        };
        if (request.IsHttps) options.Extensions.Add("Partitioned");
        return options;
    }
}
