using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Parley.Core;
using Parley.Core.Commenters;
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
internal sealed class ImportedDiscussion(ParleyContext db, Story story, bool isNewStory, DateTimeOffset now)
{
    // Large enough that a round trip costs little, small enough to hold.
    private const int BatchSize = 500;

    // Two answers of one person may begin alike, but not for so many characters.
    private const int LongBeginning = 100;

    // Names kept in memory; beyond, they are looked up again.
    private const int MaximumNames = 20_000;

    private readonly Dictionary<string, Guid> _commenters = new(StringComparer.Ordinal);

    // One past the deepest level, for what hangs on the comment there; index 0 is the story itself.
    private readonly Opened?[] _open = new Opened?[Comment.MaximumDepth + 2];

    private readonly Opened _story = new(null, isNew: isNewStory, batch: -1);
    private int _deepest;
    private int _batch;
    private int _unsaved;
    private int _places;
    private int _number = story.LastNumber;
    private bool _isChanged;

    /// <summary>A comment to which replies may still come.</summary>
    private sealed class Opened(Comment? comment, bool isNew, int batch)
    {
        public Comment? Comment { get; } = comment;

        /// <summary>Whether this import made it: then nothing in storage can answer it.</summary>
        public bool IsNew { get; } = isNew;

        /// <summary>The batch that saves it; counts of a saved one are added when it closes.</summary>
        public int Batch { get; } = batch;

        /// <summary>How many entries of each wording this import has met under it.</summary>
        public Dictionary<UInt128, int> Met { get; } = [];

        public int NewReplies { get; set; }

        public int NewInBranch { get; set; }
    }

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
        var key = KeyOf(entry, parent, text?.Source ?? "");
        var (known, isFilled) = await FindAsync(entry, key, parent, text, cancellation);
        var comment = known ?? await AddAsync(entry, name, key, parent, text, cancellation);
        _open[level] = new Opened(comment, isNew: known is null, batch: known is null ? _batch : -1);
        _deepest = level;

        var outcome = refusal is not null ? EntryOutcome.Refused
            : known is not null && !isFilled ? EntryOutcome.AlreadyThere
            : text is null ? EntryOutcome.TakenWithoutText
            : EntryOutcome.Taken;
        var reason = refusal is not null ? refusal + "; its place is kept for the replies"
            : isFilled ? "its words were missing, cut off or other before"
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
        if (_places > 0)
        {
            _ = await db.Stories.Where(s => s.Id == story.Id).ExecuteUpdateAsync(
                s => s.SetProperty(x => x.CommentCount, x => x.CommentCount + _places).SetProperty(x => x.LastNumber, _number),
                cancellation);
        }

