namespace Parley.Browser.Tests;

public sealed class ChromiumTests(Chromium chromium)
{
    [Fact]
    public async Task The_browser_runs_script()
    {
        await using var context = await chromium.Browser.NewContextAsync();
        var page = await context.NewPageAsync();
        await page.SetContentAsync("<p id=p></p><script>document.getElementById('p').textContent = 6 * 7</script>");

        Assert.Equal("42", await page.TextContentAsync("#p"));
    }
}
