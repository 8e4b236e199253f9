using System.Buffers.Text;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Parley.Commenters;
using Parley.Core;
using Parley.Core.Commenters;
using Parley.Core.Comments;
using Parley.Core.Moderation;
using Parley.Core.Notifications;
using Parley.Core.Sites;
using Parley.Core.Stories;
using Parley.Http;
using Parley.Moderation;
using Parley.Moderation.Notices;
using Parley.Notifications;
using Parley.Storage;
using Parley.Tests.App;

namespace Parley.Tests.Http;

/// <summary>
/// A room with what is Ruth's in it, everybody who could want it, and for every door all that a good request of it needs:
/// ids, secrets that are still good, codes, and what must be so before something can be changed.
/// </summary>
internal sealed class Room
{
    /// <summary>What only Ruth may read.</summary>
    public const string Secret = "ruths.own@secret.example";

    public const string Password = "four words without sense";

    public const string SignOnSecret = "a secret of more than thirty-two bytes";

    public const string DisqusSecret = "a secret of Disqus's own making";

    public const string ClientSecret = "a secret between us and an issuer";

    private const string Origin = "https://times.example";

    private const string Code = "123456";

    private readonly ParleyApp _app;
    private readonly Site _times;
    private readonly Story _story;
    private readonly string _verifier = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
    private readonly Dictionary<string, string> _words = new(StringComparer.Ordinal);

    private Room(ParleyApp app, Site times, Story story, HttpClient nobody, HttpClient guest, Person ruth, IReadOnlyList<Person> others)
    {
        (_app, _times, _story, Nobody, Guest, Ruth) = (app, times, story, nobody, guest, ruth);
        (Cem, Mina, Olga, Omar, Framed, Sven) = (others[0], others[1], others[2], others[3], others[4], others[5]);
    }

    public HttpClient Nobody { get; }

    public HttpClient Guest { get; }

    public Person Ruth { get; }

    public Person Cem { get; }

    public Person Mina { get; }

    public Person Olga { get; }

    public Person Omar { get; }

    public Person Framed { get; }

    /// <summary>Of a section in which nothing of the room stands.</summary>
    public Person Sven { get; }

    private IReadOnlyList<Person> Others => [Cem, Mina, Olga, Omar, Framed, Sven];

    public IEnumerable<(string Who, HttpClient Browser)> Everybody =>
    [
        ("nobody", Nobody), ("a guest", Guest), ("Ruth", Ruth.Browser), ("another commenter", Cem.Browser),
        ("a moderator here", Mina.Browser), ("the owner here", Olga.Browser), ("an owner elsewhere", Omar.Browser),
        ("somebody in another site's frame", Framed.Browser), ("an editor of a section", Sven.Browser),
    ];

    /// <summary>What the room needs to be set up: an issuer that is never asked anything.</summary>
    public static Settings Furnish(Settings settings) => settings with
    {
        Issuers =
        [
            new Issuer { Name = "github", Label = "GitHub", Kind = IssuerKind.GitHub, Url = "https://github.example", ClientId = "parley", ClientSecret = ClientSecret },
        ],
    };

