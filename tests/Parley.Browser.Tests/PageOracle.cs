using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Parley.Http;
using Parley.Tests.App;

namespace Parley.Browser.Tests;

/// <summary>Looks at whole pages in a real browser, without the policy that would help them, for what came in from outside.</summary>
/// <remarks>
/// What pages are made of is learned from harmless ones of the same kind. Found are then: script that runs, requests beyond the
/// page's own, and every element, attribute, address, id or word that is neither the page's own nor allowed in a
/// comment's or a story's text. See oracle.js.
/// </remarks>
internal sealed partial class PageOracle : IAsyncDisposable
{
    // Loading is what takes the time; more than these at once are slow to lay out.
    private const int PagesAtOnce = 25;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    private readonly IBrowserContext _context;
    private readonly ParleyApp _app;
    private readonly Dictionary<string, Known> _known = new(StringComparer.Ordinal);
    private readonly List<string> _requests = [];

    private PageOracle(IBrowserContext context, ParleyApp app) => (_context, _app) = (context, app);

    /// <summary>What was found, with the case it is about.</summary>
    public List<string> Findings { get; } = [];

    public static async Task<PageOracle> OpenAsync(IBrowser browser, ParleyApp app)
    {
        var context = await browser.NewContextAsync(new BrowserNewContextOptions
        {
            BaseURL = app.Url.ToString(),
            BypassCSP = true,
            ServiceWorkers = ServiceWorkerPolicy.Block,
            // Nothing is there: what asks another host is found and gets no answer.
            Proxy = new Proxy { Server = "http://127.0.0.1:9", Bypass = "127.0.0.1" },
        });
        await context.AddInitScriptAsync(Script());
        var oracle = new PageOracle(context, app);
        context.Request += (_, request) => oracle.Hear(request);
        return oracle;
    }

    /// <summary>Takes harmless pages, as a browser shows them at these paths, for what pages of this kind are.</summary>
    public async Task LearnAsync(string kind, params string[] paths)
    {
        foreach (var path in paths)
        {
            var page = await _context.NewPageAsync();
            await GoAsync(page, path);
            Add(kind, JsonSerializer.Deserialize<Known>(await page.EvaluateAsync<string>("() => JSON.stringify(oracle.learn(document))"), Json)!);
            await page.CloseAsync();
        }
    }

    /// <summary>The same for answers that were given to somebody else.</summary>
    public async Task LearnAsync(string kind, IReadOnlyList<Answer> answers)
    {
        var page = await BlankAsync();
        var known = await page.EvaluateAsync<string>(
            "async (pages) => JSON.stringify(await oracle.learnAll(pages))", answers.Select(a => WithoutOurStyles(a).Html).ToArray());
        foreach (var one in JsonSerializer.Deserialize<List<Known>>(known, Json)!) Add(kind, one);
        await page.CloseAsync();
    }

    /// <summary>Opens a page of this kind and looks at it; the cases are named by what they came in as.</summary>
    public async Task LookAsync(string kind, string path, Expected expected, Func<string, string> caseOf)
    {
        var page = await _context.NewPageAsync();
        page.Dialog += async (_, dialog) =>
        {
            Findings.Add($"{path}: opened a dialog");
            await dialog.DismissAsync();
        };
        try
        {
            await GoAsync(page, path);
            _ = await page.EvaluateAsync("([kind, expected]) => oracle.judge(document, JSON.parse(kind), JSON.parse(expected))",
                new[] { JsonSerializer.Serialize(_known[kind], Json), JsonSerializer.Serialize(expected, Json) });
        }
        catch (Exception exception) when (exception is PlaywrightException or TimeoutException)
        {
            Findings.Add($"{path}: did not stay on the page: {exception.Message}");
        }

        await CollectAsync(page, path, caseOf);
    }

    /// <summary>Looks at answers that were given to somebody else, each as a document of its own.</summary>
    public async Task LookAsync(string kind, IReadOnlyList<Answer> answers)
    {
        foreach (var chunk in answers.Chunk(PagesAtOnce))
        {
            var page = await BlankAsync();
            try
            {
                _ = await page.EvaluateAsync("([kind, pages]) => oracle.judgeAll(JSON.parse(pages), JSON.parse(kind))",
                    new[] { JsonSerializer.Serialize(_known[kind], Json), JsonSerializer.Serialize(chunk.Select(WithoutOurStyles), Json) });
            }
            catch (Exception exception) when (exception is PlaywrightException or TimeoutException)
            {
                Findings.Add($"{chunk[0].At} … {chunk[^1].At}: did not stay on the page: {exception.Message}");
            }

            await CollectAsync(page, $"{chunk[0].At} … {chunk[^1].At}", at => at);
        }
    }

