using Microsoft.EntityFrameworkCore;
using Parley.Core.Comments;
using Parley.Core.Stories;
using Parley.Storage;

namespace Parley.Imports;

/// <summary>What was imported into a story before, known again when its source comes in another version.</summary>
internal sealed class EarlierImport(ParleyContext db, Story story, DateTimeOffset now)
{
    // More of one person's answers to one comment are not compared: it bounds the work.
    private const int MaximumCompared = 100;

    /// <summary>The comment that an entry already is, if any, and whether its words have just become the entry's.</summary>
    public async Task<(Comment? Known, bool IsAmended)> FindAsync(
        string name, CommentText? text, string key, OpenComment parent, CancellationToken cancellation)
    {
        if (parent.IsNew) return (null, false);

        var same = await db.Comments.AsNoTracking()
            .SingleOrDefaultAsync(c => c.StoryId == story.Id && c.ImportKey == key, cancellation);
        if (same is not null) return (same, false);

        foreach (var other in await UnmetAsync(name, parent, cancellation))
        {
            var likeness = Compare(other, text);
            if (likeness == Likeness.None) continue;

            if (likeness == Likeness.Same)
            {
                // It was another of several alike, and those before it are gone or changed.
                _ = await db.Comments.Where(c => c.Id == other.Id)
                    .ExecuteUpdateAsync(c => c.SetProperty(x => x.ImportKey, key), cancellation);
                return (other, false);
            }

            // The source has less than is here, or what is here was taken away: it stays as it is.
            if (text is null || likeness == Likeness.Less || other.State is not (CommentState.Missing or CommentState.Published))
                return (other, false);

            // Words that were missing or cut off are no change by their writer.
            await AmendAsync(other, key, text, likeness == Likeness.More ? other.EditedAt : now, cancellation);
            return (other, true);
        }

        return (null, false);
    }

    private static Likeness Compare(Comment here, CommentText? text)
    {
        if (here.State == CommentState.Missing) return text is null ? Likeness.Same : Likeness.More;

        return text is null ? Likeness.Less : Wording.Compare(here.Text, text.Source);
    }

    // What the same person wrote in the same place and this import has not met.
    private async Task<List<Comment>> UnmetAsync(string name, OpenComment parent, CancellationToken cancellation)
    {
        var importKey = ImportedCommenters.KeyOf(name);
        var parentId = parent.Comment?.Id;
        var others = await db.Comments.AsNoTracking()
            .Where(c => c.StoryId == story.Id && c.ParentId == parentId && c.ImportKey != null)
            .Where(c => db.Commenters.Any(p => p.Id == c.CommenterId && p.ImportKey == importKey))
            .OrderBy(c => c.Number).Take(MaximumCompared).ToListAsync(cancellation);
        return [.. others.Where(o => !parent.HasMet(o.Id))];
    }

    private async Task AmendAsync(
        Comment other, string key, CommentText text, DateTimeOffset? editedAt, CancellationToken cancellation) =>
        _ = await db.Comments.Where(c => c.Id == other.Id).ExecuteUpdateAsync(c => c
            .SetProperty(x => x.Text, text.Source)
            .SetProperty(x => x.Html, text.Html)
            .SetProperty(x => x.Format, text.Format)
            .SetProperty(x => x.Renderer, CommentText.Renderer)
            .SetProperty(x => x.State, CommentState.Published)
            .SetProperty(x => x.EditedAt, editedAt)
            .SetProperty(x => x.ImportKey, key), cancellation);
}
