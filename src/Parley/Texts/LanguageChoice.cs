using System.Globalization;
using Microsoft.Extensions.Primitives;

namespace Parley.Texts;

/// <summary>Which language a reader is answered in.</summary>
internal static class LanguageChoice
{
    /// <summary>The parameter by which a page says in which language it goes on.</summary>
    public const string Parameter = "lang";

    private const string CookieName = "parley-lang";

    /// <summary>
    /// The language the address names; else, on pages, that of the page before; else what the browser or program prefers;
    /// else English.
    /// </summary>
    public static Text Of(HttpContext context)
    {
        if (Named(context.Request) is { } named) return named;

        // Our scripts say of each page which language it is in; another page's choice is none of theirs.
        var isForPrograms = context.Request.Path.StartsWithSegments("/api", StringComparison.Ordinal);
        return (isForPrograms ? null : Text.Find(context.Request.Cookies[CookieName])) ?? Accepted(context);
    }

    /// <summary>The language that the browser or program prefers among ours; it decides by itself where bytes are public.</summary>
    public static Text Accepted(HttpContext context) => Accepted(context.Request.Headers.AcceptLanguage);

    /// <summary>RFC 4647's lookup in what RFC 9110 describes: the known language of the highest weight, the first of several.</summary>
    public static Text Accepted(StringValues accepted)
    {
        var (best, weight) = (Text.English, 0.0);
        foreach (var line in accepted)
        {
            foreach (var part in line.AsSpan().Split(','))
            {
                var item = line.AsSpan()[part];
                var semicolon = item.IndexOf(';');
                var tag = (semicolon < 0 ? item : item[..semicolon]).Trim();
                if (Text.Find(tag) is not { } known) continue;

                var quality = semicolon < 0 ? 1 : Quality(item[(semicolon + 1)..]);
                if (quality > weight) (best, weight) = (known, quality);
            }
        }

        return best;
    }

    /// <summary>Keeps the language that an address names for the pages this reader is led to from here.</summary>
    /// <remarks>For pages of one reader alone: what everybody gets knows no cookie. It goes when the browser is closed.</remarks>
    public static void Carry(HttpContext context)
    {
        if (Named(context.Request) is not { } named || context.Request.Cookies[CookieName] == named.Language) return;

        context.Response.Cookies.Append(CookieName, named.Language, new CookieOptions
        {
            HttpOnly = true,
            Path = "/",
            Secure = context.Request.IsHttps,
            SameSite = SameSiteMode.Lax,
            IsEssential = true,
        });
    }

    private static Text? Named(HttpRequest request) => Text.Find((string?)request.Query[Parameter]);

    // A weight that cannot be read is none.
    private static double Quality(ReadOnlySpan<char> parameter)
    {
        var equals = parameter.IndexOf('=');
        if (equals < 0 || !parameter[..equals].Trim().Equals("q", StringComparison.OrdinalIgnoreCase)) return 0;

        return double.TryParse(parameter[(equals + 1)..].Trim(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var quality)
            ? Math.Min(quality, 1)
            : 0;
    }
}
