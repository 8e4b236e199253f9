using Microsoft.EntityFrameworkCore;
using Parley.Core;
using Parley.Core.Comments;
using Parley.Core.Stories;
using Parley.Storage;

namespace Parley.Imports;

/// <summary>Puts the entries of a source in their places in a story's discussion, in the order of the source.</summary>
/// <remarks>
/// An entry is known again by its import key: SHA-256 over the comment it answers, the name, the words, and the how many-th
/// of its like it is there. Nothing else is in it, so that a page which gained dates, entries or another layout
/// still is the same page. Call inside a transaction; rows are saved in batches, and what is held are the comments that
/// are open, from the newest up to its top-level comment.
/// </remarks>
internal sealed class ImportedDiscussion(ParleyContext db, Story story, bool isNewStory, DateTimeOffset now, ImportScreening? screening)
{
    // Large enough that a round trip costs little, small enough to hold.
    private const int BatchSize = 500;

    private readonly ImportedCommenters _commenters = new(db, story.SiteId, now);
    private readonly EarlierImport _earlier = new(db, story, now);

    // One past the deepest level, for what hangs on the comment there; index 0 is the story itself.
    private readonly OpenComment?[] _open = new OpenComment?[Comment.MaximumDepth + 2];

    private readonly OpenComment _story = new(null, isNew: isNewStory, batch: -1);
    private int _deepest;
    private int _batch;
    private int _unsaved;
    private int _places;
    private int _number = story.LastNumber;
    private bool _isChanged;

    public async Task<ImportedRow> TakeAsync(ImportedComment entry, bool hasReplies, CancellationToken cancellation)
    {
        if (!entry.HasPlace) return new ImportedRow(entry.Line, entry.Name, EntryOutcome.Refused, entry.Refusal!, null);

        var (name, change) = ImportedName.Read(entry.Name);
        CommentText? text = null;
        var refusal = entry.Refusal;
        if (refusal is null && entry.Text.Length > 0 && !CommentText.TryRead(entry.Text, TextFormat.Plain, out text, out var why))
            refusal = Say(why);

        var level = Math.Min(entry.Level, Comment.MaximumDepth + 1);
        await CloseAsync(level, cancellation);
        if (refusal is not null && !hasReplies)
            return new ImportedRow(entry.Line, name, EntryOutcome.Refused, refusal, null);

        // Beyond the deepest level everything answers the comment there.
        var parent = level == 1 ? _story : _open[Math.Min(level - 1, Comment.MaximumDepth)]!;
        var key = parent.NextKey(entry.Name, text?.Source ?? "");
        var (known, isAmended) = await _earlier.FindAsync(entry.Name, text, key, parent, cancellation);
        _isChanged |= isAmended;
        var found = known is null && text is not null && screening is not null ? screening.Find(text) : [];
        var isHeld = found.Any(ImportScreening.Holds);
        var comment = known ?? await AddAsync(entry, name, key, parent, text, isHeld, cancellation);
        if (found.Count > 0) _ = db.Screenings.Add(ImportScreening.Record(comment, found, now));
        parent.Meet(comment.Id);
        _open[level] = new OpenComment(comment, isNew: known is null, batch: known is null ? _batch : -1);
        _deepest = level;

        var outcome = refusal is not null ? EntryOutcome.Refused
            : known is not null && !isAmended ? EntryOutcome.AlreadyThere
            : isHeld ? EntryOutcome.Held
            : text is null ? EntryOutcome.TakenWithoutText
            : EntryOutcome.Taken;
        var reason = refusal is not null ? refusal + "; its place is kept for the replies"
            : isAmended ? "its words were missing, cut off or other before"
            : found.Count > 0 ? "the lists found: " + string.Join(", ", found.Select(f => text!.Source.Substring(f.Start, f.Length)).Distinct(StringComparer.Ordinal))
            : outcome == EntryOutcome.TakenWithoutText ? "the source has the name and no text"
            : change;
        await SaveBatchAsync(BatchSize, cancellation);
        return new ImportedRow(entry.Line, name, outcome, reason, comment.Id);
    }

