using Microsoft.EntityFrameworkCore;
using Parley.Core;
using Parley.Core.Commenters;
using Parley.Http;
using Parley.Jobs;
using Parley.Storage;
using Parley.Texts;

namespace Parley.Commenters;

/// <summary>The job that makes a copy of everything an account has here. Killed at any point, it is simply done again.</summary>
internal static class MakeExport
{
    /// <summary>The job's name; its subject is the copy.</summary>
    public const string Kind = "make-export";

    private static readonly string[] NotYet = ["flags", "restrictions", "appeals"];

    public static async Task<DateTimeOffset?> Do(JobRun run, CancellationToken cancellation)
    {
        var services = run.Services;
        if (!Id.TryRead(run.Subject, out var id)) return null;

        await RunAsync(
            id, services.GetRequiredService<Database>(), services.GetRequiredService<Writing>(), services.GetRequiredService<ExportFolder>(),
            services.GetRequiredService<Settings>().Origin, services.GetRequiredService<TimeProvider>(), cancellation);
        return null;
    }

    public static async Task RunAsync(
        Guid id, Database database, Writing writing, ExportFolder folder, string origin, TimeProvider clock, CancellationToken cancellation)
    {
        // Load.
        await using var db = database.Open();
        var export = await db.Exports.AsNoTracking().SingleOrDefaultAsync(e => e.Id == id, cancellation);
        if (export is null || export.ReadyAt is not null) return;

        var account = await db.Accounts.AsNoTracking().SingleAsync(a => a.Id == export.AccountId, cancellation);
        if (!account.IsUsable) return;

        // All that somebody ever wrote may take longer than a request.
        db.Database.SetCommandTimeout(TimeSpan.FromHours(1));
        var size = await folder.WriteAsync(
            id, target => WriteAsync(target, db, account, origin, clock.GetUtcNow(), cancellation), cancellation);

        // Save.
        var now = clock.GetUtcNow();
        var isWanted = await writing.DoAsync((act, stop) => SaveAsync(act, id, size, now, stop), cancellation);
        if (!isWanted) folder.Remove(id);
    }

    /// <summary>Writes the whole copy.</summary>
    public static async Task WriteAsync(
        Stream target, ParleyContext db, Account account, string origin, DateTimeOffset now, CancellationToken cancellation)
    {
        var text = Text.In(account.Language);
        var contents = new ExportContents(account, origin);
        var lists = contents.Lists;
        using var archive = new ExportArchive(target, text, now);
        await archive.WritePageAsync(
            ExportHtml.Readme, text["ExportTitle"], html => WriteReadme(html, text, account, lists, origin, now), cancellation);
        await archive.WriteJsonAsync(
            "comments",
            json => ExportArchive.WriteArrayAsync(json, "comments", contents.CommentsIn(db), (j, c) => c.Write(j, origin), cancellation),
            cancellation);
        await archive.WritePagesAsync(
            "comments", text["ExportComments"], contents.CommentsIn(db), (NoFrame, NoFrame),
            (html, comment) => ExportHtml.WriteComment(html, text, comment, origin), cancellation);
        foreach (var list in lists) await list.WriteAsync(archive, db, text, cancellation);
        // What a later version will fill stands there already, so that who reads these files need not learn a new one.
        await archive.WriteJsonAsync(
            "moderation",
            async json =>
            {
                foreach (var name in NotYet)
                    await ExportArchive.WriteArrayAsync(json, name, AsyncEnumerable.Empty<int>(), WriteNone, cancellation);
            },
            cancellation);
    }

    // False where nobody wants it any more: the account went meanwhile.
    private static async Task<bool> SaveAsync(Act act, Guid id, long size, DateTimeOffset now, CancellationToken cancellation)
    {
        var export = await act.Db.Exports.SingleOrDefaultAsync(e => e.Id == id, cancellation);
        if (export is null) return false;

        (export.ReadyAt, export.Size) = (now, size);
        var removal = Job.For(RemoveExport.Kind, id, now);
        removal.DueAt = now + Export.KeptFor;
        _ = act.Db.Jobs.Add(removal);
        await act.KeepAsync(cancellation);
        return true;
    }

    private static void WriteReadme(
        HtmlWriter html, Text text, Account account, IReadOnlyList<ExportList> lists, string origin, DateTimeOffset now)
    {
        html.Raw("<p>"u8).Sentence(text["ExportOf"], account.Name.Length > 0 ? account.Name : account.Email ?? "").Raw("</p>\n<p class=\"quiet\">"u8)
            .Text(text.Format("ExportMadeAt", text.Moment(now))).Raw(" "u8).Text(origin).Raw("</p>\n<p>"u8).Text(text["ExportHowToRead"]).Raw("</p>\n<dl>\n"u8);
        WriteFiles(html, text, "comments", "ExportComments", "ExportCommentsAbout");
        foreach (var list in lists) WriteFiles(html, text, list.Name, list.Title, list.About);
        html.Raw("<dt>"u8).Text(text["ExportModeration"]).Raw("</dt>\n<dd>"u8).Text(text["ExportModerationAbout"]).Raw(" "u8);
        ExportHtml.Link(html, "moderation.json", "moderation.json");
        html.Raw("</dd>\n</dl>\n<p class=\"quiet\">"u8).Text(text["ExportNotInIt"]).Raw("</p>\n"u8);
    }

    private static void WriteFiles(HtmlWriter html, Text text, string name, string title, string about)
    {
        html.Raw("<dt>"u8).Text(text[title]).Raw("</dt>\n<dd>"u8).Text(text[about]).Raw("<br>"u8);
        ExportHtml.Link(html, ExportHtml.FileOf(name, 1), text["ExportToRead"]);
        html.Raw(" · "u8);
        ExportHtml.Link(html, name + ".json", name + ".json");
        html.Raw("</dd>\n"u8);
    }

    private static void WriteNone(System.Text.Json.Utf8JsonWriter json, int none)
    {
    }

    // Comments stand by themselves; other rows have a table around them.
    private static void NoFrame(HtmlWriter html)
    {
    }
}
