using System.Data.Common;
using Parley.Core;
using Parley.Core.Commenters;
using Parley.Core.Comments;
using Parley.Core.Moderation;
using Parley.Core.Sites;
using Parley.Storage;

namespace Parley.Comments;

/// <summary>What posting reads and writes, in two questions to the database: one takes the story's turn, one keeps the comment.</summary>
internal sealed record PostingRows
{
    // Taking the turn counts the comment already; a comment that is not kept takes it all back.
    private const string TakeTurnOfBrowser =
        TakeTurn + Speaker + "browser_hash = @speaker;" + OwnPrints + "browser_hash = @speaker" + Newest + OthersPrints + OwnRestrictions + "browser_hash = @speaker";

    private const string TakeTurnOfAccount =
        TakeTurn + Speaker + "account_id = @speaker;" + OwnPrints + "account_id = @speaker" + Newest + OthersPrints + OwnRestrictions + "account_id = @speaker";

    private const string TakeTurn =
        """
        UPDATE stories SET version = version + 1, last_number = last_number + 1, comment_count = comment_count + 1
            WHERE key = @story AND site_id = (SELECT id FROM sites WHERE key = @site)
            RETURNING id, site_id, (SELECT name FROM sites WHERE key = @site), is_open, byline, version, last_number,
                (SELECT guests FROM sites WHERE key = @site),
                EXISTS (SELECT 1 FROM follows WHERE story_id = stories.id AND is_followed);
        SELECT id, name FROM commenters WHERE site_id = (SELECT id FROM sites WHERE key = @site) AND badge <> 'None';
        SELECT c.id, c.parent_id, c.branch_id, c.depth, c.is_beyond_depth, c.state, c.name,
                w.account_id IS NOT NULL OR w.email_confirmed_at IS NOT NULL, c.commenter_id
            FROM comments c JOIN stories s ON s.id = c.story_id JOIN sites p ON p.id = s.site_id
            JOIN commenters w ON w.id = c.commenter_id
            WHERE c.id = @parent AND s.key = @story AND p.key = @site;
        SELECT count(*) FROM idempotency_keys
            WHERE site_id = (SELECT id FROM sites WHERE key = @site) AND key IN (@key1, @key2);
        SELECT account_id FROM commenters WHERE site_id = (SELECT id FROM sites WHERE key = @site)
            AND name_skeleton = @skeleton AND account_id IS NOT NULL;

        """;

    private const string Speaker =
        """
        SELECT id, name, name_skeleton, email, badge, kind FROM commenters
            WHERE site_id = (SELECT id FROM sites WHERE key = @site) AND 
        """;

    // A text without a fingerprint is compared with none: its time is the end of days then.
    private const string OwnPrints =
        """

        SELECT p.comment_id, p.value, p.at FROM prints p JOIN commenters w ON w.id = p.commenter_id
            WHERE w.site_id = (SELECT id FROM sites WHERE key = @site) AND p.at > @repeated AND w.
        """;

    // More is not looked through for every comment; whoever writes as much meets other bounds first.
    private const string Newest = " ORDER BY p.at DESC LIMIT 50;";

    private const string OthersPrints =
        """

        SELECT comment_id, value, commenter_id FROM prints
            WHERE site_id = (SELECT id FROM sites WHERE key = @site) AND at > @flooded ORDER BY at DESC LIMIT 200;
        """;

    // Whether any holds; of the few for whom one does, the rest is read apart.
    private const string OwnRestrictions =
        """

        SELECT count(*) FROM restrictions r JOIN commenters w ON w.id = r.commenter_id
            WHERE w.site_id = (SELECT id FROM sites WHERE key = @site) AND r.ends_at > @now AND r.lifted_at IS NULL AND w.
        """;

    private const string AddPrint =
        "INSERT INTO prints (comment_id, site_id, commenter_id, at, value) VALUES (@comment, @site, @commenter, @at, @value)";