    public static async Task<Room> EnterAsync(ParleyApp app)
    {
        var (times, story) = await app.GivenAStoryAsync(change: (site, _) =>
        {
            site.Origins.Add(new SiteOrigin { SiteId = site.Id, Origin = Origin });
            site.HasPasswords = true;
        });
        var (post, _) = await app.GivenAStoryAsync("post", "harbour");
        await using (var db = app.Open())
        {
            _ = db.SignOns.Add(new SignOn { SiteId = times.Id, Secret = Encoding.UTF8.GetBytes(SignOnSecret), DisqusSecret = Encoding.UTF8.GetBytes(DisqusSecret), DisqusKey = "public" });
            _ = await db.SaveChangesAsync();
        }

        List<Person> others =
        [
            await app.GivenAPersonAsync("Cem Demir"), await app.GivenAPersonAsync("Mina Falk"), await app.GivenAPersonAsync("Olga Prus"),
            await app.GivenAPersonAsync("Omar Haddad"), await app.GivenAPersonAsync("Ida Holm", frame: (post, "https://post.example")),
            await app.GivenAPersonAsync("Sven Lund"),
        ];
        await app.GivenARoleAsync(others[1].Account, times, RoleKind.Moderator);
        await app.GivenARoleAsync(others[2].Account, times, RoleKind.Owner);
        await app.GivenARoleAsync(others[3].Account, post, RoleKind.Owner);
        await app.GivenARoleAsync(others[5].Account, times, RoleKind.Editor, "chess");
        var guest = app.Browser();
        _ = await guest.SayAsync("A guest's", name: "Guest");
        var room = new Room(app, times, story, app.Browser(), guest, await app.GivenAPersonAsync("Ruth Amsel", Secret), others);
        await using (var db = app.Open()) room.Say("guest", Id.Text(await db.Commenters.Where(c => c.Kind == CommenterKind.Guest).Select(c => c.Id).SingleAsync()));
        room.Say("strange comment", await room.Cem.Browser.SayAsync("Cem's"));
        room.Say("muted comment", await room.Mina.Browser.SayAsync("Mina's"));
        await room.FurnishAsync();
        return room;
    }

    /// <summary>The same room with another Ruth, whose things nobody has touched yet.</summary>
    public async Task<Room> AgainAsync(int number)
    {
        var ruth = await _app.GivenAPersonAsync($"Ruth Amsel {number}", $"ruth{number}@readers.example");
        var room = new Room(_app, _times, _story, Nobody, Guest, ruth, Others);
        foreach (var word in (string[])["guest", "strange comment", "muted comment"]) room.Say(word, _words["{" + word + "}"]);
        await room.FurnishAsync();
        return room;
    }

    /// <summary>Whoever a door is meant for.</summary>
    public HttpClient MeantBy(DeclaredDoor door) =>
        door.Door.Guard is Guard.Moderator or Guard.Editor or Guard.SectionEditor ? Olga.Browser : Ruth.Browser;

    /// <summary>Those whom a door is not meant for, when it is about what is Ruth's.</summary>
    public IEnumerable<(string Who, HttpClient Browser)> Strangers(DeclaredDoor door) => door.Door.Guard switch
    {
        // What has no id in it is about whoever asks: only those who are nobody are strangers there.
        Guard.Account or Guard.Recent when !door.Pattern.Replace("{site}", "", StringComparison.Ordinal).Contains('{', StringComparison.Ordinal) =>
            Everybody.Where(e => e.Who is "nobody" or "a guest" or "somebody in another site's frame"),
        Guard.Commenter => Everybody.Where(e => e.Who is "nobody" or "a guest" or "somebody in another site's frame"),
        // What has no id in it is a list, where everybody finds their own sections.
        Guard.Moderator => Everybody.Where(e => e.Who is not ("a moderator here" or "the owner here")
            && (e.Who != "an editor of a section" || door.Pattern.Contains("{id}", StringComparison.Ordinal))),
        Guard.SectionEditor => Everybody.Where(e => e.Who is not ("the owner here" or "an editor of a section")),
        Guard.Editor => Everybody.Where(e => e.Who != "the owner here"),
        _ => Everybody.Where(e => e.Who != "Ruth"),
    };

    public string AddressOf(DeclaredDoor door, string site = "times", string story = "bridge") => Fill(door.Pattern
        .Replace("{site}", site, StringComparison.Ordinal).Replace("{story}", story, StringComparison.Ordinal)
        .Replace("{id}", Requests.IdOf(door), StringComparison.Ordinal).Replace("{secret}", Requests.SecretOf(door), StringComparison.Ordinal)
        .Replace("{token}", "{unsubscribe}", StringComparison.Ordinal).Replace("{name}", "github", StringComparison.Ordinal)
        .Replace("{documentName}", "v1", StringComparison.Ordinal));

    /// <summary>What a good request of a door has in its body.</summary>
    public string BodyOf(DeclaredDoor door)
    {
        var body = Requests.All.GetValueOrDefault(door.ToString(), "{}");
        return Fill(body, isForm: !body.StartsWith('{'));
    }

    public static string TypeOf(string body) => body.StartsWith('{') ? "application/json" : "application/x-www-form-urlencoded";

