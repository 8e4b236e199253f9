using Microsoft.EntityFrameworkCore;
using Parley.Core;
using Parley.Jobs;
using Parley.Storage;

namespace Parley.Commenters;

/// <summary>The job that removes a copy once it has been kept long enough.</summary>
internal static class RemoveExport
{
    /// <summary>The job's name; its subject is the copy.</summary>
    public const string Kind = "remove-export";

    public static async Task<DateTimeOffset?> Do(JobRun run, CancellationToken cancellation)
    {
        var services = run.Services;
        if (Id.TryRead(run.Subject, out var id))
            await RunAsync(id, services.GetRequiredService<Writing>(), services.GetRequiredService<ExportFolder>(), cancellation);
        return null;
    }

    public static async Task RunAsync(Guid id, Writing writing, ExportFolder folder, CancellationToken cancellation)
    {
        // The file first: were the row gone and the file not, nobody would know of it.
        folder.Remove(id);
        _ = await writing.DoAsync(
            async (act, stop) =>
            {
                _ = await act.Db.Exports.Where(e => e.Id == id).ExecuteDeleteAsync(stop);
                await act.KeepAsync(stop);
                return true;
            },
            cancellation);
    }
}
