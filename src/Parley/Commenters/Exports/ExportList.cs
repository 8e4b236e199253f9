using System.Globalization;
using System.Text.Json;
using Parley.Core;
using Parley.Http;
using Parley.Storage;
using Parley.Texts;

namespace Parley.Commenters;

/// <summary>One list of what an account has here: a JSON file, and the same as pages with a table.</summary>
/// <param name="Name">The name of its files, and of the array in the JSON.</param>
/// <param name="Title">The resource that names it.</param>
/// <param name="About">The resource that says what it is.</param>
/// <param name="Columns">The members of each row, and the resource that names each.</param>
/// <param name="Rows">Reads them, values in the order of the columns.</param>
internal sealed record ExportList(
    string Name, string Title, string About, IReadOnlyList<(string Member, string Title)> Columns,
    Func<ParleyContext, IAsyncEnumerable<object?[]>> Rows)
{
    // What has more members than a page is wide stands one below the other.
    private const int MostColumns = 5;

    public async Task WriteAsync(ExportArchive archive, ParleyContext db, Text text, CancellationToken cancellation)
    {
        await archive.WriteJsonAsync(
            Name, json => ExportArchive.WriteArrayAsync(json, Name, Rows(db), WriteRow, cancellation), cancellation);
        var isTable = Columns.Count <= MostColumns;
        await archive.WritePagesAsync(
            Name, text[Title], Rows(db), (html => Begin(html, text, isTable), html => html.Raw(isTable ? "</tbody></table></div>\n"u8 : ""u8)),
            (html, row) => WriteRow(html, text, row, isTable), cancellation);
    }

    public static void WriteMoment(Utf8JsonWriter json, string member, DateTimeOffset? at)
    {
        if (at is { } moment) json.WriteString(member, moment.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
        else json.WriteNull(member);
    }

    public static void WriteValue(Utf8JsonWriter json, string member, object? value)
    {
        switch (value)
        {
            case null: json.WriteNull(member); break;
            case DateTimeOffset at: WriteMoment(json, member, at); break;
            case bool yes: json.WriteBoolean(member, yes); break;
            case int number: json.WriteNumber(member, number); break;
            case Guid id: json.WriteString(member, Id.Text(id)); break;
            case Uri link: json.WriteString(member, link.OriginalString); break;
            // Words of ours, written as the API writes them.
            case Enum word: json.WriteString(member, JsonNamingPolicy.CamelCase.ConvertName(word.ToString())); break;
            case ExportWord word: json.WriteString(member, word.Word); break;
            default: json.WriteString(member, (string)value); break;
        }
    }

    private void WriteRow(Utf8JsonWriter json, object?[] row)
    {
        json.WriteStartObject();
        for (var i = 0; i < Columns.Count; i++) WriteValue(json, Columns[i].Member, row[i]);
        json.WriteEndObject();
    }

    private void Begin(HtmlWriter html, Text text, bool isTable)
    {
        if (!isTable) return;

        // Reached by the keyboard, so that what is wider than a phone can be scrolled with it.
        html.Raw("<div class=\"wide\" tabindex=\"0\" role=\"region\" aria-label=\""u8).Text(text[Title]).Raw("\"><table>\n<thead><tr>"u8);
        foreach (var (_, title) in Columns) html.Raw("<th scope=\"col\">"u8).Text(text[title]).Raw("</th>"u8);
        html.Raw("</tr></thead>\n<tbody>\n"u8);
    }

    private void WriteRow(HtmlWriter html, Text text, object?[] row, bool isTable)
    {
        html.Raw(isTable ? "<tr>"u8 : "<dl>\n"u8);
        for (var i = 0; i < row.Length; i++)
        {
            if (!isTable) html.Raw("<dt>"u8).Text(text[Columns[i].Title]).Raw("</dt>"u8);
            html.Raw(isTable ? "<td>"u8 : "<dd>"u8);
            ExportHtml.WriteValue(html, text, row[i]);
            html.Raw(isTable ? "</td>"u8 : "</dd>\n"u8);
        }

        html.Raw(isTable ? "</tr>\n"u8 : "</dl>\n"u8);
    }
}
