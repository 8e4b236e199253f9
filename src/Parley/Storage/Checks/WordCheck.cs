using Microsoft.EntityFrameworkCore;
using Parley.Core.Commenters;
using Parley.Core.Comments;

namespace Parley.Storage.Checks;

/// <summary>Examines columns that hold one of a few words, which no database keeps other programs from misspelling.</summary>
/// <remarks>What becomes of an unknown word is the safe side: nothing is shown, formatted or vouched for that was not to be.</remarks>
internal static class WordCheck
{
    public static readonly CommentState[] States = Enum.GetValues<CommentState>();
    private static readonly TextFormat[] Formats = Enum.GetValues<TextFormat>();
    private static readonly CommenterKind[] Kinds = Enum.GetValues<CommenterKind>();
    private static readonly Badge[] Badges = Enum.GetValues<Badge>();

    public static async Task RunAsync(ParleyContext db, Findings findings, CancellationToken cancellation)
    {
        await ReferenceCheck.AddAsync(findings, "comments whose state is an unknown word", "holds them",
            OfUnknownState(db).Select(c => c.Id), cancellation);
        await ReferenceCheck.AddAsync(findings, "comments whose format is an unknown word", "takes them for plain text",
            OfUnknownFormat(db).Select(c => c.Id), cancellation);
        await ReferenceCheck.AddAsync(findings, "commenters whose kind is an unknown word", "takes them for imported where they came so, for guests elsewhere",
            OfUnknownKind(db).Select(c => c.Id), cancellation);
        await ReferenceCheck.AddAsync(findings, "commenters whose badge is an unknown word", "takes it away",
            OfUnknownBadge(db).Select(c => c.Id), cancellation);
        await AccountWordCheck.RunAsync(db, findings, cancellation);
        await ModerationWordCheck.RunAsync(db, findings, cancellation);
    }

    /// <summary>Mends every such word; adds to <paramref name="stories"/> those that read otherwise then.</summary>
    public static async Task RepairAsync(ParleyContext db, HashSet<Guid> stories, CancellationToken cancellation)
    {
        var comments = OfUnknownState(db).Concat(OfUnknownFormat(db)).Select(c => c.StoryId);
        stories.UnionWith(await comments.Distinct().ToListAsync(cancellation));
        var commenters = OfUnknownKind(db).Concat(OfUnknownBadge(db)).Select(c => c.Id);
        stories.UnionWith(await db.Comments.Where(c => commenters.Contains(c.CommenterId)).Select(c => c.StoryId)
            .Distinct().ToListAsync(cancellation));

        _ = await OfUnknownState(db).ExecuteUpdateAsync(c => c.SetProperty(x => x.State, CommentState.Held), cancellation);
        _ = await OfUnknownFormat(db).ExecuteUpdateAsync(c => c.SetProperty(x => x.Format, TextFormat.Plain), cancellation);
        _ = await OfUnknownKind(db).ExecuteUpdateAsync(
            c => c.SetProperty(x => x.Kind, x => x.ImportKey == null ? CommenterKind.Guest : CommenterKind.Imported), cancellation);
        _ = await OfUnknownBadge(db).ExecuteUpdateAsync(c => c.SetProperty(x => x.Badge, Badge.None), cancellation);
        await AccountWordCheck.RepairAsync(db, cancellation);
        await ModerationWordCheck.RepairAsync(db, cancellation);
    }

    private static IQueryable<Comment> OfUnknownState(ParleyContext db) => db.Comments.Where(c => !States.Contains(c.State));

    private static IQueryable<Comment> OfUnknownFormat(ParleyContext db) => db.Comments.Where(c => !Formats.Contains(c.Format));

    private static IQueryable<Commenter> OfUnknownKind(ParleyContext db) => db.Commenters.Where(c => !Kinds.Contains(c.Kind));

    private static IQueryable<Commenter> OfUnknownBadge(ParleyContext db) => db.Commenters.Where(c => !Badges.Contains(c.Badge));
}
