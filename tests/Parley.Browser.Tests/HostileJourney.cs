using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Parley.Core;
using Parley.Core.Commenters;
using Parley.Core.Comments;
using Parley.Core.Stories;
using Parley.Core.Tests;
using Parley.Tests.App;

namespace Parley.Browser.Tests;

/// <summary>Sends hostile inputs through every field of a comment and every way in, and keeps what came back.</summary>
/// <remarks>
/// What is not accepted must be refused, with the field that is wrong; nothing may fail. Each is posted under the one
/// before it, so that names and texts are shown at every depth and as what others answer.
/// </remarks>
internal sealed class HostileJourney(ParleyApp app, string site) : IDisposable
{
    /// <summary>How many ways there are for the text of a comment.</summary>
    public const int Ways = 5;

    // A discussion of up to a hundred comments stands whole on one page.
    private const int CommentsInAStory = 90;

    // Deep enough for indentation to stop, at the seventh level, and a parent to be named instead.
    private const int Levels = 9;

    private readonly HttpClient _browser = app.Browser();
    private readonly Dictionary<string, (string Case, string Name, string Text)> _sent = new(StringComparer.Ordinal);
    private readonly HashSet<string> _stories = new(StringComparer.Ordinal);
    private string? _story;
    private string? _parent;
    private int _posted;

    /// <summary>The stories that were commented on.</summary>
    public IReadOnlyCollection<string> Stories => _stories;

    /// <summary>Pages for one writer alone: the form again, with what was typed and a preview or what is wrong.</summary>
    public List<Answer> Composed { get; } = [];

    /// <summary>Pages for one writer alone: the comment, and the form to change it.</summary>
    public List<Answer> Posted { get; } = [];

    public string CaseOf(string id) => _sent.TryGetValue(id, out var sent) ? sent.Case : id;

    public void Dispose() => _browser.Dispose();

    /// <summary>Posts the case as text, name and mail address by one of the ways.</summary>
    public async Task PostAsync(HostileCase hostile, int way)
    {
        await PlaceAsync();
        // Many of them say nearly the same; whether somebody repeats themselves is no question here.
        await using (var db = app.Open()) _ = await db.Prints.ExecuteDeleteAsync();

        var isForm = way is 1 or 2;
        var text = isForm ? HostileCases.AsUtf8(hostile.Input) : hostile.Input;
        var name = CommenterName.TryRead(text, out var read, out _) ? text : $"Reader {_posted}";
        var email = EmailAddress.TryRead(text, out var address) ? text : "";
        if (read.Length == 0) read = name;
        if (way is 1 or 4) text = AsPart(text);

        string? id;
        switch (way)
        {
            case 0:
                id = await PostJsonAsync(hostile, text, name, email);
                break;
            case 1 or 2:
                id = await PostFormAsync(hostile, text, name, email, isMultipart: way == 1);
                break;
            default:
                id = await PostJsonAsync(hostile, "Soon something else.", name, email);
                await ChangeAsync(hostile, id!, text, isForm: way == 4);
                text = CommentText.TryRead(text, TextFormat.Markdown, out _, out _) ? text : "Soon something else.";
                break;
        }

        if (id is null) return;

        // The same words in the same place again are the same comment.
        _ = _sent.TryAdd(id, (hostile.Id, read, text));
        if (address is not null) await AssertAddressAsync(hostile, id, address);
        _parent = ++_posted % Levels == 0 ? null : id;
        if (_posted % Ways == 0) await ReadPostedAsync(hostile, id);
    }

