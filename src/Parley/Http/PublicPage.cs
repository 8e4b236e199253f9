using System.Buffers.Text;
using System.IO.Compression;
using System.Security.Cryptography;
using Microsoft.Extensions.Primitives;
using Parley.Core.Sites;

namespace Parley.Http;

/// <summary>What everybody gets: bytes that are rendered once, compressed once, and sent with one write.</summary>
internal sealed class PublicPage
{
    // Browsers ask again each time and mostly hear 304; what stands between may keep it for two seconds, and hand it out
    // a little longer while it asks. Nobody's own words are older than that, and a rush costs a request every two seconds.
    private static readonly StringValues CacheControl = "public, max-age=0, s-maxage=2, stale-while-revalidate=10";
    private static readonly StringValues Vary = "Accept-Encoding";
    private static readonly StringValues VaryByLanguage = "Accept-Encoding, Accept-Language";

    private readonly ReadOnlyMemory<byte> _plain;
    private readonly StringValues _contentType;
    private readonly KeyValuePair<string, StringValues>[] _headers;
    private readonly StringValues _vary;
    private readonly string _hash;
    private readonly Lazy<(ReadOnlyMemory<byte> Body, StringValues Tag)> _brotli;
    private readonly Lazy<(ReadOnlyMemory<byte> Body, StringValues Tag)> _gzip;
    private readonly StringValues _plainTag;

    /// <param name="byLanguage">Whether others get it in other words, by what they accept.</param>
    public PublicPage(
        ReadOnlyMemory<byte> plain, string contentType, IEnumerable<KeyValuePair<string, StringValues>> headers,
        bool byLanguage = false)
    {
        (_plain, _contentType, _headers) = (plain, contentType, [.. headers]);
        _vary = byLanguage ? VaryByLanguage : Vary;
        // The same bytes have the same tag on every node and after every restart.
        _hash = Base64Url.EncodeToString(SHA256.HashData(plain.Span).AsSpan(0, 16));
        _plainTag = $"\"{_hash}\"";
        _brotli = new(() => (Compress(s => new BrotliStream(s, CompressionLevel.Optimal)), $"\"{_hash}-br\""));
        _gzip = new(() => (Compress(s => new GZipStream(s, CompressionLevel.Optimal)), $"\"{_hash}-gz\""));
    }

    /// <summary>A document of a site, or of no site.</summary>
    /// <param name="until">When it stops being true by itself; null for never.</param>
    public static PublicPage Document(
        ReadOnlyMemory<byte> html, Surface surface, Site? site, bool byLanguage = false, DateTimeOffset? until = null) =>
        new(html, "text/html; charset=utf-8", SecurityHeaders.Of(surface, site, isDocument: true), byLanguage) { Until = until };

    /// <summary>Something for programs: never a document.</summary>
    public static PublicPage Data(ReadOnlyMemory<byte> bytes, string contentType, DateTimeOffset? until = null) =>
        new(bytes, contentType, SecurityHeaders.Of(Surface.Open, null, isDocument: false)) { Until = until };

    /// <summary>When it stops being true by itself, without any change of its story; null for never.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Bytes held, as far as they have been asked for.</summary>
    public int Size => _plain.Length + (_brotli.IsValueCreated ? _brotli.Value.Body.Length : 0)
        + (_gzip.IsValueCreated ? _gzip.Value.Body.Length : 0);

    /// <summary>Answers with the page, or with 304 to whoever has it.</summary>
    public Task WriteAsync(HttpContext context)
    {
        var (request, response) = (context.Request, context.Response);
        var headers = response.Headers;
        foreach (var (name, value) in _headers) headers[name] = value;
        if (request.IsHttps) headers.StrictTransportSecurity = SecurityHeaders.Strict;
        headers.CacheControl = CacheControl;
        headers.Vary = _vary;

        var (body, tag, encoding) = For(request.Headers.AcceptEncoding);
        headers.ETag = tag;
        if (IsHeld(request.Headers.IfNoneMatch))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return Task.CompletedTask;
        }

        headers.ContentType = _contentType;
        response.ContentLength = body.Length;
        if (encoding is not null) headers.ContentEncoding = encoding;
        if (HttpMethods.IsHead(request.Method)) return Task.CompletedTask;

        var written = response.BodyWriter.WriteAsync(body, context.RequestAborted);
        return written.IsCompletedSuccessfully ? Task.CompletedTask : written.AsTask();
    }

    private (ReadOnlyMemory<byte> Body, StringValues Tag, string? Encoding) For(StringValues accepted)
    {
        if (Takes(accepted, "br")) return (_brotli.Value.Body, _brotli.Value.Tag, "br");
        return Takes(accepted, "gzip") ? (_gzip.Value.Body, _gzip.Value.Tag, "gzip") : (_plain, _plainTag, null);
    }

    // Any of our tags for these bytes will do, weakened by a proxy or not: it names the bytes, whatever packed them.
    private bool IsHeld(StringValues held)
    {
        foreach (var tags in held)
        {
            if (tags is not null && (tags == "*" || tags.Contains(_hash, StringComparison.Ordinal))) return true;
        }

        return false;
    }

    private static bool Takes(StringValues accepted, string encoding)
    {
        foreach (var line in accepted)
        {
            var rest = line.AsSpan();
            while (rest.Length > 0)
            {
                var comma = rest.IndexOf(',');
                var item = comma < 0 ? rest : rest[..comma];
                rest = comma < 0 ? default : rest[(comma + 1)..];
                var quality = item.IndexOf(';');
                var name = (quality < 0 ? item : item[..quality]).Trim();
                if (!name.Equals(encoding, StringComparison.OrdinalIgnoreCase)) continue;

                // Only a weight of nought is a no: q=0, q=0.0 and so on.
                return quality < 0 || item[(quality + 1)..].ContainsAnyInRange('1', '9');
            }
        }

        return false;
    }

    private ReadOnlyMemory<byte> Compress(Func<Stream, Stream> compression)
    {
        using var result = new MemoryStream(_plain.Length / 4);
        using (var stream = compression(result))
        {
            stream.Write(_plain.Span);
        }

        return result.ToArray();
    }
}
