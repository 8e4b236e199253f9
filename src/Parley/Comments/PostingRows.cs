using System.Data.Common;
using Parley.Core.Commenters;
using Parley.Core.Comments;
using Parley.Storage;

namespace Parley.Comments;

/// <summary>What posting reads and writes, in two questions to the database: one takes the story's turn, one keeps the comment.</summary>
internal sealed record PostingRows
{
    // Taking the turn counts the comment already; a comment that is not kept takes it all back.
    private const string TakeTurn =
        """
        UPDATE stories SET version = version + 1, last_number = last_number + 1, comment_count = comment_count + 1
            WHERE key = @story AND site_id = (SELECT id FROM sites WHERE key = @site)
            RETURNING id, site_id, (SELECT name FROM sites WHERE key = @site), is_open, byline, version, last_number;
        SELECT id, name, email, badge FROM commenters
            WHERE site_id = (SELECT id FROM sites WHERE key = @site) AND browser_hash = @browser;
        SELECT id, name FROM commenters WHERE site_id = (SELECT id FROM sites WHERE key = @site) AND badge <> 'None';
        SELECT c.id, c.parent_id, c.branch_id, c.depth, c.is_beyond_depth, c.state, c.name
            FROM comments c JOIN stories s ON s.id = c.story_id JOIN sites p ON p.id = s.site_id
            WHERE c.id = @parent AND s.key = @story AND p.key = @site;
        SELECT count(*) FROM idempotency_keys
            WHERE site_id = (SELECT id FROM sites WHERE key = @site) AND key IN (@key1, @key2);
        """;

    private const string AddCommenter =
        """
        INSERT INTO commenters (id, site_id, kind, name, name_skeleton, email, badge, browser_hash, created_at)
            VALUES (@id, @site, @kind, @name, @skeleton, @email, @badge, @browser, @at)
        """;

    private const string RenameCommenter =
        "UPDATE commenters SET name = @name, name_skeleton = @skeleton, email = @email WHERE id = @id";

    private const string AddComment =
        """
        INSERT INTO comments (id, site_id, story_id, number, parent_id, branch_id, depth, is_beyond_depth, reply_count,
                branch_count, commenter_id, name, at, is_dated, edited_at, text, format, html, renderer, state,
                up_votes, down_votes, guest_up_votes, guest_down_votes, rank, import_key)
            VALUES (@id, @site, @story, @number, @parent, @branch, @depth, @beyond, @replies,
                @under, @commenter, @name, @at, @dated, @edited, @text, @format, @html, @renderer, @state,
                @up, @down, @guestUp, @guestDown, @rank, @import)
        """;

    private const string CountReply =
        """
        UPDATE comments SET reply_count = reply_count + CASE WHEN id = @parent THEN 1 ELSE 0 END,
                branch_count = branch_count + CASE WHEN id = @branch THEN 1 ELSE 0 END
            WHERE id IN (@parent, @branch)
        """;

    private const string RememberKey =
        """
        INSERT INTO idempotency_keys (site_id, key, request_hash, comment_id, at) VALUES (@site, @key, @request, @comment, @at)
        """;

    private const string ForgetKey = "DELETE FROM idempotency_keys WHERE site_id = @site AND key = @key";

    private const string ForgetOldKeys = "DELETE FROM idempotency_keys WHERE at < @oldest";

    // Often enough that few old keys lie about, seldom enough that nobody notices the work.
    private const int ForgettingEvery = 64;

    public required Guid SiteId { get; init; }

    public required string SiteName { get; init; }

    public required Guid StoryId { get; init; }

    public required bool IsOpen { get; init; }

    public required string? Byline { get; init; }

    /// <summary>The story's version with this comment in it.</summary>
    public required long Version { get; init; }

    /// <summary>The number that this comment gets.</summary>
    public required int Number { get; init; }

    /// <summary>Whoever has this browser's token; null for somebody new.</summary>
    public Commenter? Commenter { get; private set; }

    /// <summary>Those who wear a badge, whom nobody may imitate.</summary>
    public List<(Guid Id, string Name)> Badged { get; } = [];

    /// <summary>What is being answered; null if nothing is, or if it is not in this story.</summary>
    public Comment? Parent { get; private set; }

    /// <summary>Whether a request under one of the keys came before.</summary>
    public bool IsRepeated { get; private set; }