    /// <summary>Sends the case as fields that are refused or only previewed, and keeps the pages.</summary>
    public async Task ComposeAsync(HostileCase hostile, bool isPreview, bool isMultipart)
    {
        await PlaceAsync();
        var typed = HostileCases.AsUtf8(hostile.Input);
        if (isMultipart) typed = AsPart(typed);
        // A filled trap is refused whatever the rest is, so that the form comes back.
        using var answer = await SubmitAsync(
            $"/{site}/{_story}/comments", isMultipart,
            ("text", typed), ("name", typed), ("email", typed), ("website", isPreview ? "" : "filled"), ("act", isPreview ? "preview" : "post"));
        if (IsTooLarge(answer) || (typed.Contains('\0', StringComparison.Ordinal) && answer.StatusCode == HttpStatusCode.BadRequest)) return;

        var isText = CommentText.TryRead(typed.ReplaceLineEndings("\n"), TextFormat.Markdown, out _, out _);
        AssertStatus(isPreview && isText ? HttpStatusCode.OK : HttpStatusCode.UnprocessableEntity, answer, hostile);
        Composed.Add(new Answer(hostile.Id, await answer.Content.ReadAsStringAsync(), new Expected
        {
            Values =
            [
                new("#compose-text", AsField(typed.ReplaceLineEndings("\n"))),
                new("#compose-name", AsInput(typed)),
                new("#compose-email", AsInput(typed).Trim(' ', '\f', '\t')),
            ],
        }));
    }

    /// <summary>Sends the case as each field alone, by JSON: refused with that field named, or taken.</summary>
    public async Task RefuseAsync(HostileCase hostile)
    {
        await PlaceAsync();
        using (var preview = await SendAsync(HttpMethod.Post, "/api/v1/preview", ("text", hostile.Input)))
        {
            var isText = CommentText.TryRead(hostile.Input, TextFormat.Markdown, out var text, out _);
            if (isText && !IsTooLarge(preview))
            {
                AssertStatus(HttpStatusCode.OK, preview, hostile);
                Assert.Equal(text!.Html, (await preview.JsonAsync()).GetProperty("html").GetString());
            }
            else
            {
                AssertRefused(preview, hostile);
            }
        }

        var isName = CommenterName.TryRead(hostile.Input, out _, out _);
        var isEmail = string.IsNullOrWhiteSpace(hostile.Input) || EmailAddress.TryRead(hostile.Input, out _);
        if (isName && isEmail) return;

        using var answer = await SendAsync(
            HttpMethod.Post, CommentsPath, ("text", "Words."), ("name", hostile.Input), ("email", hostile.Input));
        AssertRefused(answer, hostile);
        if (answer.StatusCode != HttpStatusCode.UnprocessableEntity) return;

        var errors = (await answer.JsonAsync()).GetProperty("errors");
        Assert.Equal((!isName, !isEmail), (errors.TryGetProperty("name", out _), errors.TryGetProperty("email", out _)));
    }

    /// <summary>Compares what is stored and what the data says with what was sent, and gives what pages must show.</summary>
    public async Task<Expected> ReadBackAsync(string story)
    {
        using var stranger = app.Browser();
        using var answer = await stranger.GetAsync($"/api/v1/sites/{site}/stories/{story}/discussion");
        AssertStatus(HttpStatusCode.OK, answer, null);
        var said = await answer.JsonAsync();
        var comments = new List<JsonElement>();
        var rest = new Stack<JsonElement>(said.GetProperty("branches").EnumerateArray());
        while (rest.TryPop(out var comment))
        {
            comments.Add(comment);
            foreach (var reply in comment.GetProperty("replies").EnumerateArray()) rest.Push(reply);
        }

        Assert.Equal(said.GetProperty("count").GetInt32(), comments.Count);
        await using var db = app.Open();
        var stored = (await db.Comments.AsNoTracking().Where(c => db.Stories.Any(s => s.Key == story && s.Id == c.StoryId)).ToListAsync())
            .ToDictionary(c => Id.Text(c.Id));
        var expected = new List<ExpectedComment>();
        foreach (var comment in comments)
        {
            var id = comment.GetProperty("id").GetString()!;
            var html = comment.GetProperty("html").GetString()!;
            var name = comment.GetProperty("name").GetString()!;
            Assert.Null(MarkupOracle.FindFault(html));
            Assert.Equal((stored[id].Html, stored[id].Name), (html, name));
            if (_sent.TryGetValue(id, out var sent))
            {
                Assert.Equal(Normalized(sent.Text), stored[id].Text);
                Assert.Equal(Normalized(sent.Name), Normalized(name));
                Assert.True(CommentText.TryRead(sent.Text, TextFormat.Markdown, out var text, out _) && text.Html == html, sent.Case);
            }

            var isPlain = stored[id].Format == TextFormat.Plain;
            expected.Add(new ExpectedComment(id, name, html, isPlain && html.Length > 0 ? stored[id].Text : null));
        }

        return new Expected { Comments = expected, Total = expected.Count };
    }

