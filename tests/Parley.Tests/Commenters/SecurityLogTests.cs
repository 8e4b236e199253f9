using Parley.Tests.App;

namespace Parley.Tests.Commenters;

public sealed class SecurityLogTests
{
    [Fact]
    public async Task Coming_in_refusals_and_changes_are_logged_without_secret_or_address()
    {
        var folder = Directory.CreateTempSubdirectory("parley-log-").FullName;
        await using var server = ParleyProcess.Serve(folder);
        var url = await server.Listening;
        using var browser = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = url };
        browser.DefaultRequestHeaders.UserAgent.ParseAdd("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0");
        _ = await browser.SubmitAsync("/sign-in", ("email", "ruth@readers.example"));
        _ = await browser.SubmitAsync("/sign-in/code", ("code", "not a code"));
        _ = await browser.SubmitAsync("/sign-out");

        _ = await server.StopAsync();
        // Without a mail server letters are printed between the lines of the log; they are none of them.
        var output = string.Join('\n', server.Output.Split('\n').Where(l => l.Contains("Parley.Security", StringComparison.Ordinal)));
        Assert.Contains("Refused by code, Wrong: account none, on Firefox, Linux", output, StringComparison.Ordinal);
        Assert.Contains("Signed out: 0 sessions, on Firefox, Linux", output, StringComparison.Ordinal);
        Assert.DoesNotContain("ruth", output, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("readers.example", output, StringComparison.OrdinalIgnoreCase);
        Directory.Delete(folder, recursive: true);
    }
}
