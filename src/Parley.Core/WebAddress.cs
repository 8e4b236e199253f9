using System.Buffers;
using System.Globalization;
using System.Text;

namespace Parley.Core;

/// <summary>Addresses on the web in the one form in which Parley compares them.</summary>
public static class WebAddress
{
    /// <summary>The longest canonical address.</summary>
    /// <remarks>What every server and every database index can take.</remarks>
    public const int MaximumLength = 2_000;

    // Before tracking parameters are dropped an address may be longer; this bounds the work.
    private const int MaximumTyped = 4 * MaximumLength;

    // RFC 3986: what stands in a path or query as itself.
    private static readonly SearchValues<char> Kept = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~!$&'()*+,;=:@/?");

    // What networks and mailers append to tell one click from another: each name belongs to one of them, is meant for
    // scripts and never chooses the page. `ref`, `source`, `id` and the like do choose pages somewhere, and stay.
    private static readonly HashSet<string> Tracking = new(StringComparer.OrdinalIgnoreCase)
    {
        "fbclid", "igshid", "igsh",                                     // Facebook, Instagram
        "gclid", "gclsrc", "dclid", "gbraid", "wbraid", "_ga", "_gl",   // Google advertising and analytics
        "msclkid",                                                      // Microsoft advertising
        "yclid", "ysclid",                                              // Yandex
        "twclid", "ttclid",                                             // Twitter, TikTok
        "mc_cid", "mc_eid",                                             // Mailchimp
        "_hsenc", "_hsmi", "mkt_tok",                                   // HubSpot, Marketo
    };

    /// <summary>Reads <c>scheme://host[:port]</c>, http or https, as browsers write an origin; false for anything more.</summary>
    public static bool TryReadOrigin(string? text, out string origin)
    {
        origin = "";
        if (!TryReadHttp(text, out var uri, out var host)) return false;
        if (uri.PathAndQuery != "/" || uri.Fragment.Length > 0) return false;

        origin = Origin(uri, host);
        return true;
    }

    /// <summary>The origin of an http or https address, as browsers write it; null if it has none.</summary>
    public static string? OriginOf(string? address) =>
        TryReadHttp(address, out var uri, out var host) ? Origin(uri, host) : null;

    /// <summary>The form in which two addresses of one article are the same; false if it is no http or https address.</summary>
    /// <remarks>
    /// <para>Folded, as no server can tell the difference: case of scheme and host, punycode, a dot after the host, default
    /// ports, dot segments, spelling of percent-encoding. Dropped, as they choose no article: the fragment, tracking
    /// parameters (<c>utm_*</c> and a list by name), an empty query.</para>
    /// <para>Kept, as a server may tell the difference and only its publisher could know: <c>www.</c>, http against
    /// https, a slash at the end, case in the path, and the other parameters with their order.</para>
    /// <para>Refused: user names and passwords, control characters, spaces, backslashes, more than
    /// <see cref="MaximumLength"/> characters. What comes out, read again, comes out the same.</para>
    /// </remarks>
    public static bool TryCanonicalize(string? address, out string canonical)
    {
        canonical = "";
        if (!TryReadHttp(address, out var uri, out var host)) return false;

        const UriComponents Path = UriComponents.Path | UriComponents.KeepDelimiter;
        var path = RemoveDotSegments(Respell(uri.GetComponents(Path, UriFormat.UriEscaped)));
        var query = string.Join('&', uri.GetComponents(UriComponents.Query, UriFormat.UriEscaped)
            .Split('&', StringSplitOptions.RemoveEmptyEntries).Select(Respell).Where(p => !IsTracking(p)));
        var read = Origin(uri, host.TrimEnd('.')) + path + (query.Length > 0 ? "?" + query : "");
        if (read.Length > MaximumLength) return false;

        canonical = read;
        return true;
    }

    /// <summary>The whole address as browsers send it, host in punycode; null if it is no http or https address.</summary>
    internal static string? Spell(string? text) => TryReadHttp(text, out var uri, out var host)
        ? Origin(uri, host) + uri.GetComponents(UriComponents.PathAndQuery | UriComponents.Fragment, UriFormat.UriEscaped)
        : null;