    /// <summary>Sends a good request, as a browser does from our own page, or as somebody else has it done.</summary>
    /// <param name="says">What the browser says of where it comes from.</param>
    /// <param name="type">The type it comes as; null for nothing at all.</param>
    public async Task<HttpResponseMessage> SendAsync(
        HttpClient browser, DeclaredDoor door, string address, Action<HttpRequestHeaders>? says = null, string? body = null, string? type = "its own")
    {
        using var request = new HttpRequestMessage(new HttpMethod(door.Method), new Uri(address, UriKind.Relative));
        (says ?? (h => h.Add("Sec-Fetch-Site", "same-origin")))(request.Headers);
        if (door.IsUnsafe && type is not null)
        {
            body ??= BodyOf(door);
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
            _ = request.Content.Headers.TryAddWithoutValidation("Content-Type", type == "its own" ? TypeOf(body) : type);
        }

        // One of them streams for as long as somebody listens.
        return await browser.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
    }

    /// <summary>Makes true what must be so before a door can change anything: nobody takes back what they did not do.</summary>
    public async Task PrepareAsync(DeclaredDoor door)
    {
        await using var db = _app.Open();
        var account = await db.Accounts.SingleAsync(a => a.Id == Ruth.Account.Id);
        account.ErasureDueAt = door.Pattern.StartsWith("/account/erase/undo", StringComparison.Ordinal) ? _app.Clock.GetUtcNow().AddDays(1) : null;
        if (door.ToString() == "DELETE /api/v1/sites/{site}/stories/{story}/follow")
            _ = db.Follows.Add(new Follow { StoryId = _story.Id, CommenterId = await CommenterAsync(db), IsFollowed = true, At = _app.Clock.GetUtcNow() });
        _ = await db.SaveChangesAsync();

        // What a ceremony with an authenticator begins with.
        if (!Requests.All.GetValueOrDefault(door.ToString(), "").Contains("{ticket}", StringComparison.Ordinal)) return;

        using var begun = await Ruth.Browser.SendJsonAsync(HttpMethod.Post, door.Pattern + "/options", "{}");
        Assert.Equal(HttpStatusCode.OK, begun.StatusCode);
        Say("ticket", (await begun.JsonAsync()).GetProperty("ticket").GetString()!);
    }

    /// <summary>What is otherwise in one dump than in another, as far as one wants to read.</summary>
    public static string Difference(string before, string after)
    {
        var (old, now) = (before.Split('\n'), after.Split('\n'));
        return string.Join('\n', now.Except(old, StringComparer.Ordinal).Take(5).Concat(old.Except(now, StringComparer.Ordinal).Take(5)));
    }

    private static byte[] HashOf(string secret) => SHA256.HashData(Encoding.ASCII.GetBytes(secret));

    private void Say(string word, string value) => _words["{" + word + "}"] = value;

    private string Fill(string text, bool isForm = false)
    {
        foreach (var (word, value) in _words)
            text = text.Replace(word, isForm ? Uri.EscapeDataString(value) : value, StringComparison.Ordinal);
        return text;
    }

    private Task<Guid> CommenterAsync(ParleyContext db) =>
        db.Commenters.Where(c => c.AccountId == Ruth.Account.Id && c.SiteId == _times.Id).Select(c => c.Id).SingleAsync();

    private async Task FurnishAsync()
    {
        var now = _app.Clock.GetUtcNow();
        Say("comment", await Ruth.Browser.SayAsync("Ruth's own words"));
        Say("code", Code);
        Say("password", Password);
        Say("verifier", _verifier);
        Say("challenge", Base64Url.EncodeToString(HashOf(_verifier)));
        await using var db = _app.Open();
        var account = await db.Accounts.SingleAsync(a => a.Id == Ruth.Account.Id);
        account.PasswordHash = new PasswordHasher<Account>(Options.Create(new PasswordHasherOptions { IterationCount = 1_000 }))
            .HashPassword(account, Password);
        Say("name", account.Name);
        Say("email", account.Email!);
        Say("subject", "ruth at " + account.Email);
        _ = db.Identities.Add(new Identity { Issuer = "https://elsewhere.example", Subject = "ruth at " + account.Email, AccountId = account.Id, CreatedAt = now });
        await AddPeopleAsync(db, now);
        await AddThingsAsync(db, now);
        await AddSecretsAsync(db, now);
        _ = await db.SaveChangesAsync();
    }

