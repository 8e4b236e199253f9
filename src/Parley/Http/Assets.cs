using System.Collections.Frozen;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using Microsoft.AspNetCore.Http.Headers;
using Microsoft.Net.Http.Headers;
using Text = Parley.Texts.Text;

namespace Parley.Http;

/// <summary>The scripts, each bundled and hashed once, compressed when first asked for, and sent from memory.</summary>
internal static class Assets
{
    private const string Immutable = "public, max-age=31536000, immutable";

    // A publisher's page names the loader without a version: a mended one must reach readers within minutes.
    private const string Short = "public, max-age=300, stale-while-revalidate=86400";

    // What publishers' pages load, from origins of their own.
    private static readonly string[] Loaders = ["embed.js", "counts.js"];

    // The page's script, what writers need besides, and what those do who sign in or are signed in.
    private static readonly string[] Parts = ["discussion.js", "write.js", "account.js"];

    // Short, as other scripts than Latin stay themselves.
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.Create(UnicodeRanges.All) };

    private static readonly FrozenDictionary<string, Asset> All = MakeAll();

    /// <summary>The address of a script, which changes with its content.</summary>
    public static string Url(string name) => $"/{name}?v={All[name].Version}";

    /// <summary>The script's bytes as they are sent without compression.</summary>
    public static ReadOnlyMemory<byte> Bytes(string name) => All[name].Plain;

    /// <summary>Answers a request for a script.</summary>
    public static IResult Read(HttpContext context, string name)
    {
        if (!All.TryGetValue(name, out var asset)) return TypedResults.NotFound();

        var (request, headers) = (context.Request.GetTypedHeaders(), context.Response.Headers);
        headers.CacheControl =
            string.Equals(context.Request.Query["v"], asset.Version, StringComparison.Ordinal) ? Immutable : Short;
        headers.Vary = "Accept-Encoding";
        if (Loaders.Contains(name, StringComparer.Ordinal))
        {
            headers["Cross-Origin-Resource-Policy"] = "cross-origin";
            headers.AccessControlAllowOrigin = "*";
        }

        var (encoding, body) = asset.For(request.AcceptEncoding);
        var tag = $"\"{asset.Version}{(encoding is null ? "" : "-" + encoding)}\"";
        headers.ETag = tag;
        if (IsHeld(request, tag)) return TypedResults.StatusCode(StatusCodes.Status304NotModified);

        if (encoding is not null) headers.ContentEncoding = encoding;
        return TypedResults.Bytes(body, "text/javascript; charset=utf-8");
    }

    /// <summary>A file of wwwroot as it was written.</summary>
    public static string Source(string name)
    {
        using var stream = typeof(Assets).Assembly.GetManifestResourceStream("wwwroot/" + name)
            ?? throw new InvalidOperationException($"No file named {name} was built in.");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }

    private static bool IsHeld(RequestHeaders request, string tag) =>
        request.IfNoneMatch.Any(t => t.Equals(EntityTagHeaderValue.Any)
            || string.Equals(t.Tag.Value, tag, StringComparison.Ordinal));

    private static FrozenDictionary<string, Asset> MakeAll()
    {
        var assets = Loaders.Append("handoff.js").Append("passkeys.js").Append("queue.js")
            .ToDictionary(n => n, n => Make(ScriptBundle.Of(n, Source)), StringComparer.Ordinal);
        assets["embed.js"] = Make(WithTitles(ScriptBundle.Of("embed.js", Source)));
        // They name one another by their version, so all have one: that of their texts without it.
        var texts = ScriptBundle.OfSeveral(Parts, Source);
        var version = VersionOf(Encoding.UTF8.GetBytes(string.Concat(texts)));
        foreach (var (name, text) in Parts.Zip(texts))
            assets[name] = Make(Parts.Aggregate(text, (t, n) => t.Replace($"'./{n}'", $"'./{n}?v={version}'", StringComparison.Ordinal)), version);
        return assets.ToFrozenDictionary(StringComparer.Ordinal);
    }

    // The loader speaks before any page of ours does, so it brings its one word in every language.
    private static string WithTitles(string script) => script.Replace(
        "{en:'Discussion'}", JsonSerializer.Serialize(Text.All.ToDictionary(t => t.Language, t => t["FrameTitle"], StringComparer.Ordinal), Readable),
        StringComparison.Ordinal);

    private static string VersionOf(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes))[..16];

    private static Asset Make(string text, string? version = null)
    {
        var plain = Encoding.UTF8.GetBytes(text);
        // The smallest size takes a tenth of a second: no page has to wait for it.
        return new Asset(version ?? VersionOf(plain), plain,
            new(() => Compress(plain, s => new BrotliStream(s, CompressionLevel.SmallestSize))),
            new(() => Compress(plain, s => new GZipStream(s, CompressionLevel.SmallestSize))));
    }

    private static byte[] Compress(byte[] plain, Func<Stream, Stream> compression)
    {
        using var result = new MemoryStream();
        using (var stream = compression(result))
        {
            stream.Write(plain);
        }

        return result.ToArray();
    }

    private sealed record Asset(string Version, byte[] Plain, Lazy<byte[]> Brotli, Lazy<byte[]> Gzip)
    {
        public (string? Encoding, byte[] Body) For(IList<StringWithQualityHeaderValue> accepted)
        {
            if (Takes(accepted, "br")) return ("br", Brotli.Value);
            return Takes(accepted, "gzip") ? ("gzip", Gzip.Value) : (null, Plain);
        }

        private static bool Takes(IList<StringWithQualityHeaderValue> accepted, string encoding) =>
            accepted.Any(a => a.Value.Equals(encoding, StringComparison.OrdinalIgnoreCase) && a.Quality is not 0);
    }
}
