using Parley.Tests.App;

namespace Parley.Tests.Commands;

public sealed class CommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("parley-command-").FullName;

    [Fact]
    public async Task A_site_is_added_changed_and_listed()
    {
        Assert.Equal(0, (await RunAsync("site", "add", "times", "--name", "The Times", "--origin", "HTTPS://News.Example:443/")).Code);
        Assert.Equal(0, (await RunAsync("site", "set", "times", "--origin", "https://a.example", "--origin", "https://b.example:8443")).Code);
        var (code, output, _) = await RunAsync("site", "list");
        Assert.Equal((0, "times\tThe Times\thttps://a.example https://b.example:8443"), (code, output.Trim()));
    }

    [Fact]
    public async Task A_site_may_be_in_a_language_that_Parley_does_not_speak()
    {
        Assert.Equal((0, "Added the site times."), await SaidAsync("site", "add", "times", "--name", "The Times", "--language", "de-AT"));
        var (code, said) = await SaidAsync("site", "set", "times", "--language", "ja");
        Assert.Equal(0, code);
        Assert.EndsWith("Its stories are marked as ja; Parley itself speaks en, de, fr, uk, ar and will speak English there.", said, StringComparison.Ordinal);

        async Task<(int, string)> SaidAsync(params string[] arguments)
        {
            var (code, output, _) = await RunAsync(arguments);
            return (code, output.Trim());
        }
    }

    [Theory]
    [InlineData(1, "site", "add", "api", "--name", "Ours")]
    [InlineData(1, "site", "add", "Times", "--name", "Upper case")]
    [InlineData(1, "site", "add", "times", "--name", " ")]
    [InlineData(1, "site", "add", "times", "--name", "T", "--origin", "https://news.example/path")]
    [InlineData(1, "site", "add", "times", "--name", "T", "--origin", "javascript:alert(1)")]
    [InlineData(1, "site", "set", "nobody", "--name", "T")]
    [InlineData(1, "site", "list", "--database", "not a connection")]
    [InlineData(2, "site", "add", "times", "--name", "T", "--guests", "some")]
    [InlineData(2, "site", "add", "times", "--name", "T", "--passwords", "yes")]
    [InlineData(2, "site", "add", "times")]
    [InlineData(2, "sing")]
    [InlineData(2, "serve", "--loudly")]
    public async Task A_wrong_command_is_one_clear_sentence(int expected, params string[] arguments)
    {
        var (code, _, error) = await RunAsync(arguments);
        Assert.Equal(expected, code);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
        Assert.InRange(error.Trim().Split('\n').Length, 1, 2);
    }

    [Fact]
    public async Task The_same_site_twice_is_refused_and_the_first_stays()
    {
        Assert.Equal(0, (await RunAsync("site", "add", "times", "--name", "First")).Code);
        Assert.Equal(1, (await RunAsync("site", "add", "times", "--name", "Second")).Code);
        Assert.Contains("First", (await RunAsync("site", "list")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_taken_port_and_an_unusable_folder_are_one_sentence()
    {
        await using var first = ParleyProcess.Serve(_folder);
        var url = await first.Listening;
        var (code, _, error) = await ParleyProcess.RunAsync("serve", "--data", _folder, "--urls", url.ToString().TrimEnd('/'));
        Assert.Equal(1, code);
        Assert.Contains("in use", error, StringComparison.Ordinal);
        _ = Assert.Single(error.Trim().Split('\n'));

        var file = Path.Combine(_folder, "a-file");
        await File.WriteAllTextAsync(file, "");
        (code, _, error) = await ParleyProcess.RunAsync("serve", "--data", file, "--urls", "http://127.0.0.1:0");
        Assert.Equal((1, $"The data folder {file} cannot be made; name another with --data."), (code, error.Trim()));

        if (!OperatingSystem.IsLinux()) return;
        // Where no folder can be made by anybody, and where no file can.
        (code, _, error) = await ParleyProcess.RunAsync("serve", "--data", "/proc/x", "--urls", "http://127.0.0.1:0");
        Assert.Equal((1, "The data folder /proc/x cannot be made; name another with --data."), (code, error.Trim()));
        (code, _, error) = await ParleyProcess.RunAsync("serve", "--data", "/proc", "--urls", "http://127.0.0.1:0");
        Assert.Equal((1, "Nothing can be stored in /proc; name another folder with --data."), (code, error.Trim()));
    }

    [Fact]
    public async Task A_certificate_that_cannot_be_read_is_one_sentence_and_proxies_that_are_everybody_a_warning()
    {
        var file = Path.Combine(_folder, "certificate.pem");
        await File.WriteAllTextAsync(file, "no certificate");
        await using var refused = ParleyProcess.ServeAt(0, _folder, environment: new Dictionary<string, string> { ["PARLEY_CERTIFICATE"] = file });
        _ = await Assert.ThrowsAsync<InvalidOperationException>(() => refused.Listening);
        Assert.Contains($"PARLEY_CERTIFICATE names {file}, which cannot be read", refused.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", refused.Output, StringComparison.Ordinal);

        await using var open = ParleyProcess.ServeAt(0, _folder, environment: new Dictionary<string, string> { ["PARLEY_PROXIES"] = "0.0.0.0/0" });
        _ = await open.Listening;
        _ = await open.StopAsync();
        Assert.Contains("PARLEY_PROXIES believes everybody", open.Output, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments) =>
        ParleyProcess.RunAsync([.. arguments, "--data", _folder]);
}