    public ValueTask DisposeAsync() => _context.DisposeAsync();

    private static string Script()
    {
        using var stream = typeof(PageOracle).Assembly.GetManifestResourceStream("oracle.js")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    // To read our own style sheet anew for each of hundreds of documents would take most of the time.
    private static Answer WithoutOurStyles(Answer answer) =>
        answer with
        {
            Html = answer.Html.Replace(PageStyles.Css, "", StringComparison.Ordinal).Replace(PageStyles.PagesCss, "", StringComparison.Ordinal)
                .Replace(PageStyles.OfficeCss, "", StringComparison.Ordinal).Replace(PageStyles.AccountCss, "", StringComparison.Ordinal),
        };

    private async Task<IPage> BlankAsync()
    {
        var page = await _context.NewPageAsync();
        await page.GotoAsync("/nothing/here");
        return page;
    }

    // A page with answers in it is finished when the script has made its folds.
    private static async Task GoAsync(IPage page, string path)
    {
        await page.GotoAsync(path, new PageGotoOptions { WaitUntil = WaitUntilState.Load });
        _ = await page.EvaluateAsync("() => oracle.ready()");
    }

    private async Task CollectAsync(IPage page, string where, Func<string, string> caseOf)
    {
        try
        {
            var found = await page.EvaluateAsync<string>("() => JSON.stringify(oracle.findings)");
            Findings.AddRange(JsonSerializer.Deserialize<List<Finding>>(found, Json)!.Select(f => $"{where}, {caseOf(f.At)}: {f.What}"));
        }
        catch (PlaywrightException exception)
        {
            Findings.Add($"{where}: left its page: {exception.Message}");
        }

        lock (_requests)
        {
            Findings.AddRange(_requests.Distinct(StringComparer.Ordinal).Select(url => $"{where}: requested {url}"));
            _requests.Clear();
        }

        foreach (var other in _context.Pages.ToList())
        {
            if (other != page) Findings.Add($"{where}: opened {other.Url}");
            await other.CloseAsync();
        }
    }

    private void Hear(IRequest request)
    {
        var isOurs = request.Url.StartsWith(_app.Url.ToString(), StringComparison.Ordinal)
            && (request.IsNavigationRequest || OfThePage().IsMatch(new Uri(request.Url).AbsolutePath));
        if (isOurs) return;

        lock (_requests) _requests.Add(request.Url);
    }

    private void Add(string kind, Known known)
    {
        var all = _known.GetValueOrDefault(kind) ?? new Known([], [], [], []);
        _known[kind] = new Known(
            [.. all.Signs.Union(known.Signs)], [.. all.Worded.Union(known.Worded)],
            [.. all.Ids.Union(known.Ids)], [.. all.Counts.Union(known.Counts)]);
    }

    // What the page's own script asks for.
    [GeneratedRegex("^/(?:discussion\\.js|write\\.js|handoff\\.js|passkeys\\.js|queue\\.js|api/v1/challenge|api/v1/sites/[a-z0-9-]+/stories/[a-z0-9-]+/(?:mine|live))$", RegexOptions.NonBacktracking)]
    private static partial Regex OfThePage();

    private sealed record Known(string[] Signs, string[] Worded, string[] Ids, string[] Counts);

    private sealed record Finding(string At, string What);
}

/// <summary>A page as somebody else got it, and the case that is in it.</summary>
internal sealed record Answer(string At, string Html, Expected Expected);

/// <summary>What a page must say: the comments on it, how many there are, and the words and values of single elements.</summary>
internal sealed record Expected
{
    public int? Total { get; init; }

    public IReadOnlyList<ExpectedComment>? Comments { get; init; }

    public IReadOnlyList<ExpectedWords>? Texts { get; init; }

    public IReadOnlyList<ExpectedWords>? Values { get; init; }
}

/// <param name="Html">What the words have become.</param>
/// <param name="Plain">The words themselves, where every one of them is shown as it is.</param>
internal sealed record ExpectedComment(string Id, string Name, string Html, string? Plain);

internal sealed record ExpectedWords(string Selector, string Text);
