using System.Text.Json;
using Markdig;
using Microsoft.Playwright;
using Parley.Core.Comments;
using Parley.Core.Tests;

namespace Parley.Browser.Tests;

/// <summary>The HTML of hostile comments in a real browser, without any policy that would help.</summary>
/// <remarks>
/// 600 cases by default, all of them with <c>PARLEY_HOSTILE=all</c>. Two controls must be caught: the raw inputs, and what
/// a renderer makes of them that only leaves out HTML; without these the silence of the rest would prove nothing.
/// </remarks>
public sealed class HostileMarkupTests(Chromium chromium)
{
    private const int Sample = 600;

    // Many to a page, since loading is what takes the time; the raw ones end up in one another, and stand fewer together.
    private const int CasesInPage = 60;
    private const int RawCasesInPage = 10;

    private static readonly string[] LinkSyntaxes = ["[x]({0})", "[x](<{0}>)", "<{0}>", "[x][y]\n\n[y]: {0}", "![x]({0})"];

    private static readonly bool IsWhole = Environment.GetEnvironmentVariable("PARLEY_HOSTILE") == "all";

    [Fact]
    public async Task A_hostile_comment_runs_nothing_asks_nobody_and_stays_in_its_place()
    {
        var cases = new List<Case>();
        foreach (var hostile in Choose(Inputs(), IsWhole ? int.MaxValue : Sample))
        {
            foreach (var format in Enum.GetValues<TextFormat>())
            {
                if (CommentText.TryRead(hostile.Input, format, out var text, out _))
                    cases.Add(new Case($"{hostile.Id} as {format}", text!.Html));
            }
        }

        var findings = await FindAsync(cases, CasesInPage);

        Assert.True(cases.Count >= Sample, $"Only {cases.Count} cases became comments.");
        Assert.True(findings.Count == 0, string.Join('\n', findings.Take(20)));
    }

