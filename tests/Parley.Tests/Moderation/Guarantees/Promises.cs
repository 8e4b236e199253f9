using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Parley.Core;
using Parley.Core.Comments;
using Parley.Core.Moderation;

namespace Parley.Tests.Moderation.Guarantees;

/// <summary>What the room is promised (ladder.md, §3.4), as questions to a reality: each says which promise is broken, or nothing.</summary>
internal static partial class Promises
{
    /// <summary>Compares a room with a restriction in it, and the same after it ended, was lifted, or is elsewhere, with the room without.</summary>
    /// <returns>The promises that are broken, such as "G2"; empty where all are kept.</returns>
    public static IReadOnlySet<string> Broken(Reality reality, RandomRoom room, Restriction restriction)
    {
        var broken = new SortedSet<string>(StringComparer.Ordinal);
        var now = RandomRoom.Now;
        var (without, with) = (room, room with { Restrictions = [restriction] });
        var isHere = restriction.HoldsAt(now) && restriction.Covers(room.Story.Id, room.Story.Section);
        foreach (var order in Enum.GetValues<Order>())
        {
            CompareBytes(reality, without, with, order, now, broken);
            CompareJson(reality, without, with, order, now, broken);
            // Over, lifted, or elsewhere, it is as if it had never been: not a byte differs.
            Same("G12", with, restriction.EndsAt);
            Same("G13", room with { Restrictions = [Changed(restriction, r => r.LiftedAt = now)] }, now);
            Same("G14", room with { Restrictions = [Changed(restriction, r => (r.StoryId, r.Section) = (Guid.NewGuid(), null))] }, now);

            void Same(string promise, RandomRoom other, DateTimeOffset at)
            {
                if (!All(reality, other, order, at).SequenceEqual(All(reality, without, order, at), StringComparer.Ordinal)) _ = broken.Add(promise);
            }
        }

        CompareRights(reality, without, with, now, broken);
        // What each level shows: quieting alone, and never without a word to the person.
        if (isHere && reality.NoticeOf(room, restriction) is not { Length: > 100 }) _ = broken.Add("G11");
        return broken;
    }

    // Everything that everybody is sent.
    private static IEnumerable<string> All(Reality reality, RandomRoom room, Order order, DateTimeOffset now)
    {
        var inside = reality.RoomOf(room, now);
        yield return reality.WriteFrame(room, inside, order);
        foreach (var branch in reality.BranchesOf(room, inside, order)) yield return Reality.Write(room, branch);
        foreach (var author in room.Authors) yield return $"{reality.LevelOf(room, author, now)}";
    }

    private static void CompareBytes(Reality reality, RandomRoom without, RandomRoom with, Order order, DateTimeOffset now, SortedSet<string> broken)
    {
        var (before, after) = (reality.RoomOf(without, now), reality.RoomOf(with, now));
        var (were, are) = (reality.BranchesOf(without, before, order), reality.BranchesOf(with, after, order));
        var person = without.Person;

        // The page around: counts, the way to answer, measures.
        if (reality.CountOf(without, before) != reality.CountOf(with, after)) _ = broken.Add("G4");
        if (reality.WriteFrame(without, before, order) != reality.WriteFrame(with, after, order)) _ = broken.Add("G5");
        if (!before.Measures.SequenceEqual(after.Measures)) _ = broken.Add("G16");

        // For every parent, what others wrote comes in the same order, and what stands under whom is the same.
        if (!OthersOf(were).SequenceEqual(OthersOf(are))) _ = broken.Add("G2");
        if (order is Order.Newest or Order.Oldest && !were.Select(b => b.Comment.Id).SequenceEqual(are.Select(b => b.Comment.Id))) _ = broken.Add("G2");

        // Each branch, byte by byte, but for the words of the person themselves.
        var now2 = are.ToDictionary(b => b.Comment.Id, b => Reality.Write(with, b));
        foreach (var branch in were)
        {
            if (!now2.TryGetValue(branch.Comment.Id, out var written))
            {
                _ = broken.Add("G3");
                continue;
            }

            var (old, anew) = (Pieces(Reality.Write(without, branch)), Pieces(written));
            if (!old.Skeleton.SequenceEqual(anew.Skeleton)) _ = broken.Add("G3");
            foreach (var (id, article) in old.Articles)
            {
                var comment = without.Comments.FirstOrDefault(c => Id.Text(c.Id) == id);
                if (comment is null || !anew.Articles.TryGetValue(id, out var other)) _ = broken.Add("G3");
                else if (comment.CommenterId != person && other != article) _ = broken.Add(IsCollapsed(other) != IsCollapsed(article) ? "G1" : Quotes(article) ? "G9" : "G6");
            }
        }

        // What somebody began may stand later, and what hangs under it with it: the order is that of each parent's own answers.
        IEnumerable<(Guid? Parent, Guid Id)> OthersOf(IReadOnlyList<PlacedComment> branches) => Walk(branches)
            .Where(p => p.Comment.CommenterId != person).Select(p => (p.Comment.ParentId, p.Comment.Id)).OrderBy(p => p.ParentId ?? Guid.Empty);
    }