    private const string ForgetOldPrints = "DELETE FROM prints WHERE site_id = @site AND at < @oldest";

    private const string AddRecord =
        """
        INSERT INTO screenings (comment_id, revision, reasons, findings, at) VALUES (@comment, @revision, @reasons, @findings, @at)
        """;

    private const string AddCommenter =
        """
        INSERT INTO commenters (id, site_id, kind, name, name_skeleton, email, badge, browser_hash, account_id, created_at)
            VALUES (@id, @site, @kind, @name, @skeleton, @email, @badge, @browser, @account, @at)
        """;

    // Only the address that said yes is written to, and no other that is given later.
    private const string RenameCommenter =
        """
        UPDATE commenters SET name = @name, name_skeleton = @skeleton,
                email_confirmed_at = CASE WHEN email = @email THEN email_confirmed_at ELSE NULL END, email = @email
            WHERE id = @id
        """;

    private const string AddComment =
        """
        INSERT INTO comments (id, site_id, story_id, number, parent_id, branch_id, depth, is_beyond_depth, reply_count,
                branch_count, commenter_id, name, at, is_dated, edited_at, revision, text, format, html, renderer, state,
                removed_for, featured_by, up_votes, down_votes, guest_up_votes, guest_down_votes, rank, import_key)
            VALUES (@id, @site, @story, @number, @parent, @branch, @depth, @beyond, @replies,
                @under, @commenter, @name, @at, @dated, @edited, @revision, @text, @format, @html, @renderer, @state,
                @removed, @featured, @up, @down, @guestUp, @guestDown, @rank, @import)
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

    // The turn has counted it already; what waits has no place yet.
    private const string Uncount = "UPDATE stories SET comment_count = comment_count - 1 WHERE id = @story";

    private const string AddJob =
        "INSERT INTO jobs (id, kind, subject, due_at, attempts, created_at) VALUES (@id, @kind, @subject, @at, 0, @at)";

    private const string Name = "UPDATE accounts SET name = @name, name_skeleton = @skeleton WHERE id = @id AND name = ''";

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

    /// <summary>Whether those without an account may comment.</summary>
    public required GuestRule Guests { get; init; }

    /// <summary>Whether somebody follows the story, or an answer is waited for: then whoever is to hear of the comment is told.</summary>
    public required bool IsHeard { get; set; }

    /// <summary>Whether an account other than the speaker's speaks under this name here.</summary>
    public bool IsNameTaken { get; private set; }

    /// <summary>Whoever has this account, or this browser's token; null for somebody new.</summary>
    public Commenter? Commenter { get; private set; }

    /// <summary>Those who wear a badge, whom nobody may imitate.</summary>
    public List<(Guid Id, string Name)> Badged { get; } = [];

    /// <summary>What is being answered; null if nothing is, or if it is not in this story.</summary>
    public Comment? Parent { get; private set; }

    /// <summary>What the speaker said here lately, as far as it can be compared: the comment, and its fingerprint.</summary>
    public List<(Guid Comment, long Print)> SaidBySpeaker { get; } = [];

    /// <summary>What anybody said here within the hour: the comment, its fingerprint, and whose it is.</summary>
    public List<(Guid Comment, long Print, Guid Commenter)> SaidByAnybody { get; } = [];

    /// <summary>Whether a restriction may hold for the speaker somewhere on the site.</summary>
    public bool IsRestricted { get; private set; }

    /// <summary>Whether a request under one of the keys came before.</summary>
    public bool IsRepeated { get; private set; }

    /// <returns>Null if there is no such story.</returns>
    public static async Task<PostingRows?> TakeAsync(
        Act act, string site, string story, Guid? parent, Guid? account, byte[] browser, string skeleton, string[] keys, bool hasPrint,
        DateTimeOffset now, CancellationToken cancellation)
    {
        await using var reader = await act.Statements.ReadAsync(
            account is null ? TakeTurnOfBrowser : TakeTurnOfAccount, cancellation, ("site", site), ("story", story),
            ("parent", parent), ("key1", keys.ElementAtOrDefault(0)), ("key2", keys.ElementAtOrDefault(1)),
            ("skeleton", skeleton), ("speaker", account is { } id ? id : browser),
            ("now", now), ("repeated", hasPrint ? now - Screening.RepetitionWithin : now), ("flooded", hasPrint ? now - Screening.FloodWithin : now));
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
            Guests = Enum.Parse<GuestRule>(reader.GetString(7)),
            IsHeard = reader.GetBoolean(8),
        };
        _ = await reader.NextResultAsync(cancellation);
        while (await reader.ReadAsync(cancellation)) rows.Badged.Add((Statements.IdAt(reader, 0), reader.GetString(1)));
        if (await reader.NextResultAsync(cancellation) && await reader.ReadAsync(cancellation))
        {
            rows.Parent = CommentIn(reader, rows);
            rows.IsHeard |= reader.GetBoolean(7);
        }

        rows.IsRepeated = await reader.NextResultAsync(cancellation) && await reader.ReadAsync(cancellation) && reader.GetInt64(0) > 0;
        _ = await reader.NextResultAsync(cancellation);
        while (await reader.ReadAsync(cancellation)) rows.IsNameTaken |= Statements.IdAt(reader, 0) != account;
        if (await reader.NextResultAsync(cancellation) && await reader.ReadAsync(cancellation))
            rows.Commenter = CommenterIn(reader, rows.SiteId, account, browser);
        _ = await reader.NextResultAsync(cancellation);
        while (await reader.ReadAsync(cancellation)) rows.SaidBySpeaker.Add((Statements.IdAt(reader, 0), reader.GetInt64(1)));
        _ = await reader.NextResultAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
            rows.SaidByAnybody.Add((Statements.IdAt(reader, 0), reader.GetInt64(1), Statements.IdAt(reader, 2)));
        rows.IsRestricted = await reader.NextResultAsync(cancellation) && await reader.ReadAsync(cancellation) && reader.GetInt64(0) > 0;
        return rows;
    }

    /// <summary>Keeps a comment, whoever wrote it, what counts it, and the keys under which its repetition is known.</summary>
    /// <param name="isRenamed">Whether the commenter is not stored as they are now.</param>
    public async Task KeepAsync(
        Act act, Comment comment, Commenter commenter, bool isRenamed, Screened screened, string[] keys, byte[] request,
        CancellationToken cancellation)
    {
        var sql = act.Statements;
        if (Commenter is null)
        {
            sql.Add(
                AddCommenter, ("id", commenter.Id), ("site", SiteId), ("kind", commenter.Kind), ("name", commenter.Name),
                ("skeleton", commenter.NameSkeleton), ("email", commenter.Email), ("badge", commenter.Badge),
                ("browser", commenter.BrowserHash), ("account", commenter.AccountId), ("at", commenter.CreatedAt));
        }
        else if (isRenamed)
        {
            sql.Add(
                RenameCommenter, ("id", commenter.Id), ("name", commenter.Name),
                ("skeleton", commenter.NameSkeleton), ("email", commenter.Email));
        }

        Add(sql, comment);
        if (comment.State == CommentState.Held)
            sql.Add(Uncount, ("story", StoryId));
        else if (comment.ParentId is not null)
            sql.Add(CountReply, ("parent", comment.ParentId), ("branch", comment.BranchId));
        if (screened.Print is { } print)
        {
            sql.Add(
                AddPrint, ("comment", comment.Id), ("site", SiteId), ("commenter", commenter.Id), ("at", comment.At), ("value", print));
        }

        if (screened.Record(comment.Id, comment.Revision, comment.At) is { } record)
        {
            sql.Add(
                AddRecord, ("comment", record.CommentId), ("revision", record.Revision), ("reasons", record.Reasons),
                ("findings", record.Findings), ("at", record.At));
        }

        foreach (var key in keys)
        {
            if (IsRepeated) sql.Add(ForgetKey, ("site", SiteId), ("key", key));
            sql.Add(
                RememberKey, ("site", SiteId), ("key", key), ("request", request), ("comment", comment.Id), ("at", comment.At));
        }

        // What has been kept long enough gives way now and then, so that no job is needed to forget.
        if (comment.Number % ForgettingEvery == 0)
        {
            sql.Add(ForgetOldKeys, ("oldest", comment.At - IdempotencyKey.KeptFor));
            sql.Add(ForgetOldPrints, ("site", SiteId), ("oldest", comment.At - Print.KeptFor));
        }

        // Nobody hears of what waits; whoever publishes it adds this job then.
        if (comment.State == CommentState.Published && (IsHeard || comment.Text.Contains('@', StringComparison.Ordinal)))
        {
            sql.Add(
                AddJob, ("id", Id.New(comment.At)), ("kind", Jobs.Job.NotifyOfComment), ("subject", Id.Text(comment.Id)),
                ("at", comment.At));
            act.AddedJob();
        }

        // Nobody waits for ever because of a restriction.
        if (screened.Verdict is Verdict.Hold held && held.Reasons.Contains(HoldReason.Restricted))
            sql.Add(AddJob, ("id", Id.New(comment.At)), ("kind", Jobs.Job.ReturnHeld), ("subject", Id.Text(comment.Id)), ("at", comment.At + Limits.Returned));

        await sql.RunAsync(cancellation);
        // What waits changes nothing that others could see.
        if (comment.State == CommentState.Held) act.Keep();
        else act.Keep(new Live.Change(StoryId, Version, Live.ChangeKind.Posted, comment.Id, comment.Number));
    }

    /// <summary>Gives an account that has none the name it first wrote under.</summary>
    public static void NameAccount(Act act, Account account, string name, string skeleton) =>
        act.Statements.Add(Name, ("id", account.Id), ("name", name), ("skeleton", skeleton));

    /// <summary>Writes every column there is.</summary>
    internal static void Add(Statements sql, Comment comment) => sql.Add(
        AddComment, ("id", comment.Id), ("site", comment.SiteId), ("story", comment.StoryId), ("number", comment.Number),
        ("parent", comment.ParentId), ("branch", comment.BranchId), ("depth", comment.Depth), ("beyond", comment.IsBeyondDepth),
        ("replies", comment.ReplyCount), ("under", comment.BranchCount), ("commenter", comment.CommenterId), ("name", comment.Name),
        ("at", comment.At), ("dated", comment.IsDated), ("edited", comment.EditedAt), ("revision", comment.Revision), ("text", comment.Text),
        ("format", comment.Format), ("html", comment.Html), ("renderer", comment.Renderer), ("state", comment.State),
        ("removed", comment.RemovedFor), ("featured", comment.FeaturedBy),
        ("up", comment.UpVotes), ("down", comment.DownVotes), ("guestUp", comment.GuestUpVotes),
        ("guestDown", comment.GuestDownVotes), ("rank", comment.Rank), ("import", comment.ImportKey));

    private static Commenter CommenterIn(DbDataReader reader, Guid site, Guid? account, byte[] browser) => new()
    {
        Id = Statements.IdAt(reader, 0),
        SiteId = site,
        Name = reader.GetString(1),
        NameSkeleton = reader.GetString(2),
        Email = Statements.TextAt(reader, 3),
        Badge = Enum.Parse<Badge>(reader.GetString(4)),
        Kind = Enum.Parse<CommenterKind>(reader.GetString(5)),
        BrowserHash = account is null ? browser : null,
        AccountId = account,
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
        CommenterId = Statements.IdAt(reader, 8),
    };
}