    private async Task AddPeopleAsync(ParleyContext db, DateTimeOffset now)
    {
        var (commenter, muted) = (await CommenterAsync(db), await db.Commenters.SingleAsync(c => c.AccountId == Mina.Account.Id));
        Say("commenter", Id.Text(commenter));
        Say("stranger", Id.Text(await db.Commenters.Where(c => c.AccountId == Cem.Account.Id).Select(c => c.Id).SingleAsync()));
        Say("muted commenter", Id.Text(muted.Id));
        _ = db.Mutes.Add(new Mute { AccountId = Ruth.Account.Id, CommenterId = muted.Id, At = now });
        Say("role", Id.Text(await db.Roles.Where(r => r.AccountId == Mina.Account.Id).Select(r => r.Id).SingleOrDefaultAsync()));
        // Somebody whom this browser was before it had an account.
        _ = db.Commenters.Add(Commenter.Guest(Id.New(now), _times.Id, HashOf(Ruth.Cookies.GetCookies(_app.Url)["parley"]!.Value), now));
        Assert.True(Id.TryRead(_words["{guest}"], out var guest));
        var story = await db.Stories.SingleAsync(s => s.Id == _story.Id);
        var held = new Comment
        {
            Id = Id.New(now),
            SiteId = _times.Id,
            StoryId = _story.Id,
            Number = ++story.LastNumber,
            CommenterId = guest,
            Name = "Guest",
            At = now,
            Text = "This waits",
            Html = "<p>This waits</p>",
            Renderer = CommentText.Renderer,
            State = CommentState.Held,
        };
        held.PlaceUnder(null);
        _ = db.Comments.Add(held);
        Say("held", Id.Text(held.Id));
        Say("seen", Waiting.SeenOf(held).ToString(System.Globalization.CultureInfo.InvariantCulture));
    }

    private async Task AddThingsAsync(ParleyContext db, DateTimeOffset now)
    {
        Assert.True(Id.TryRead(_words["{comment}"], out var comment));
        var session = new Session { Id = Id.New(now), AccountId = Ruth.Account.Id, TokenHash = RandomNumberGenerator.GetBytes(32), Device = "Firefox, Linux", CreatedAt = now, SeenAt = now, ProvedAt = now };
        var export = new Export { Id = Id.New(now), AccountId = Ruth.Account.Id, AskedAt = now.AddDays(-2), ReadyAt = now.AddDays(-2), Size = 1 };
        var notification = new Notification { Id = Id.New(now), CommenterId = await CommenterAsync(db), SiteId = _times.Id, StoryId = _story.Id, CommentId = comment, Kind = NotificationKind.Decision, At = now };
        var passkey = new Passkey { CredentialId = RandomNumberGenerator.GetBytes(16), AccountId = Ruth.Account.Id, Name = "Ruth's key", PublicKey = [1], AttestationObject = [1], ClientDataJson = [1], CreatedAt = now };
        db.AddRange(session, export, notification, passkey);
        Say("session", Id.Text(session.Id));
        Assert.True(Id.TryRead(_words["{strange comment}"], out var strange));
        var other = await db.Comments.AsNoTracking().SingleAsync(c => c.Id == strange);
        var story = await db.Stories.SingleAsync(s => s.Id == _story.Id);
        Say("read", Waiting.SeenOf(other).ToString(System.Globalization.CultureInfo.InvariantCulture));
        Say("gone seen", Waiting.SeenOf(other).ToString(System.Globalization.CultureInfo.InvariantCulture));
        foreach (var (name, state) in new[] { ("reviewed", CommentState.Published), ("gone", CommentState.Removed) })
        {
            var copy = new Comment { Id = Id.New(now), SiteId = other.SiteId, StoryId = other.StoryId, Number = ++story.LastNumber, CommenterId = other.CommenterId, Name = other.Name, At = other.At, Text = other.Text, Html = other.Html, Renderer = other.Renderer, State = state };
            if (state == CommentState.Removed) copy.RemovedFor = ReasonClass.Insult;
            copy.PlaceUnder(null);
            story.CommentCount++;
            _ = db.Comments.Add(copy);
            Say(name, Id.Text(copy.Id));
        }

        var measure = new RoomMeasure { Id = Id.New(now), SiteId = _times.Id, StoryId = _story.Id, Mode = Mode.NewcomersHeld, Reason = "A quarrel", BeginsAt = now, EndsAt = now.AddHours(1), ByAccountId = Ruth.Account.Id };
        _ = db.RoomMeasures.Add(measure);
        Say("measure", Id.Text(measure.Id));
        await AddDecisionsAsync(db, comment, other.CommenterId, now);
        await AddFlagsAsync(db, now);
        Say("words", _times.WordsVersion.ToString(System.Globalization.CultureInfo.InvariantCulture));
        Say("export", Id.Text(export.Id));
        Say("notification", Id.Text(notification.Id));
        Say("passkey", Base64Url.EncodeToString(passkey.CredentialId));
    }