    private static void CompareJson(Reality reality, RandomRoom without, RandomRoom with, Order order, DateTimeOffset now, SortedSet<string> broken)
    {
        var name = without.Comments.FirstOrDefault(c => c.CommenterId == without.Person)?.Name;
        var (old, anew) = (Others(reality.WriteJson(without, reality.RoomOf(without, now), order), name), Others(reality.WriteJson(with, reality.RoomOf(with, now), order), name));
        if (!old.SequenceEqual(anew, StringComparer.Ordinal)) _ = broken.Add("G10");
    }

    private static void CompareRights(Reality reality, RandomRoom without, RandomRoom with, DateTimeOffset now, SortedSet<string> broken)
    {
        foreach (var other in without.Authors.Where(a => a != without.Person))
        {
            if (reality.LevelOf(without, other, now) != reality.LevelOf(with, other, now)) _ = broken.Add("G5");
            if (reality.PointsOf(without, other, now) != reality.PointsOf(with, other, now)) _ = broken.Add("G6");
            if (reality.AudienceOf(without, other, now) != reality.AudienceOf(with, other, now)) _ = broken.Add("G7");
            if (reality.MayVote(without, other, now) != reality.MayVote(with, other, now)) _ = broken.Add("G8");
        }

        var (before, after) = (reality.CommentsOf(without, reality.RoomOf(without, now)), reality.CommentsOf(with, reality.RoomOf(with, now)));
        if (!before.Select(c => (c.Id, c.Rank, c.UpVotes, c.DownVotes)).SequenceEqual(after.Select(c => (c.Id, c.Rank, c.UpVotes, c.DownVotes)))) _ = broken.Add("G8");

        // What somebody's standing is changes nothing about what is there.
        var promoted = without with { Standings = without.Standings.ToDictionary(s => s.Key, s => s.Value == Core.Commenters.Standing.Trusted ? Core.Commenters.Standing.Newcomer : Core.Commenters.Standing.Trusted) };
        if (!All(reality, promoted, Order.Best, now).SequenceEqual(All(reality, without, Order.Best, now), StringComparer.Ordinal)) _ = broken.Add("G17");
    }

    private static IEnumerable<PlacedComment> Walk(IEnumerable<PlacedComment> branches) => branches.SelectMany(b => Walk(b.Replies).Prepend(b));

    private static bool IsCollapsed(string article) => article.Contains("<details", StringComparison.Ordinal);

    private static bool Quotes(string article) => article.Contains("<blockquote", StringComparison.Ordinal);

    // The articles by the ids of their comments, and what is left when each is taken out: lists, levels, links to the rest.
    private static (List<string> Skeleton, Dictionary<string, string> Articles) Pieces(string html)
    {
        var articles = new Dictionary<string, string>(StringComparer.Ordinal);
        var skeleton = new List<string>();
        var at = 0;
        foreach (Match match in Article().Matches(html))
        {
            skeleton.Add(html[at..match.Index]);
            articles[match.Groups["id"].Value] = match.Value;
            at = match.Index + match.Length;
        }

        skeleton.Add(html[at..]);
        return (skeleton, articles);
    }

    private static IEnumerable<string> Others(string json, string? name)
    {
        return Walk(JsonNode.Parse(json)!["branches"]!.AsArray()).OrderBy(o => o.Parent, StringComparer.Ordinal).Select(o => o.Text);

        IEnumerable<(string Parent, string Text)> Walk(JsonArray comments)
        {
            foreach (var comment in comments.Select(c => c!.AsObject()))
            {
                var replies = comment["replies"]!.AsArray();
                var own = new JsonObject(comment.Where(p => p.Key != "replies").Select(p => KeyValuePair.Create(p.Key, p.Value?.DeepClone())));
                if (comment["name"]?.GetValue<string>() != name) yield return (comment["parentId"]?.GetValue<string>() ?? "", own.ToJsonString());
                foreach (var below in Walk(replies)) yield return below;
            }
        }
    }

    private static Restriction Changed(Restriction restriction, Action<Restriction> change)
    {
        var copy = new Restriction
        {
            Id = restriction.Id,
            SiteId = restriction.SiteId,
            CommenterId = restriction.CommenterId,
            DecisionId = restriction.DecisionId,
            Level = restriction.Level,
            StoryId = restriction.StoryId,
            Section = restriction.Section,
            Reason = restriction.Reason,
            BeginsAt = restriction.BeginsAt,
            EndsAt = restriction.EndsAt,
            SignedAt = restriction.SignedAt,
        };
        change(copy);
        return copy;
    }

    [GeneratedRegex("<article[^>]*aria-labelledby=\"h-(?<id>[^\"]+)\">.*?</article>", RegexOptions.Singleline | RegexOptions.ExplicitCapture, 5_000)]
    private static partial Regex Article();
}
