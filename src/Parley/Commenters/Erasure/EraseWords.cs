using Microsoft.EntityFrameworkCore;
using Parley.Core.Commenters;
using Parley.Core.Comments;
using Parley.Live;
using Parley.Storage;

namespace Parley.Commenters;

/// <summary>Takes away what commenters wrote, and then who they were; what others wrote stays where it is.</summary>
/// <remarks>
/// Some comments of one story at a time, each time within the story's turn, so that no other writer waits longer than
/// for one of these. It may end at any point: what is done is done, and the next run finds what is left.
/// </remarks>
internal static class EraseWords
{
    // A few milliseconds of a story's turn.
    private const int Together = 100;

    // Told one by one up to here; beyond, whoever watches reads the page anew.
    private const int MostToTell = 10;

    private const int RowsTogether = 1_000;

    /// <summary>Empties all comments of these commenters; how many there were.</summary>
    /// <param name="tell">Hears comments done.</param>
    public static async Task<int> RunAsync(
        Database database, Writing writing, IReadOnlyList<Guid> commenters, Action<long, long> tell, CancellationToken cancellation)
    {
        var done = 0;
        foreach (var commenter in commenters)
        {
            List<Place> left;
            await using (var db = database.Open())
            {
                left = await Left(db, commenter).Select(c => new Place(c.StoryId, c.Id)).ToListAsync(cancellation);
            }

            var before = done;
            foreach (var story in left.GroupBy(p => p.StoryId))
            {
                foreach (var some in story.Select(p => p.Id).Chunk(Together))
                {
                    await writing.DoAsync((act, stop) => EmptyAsync(act, story.Key, commenter, some, stop), cancellation);
                    tell(done += some.Length, before + left.Count);
                }
            }
        }

        return done;
    }

    /// <summary>
    /// Forgets who wrote: names, addresses, what led back to them. False, and nothing done, where they wrote something
    /// meanwhile: then their words are to go first.
    /// </summary>
    public static async Task<bool> ForgetWritersAsync(
        Database database, Writing writing, IReadOnlyList<Guid> commenters, CancellationToken cancellation)
    {
        foreach (var commenter in commenters)
        {
            await InPartsAsync(
                writing, db => db.Notifications.Where(n => n.CommenterId == commenter).Take(RowsTogether), cancellation);
            await InPartsAsync(
                writing, db => db.Follows.Where(f => f.CommenterId == commenter).OrderBy(f => f.StoryId).Take(RowsTogether), cancellation);
            await InPartsAsync(writing, db => db.Appeals.Where(a => a.CommenterId == commenter).Take(RowsTogether), cancellation);
            await InPartsAsync(writing, db => db.Flags.Where(f => f.CommenterId == commenter).Take(RowsTogether), cancellation);
            await InPartsAsync(writing, db => db.Notes.Where(n => n.CommenterId == commenter).Take(RowsTogether), cancellation);
            await InPartsAsync(writing, db => db.Restrictions.Where(r => r.CommenterId == commenter).Take(RowsTogether), cancellation);
            await ForgetNetworksAsync(writing, db => db.Votes.Where(v => v.CommenterId == commenter), cancellation);
            if (!await writing.DoAsync((act, stop) => ForgetWriterAsync(act, commenter, stop), cancellation)) return false;
        }

        return true;
    }

    /// <summary>Deletes rows, not more in one act than others can wait for.</summary>
    public static async Task InPartsAsync<T>(Writing writing, Func<ParleyContext, IQueryable<T>> some, CancellationToken cancellation)
        where T : class
    {
        while (await writing.DoAsync(
            async (act, stop) =>
            {
                var gone = await some(act.Db).ExecuteDeleteAsync(stop);
                await act.KeepAsync(stop);
                return gone > 0;
            },
            cancellation))
        {
        }
    }

    /// <summary>Forgets where votes were cast; the votes stay.</summary>
    public static async Task ForgetNetworksAsync(
        Writing writing, Func<ParleyContext, IQueryable<Vote>> some, CancellationToken cancellation)
    {
        while (await writing.DoAsync(
            async (act, stop) =>
            {
                var gone = await some(act.Db).Where(v => v.NetworkHash != null).OrderBy(v => v.At).Take(RowsTogether)
                    .ExecuteUpdateAsync(v => v.SetProperty(x => x.NetworkHash, (byte[]?)null), stop);
                await act.KeepAsync(stop);
                return gone > 0;
            },
            cancellation))
        {
        }
    }

    /// <summary>What of a commenter's has not been emptied yet.</summary>
    public static IQueryable<Comment> Left(ParleyContext db, Guid commenter) => db.Comments.AsNoTracking().Where(c =>
        c.CommenterId == commenter && (c.State != CommentState.Deleted || c.Name != "" || c.Text != "" || c.Html != ""));

    private static async Task<bool> EmptyAsync(Act act, Guid storyId, Guid commenter, Guid[] ids, CancellationToken cancellation)
    {
        // Load, with all that the places hang on: each of them may have been kept for these alone.
        if (await act.Db.TakeStoryAsync(storyId, cancellation) is not { } story) return false;

        var loaded = await act.Db.WithAncestors(ids).ToListAsync(cancellation);
        await Traces.RemoveAsync(act.Db, [.. loaded.Where(c => c.CommenterId == commenter && ids.Contains(c.Id)).Select(c => c.Id)], cancellation);
        var gone = new List<Change>();
        foreach (var comment in loaded.Where(c => c.CommenterId == commenter && ids.Contains(c.Id)))
        {
            var hadPlace = comment.IsShown;
            Core.Commenters.Erasure.Empty(comment);
            if (!hadPlace) continue;

            await Places.RemoveIfBareAsync(act.Db, comment, cancellation);
            gone.Add(new Change(storyId, story.Version, ChangeKind.Gone, comment.Id, comment.Number));
        }

        // Save.
        await act.KeepAsync(cancellation, gone.Count <= MostToTell ? [.. gone] : [new Change(storyId, story.Version, ChangeKind.Story)]);
        return true;
    }

    private static async Task<bool> ForgetWriterAsync(Act act, Guid commenter, CancellationToken cancellation)
    {
        var db = act.Db;
        // Whoever is just posting holds this row; after them, what they wrote is seen.
        _ = await db.Commenters.Where(c => c.Id == commenter).ExecuteUpdateAsync(
            c => c.SetProperty(x => x.Name, "").SetProperty(x => x.NameSkeleton, "").SetProperty(x => x.Badge, Badge.None)
                .SetProperty(x => x.Email, (string?)null).SetProperty(x => x.EmailConfirmedAt, (DateTimeOffset?)null)
                .SetProperty(x => x.BrowserHash, (byte[]?)null).SetProperty(x => x.AccountId, (Guid?)null)
                .SetProperty(x => x.ImportKey, (string?)null),
            cancellation);
        if (await Left(db, commenter).AnyAsync(cancellation)) return false;

        _ = await db.IdempotencyKeys.Where(k => db.Comments.Any(c => c.Id == k.CommentId && c.CommenterId == commenter))
            .ExecuteDeleteAsync(cancellation);
        await act.KeepAsync(cancellation);
        return true;
    }

    private sealed record Place(Guid StoryId, Guid Id);
}
