using Microsoft.EntityFrameworkCore;
using Parley.Core.Commenters;
using Parley.Storage;

namespace Parley.Commenters;

/// <summary>How somebody is muted, whichever door the wish came in by. It touches nothing that anybody else could see.</summary>
internal static class Muting
{
    /// <summary>The most people an account may mute: more than anybody keeps in mind, few enough to be listed on a page.</summary>
    public const int Most = 1_000;

    /// <summary>Mutes; otherwise the name of the problem. Muting again who is muted changes nothing.</summary>
    public static Task<string?> MuteAsync(Writing writing, Account account, Guid commenterId, DateTimeOffset now, CancellationToken cancellation) =>
        writing.DoAsync(
            async (act, stop) =>
            {
                // Load.
                var db = act.Db;
                var isSelf = await db.Commenters.AnyAsync(c => c.Id == commenterId && c.AccountId == account.Id, stop);
                var isMuted = await db.Mutes.AnyAsync(m => m.AccountId == account.Id && m.CommenterId == commenterId, stop);

                // Decide.
                if (isSelf) return "own-comment";
                if (isMuted) return null;
                if (await db.Mutes.CountAsync(m => m.AccountId == account.Id, stop) >= Most) return "not-accepted";

                // Save.
                _ = db.Mutes.Add(new Mute { AccountId = account.Id, CommenterId = commenterId, At = now });
                await act.KeepAsync(stop);
                return null;
            },
            cancellation);

    /// <summary>Takes a mute back; false where there was none.</summary>
    public static Task<bool> UnmuteAsync(Writing writing, Account account, Guid commenterId, CancellationToken cancellation) =>
        writing.DoAsync(
            async (act, stop) =>
            {
                var taken = await act.Db.Mutes.Where(m => m.AccountId == account.Id && m.CommenterId == commenterId).ExecuteDeleteAsync(stop);
                await act.KeepAsync(stop);
                return taken > 0;
            },
            cancellation);

    /// <summary>The sentence that says what a problem is.</summary>
    public static string DetailOf(string problem) => problem switch
    {
        "own-comment" => "MuteYourself",
        _ => "MutesFull",
    };
}