    [Fact]
    public async Task The_oracle_catches_raw_input()
    {
        var cases = Choose(Hostile.Read("xss-html"), 200).Select(hostile => new Case(hostile.Id, hostile.Input)).ToList();

        var findings = await FindAsync(cases, RawCasesInPage);

        Assert.Contains(findings, finding => finding.Contains("ran script", StringComparison.Ordinal));
        Assert.Contains(findings, finding => finding.Contains("requested", StringComparison.Ordinal));
        Assert.Contains(findings, finding => finding.Contains("attribute on", StringComparison.Ordinal));
        Assert.Contains(findings, finding => finding.Contains("outside", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_oracle_catches_a_renderer_that_only_leaves_out_HTML()
    {
        var pipeline = new MarkdownPipelineBuilder().DisableHtml().Build();
        string[] typed = ["[a](javascript:caught('x'))", "![a](https://x.example/a.png)", "[a](data:text/html,<p>b)"];

        var findings = await FindAsync([.. typed.Select(t => new Case(t, Markdown.ToHtml(t, pipeline)))], CasesInPage);

        Assert.Contains(findings, finding => finding.Contains("ran script", StringComparison.Ordinal));
        Assert.Contains(findings, finding => finding.Contains("requested", StringComparison.Ordinal));
        Assert.Contains(findings, finding => finding.Contains("javascript:", StringComparison.Ordinal));
    }

    private static IEnumerable<HostileCase> Inputs()
    {
        foreach (var hostile in Hostile.Read("xss-html", "xss-markdown", "html5lib-tree", "naughty-text", "commonmark-0.31.2",
            "gfm", "gfm-extensions", "cmark-regression"))
        {
            yield return hostile;
        }

        foreach (var hostile in Hostile.Read("url", "open-redirect"))
        {
            foreach (var syntax in LinkSyntaxes)
                yield return hostile with { Id = $"{hostile.Id} in {syntax}", Input = syntax.Replace("{0}", hostile.Input, StringComparison.Ordinal) };
        }
    }

    // Evenly spread over the whole, so that every source is there, and always the same.
    private static List<HostileCase> Choose(IEnumerable<HostileCase> inputs, int count)
    {
        var all = inputs.ToList();
        return count >= all.Count ? all : [.. Enumerable.Range(0, count).Select(i => all[(int)((long)i * all.Count / count)])];
    }

    private async Task<List<string>> FindAsync(List<Case> cases, int casesInPage)
    {
        await using var context = await chromium.Browser.NewContextAsync(new BrowserNewContextOptions { ServiceWorkers = ServiceWorkerPolicy.Block });
        var findings = new List<string>();
        foreach (var chunk in cases.Chunk(casesInPage))
            await LookAsync(context, chunk, findings);

        return findings;
    }

    private static async Task LookAsync(IBrowserContext context, Case[] chunk, List<string> findings)
    {
        var start = $"https://parley.example/{Guid.NewGuid():N}";
        var requests = new List<string>();
        var page = await context.NewPageAsync();
        page.Dialog += async (_, dialog) => await dialog.DismissAsync();
        await page.RouteAsync("**/*", async route =>
        {
            if (route.Request.Url == start)
            {
                await route.FulfillAsync(new RouteFulfillOptions { ContentType = "text/html; charset=utf-8", Body = Page(chunk) });
                return;
            }

            lock (requests) requests.Add(route.Request.Url);
            await route.AbortAsync();
        });

        var ids = $"{chunk[0].Id} … {chunk[^1].Id}";
        try
        {
            await page.GotoAsync(start, new PageGotoOptions { WaitUntil = WaitUntilState.Load });
            var report = JsonSerializer.Deserialize<List<Finding>>(await page.EvaluateAsync<string>("() => window.look()"), JsonSerializerOptions.Web)!;
            findings.AddRange(report.Select(f => $"{(f.Case < 0 ? ids : chunk[f.Case].Id)}: {f.What}"));
        }
        // What looks for findings is gone: the page was left, or would not load for it.
        catch (Exception exception) when (exception is PlaywrightException or TimeoutException)
        {
            findings.Add($"{ids}: did not stay on the page: {exception.Message}");
        }

        lock (requests) findings.AddRange(requests.Distinct(StringComparer.Ordinal).Select(url => $"{ids}: requested {url}"));
        foreach (var other in context.Pages.ToList())
        {
            if (other != page) findings.Add($"{ids}: opened {other.Url}");
            await other.CloseAsync();
        }
    }

    // The canary is in place before the first case is parsed. Whatever is called on it, or calls what only script can call,
    // is a finding of the case that was being touched, or of the page while it was being read.
    private static string Page(Case[] chunk) =>
        "<!DOCTYPE html><html><head><meta charset=utf-8><title>Parley</title><script>" + Canary + "</script></head><body>"
        + "<main>" + string.Concat(chunk.Select((c, i) => $"<div class=case data-case={i}>{c.Html}</div><hr data-after={i}>")) + "</main>"
        + "<footer>end</footer></body></html>";

    private const string Canary = """
        (() => {
          const findings = [];
          let touched = -1;
          const find = (what) => findings.push({ case: touched, what });
          window.caught = (what) => find('ran script: ' + what);
          for (const name of ['alert', 'confirm', 'prompt', 'print', 'open', 'fetch', 'setTimeout', 'setInterval',
            'postMessage', 'Function', 'Worker', 'WebSocket', 'EventSource', 'XMLHttpRequest', 'Image'])
            window[name] = function () { window.caught(name); };
          // Playwright asks through it.
          const genuine = window.eval;
          window.eval = (text) => { if (!/window\.look/.test(text)) window.caught('eval'); return genuine(text); };
          document.write = document.writeln = () => window.caught('document.write');
          for (const name of ['cookie', 'domain', 'title'])
            Object.defineProperty(document, name, { get() { window.caught(name); return ''; }, set() { window.caught(name); } });
          window.addEventListener('error', (e) => { if (e.error) window.caught('error: ' + e.message); });

          const allowed = { P: ['dir'], BLOCKQUOTE: ['dir'], UL: ['dir'], OL: ['dir', 'start'], LI: [], PRE: ['dir'], CODE: [],
            EM: [], STRONG: [], DEL: [], BR: [], A: ['href', 'rel'] };
          const judge = (element) => {
            const attributes = allowed[element.tagName];
            if (!attributes) find('element ' + element.tagName);
            for (const { name, value } of element.attributes) {
              if (/^on/i.test(name)) find('attribute on…: ' + name);
              else if (attributes && !attributes.includes(name)) find('attribute ' + name);
              if (['href', 'src', 'action', 'formaction', 'data', 'xlink:href'].includes(name)) {
                let protocol = 'relative';
                try { protocol = new URL(value).protocol; } catch { }
                if (!['http:', 'https:', 'mailto:'].includes(protocol)) find('address ' + value);
              }
            }
          };

          const touch = (element) => {
            for (const type of ['pointerover', 'mouseover', 'mouseenter', 'mousemove', 'focus', 'focusin', 'pointerdown', 'mousedown',
              'touchstart', 'mouseup', 'click', 'dblclick', 'auxclick', 'contextmenu', 'keydown', 'keypress', 'keyup', 'beforeinput',
              'input', 'change', 'paste', 'copy', 'cut', 'dragstart', 'dragenter', 'drop', 'wheel', 'scroll', 'select', 'submit',
              'reset', 'toggle', 'animationstart', 'animationend', 'transitionend', 'mouseleave', 'mouseout', 'blur']) {
              const event = type === 'click' ? new MouseEvent(type, { bubbles: true, cancelable: true, view: window })
                : new Event(type, { bubbles: true, cancelable: true });
              // A good link is not followed: only what it would do besides is of interest.
              const link = element.closest?.('a[href]');
              if (type === 'click' && link && /^(https?|mailto):/.test(link.href)) event.preventDefault();
              element.dispatchEvent(event);
            }
            element.focus?.();
            if (element.matches('input, textarea, select')) { try { element.value = 'typed'; } catch { } }
          };

          const stop = (event) => {
            const link = event.target.closest?.('a[href]');
            if (link && /^(https?|mailto):/.test(link.href)) event.preventDefault();
          };
          document.addEventListener('click', stop, true);
          document.addEventListener('auxclick', stop, true);
          document.addEventListener('submit', (event) => event.preventDefault(), true);

          const turn = () => new Promise((done) => { const channel = new MessageChannel(); channel.port1.onmessage = done; channel.port2.postMessage(0); });

          window.look = async () => {
            const main = document.querySelector('main');
            const cases = main ? [...main.querySelectorAll('[data-case]')] : [];
            const children = main ? [...main.children] : [];
            if (children.some((child, i) => child.tagName !== (i % 2 ? 'HR' : 'DIV')) || document.body.lastElementChild?.tagName !== 'FOOTER'
              || document.body.children.length !== 2 || document.head.children.length !== 3 || children.length !== cases.length * 2
              || children.some((child, i) => (child.dataset.case ?? child.dataset.after) !== String(i >> 1))
              || [...main.childNodes, ...document.body.childNodes].some((node) => node.nodeType === 3))
              find('something landed outside its container');
            for (const [i, container] of cases.entries()) {
              touched = i;
              const before = container.innerHTML;
              const again = document.createElement('div');
              again.innerHTML = before;
              if (again.innerHTML !== before) find('reads back otherwise');
              const elements = [...container.querySelectorAll('*')];
              elements.forEach(judge);
              elements.forEach(touch);
              await turn();
              if (container.innerHTML !== before) find('changed when touched');
            }
            // Navigations to javascript: and the errors of what could not be loaded come after a few turns.
            for (let i = 0; i < 20; i++) await turn();
            return JSON.stringify(findings);
          };
        })();
        """;

    private sealed record Case(string Id, string Html);

    private sealed record Finding(int Case, string What);
}