    // Ruth's own on what somebody else wrote, and a guest's on what a moderator looks at.
    private async Task AddFlagsAsync(ParleyContext db, DateTimeOffset now)
    {
        Assert.True(Id.TryRead(_words["{muted comment}"], out var muted));
        Assert.True(Id.TryRead(_words["{reviewed}"], out var reviewed));
        Assert.True(Id.TryRead(_words["{guest}"], out var guest));
        _ = db.Flags.Add(new Flag { Id = Id.New(now), SiteId = _times.Id, CommentId = muted, CommenterId = await CommenterAsync(db), Reason = ReasonClass.Spam, Revision = 1, At = now });
        _ = db.Flags.Add(new Flag { Id = Id.New(now), SiteId = _times.Id, CommentId = reviewed, CommenterId = guest, Reason = ReasonClass.Spam, Revision = 1, Note = Secret, At = now });
        var (open, decided) = (NoticeOf(reviewed, null, now), NoticeOf(muted, NoticeOutcome.Stays, now));
        db.AddRange(open.Notice, decided.Notice);
        Say("notice", Id.Text(open.Notice.Id));
        Say("decided notice", decided.Secret);
        Say("fresh notice", NoticeSecret.New());
        // A site has only so many, and rooms are entered again and again.
        var hooks = await db.Webhooks.ToListAsync();
        if (hooks.Count < Webhook.Most / 2)
        {
            hooks.Add(new Webhook { Id = Id.New(now), SiteId = _times.Id, Url = "https://hooks.example.org/parley", Secret = [1], CreatedAt = now });
            _ = db.Webhooks.Add(hooks[^1]);
        }

        Say("webhook", Id.Text(hooks[^1].Id));
        Say("flagged", now.ToUnixTimeMilliseconds().ToString(System.Globalization.CultureInfo.InvariantCulture));
    }

    private (Notice Notice, string Secret) NoticeOf(Guid comment, NoticeOutcome? outcome, DateTimeOffset now)
    {
        var secret = NoticeSecret.New();
        var notice = new Notice
        {
            Id = Id.New(now),
            SiteId = _times.Id,
            CommentId = comment,
            Revision = 1,
            Url = $"{_app.Url}comments/{Id.Text(comment)}",
            Text = "What was read",
            Name = "Somebody",
            Explanation = "It is forbidden",
            NotifierName = "Nora Tell",
            NotifierEmail = "nora@readers.example",
            SecretHash = NoticeSecret.HashOf(secret)!,
            At = now,
            Outcome = outcome,
            DecidedAt = outcome is null ? null : now,
            Answer = outcome is null ? "" : "It is not",
        };
        return (notice, secret);
    }

