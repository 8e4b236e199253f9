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

    public static async Task FindsNothingAsync(IPage page, string state)
    {
        var result = await page.RunAxe(Options);

        // A run that checked nothing would find nothing, too.
        Assert.NotEmpty(result.Passes);
        Assert.Empty(result.Violations.SelectMany(v => v.Nodes.Select(n =>
            $"{state}: {v.Id}: {v.Help}: {n.Html} {string.Join("; ", n.Any.Concat(n.All).Concat(n.None).Select(c => c.Message))}")));
    }
}
