using System.Buffers;
using System.IO.Compression;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Parley.Http;
using Parley.Texts;

namespace Parley.Commenters;

/// <summary>The one file of a copy: JSON for programs beside pages for people, written as they are read, however many there are.</summary>
/// <remarks>What it holds in memory is one page of some hundred kilobytes; sizes and counts past those of 1989 are ZIP64's.</remarks>
internal sealed class ExportArchive(Stream target, Text text, DateTimeOffset now) : IDisposable
{
    /// <summary>The version of the files' form: it grows when a member means something else, not when one is added.</summary>
    public const int Version = 1;

    /// <summary>How many entries a page has: a browser opens it at once.</summary>
    public const int RowsOnAPage = 1_000;

    // What is ready goes to the file in pieces of this size.
    private const int Piece = 64 * 1024;

    private static readonly JsonWriterOptions Readable = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly ZipArchive _zip = new(target, ZipArchiveMode.Create, leaveOpen: true, Encoding.UTF8);

    /// <summary>Writes a file whose root is an object with the version, and what <paramref name="write"/> adds to it.</summary>
    public async Task WriteJsonAsync(string name, Func<Utf8JsonWriter, Task> write, CancellationToken cancellation)
    {
        await using var entry = Open(name + ".json");
        await using var json = new Utf8JsonWriter(entry, Readable);
        json.WriteStartObject();
        json.WriteNumber("version"u8, Version);
        await write(json);
        json.WriteEndObject();
        await json.FlushAsync(cancellation);
    }

    /// <summary>Writes an array of any length.</summary>
    public static async Task WriteArrayAsync<T>(
        Utf8JsonWriter json, string name, IAsyncEnumerable<T> rows, Action<Utf8JsonWriter, T> write, CancellationToken cancellation)
    {
        json.WriteStartArray(name);
        await foreach (var row in rows.WithCancellation(cancellation))
        {
            write(json, row);
            if (json.BytesPending > Piece) await json.FlushAsync(cancellation);
        }

        json.WriteEndArray();
    }

    /// <summary>Writes a page that needs nothing but itself.</summary>
    public async Task WritePageAsync(string file, string title, Action<HtmlWriter> write, CancellationToken cancellation)
    {
        await using var entry = Open(file);
        var page = new ArrayBufferWriter<byte>(4096);
        ExportHtml.Begin(new HtmlWriter(page), text, title, isFirst: file == ExportHtml.Readme);
        write(new HtmlWriter(page));
        ExportHtml.End(new HtmlWriter(page));
        await entry.WriteAsync(page.WrittenMemory, cancellation);
    }

    /// <summary>Writes rows of any number on as many pages as they need, each with the way to the next.</summary>
    /// <param name="name">The first page's name is this, those that follow have a number.</param>
    /// <param name="title">The title of each page.</param>
    /// <param name="rows">What is written.</param>
    /// <param name="frame">What stands around the rows of a page.</param>
    /// <param name="write">Writes one row.</param>
    /// <param name="cancellation">Stops it.</param>
    public async Task WritePagesAsync<T>(
        string name, string title, IAsyncEnumerable<T> rows, (Action<HtmlWriter> Begin, Action<HtmlWriter> End) frame,
        Action<HtmlWriter, T> write, CancellationToken cancellation)
    {
        await using var row = rows.GetAsyncEnumerator(cancellation);
        var hasMore = await row.MoveNextAsync();
        for (var number = 1; number == 1 || hasMore; number++)
        {
            await using var entry = Open(ExportHtml.FileOf(name, number));
            var page = new ArrayBufferWriter<byte>(2 * Piece);
            var html = new HtmlWriter(page);
            ExportHtml.Begin(html, text, title);
            if (!hasMore) ExportHtml.WriteNothing(html, text);
            else frame.Begin(html);
            var isAnything = hasMore;
            for (var on = 0; hasMore && on < RowsOnAPage; on++)
            {
                write(html, row.Current);
                hasMore = await row.MoveNextAsync();
                if (page.WrittenCount < Piece) continue;

                await entry.WriteAsync(page.WrittenMemory, cancellation);
                page.ResetWrittenCount();
            }

            if (isAnything) frame.End(html);
            ExportHtml.WritePager(html, text, name, number, hasMore);
            ExportHtml.End(html);
            await entry.WriteAsync(page.WrittenMemory, cancellation);
        }
    }

    public void Dispose() => _zip.Dispose();

    private Stream Open(string file)
    {
        var entry = _zip.CreateEntry(file, CompressionLevel.Optimal);
        entry.LastWriteTime = now.ToUniversalTime();
        return entry.Open();
    }
}