    private static string Origin(Uri uri, string host) => uri.IsDefaultPort
        ? $"{uri.Scheme}://{host}"
        : string.Create(CultureInfo.InvariantCulture, $"{uri.Scheme}://{host}:{uri.Port}");

    private static bool TryReadHttp(string? text, out Uri uri, out string host)
    {
        (uri, host) = (null!, "");
        if (text is null or { Length: 0 or > MaximumTyped }) return false;
        if (text.Any(c => c is <= ' ' or '\\' or (>= '\u007f' and <= '\u009f') || char.IsWhiteSpace(c))) return false;
        if (!Uri.TryCreate(text, UriKind.Absolute, out var read)) return false;
        if (read.Scheme != Uri.UriSchemeHttp && read.Scheme != Uri.UriSchemeHttps) return false;
        if (read.UserInfo.Length > 0 || ReadHost(read) is not { } readHost) return false;

        (uri, host) = (read, readHost);
        return true;
    }

    private static string? ReadHost(Uri uri)
    {
        string host;
        try
        {
            host = uri.IdnHost.ToLowerInvariant();
        }
        // Uri takes hosts apart only when asked for them, and throws then.
        catch (UriFormatException)
        {
            return null;
        }

        if (uri.HostNameType == UriHostNameType.IPv6)
        {
            host = host.Trim('[', ']');
            return host.All(c => char.IsAsciiHexDigit(c) || c is ':' or '.') ? $"[{host}]" : null;
        }

        var labels = (host.EndsWith('.') ? host[..^1] : host).Split('.');
        if (host.Length > 254 || !labels.All(IsLabel)) return null;

        // Browsers read such a host as an IPv4 address; Uri does only if it was typed without letters of other widths.
        return uri.HostNameType == UriHostNameType.IPv4 || !IsNumber(labels[^1]) ? host : null;
    }

    // The underscore is in no host's name, but in names that people do serve pages under.
    private static bool IsLabel(string label) => label.Length is > 0 and <= 63
        && label.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '_');

    private static bool IsNumber(string label) =>
        label.All(char.IsAsciiDigit)
        || (label.StartsWith("0x", StringComparison.Ordinal) && label[2..].All(char.IsAsciiHexDigit));

    private static bool IsTracking(string parameter)
    {
        var name = parameter.Split('=', 2)[0];
        return Tracking.Contains(name) || name.StartsWith("utm_", StringComparison.OrdinalIgnoreCase);
    }

    // One spelling: unreserved characters as themselves, hexadecimal digits in upper case, everything else encoded.
    private static string Respell(string escaped)
    {
        var text = new StringBuilder(escaped.Length);
        Span<byte> bytes = stackalloc byte[4];
        for (var i = 0; i < escaped.Length;)
        {
            if (escaped[i] == '%' && i + 2 < escaped.Length
                && char.IsAsciiHexDigit(escaped[i + 1]) && char.IsAsciiHexDigit(escaped[i + 2]))
            {
                var value = Convert.FromHexString(escaped.AsSpan(i + 1, 2))[0];
                var c = (char)value;
                _ = char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '_' or '~'
                    ? text.Append(c)
                    : text.Append(CultureInfo.InvariantCulture, $"%{value:X2}");
                i += 3;
            }
            else if (Kept.Contains(escaped[i]))
            {
                _ = text.Append(escaped[i++]);
            }
            else
            {
                _ = Rune.DecodeFromUtf16(escaped.AsSpan(i), out var rune, out var length);
                foreach (var b in bytes[..rune.EncodeToUtf8(bytes)])
                    _ = text.Append(CultureInfo.InvariantCulture, $"%{b:X2}");
                i += length;
            }
        }

        return text.ToString();
    }

    // RFC 3986, 5.2.4; Uri has done it before percent-encoded dots were decoded.
    private static string RemoveDotSegments(string path)
    {
        var kept = new List<string>();
        var segments = path.Split('/');
        for (var i = 1; i < segments.Length; i++)
        {
            var isLast = i == segments.Length - 1;
            if (segments[i] is not ("." or ".."))
                kept.Add(segments[i]);
            else if (isLast)
                kept.Add("");

            if (segments[i] != "..") continue;

            var parent = kept.Count - (isLast ? 2 : 1);
            if (parent >= 0) kept.RemoveAt(parent);
        }

        return "/" + string.Join('/', kept);
    }
}