    // By a moderator who takes no part otherwise: about Ruth, and about a guest where nobody writes.
    private async Task AddDecisionsAsync(ParleyContext db, Guid comment, Guid stranger, DateTimeOffset now)
    {
        Say("known", await LadderHistories.LastAsync(db, stranger, default));
        var (told, contested) = (DecisionOf(comment, DecisionKind.Remind), DecisionOf(comment, DecisionKind.Remind));
        Say("decision", Id.Text(told.Id));
        var appeal = new Appeal { Id = Id.New(now), SiteId = _times.Id, DecisionId = contested.Id, CommenterId = await CommenterAsync(db), Text = "It was not so", At = now };
        Say("appeal", Id.Text(appeal.Id));
        db.AddRange(told, contested, appeal);
        Assert.True(Id.TryRead(_words["{guest}"], out var guest));
        var guests = await db.Comments.Where(c => c.CommenterId == guest).Select(c => c.Id).FirstAsync();
        foreach (var (name, level) in new[] { ("restriction", RestrictionLevel.Slowed), ("unsigned", RestrictionLevel.Removed) })
        {
            var decision = DecisionOf(guests, DecisionKind.Restrict);
            var restriction = new Restriction { Id = Id.New(now), SiteId = _times.Id, CommenterId = guest, DecisionId = decision.Id, Level = level, Section = "elsewhere", Reason = ReasonClass.Insult, BeginsAt = now, EndsAt = now.AddDays(1) };
            decision.RestrictionId = restriction.Id;
            db.AddRange(decision, restriction);
            Say(name, Id.Text(restriction.Id));
        }

        Decision DecisionOf(Guid about, DecisionKind kind) =>
            new() { Id = Id.New(now), SiteId = _times.Id, CommentId = about, ByAccountId = Mina.Account.Id, Kind = kind, Reason = ReasonClass.Insult, Statement = Secret, At = now };
    }

    private async Task AddSecretsAsync(ParleyContext db, DateTimeOffset now)
    {
        var fingerprints = _app.Services.GetRequiredService<Fingerprints>();
        var browser = HashOf(Ruth.Cookies.GetCookies(_app.Url)["parley"]!.Value);
        var (ruth, mailed) = (Ruth.Account.Id, System.Text.Json.JsonSerializer.Serialize(new Mailed(Ruth.Account.Email!, null)));
        var mailedAnew = System.Text.Json.JsonSerializer.Serialize(new Mailed($"anew.{Id.Text(ruth)}@readers.example", null));
        Say("link", await IssueAsync(TicketKind.SignIn, mailed));
        _ = await IssueAsync(TicketKind.SignIn, mailed, ruth);
        Say("email link", await IssueAsync(TicketKind.EmailChange, mailedAnew, ruth));
        Say("reset", await IssueAsync(TicketKind.PasswordReset, mailed));
        Say("undo", await IssueAsync(TicketKind.ErasureUndo, "", ruth));
        Say("guest mail", await IssueAsync(TicketKind.GuestMail, $"{_words["{stranger}"]} guest@readers.example"));
        Say("handoff", await IssueAsync(TicketKind.Handoff, Origin, ruth, HashOf(_verifier)));
        Say("invitation", await new Invitation(Ruth.Account.Email!, RoleKind.Moderator).IssueAsync(db, _times.Id, now, default));
        Say("visit", await IssueAsync(TicketKind.Visit, now.ToString("O"), ruth));
        Say("unsubscribe", new UnsubscribeToken(IsGuest: false, ruth, MailScope.All, Guid.Empty).Write(fingerprints));
        Say("token", Tokens.Hs256(SignOnSecret, new
        {
            aud = "times",
            sub = "reader of " + Ruth.Account.Email,
            name = "A Reader",
            jti = Guid.NewGuid().ToString(),
            iat = now.ToUnixTimeSeconds(),
            exp = now.AddMinutes(5).ToUnixTimeSeconds(),
        }));

        async Task<string> IssueAsync(TicketKind kind, string about, Guid? account = null, byte[]? bound = null)
        {
            var (ticket, secret) = await Tickets.IssueAsync(db, kind, about, now, TimeSpan.FromMinutes(10), default);
            (ticket.AccountId, ticket.SiteId, ticket.BrowserHash) = (account, kind is TicketKind.Handoff or TicketKind.Visit ? _times.Id : null, bound ?? browser);
            ticket.CodeHash = fingerprints.Of("code", Id.Text(ticket.Id) + Code);
            return secret;
        }
    }
}
