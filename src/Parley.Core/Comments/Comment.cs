namespace Parley.Core.Comments;

/// <summary>What readers get to see of a comment.</summary>
public enum CommentState
{
    /// <summary>Everybody reads it.</summary>
    Published,

    /// <summary>It waits for a moderator; nobody but its writer and moderators sees it.</summary>
    Held,

    /// <summary>A moderator took its text away; its place and its replies stay.</summary>
    Removed,

    /// <summary>Its writer took it away; its place stays as long as something hangs on it.</summary>
    Deleted,

    /// <summary>It waited, and a moderator decided that it is not published: it never had a place.</summary>
    Refused,

    /// <summary>The source it was imported from has the name but not the text; its place is kept.</summary>
    Missing,
}

/// <summary>How a comment's source is to be read.</summary>
public enum TextFormat
{
    /// <summary>Parley's small Markdown; see <see cref="CommentText"/>.</summary>
    Markdown,

    /// <summary>Paragraphs and line breaks, nothing else has a meaning.</summary>
    Plain,
}

/// <summary>One contribution to a discussion; with a parent, a reply.</summary>
public sealed class Comment
{
    /// <summary>How deep replies nest; see <see cref="PlaceUnder"/> for what happens beyond.</summary>
    /// <remarks>Deep enough for any conversation, shallow enough for every parser and screen reader on the way.</remarks>
    public const int MaximumDepth = 64;

    /// <summary>How long a writer may edit or delete, counted from posting.</summary>
    public static readonly TimeSpan EditingTime = TimeSpan.FromMinutes(15);

    public Guid Id { get; set; }

    public Guid SiteId { get; set; }

    public Guid StoryId { get; set; }

    /// <summary>The story's own sequence: order within a discussion comes from it and never from a clock.</summary>
    public int Number { get; set; }

    public Guid? ParentId { get; set; }

    /// <summary>The top-level comment it hangs under: its own id for a top-level comment.</summary>
    public Guid BranchId { get; set; }

    /// <summary>1 for a top-level comment, at most <see cref="MaximumDepth"/>.</summary>
    public int Depth { get; set; } = 1;

    /// <summary>Whether it would be deeper than <see cref="MaximumDepth"/> and hangs on its ancestor there instead.</summary>
    public bool IsBeyondDepth { get; set; }

    /// <summary>Direct replies that readers see.</summary>
    public int ReplyCount { get; set; }

    /// <summary>Replies at any depth that readers see; kept on top-level comments only.</summary>
    public int BranchCount { get; set; }

    public Guid CommenterId { get; set; }

    /// <summary>The name the commenter wrote under, as of then.</summary>
    public required string Name { get; set; }

    public DateTimeOffset At { get; set; }

    /// <summary>Whether the time is known: imported pages often give none.</summary>
    public bool IsDated { get; set; } = true;

    public DateTimeOffset? EditedAt { get; set; }

    /// <summary>Which text it is, counted from 1: each change of the text that readers see makes a new one; see <see cref="Comments.Revision"/>.</summary>
    public int Revision { get; set; } = 1;

    /// <summary>The class of reasons for which a moderator took its text away; null where none did.</summary>
    public Moderation.ReasonClass? RemovedFor { get; set; }

    /// <summary>In which role somebody chose it to be read first; null where nobody did.</summary>
    public Commenters.RoleKind? FeaturedBy { get; set; }

    /// <summary>What was typed, unchanged but for normalization; empty once deleted.</summary>
    public string Text { get; set; } = "";

    public TextFormat Format { get; set; }

    /// <summary>The text as HTML, safe by construction.</summary>
    public string Html { get; set; } = "";

    /// <summary>The version of the renderer that wrote <see cref="Html"/>; see <see cref="CommentText.Renderer"/>.</summary>
    public int Renderer { get; set; }

    public CommentState State { get; set; }

    /// <summary>Votes for it, guests' included: what readers see.</summary>
    public int UpVotes { get; set; }