    /// <returns>Null if there is no such story.</returns>
    public static async Task<PostingRows?> TakeAsync(
        Act act, string site, string story, Guid? parent, byte[] browser, string[] keys, CancellationToken cancellation)
    {
        await using var reader = await act.Statements.ReadAsync(
            TakeTurn, cancellation, ("site", site), ("story", story), ("browser", browser), ("parent", parent),
            ("key1", keys.ElementAtOrDefault(0)), ("key2", keys.ElementAtOrDefault(1)));
        if (!await reader.ReadAsync(cancellation)) return null;

        var rows = new PostingRows
        {
            StoryId = Statements.IdAt(reader, 0),
            SiteId = Statements.IdAt(reader, 1),
            SiteName = reader.GetString(2),
            IsOpen = reader.GetBoolean(3),
            Byline = Statements.TextAt(reader, 4),
            Version = reader.GetInt64(5),
            Number = reader.GetInt32(6),
        };
        if (await reader.NextResultAsync(cancellation) && await reader.ReadAsync(cancellation))
            rows.Commenter = CommenterIn(reader, rows.SiteId, browser);
        _ = await reader.NextResultAsync(cancellation);
        while (await reader.ReadAsync(cancellation)) rows.Badged.Add((Statements.IdAt(reader, 0), reader.GetString(1)));
        if (await reader.NextResultAsync(cancellation) && await reader.ReadAsync(cancellation))
            rows.Parent = CommentIn(reader, rows);
        rows.IsRepeated = await reader.NextResultAsync(cancellation) && await reader.ReadAsync(cancellation) && reader.GetInt64(0) > 0;
        return rows;
    }

    /// <summary>Keeps a comment, whoever wrote it, what counts it, and the keys under which its repetition is known.</summary>
    /// <param name="isRenamed">Whether the commenter is not stored as they are now.</param>
    public async Task KeepAsync(
        Act act, Comment comment, Commenter commenter, bool isRenamed, string[] keys, byte[] request, CancellationToken cancellation)
    {
        var sql = act.Statements;
        if (Commenter is null)
        {
            await sql.ExecuteAsync(
                AddCommenter, cancellation, ("id", commenter.Id), ("site", SiteId), ("kind", commenter.Kind), ("name", commenter.Name),
                ("skeleton", commenter.NameSkeleton), ("email", commenter.Email), ("badge", commenter.Badge),
                ("browser", commenter.BrowserHash), ("at", commenter.CreatedAt));
        }
        else if (isRenamed)
        {
            await sql.ExecuteAsync(
                RenameCommenter, cancellation, ("id", commenter.Id), ("name", commenter.Name),
                ("skeleton", commenter.NameSkeleton), ("email", commenter.Email));
        }

        await AddAsync(sql, comment, cancellation);
        if (comment.ParentId is not null)
            await sql.ExecuteAsync(CountReply, cancellation, ("parent", comment.ParentId), ("branch", comment.BranchId));
        foreach (var key in keys)
        {
            if (IsRepeated) await sql.ExecuteAsync(ForgetKey, cancellation, ("site", SiteId), ("key", key));
            await sql.ExecuteAsync(
                RememberKey, cancellation, ("site", SiteId), ("key", key), ("request", request), ("comment", comment.Id), ("at", comment.At));
        }

        // What has been kept long enough gives way now and then, so that no job is needed to forget.
        if (comment.Number % ForgettingEvery == 0)
            await sql.ExecuteAsync(ForgetOldKeys, cancellation, ("oldest", comment.At - IdempotencyKey.KeptFor));
        act.Keep(new Live.Change(StoryId, Version, Live.ChangeKind.Posted, comment.Id, comment.Number));
    }

    /// <summary>Writes every column there is.</summary>
    internal static Task AddAsync(Statements sql, Comment comment, CancellationToken cancellation) => sql.ExecuteAsync(
        AddComment, cancellation, ("id", comment.Id), ("site", comment.SiteId), ("story", comment.StoryId), ("number", comment.Number),
        ("parent", comment.ParentId), ("branch", comment.BranchId), ("depth", comment.Depth), ("beyond", comment.IsBeyondDepth),
        ("replies", comment.ReplyCount), ("under", comment.BranchCount), ("commenter", comment.CommenterId), ("name", comment.Name),
        ("at", comment.At), ("dated", comment.IsDated), ("edited", comment.EditedAt), ("text", comment.Text),
        ("format", comment.Format), ("html", comment.Html), ("renderer", comment.Renderer), ("state", comment.State),
        ("up", comment.UpVotes), ("down", comment.DownVotes), ("guestUp", comment.GuestUpVotes),
        ("guestDown", comment.GuestDownVotes), ("rank", comment.Rank), ("import", comment.ImportKey));

    private static Commenter CommenterIn(DbDataReader reader, Guid site, byte[] browser) => new()
    {
        Id = Statements.IdAt(reader, 0),
        SiteId = site,
        Name = reader.GetString(1),
        NameSkeleton = "",
        Email = Statements.TextAt(reader, 2),
        Badge = Enum.Parse<Badge>(reader.GetString(3)),
        BrowserHash = browser,
    };

    // As much of it as placing a reply needs.
    private static Comment CommentIn(DbDataReader reader, PostingRows rows) => new()
    {
        Id = Statements.IdAt(reader, 0),
        SiteId = rows.SiteId,
        StoryId = rows.StoryId,
        ParentId = reader.IsDBNull(1) ? null : Statements.IdAt(reader, 1),
        BranchId = Statements.IdAt(reader, 2),
        Depth = reader.GetInt32(3),
        IsBeyondDepth = reader.GetBoolean(4),
        State = Enum.Parse<CommentState>(reader.GetString(5)),
        Name = reader.GetString(6),
    };
}
