using Microsoft.EntityFrameworkCore;
using Parley.Core.Comments;
using Parley.Core.Sites;
using Parley.Core.Stories;

namespace Parley.Storage.Checks;

/// <summary>Examines one story's tree, counts, votes and ranks, however large it is; repairs them if asked to.</summary>
internal static class StoryCheck
{
    // Comments read at a time, without their texts: some hundred kilobytes.
    private const int Batch = 2_000;

    public static async Task RunAsync(
        ParleyContext db, Site site, Story story, Findings findings, bool repair, Action<long> tell, CancellationToken cancellation)
    {
        void Found(Damage damage, Guid id)
        {
            var (what, mend) = Say(damage);
            findings.Add(what, mend, id);
            if (mend is not null) _ = findings.Stories.Add(story.Id);
        }

        var places = await CheckPlacesAsync(db, story, Found, tell, cancellation);
        var counts = new CountCheck(site, (damage, id) =>
        {
            if (!places.Lost.Contains(id)) Found(damage, id);
        });

        var moved = places.Moved.Select(c => c.Id).ToHashSet();
        foreach (var comment in places.Moved.Reverse())
        {
            var votes = await db.Votes.Where(v => v.CommentId == comment.Id).GroupBy(v => v.CommentId)
                .Select(g => new Sum(g.Key, g.Sum(v => v.Value == 1 ? 1 : 0), g.Sum(v => v.Value == -1 ? 1 : 0),
                    g.Sum(v => v.Value == 1 && v.IsGuest ? 1 : 0), g.Sum(v => v.Value == -1 && v.IsGuest ? 1 : 0)))
                .SingleOrDefaultAsync(cancellation);
            _ = counts.Add(comment, votes?.Votes ?? default);
            if (repair) await SaveAsync(db, comment, cancellation);
        }

        var before = int.MaxValue;
        while (true)
        {
            var batch = await Slim(db.Comments.Where(c => c.StoryId == story.Id && c.Number < before)
                .OrderByDescending(c => c.Number).Take(Batch)).ToListAsync(cancellation);
            if (batch.Count == 0) break;

            var (first, last) = (batch[^1].Number, before);
            before = first;
            var own = db.Comments.Where(c => c.StoryId == story.Id && c.Number >= first && c.Number < last).Select(c => c.Id);
            var votes = await db.Votes.Where(v => own.Contains(v.CommentId)).GroupBy(v => v.CommentId)
                .Select(g => new Sum(g.Key, g.Sum(v => v.Value == 1 ? 1 : 0), g.Sum(v => v.Value == -1 ? 1 : 0),
                    g.Sum(v => v.Value == 1 && v.IsGuest ? 1 : 0), g.Sum(v => v.Value == -1 && v.IsGuest ? 1 : 0)))
                .ToDictionaryAsync(v => v.CommentId, v => v.Votes, cancellation);

            foreach (var stored in batch.Where(c => !moved.Contains(c.Id)))
            {
                var isPlaced = !places.Changed.TryGetValue(stored.Id, out var placed);
                var comment = placed ?? stored;
                var isCounted = !counts.Add(comment, votes.GetValueOrDefault(comment.Id));
                if (repair && !places.Lost.Contains(comment.Id) && (!isPlaced || !isCounted)) await SaveAsync(db, comment, cancellation);
            }

            tell(batch.Count);
        }

        // New numbers move the sequence on; that is no fault of the sequence.
        if (places.Moved.Count > 0) story.LastNumber = Math.Max(story.LastNumber, places.Moved[^1].Number);
        if ((counts.Finish(story) || places.Moved.Count > 0) && repair)
        {
            _ = await db.Stories.Where(s => s.Id == story.Id).ExecuteUpdateAsync(
                s => s.SetProperty(x => x.CommentCount, story.CommentCount).SetProperty(x => x.LastNumber, story.LastNumber), cancellation);
        }
    }

