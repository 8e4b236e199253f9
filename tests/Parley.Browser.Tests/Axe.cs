using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace Parley.Browser.Tests;

/// <summary>The accessibility rules of WCAG 2.2 A and AA and the customs beyond, over a page and its frames.</summary>
internal static class Axe
{
    private static readonly AxeRunOptions Options = new()
    {
        RunOnly = new RunOnlyOptions
        {
            Type = "tag",
            Values = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
        },
        // What passed is counted and not described: describing every element of a page takes longer than looking at it.
        ResultTypes = [ResultType.Violations],
        // Off unless asked for.
        Rules = new Dictionary<string, RuleOptions>(StringComparer.Ordinal) { ["target-size"] = new() { Enabled = true } },
    };

    // What can be otherwise by night alone: the page is the same, its colours are not.
    private static readonly AxeRunOptions Night = new()
    {
        RunOnly = new RunOnlyOptions { Type = "rule", Values = ["color-contrast", "link-in-text-block", "html-has-lang"] },
        ResultTypes = [ResultType.Violations],
    };

    /// <summary>All of it by day, and by night what depends on colours.</summary>
    public static async Task FindsNothingByDayAndNightAsync(IPage page, string state)
    {
        await FindsNothingAsync(page, state);
        await FindsNothingByNightAsync(page, state + " by night");
    }

    /// <summary>By night what depends on colours.</summary>
    public static async Task FindsNothingByNightAsync(IPage page, string state)
    {
        await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
        await FindsNothingAsync(page, state, Night);
        await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Light });
    }

    public static Task FindsNothingAsync(IPage page, string state) => FindsNothingAsync(page, state, Options);

    private static async Task FindsNothingAsync(IPage page, string state, AxeRunOptions options)
    {
        // What fades in or out has its colours when it is through.
        await page.EvaluateAsync("() => Promise.all(document.getAnimations().map(a => a.finished.catch(() => {})))");
        var result = await page.RunAxe(options);

        // A run that checked nothing would find nothing, too.
        Assert.NotEmpty(result.Passes);
        Assert.Empty(result.Violations.SelectMany(v => v.Nodes.Select(n =>
            $"{state}: {v.Id}: {v.Help}: {n.Html} {string.Join("; ", n.Any.Concat(n.All).Concat(n.None).Select(c => c.Message))}")));
    }
}