    /// <summary>Votes against it, guests' included.</summary>
    public int DownVotes { get; set; }

    /// <summary>How many of <see cref="UpVotes"/> are guests'.</summary>
    public int GuestUpVotes { get; set; }

    /// <summary>How many of <see cref="DownVotes"/> are guests'.</summary>
    public int GuestDownVotes { get; set; }

    /// <summary>Its place by <see cref="Order.Best"/>, kept with its votes; see <see cref="Ranking.KeyOf"/>.</summary>
    public int Rank { get; set; } = Ranking.Unvoted;

    /// <summary>What tells an imported entry from every other of its story; null for comments written here.</summary>
    public string? ImportKey { get; set; }

    /// <summary>Whether it has a place in the discussion: a deleted comment, or one that waits, has one only while something hangs on it.</summary>
    /// <remarks>What waits can only have been answered where it was imported: whoever answered it there keeps their place.</remarks>
    public bool IsShown => State switch
    {
        CommentState.Published or CommentState.Removed or CommentState.Missing => true,
        CommentState.Deleted or CommentState.Held => ReplyCount > 0,
        CommentState.Refused => false,
    };

    /// <summary>Whether its text is there to be read.</summary>
    public bool IsReadable => State == CommentState.Published;

    /// <summary>Whether one may answer it: what has a place can be answered, unless its writer took it back.</summary>
    public bool MayBeAnswered => State is CommentState.Published or CommentState.Removed or CommentState.Missing;

    /// <summary>Whether readers may vote on it: on words, not on the place where some were.</summary>
    public bool MayBeVotedOn => State == CommentState.Published;

    /// <summary>Counts a vote that was <paramref name="before"/> (0 for none) and is <paramref name="after"/> now.</summary>
    public void CountVote(int before, int after, bool isGuest, Sites.Site site)
    {
        UpVotes += (after == 1 ? 1 : 0) - (before == 1 ? 1 : 0);
        DownVotes += (after == -1 ? 1 : 0) - (before == -1 ? 1 : 0);
        if (isGuest)
        {
            GuestUpVotes += (after == 1 ? 1 : 0) - (before == 1 ? 1 : 0);
            GuestDownVotes += (after == -1 ? 1 : 0) - (before == -1 ? 1 : 0);
        }

        Rank = Ranking.KeyOf(this, site);
    }

    /// <summary>Chooses it, in a role, to be read first among its siblings at the top; with null that ends.</summary>
    public void Feature(Commenters.RoleKind? by, Sites.Site site)
    {
        FeaturedBy = by;
        Rank = Ranking.KeyOf(this, site);
    }

    /// <summary>Its text as it stands, to be kept beside the one that takes its place.</summary>
    public Revision AsRevision(RevisionState state) => new()
    {
        CommentId = Id,
        Number = Revision,
        State = state,
        Text = Text,
        Format = Format,
        Html = Html,
        Renderer = Renderer,
        At = EditedAt ?? At,
    };

    /// <summary>Whether its writer may still edit or delete it at <paramref name="now"/>.</summary>
    public bool MayBeChanged(DateTimeOffset now) => State is CommentState.Published or CommentState.Held && now < At + EditingTime;

    /// <summary>Places this comment under <paramref name="parent"/>, or at the top level for null.</summary>
    /// <remarks>
    /// What answers a comment at <see cref="MaximumDepth"/>, or anything that hangs below it, hangs directly on that
    /// comment: conversations of any length stay possible, and no tree is ever deeper than one level past it.
    /// </remarks>
    public void PlaceUnder(Comment? parent)
    {
        if (parent is null)
        {
            (ParentId, BranchId, Depth, IsBeyondDepth) = (null, Id, 1, false);
            return;
        }

        ParentId = parent.IsBeyondDepth ? parent.ParentId : parent.Id;
        BranchId = parent.BranchId;
        Depth = Math.Min(parent.Depth + 1, MaximumDepth);
        IsBeyondDepth = parent.Depth >= MaximumDepth;
    }
}
