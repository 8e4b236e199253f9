namespace Parley.Core;

/// <summary>Addresses on the web in the one form in which Parley compares them.</summary>
public static class WebAddress
{
    /// <summary>Reads <c>scheme://host[:port]</c>, http or https, as browsers write an origin; false for anything more.</summary>
    public static bool TryReadOrigin(string? text, out string origin)
    {
        origin = "";
        if (!TryReadHttp(text, out var uri)) return false;
        if (uri.PathAndQuery != "/" || uri.Fragment.Length > 0) return false;

        origin = OriginOf(uri);
        return true;
    }

    /// <summary>The origin of an http or https address, as browsers write it; null if it has none.</summary>
    public static string? OriginOf(string? address) => TryReadHttp(address, out var uri) ? OriginOf(uri) : null;

    internal static string OriginOf(Uri uri)
    {
        var host = uri.HostNameType == UriHostNameType.IPv6 ? $"[{uri.IdnHost.Trim('[', ']')}]" : uri.IdnHost;
        return uri.IsDefaultPort
            ? $"{uri.Scheme}://{host.ToLowerInvariant()}"
            : string.Create(System.Globalization.CultureInfo.InvariantCulture,
                $"{uri.Scheme}://{host.ToLowerInvariant()}:{uri.Port}");
    }

    internal static bool TryReadHttp(string? text, out Uri uri)
    {
        uri = null!;
        if (string.IsNullOrEmpty(text) || text.Any(c => c is <= ' ' or '\\' or '\u007f')) return false;
        if (!Uri.TryCreate(text, UriKind.Absolute, out var read)) return false;
        if (read.Scheme != Uri.UriSchemeHttp && read.Scheme != Uri.UriSchemeHttps) return false;
        if (read.UserInfo.Length > 0 || read.IdnHost.Length == 0) return false;

        uri = read;
        return true;
    }
}