    /// <summary>The bytes that a script puts in place of a comment must be those that the page has.</summary>
    public async Task CompareFragmentsAsync(string story, Expected expected)
    {
        using var stranger = app.Browser();
        var page = await stranger.GetStringAsync($"/{site}/{story}");
        foreach (var comment in expected.Comments!.Where((_, i) => i % Ways == 0))
        {
            using var answer = await stranger.GetAsync($"/comments/{comment.Id}/fragment");
            AssertStatus(HttpStatusCode.OK, answer, null);
            var fragment = await answer.Content.ReadAsStringAsync();
            var end = fragment.IndexOf("</article>", StringComparison.Ordinal);
            Assert.Contains(fragment[..end], page, StringComparison.Ordinal);
        }
    }

    private async Task AssertAddressAsync(HostileCase hostile, string id, string address)
    {
        Assert.True(Id.TryRead(id, out var guid));
        await using var db = app.Open();
        var stored = await db.Comments.Where(c => c.Id == guid)
            .Join(db.Commenters, c => c.CommenterId, c => c.Id, (_, commenter) => commenter.Email).SingleAsync();
        Assert.True(stored == address, $"{hostile.Id}: the address became {stored}.");
    }

    private string CommentsPath => $"/api/v1/sites/{site}/stories/{_story}/comments";

    private async Task PlaceAsync()
    {
        if (_story is not null && _posted < CommentsInAStory * _stories.Count) return;

        _story = $"story-{_stories.Count + 1}";
        _ = _stories.Add(_story);
        await using var db = app.Open();
        var publication = await db.Sites.SingleAsync(s => s.Key == site);
        var now = app.Clock.GetUtcNow();
        _ = db.Stories.Add(new Story
        {
            Id = Id.New(now),
            SiteId = publication.Id,
            Key = _story,
            Title = "A bridge closes",
            Byline = "Ada Brandt",
            BodyHtml = "<p>It closed on Monday.</p>",
            PublishedAt = now,
        });
        _ = await db.SaveChangesAsync();
        using var root = await SendAsync(HttpMethod.Post, CommentsPath, ("text", "The first word."), ("name", "Mina Falk"));
        AssertStatus(HttpStatusCode.Created, root, null);
        Root = (await root.JsonAsync()).GetProperty("id").GetString()!;
        _parent = null;
    }

    private string Root { get; set; } = "";

    private async Task<string?> PostJsonAsync(HostileCase hostile, string text, string name, string email)
    {
        using var answer = await SendAsync(
            HttpMethod.Post, CommentsPath, ("text", text), ("name", name), ("email", email), ("parentId", _parent ?? Root));
        if (!IsTooLarge(answer) && CommentText.TryRead(text, TextFormat.Markdown, out _, out _))
        {
            AssertStatus(HttpStatusCode.Created, answer, hostile);
            return (await answer.JsonAsync()).GetProperty("id").GetString()!;
        }

        AssertRefused(answer, hostile);
        return null;
    }

    private async Task<string?> PostFormAsync(HostileCase hostile, string text, string name, string email, bool isMultipart)
    {
        using var answer = await SubmitAsync(
            $"/{site}/{_story}/comments", isMultipart,
            ("text", text), ("name", name), ("email", email), ("parent", _parent ?? Root), ("act", "post"));
        if (!IsTooLarge(answer) && CommentText.TryRead(text, TextFormat.Markdown, out _, out _))
        {
            AssertStatus(HttpStatusCode.SeeOther, answer, hostile);
            return answer.Headers.Location!.ToString().Split('/')[2];
        }

        AssertRefused(answer, hostile);
        return null;
    }

    private async Task ChangeAsync(HostileCase hostile, string id, string text, bool isForm)
    {
        using var answer = isForm
            ? await SubmitAsync($"/comments/{id}/edit", isMultipart: true, ("text", text))
            : await SendAsync(HttpMethod.Patch, $"/api/v1/comments/{id}", ("text", text));
        var sent = isForm ? HostileCases.AsUtf8(text) : text;
        if (!IsTooLarge(answer) && CommentText.TryRead(sent, TextFormat.Markdown, out _, out _))
            AssertStatus(isForm ? HttpStatusCode.SeeOther : HttpStatusCode.NoContent, answer, hostile);
        else
            AssertRefused(answer, hostile);
    }