    private static async Task<PlaceCheck> CheckPlacesAsync(
        ParleyContext db, Story story, Action<Damage, Guid> found, Action<long> tell, CancellationToken cancellation)
    {
        var places = new PlaceCheck(story.Id, found);
        var after = int.MinValue;
        while (true)
        {
            var own = db.Comments.Where(c => c.StoryId == story.Id && c.Number > after).OrderBy(c => c.Number).Take(Batch);
            var batch = await Slim(own).ToListAsync(cancellation);
            if (batch.Count == 0) break;

            // What the batch answers, also where it lies in another story.
            var last = batch[^1].Number;
            var first = after;
            // By their ids, so that each is one look-up: asked of every comment whether it is one, a database reads them all.
            var answered = db.Comments.Where(c => c.StoryId == story.Id && c.Number > first && c.Number <= last && c.ParentId != null)
                .Select(c => c.ParentId!.Value);
            var parents = await Slim(db.Comments.Where(p => answered.Contains(p.Id))).ToDictionaryAsync(p => p.Id, cancellation);
            foreach (var comment in batch)
                places.Add(comment, comment.ParentId is { } parent ? parents.GetValueOrDefault(parent) : null);
            after = last;
            tell(batch.Count);
        }

        places.Finish(Math.Max(story.LastNumber, Math.Max(after, 0)));
        return places;
    }

    // Everything but what was written.
    private static IQueryable<Comment> Slim(IQueryable<Comment> comments) => comments.AsNoTracking().Select(c => new Comment
    {
        Id = c.Id,
        StoryId = c.StoryId,
        Number = c.Number,
        ParentId = c.ParentId,
        BranchId = c.BranchId,
        Depth = c.Depth,
        IsBeyondDepth = c.IsBeyondDepth,
        FeaturedBy = c.FeaturedBy,
        ReplyCount = c.ReplyCount,
        BranchCount = c.BranchCount,
        // As it will be once WordCheck has mended it.
        State = WordCheck.States.Contains(c.State) ? c.State : CommentState.Held,
        UpVotes = c.UpVotes,
        DownVotes = c.DownVotes,
        GuestUpVotes = c.GuestUpVotes,
        GuestDownVotes = c.GuestDownVotes,
        Rank = c.Rank,
        Name = "",
    });

    private static Task<int> SaveAsync(ParleyContext db, Comment comment, CancellationToken cancellation) =>
        db.Comments.Where(c => c.Id == comment.Id).ExecuteUpdateAsync(
            c => c.SetProperty(x => x.Number, comment.Number)
                .SetProperty(x => x.ParentId, comment.ParentId)
                .SetProperty(x => x.BranchId, comment.BranchId)
                .SetProperty(x => x.Depth, comment.Depth)
                .SetProperty(x => x.IsBeyondDepth, comment.IsBeyondDepth)
                .SetProperty(x => x.ReplyCount, comment.ReplyCount)
                .SetProperty(x => x.BranchCount, comment.BranchCount)
                .SetProperty(x => x.UpVotes, comment.UpVotes)
                .SetProperty(x => x.DownVotes, comment.DownVotes)
                .SetProperty(x => x.GuestUpVotes, comment.GuestUpVotes)
                .SetProperty(x => x.GuestDownVotes, comment.GuestDownVotes)
                .SetProperty(x => x.Rank, comment.Rank),
            cancellation);

    private static (string What, string? Repair) Say(Damage damage) => damage switch
    {
        Damage.Place => ("comments whose depth or branch is not that of what they answer", "places them anew"),
        Damage.Number => ("comments that stand before what they answer", "moves them behind it"),
        Damage.Circle => ("comments that answer themselves through others", null),
        Damage.OtherStory => ("comments that answer a comment of another story", null),
        Damage.ReplyCount => ("comments whose replies are miscounted", "counts them anew"),
        Damage.BranchCount => ("branches whose replies are miscounted", "counts them anew"),
        Damage.Votes => ("comments whose votes are miscounted", "counts them anew"),
        Damage.Rank => ("comments whose rank does not follow from their votes", "ranks them anew"),
        Damage.CommentCount => ("stories whose comments are miscounted", "counts them anew"),
        Damage.LastNumber => ("stories whose sequence is behind their newest comment", "moves it on"),
    };

    private sealed record Sum(Guid CommentId, int Up, int Down, int GuestUp, int GuestDown)
    {
        public VoteSum Votes => new(Up, Down, GuestUp, GuestDown);
    }
}