    /// <summary>Saves what is left; whether anything changed.</summary>
    public async Task<bool> FinishAsync(CancellationToken cancellation)
    {
        await CloseAsync(1, cancellation);
        await SaveBatchAsync(1, cancellation);
        if (_isChanged)
        {
            _ = await db.Stories.Where(s => s.Id == story.Id).ExecuteUpdateAsync(
                s => s.SetProperty(x => x.CommentCount, x => x.CommentCount + _places).SetProperty(x => x.LastNumber, _number),
                cancellation);
        }

        return _isChanged;
    }

    private async Task<Comment> AddAsync(
        ImportedComment entry, string name, string key, OpenComment parent, CommentText? text, bool isHeld, CancellationToken cancellation)
    {
        var comment = new Comment
        {
            Id = Id.New(now),
            SiteId = story.SiteId,
            StoryId = story.Id,
            Number = ++_number,
            CommenterId = await _commenters.FindAsync(entry.Name, name, cancellation),
            Name = name,
            At = entry.At ?? now,
            IsDated = entry.At is not null,
            Format = TextFormat.Plain,
            Text = text?.Source ?? "",
            Html = text?.Html ?? "",
            Renderer = CommentText.Renderer,
            State = text is null ? CommentState.Missing : isHeld ? CommentState.Held : CommentState.Published,
            ImportKey = key,
        };
        // What stands past the deepest level is placed under a comment there, and so a level further than it.
        comment.PlaceUnder(parent.Comment);
        _ = db.Comments.Add(comment);
        _unsaved++;
        _isChanged = true;
        // What waits has a place once something hangs on it.
        if (!isHeld) CountPlace(parent);
        return comment;
    }

    private void CountPlace(OpenComment parent)
    {
        _places++;
        _isChanged = true;
        if (parent.Comment is null) return;

        parent.NewReplies++;
        _open[1]!.NewInBranch++;
    }

    private static string Say(TextRefusal refusal) => refusal switch
    {
        TextRefusal.Empty => "nothing in it can be seen",
        TextRefusal.TooLong => $"longer than {CommentText.MaximumLength} characters",
        TextRefusal.NotText => "it has control characters in it",
        TextRefusal.TooComplex => "its letters carry more marks than anybody can read",
    };

    // Closes the comments from this level down; their counts are final.
    private async Task CloseAsync(int level, CancellationToken cancellation)
    {
        for (; _deepest >= level; _deepest--)
        {
            var (closed, comment) = (_open[_deepest]!, _open[_deepest]!.Comment!);
            _open[_deepest] = null;
            var (replies, inBranch) = (closed.NewReplies, closed.NewInBranch);
            if (replies == 0 && inBranch == 0) continue;

            // A deleted comment, or one that waits, has a place once something hangs on it.
            if (comment is { State: CommentState.Deleted or CommentState.Held, ReplyCount: 0 } && replies > 0)
                CountPlace(_deepest == 1 ? _story : _open[_deepest - 1]!);

            if (closed.Batch == _batch)
            {
                comment.ReplyCount += replies;
                comment.BranchCount += inBranch;
                continue;
            }

            _ = await db.Comments.Where(c => c.Id == comment.Id).ExecuteUpdateAsync(
                c => c.SetProperty(x => x.ReplyCount, x => x.ReplyCount + replies)
                    .SetProperty(x => x.BranchCount, x => x.BranchCount + inBranch),
                cancellation);
        }
    }

    private async Task SaveBatchAsync(int atLeast, CancellationToken cancellation)
    {
        if (_unsaved < atLeast) return;

        _ = await db.SaveChangesAsync(cancellation);
        db.ChangeTracker.Clear();
        _commenters.Forget();
        _batch++;
        _unsaved = 0;
    }
}