    private async Task ReadPostedAsync(HostileCase hostile, string id)
    {
        using var answer = await _browser.GetAsync($"/comments/{id}/posted");
        AssertStatus(HttpStatusCode.OK, answer, hostile);
        var text = Normalized(_sent[id].Text);
        Posted.Add(new Answer(hostile.Id, await answer.Content.ReadAsStringAsync(), new Expected
        {
            Values = [new("#edit-text", AsField(text))],
            Comments = [new ExpectedComment(id, _sent[id].Name, HtmlOf(text), null)],
        }));
    }

    private static string HtmlOf(string text) =>
        CommentText.TryRead(text, TextFormat.Markdown, out var read, out _) ? read.Html : "";

    private Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, params (string Name, string Value)[] members)
    {
        var json = "{" + string.Join(',', members.Select(m => $"\"{m.Name}\":{Quote(m.Value)}")) + "}";
        return _browser.SendJsonAsync(method, path, json);
    }

    private Task<HttpResponseMessage> SubmitAsync(string path, bool isMultipart, params (string Name, string Value)[] fields)
    {
        if (!isMultipart) return _browser.SubmitAsync(path, fields);

        var form = new MultipartFormDataContent();
        foreach (var (name, value) in fields)
        {
            var part = new ByteArrayContent(Encoding.UTF8.GetBytes(value));
            part.Headers.ContentDisposition = new ContentDispositionHeaderValue("form-data") { Name = $"\"{name}\"" };
            form.Add(part);
        }

        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = form };
        request.Headers.Add("Sec-Fetch-Site", "same-origin");
        return _browser.SendAsync(request);
    }

    // By hand: the framework's writer would mend halves of characters, which clients may well send.
    private static string Quote(string text)
    {
        var json = new StringBuilder("\"");
        for (var i = 0; i < text.Length; i++)
        {
            var isHalf = char.IsSurrogate(text[i]) && !(char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
                && !(i > 0 && char.IsLowSurrogate(text[i]) && char.IsHighSurrogate(text[i - 1]));
            _ = text[i] is '"' or '\\' or < ' ' || isHalf
                ? json.Append(System.Globalization.CultureInfo.InvariantCulture, $"\\u{(int)text[i]:x4}")
                : json.Append(text[i]);
        }

        return json.Append('"').ToString();
    }

    // The framework takes a byte order mark off the beginning of every part.
    private static string AsPart(string text)
    {
        var part = HostileCases.AsUtf8(text);
        return part.StartsWith('\uFEFF') ? part[1..] : part;
    }

    // What the documentation says of a text: NFC, one kind of line break, no blank lines around it.
    private static string Normalized(string text)
    {
        var lines = text.Replace("\r\n", "\n", StringComparison.Ordinal).Split('\r', '\v', '\f', '\u0085', '\u2028', '\u2029', '\n');
        return string.Join('\n', lines.SkipWhile(string.IsNullOrWhiteSpace)).TrimEnd().Normalize(NormalizationForm.FormC);
    }

    // What a browser makes of a value in HTML.
    private static string AsField(string text) =>
        text.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n').Replace('\0', '\uFFFD');

    public static string AsInput(string text) =>
        AsField(text).Replace("\n", "", StringComparison.Ordinal);

    private static bool IsTooLarge(HttpResponseMessage answer) => answer.StatusCode == HttpStatusCode.RequestEntityTooLarge;

    private static void AssertStatus(HttpStatusCode expected, HttpResponseMessage answer, HostileCase? hostile) =>
        Assert.True(answer.StatusCode == expected, $"{hostile?.Id}: {(int)answer.StatusCode} instead of {(int)expected}");

    private static void AssertRefused(HttpResponseMessage answer, HostileCase hostile) => Assert.True(
        answer.StatusCode is HttpStatusCode.UnprocessableEntity or HttpStatusCode.RequestEntityTooLarge
            || (answer.StatusCode == HttpStatusCode.BadRequest && hostile.Input.Any(c => char.IsSurrogate(c) || c == '\0')),
        $"{hostile.Id}: {(int)answer.StatusCode} where a refusal was due");
}
