using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Parley.Core.Sites;
using Parley.Storage;
using Parley.Tests.App;

namespace Parley.Tests.Commands;

public sealed class SignOnCommandTests : InstallationTests
{
    [Fact]
    public async Task A_secret_is_made_printed_once_and_kept_as_the_text_it_is()
    {
        var (code, output, _) = await RunAsync("--secret", "generate", "--badges", "on");

        Assert.Equal(0, code);
        var secret = output.Trim().Split(' ')[^1];
        var signOn = await SignOnAsync();
        Assert.Equal(secret, Encoding.ASCII.GetString(signOn!.Secret!));
        Assert.Equal((43, true), (secret.Length, signOn.GivesBadges));
        Assert.DoesNotContain(secret, (await RunAsync()).Output, StringComparison.Ordinal);

        Assert.Equal(0, (await RunAsync("--off")).Code);
        Assert.Null(await SignOnAsync());
    }

    [Theory]
    [InlineData("a secret of thirty-one bytes...", 1)]
    [InlineData("a secret of thirty-two bytes....", 0)]
    [InlineData("", 1)]
    public async Task A_secret_of_less_than_256_bits_is_refused(string secret, int expected)
    {
        var (code, _, error) = await RunWithAsync(secret, "--secret", "-");

        Assert.Equal(expected, code);
        Assert.Equal(expected == 0, await SignOnAsync() is not null);
        Assert.Equal(expected == 1, error.Contains("256 bits", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Public_keys_are_taken_and_what_must_stay_with_the_publisher_is_not()
    {
        using var key = RSA.Create(2048);
        using var small = RSA.Create(1024);
        using var curve = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        var whole = key.ExportParameters(true);
        foreach (var (set, expected) in new (object, int)[]
        {
            (new { keys = new[] { Tokens.Jwk(key, "a") } }, 0),
            (new { keys = new object[] { Tokens.Jwk(key, "a"), new { kty = "oct", k = Tokens.Encode(new byte[32]) } } }, 1),
            (new { keys = new[] { new { kty = "RSA", n = Tokens.Encode(whole.Modulus!), e = Tokens.Encode(whole.Exponent!), d = Tokens.Encode(whole.D!) } } }, 1),
            (new { keys = new[] { Tokens.Jwk(small, "a") } }, 1),
            (new { keys = Array.Empty<object>() }, 1),
            (new { }, 1),
            ("words", 1),
        })
        {
            var file = Path.Combine(Folder, "keys.json");
            await File.WriteAllTextAsync(file, JsonSerializer.Serialize(set));
            Assert.Equal((JsonSerializer.Serialize(set), expected), (JsonSerializer.Serialize(set), (await RunAsync("--keys", file)).Code));
        }
    }

    [Theory]
    [InlineData("https://news.example/keys.json", 0)]
    [InlineData("http://news.example/keys.json", 1)]
    [InlineData("file:///etc/passwd", 1)]
    [InlineData("keys.json", 1)]
    public async Task Keys_are_read_from_https_alone(string url, int expected) =>
        Assert.Equal(expected, (await RunAsync("--keys-url", url)).Code);

    [Fact]
    public async Task A_secret_on_the_command_line_where_every_process_sees_it_is_wrong_use()
    {
        Assert.Equal(2, (await RunAsync("--secret", "a secret of more than thirty-two bytes")).Code);
        Assert.Equal(2, (await RunAsync("--disqus-secret", "secret")).Code);
        Assert.Equal(0, (await RunWithAsync("the API secret", "--disqus-key", "public", "--disqus-secret", "-")).Code);
        var signOn = await SignOnAsync();
        Assert.Equal(("public", "the API secret"), (signOn!.DisqusKey, Encoding.UTF8.GetString(signOn.DisqusSecret!)));
    }

    private Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments) => RunWithAsync(null, arguments);

    private Task<(int Code, string Output, string Error)> RunWithAsync(string? input, params string[] arguments) =>
        ParleyProcess.RunWithAsync(input, ["site", "sign-on", "times", .. arguments, "--data", Folder]);

    private async Task<SignOn?> SignOnAsync()
    {
        await using var db = Database.Choose(null, Folder).Open();
        return await db.SignOns.AsNoTracking().SingleOrDefaultAsync();
    }
}