        return _isChanged;
    }

    private async Task<Comment> AddAsync(
        ImportedComment entry, string name, string key, Opened parent, CommentText? text, CancellationToken cancellation)
    {
        var comment = new Comment
        {
            Id = Id.New(now),
            SiteId = story.SiteId,
            StoryId = story.Id,
            Number = ++_number,
            CommenterId = await CommenterAsync(entry.Name, name, cancellation),
            Name = name,
            At = entry.At ?? now,
            IsDated = entry.At is not null,
            Format = TextFormat.Plain,
            Text = text?.Source ?? "",
            Html = text?.Html ?? "",
            Renderer = CommentText.Renderer,
            State = text is null ? CommentState.Missing : CommentState.Published,
            ImportKey = key,
        };
        // What stands past the deepest level is placed under a comment there, and so a level further than it.
        comment.PlaceUnder(parent.Comment);
        _ = db.Comments.Add(comment);
        _unsaved++;
        CountPlace(parent);
        return comment;
    }

    private void CountPlace(Opened parent)
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

    private static string KeyOf(ImportedComment entry, Opened parent, string text)
    {
        var wording = Hash(parent, entry.Name, text);
        var before = parent.Met.GetValueOrDefault(wording);
        parent.Met[wording] = before + 1;
        return KeyText(wording, before);
    }

    private static string KeyText(UInt128 wording, int before) =>
        string.Create(CultureInfo.InvariantCulture, $"{wording:x32}-{before}");

    private static UInt128 Hash(Opened parent, string name, string text)
    {
        var typed = $"{(parent.Comment is { } answered ? Id.Text(answered.Id) : "")}\0{name}\0{text}";
        return BinaryPrimitives.ReadUInt128BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(typed)));
    }

    private async Task<(Comment? Known, bool IsFilled)> FindAsync(
        ImportedComment entry, string key, Opened parent, CommentText? text, CancellationToken cancellation)
    {
        if (parent.IsNew) return (null, false);

        var same = await db.Comments.AsNoTracking()
            .SingleOrDefaultAsync(c => c.StoryId == story.Id && c.ImportKey == key, cancellation);
        if (same is not null) return (same, false);

        foreach (var other in await OthersAsync(entry, parent, cancellation))
        {
            var isCutOff = text is null || (text.Source.Length >= LongBeginning
                && other.Text.StartsWith(text.Source, StringComparison.Ordinal));
            var isAlike = text is not null && Wording.IsAlike(other.Text, text.Source, 5);
            var isContinued = text is not null && (other.State == CommentState.Missing || other.Text.Length >= LongBeginning)
                && text.Source.StartsWith(other.Text, StringComparison.Ordinal);
            // The source has less than is here, or what is here was taken away: it stays as it is.
            if (other.State != CommentState.Missing && isCutOff) return (other, false);
            if (other.State is not (CommentState.Missing or CommentState.Published) && (isAlike || isContinued)) return (other, false);
            if (text is null || (!isAlike && !isContinued)) continue;

            await FillAsync(other, key, text, isContinued, cancellation);
            return (other, true);
        }

        return (null, false);
    }

    // What the same person wrote in the same place and this import has not met.
    private async Task<List<Comment>> OthersAsync(ImportedComment entry, Opened parent, CancellationToken cancellation)
    {
        var importKey = CommenterKey(entry.Name);
        var parentId = parent.Comment?.Id;
        var others = await db.Comments.AsNoTracking()
            .Where(c => c.StoryId == story.Id && c.ParentId == parentId && c.ImportKey != null)
            .Where(c => db.Commenters.Any(p => p.Id == c.CommenterId && p.ImportKey == importKey))
            .OrderBy(c => c.Number).Take(100).ToListAsync(cancellation);
        return [.. others.Where(o => !IsMet(o))];

        bool IsMet(Comment other)
        {
            var wording = Hash(parent, entry.Name, other.State == CommentState.Missing ? "" : other.Text);
            var met = parent.Met.GetValueOrDefault(wording);
            return Enumerable.Range(0, met).Any(i => other.ImportKey == KeyText(wording, i));
        }
    }

    private async Task FillAsync(Comment other, string key, CommentText text, bool isContinued, CancellationToken cancellation)
    {
        // Words that were missing or cut off are no change by their writer.
        var editedAt = isContinued ? other.EditedAt : now;
        _ = await db.Comments.Where(c => c.Id == other.Id).ExecuteUpdateAsync(c => c
            .SetProperty(x => x.Text, text.Source)
            .SetProperty(x => x.Html, text.Html)
            .SetProperty(x => x.Format, text.Format)
            .SetProperty(x => x.Renderer, CommentText.Renderer)
            .SetProperty(x => x.State, CommentState.Published)
            .SetProperty(x => x.EditedAt, editedAt)
            .SetProperty(x => x.ImportKey, key), cancellation);
        _isChanged = true;
    }

    private async Task<Guid> CommenterAsync(string typed, string name, CancellationToken cancellation)
    {
        var key = CommenterKey(typed);
        if (_commenters.TryGetValue(key, out var id)) return id;

        if (_commenters.Count >= MaximumNames)
        {
            await SaveBatchAsync(1, cancellation);
            _commenters.Clear();
        }

        var known = await db.Commenters.Where(c => c.SiteId == story.SiteId && c.ImportKey == key)
            .Select(c => (Guid?)c.Id).SingleOrDefaultAsync(cancellation);
        if (known is null)
        {
            var commenter = new Commenter
            {
                Id = Id.New(now),
                SiteId = story.SiteId,
                Kind = CommenterKind.Imported,
                Name = name,
                NameSkeleton = CommenterName.Skeleton(name),
                ImportKey = key,
                CreatedAt = now,
            };
            _ = db.Commenters.Add(commenter);
            known = commenter.Id;
        }

        _commenters.Add(key, known.Value);
        return known.Value;
    }

    private static string CommenterKey(string typed) =>
        "name:" + (typed.Length <= CommenterName.MaximumLength ? typed : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(typed))));

    // Closes the comments from this level down; their counts are final.
    private async Task CloseAsync(int level, CancellationToken cancellation)
    {
        for (; _deepest >= level; _deepest--)
        {
            var (closed, comment) = (_open[_deepest]!, _open[_deepest]!.Comment!);
            _open[_deepest] = null;
            var (replies, inBranch) = (closed.NewReplies, closed.NewInBranch);
            if (replies == 0 && inBranch == 0) continue;

            // A deleted comment has a place again once something hangs on it.
            if (comment is { State: CommentState.Deleted, ReplyCount: 0 } && replies > 0)
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
        _batch++;
        _unsaved = 0;
    }
}
