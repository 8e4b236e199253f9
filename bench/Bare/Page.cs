using System.Security.Cryptography;
using Microsoft.Extensions.Primitives;

namespace Bare;

/// <summary>The bytes of one file, as they are and compressed, with what is said of them.</summary>
internal sealed class Page
{
    private readonly byte[] _plain;
    private readonly byte[] _compressed;
    private readonly StringValues _type;
    private readonly StringValues _plainTag;
    private readonly StringValues _compressedTag;
    private readonly KeyValuePair<string, StringValues>[] _headers;

    public Page(string file, KeyValuePair<string, StringValues>[] headers)
    {
        _plain = File.ReadAllBytes(file);
        _compressed = File.ReadAllBytes(file + ".gz");
        _type = file.EndsWith(".json", StringComparison.Ordinal) ? "application/json; charset=utf-8" : "text/html; charset=utf-8";
        (_plainTag, _compressedTag) = (TagOf(_plain), TagOf(_compressed));
        _headers = headers;
    }

    public Task WriteAsync(HttpContext context)
    {
        var isCompressed = context.Request.Headers.AcceptEncoding is [{ } accepted]
            && accepted.Contains("gzip", StringComparison.Ordinal);
        var tag = isCompressed ? _compressedTag : _plainTag;
        var response = context.Response;
        foreach (var (name, value) in _headers) response.Headers[name] = value;
        response.Headers.ETag = tag;
        response.Headers.CacheControl = "public, max-age=1";
        response.Headers.Vary = "Accept-Encoding";
        if (context.Request.Headers.IfNoneMatch is [{ } held] && held == tag[0])
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return Task.CompletedTask;
        }

        var bytes = isCompressed ? _compressed : _plain;
        response.Headers.ContentType = _type;
        response.Headers.ContentLength = bytes.Length;
        if (isCompressed) response.Headers.ContentEncoding = "gzip";
        return response.Body.WriteAsync(bytes, context.RequestAborted).AsTask();
    }

    private static StringValues TagOf(byte[] bytes) => $"\"{Convert.ToHexStringLower(SHA256.HashData(bytes))[..16]}\"";
}
