using System.Diagnostics;
using System.Net;
using System.Text;
using System.Text.Json;
using Parley.Core.Sites;
using Parley.Tests.App;

namespace Parley.Tests.Commenters;

/// <summary>What docs/sign-on.md gives publishers to copy makes tokens that are taken.</summary>
public sealed class SignOnExampleTests() : ProductTests(false)
{
    private const string Secret = "ein Geheimnis, länger als 32 Bytes";

    [Theory]
    [InlineData("python", "python3", "-c", "\nprint(parley_token({0}, \"times\", 7, \"Rüth Amsel\"))")]
    [InlineData("js", "node", "-e", "\nconsole.log(parleyToken({0}, \"times\", 7, \"Rüth Amsel\"));")]
    public async Task A_token_made_by_the_example_signs_on(string language, string program, string option, string call)
    {
        // The examples ask the system's clock.
        App.Clock.Move(TimeProvider.System.GetUtcNow() - App.Clock.GetUtcNow());
        var (site, _) = await App.GivenAStoryAsync(change: (site, _) => site.Origins.Add(new() { SiteId = site.Id, Origin = "https://news.example" }));
        await using (var db = App.Open())
        {
            _ = db.SignOns.Add(new SignOn { SiteId = site.Id, Secret = Encoding.UTF8.GetBytes(Secret) });
            _ = await db.SaveChangesAsync();
        }

        var code = Example(language) + string.Format(System.Globalization.CultureInfo.InvariantCulture, call, JsonSerializer.Serialize(Secret));
        var token = await RunAsync(program, option, code);
        using var frame = App.Frame();
        using var answer = await frame.SendJsonAsync(
            HttpMethod.Post, "/api/v1/sites/times/sign-on", JsonSerializer.Serialize(new { token, origin = "https://news.example" }));

        var body = await answer.JsonAsync();
        Assert.True(answer.StatusCode == HttpStatusCode.OK, body.ToString());
        Assert.Equal("Rüth Amsel", body.GetProperty("name").GetString());
    }

    private static string Example(string language)
    {
        var page = File.ReadAllText(Path.Combine(Repository.Root, "docs/sign-on.md"));
        var start = page.IndexOf($"```{language}\n", StringComparison.Ordinal) + language.Length + 4;
        return page[start..page.IndexOf("\n```", start, StringComparison.Ordinal)];
    }

    private static async Task<string> RunAsync(params string[] command)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true, UseShellExecute = false })!;
            var output = await process.StandardOutput.ReadToEndAsync();
            await process.WaitForExitAsync();
            return output.Trim();
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Skip($"{command[0]} is not on this machine.");
            return "";
        }
    }
}
