using System.Net;

namespace Parley.Tests.Commands;

public sealed class SettingsTests
{
    [Fact]
    public void Every_setting_is_read_from_the_environment()
    {
        var settings = Read(
            ("PARLEY_URLS", "http://0.0.0.0:80"), ("PARLEY_DATA", "/srv/parley"), ("PARLEY_DATABASE", "Host=db"),
            ("PARLEY_PUBLIC_URL", "HTTPS://Talk.Example.org/"), ("PARLEY_LIMITS", "off"), ("PARLEY_PROOF_OF_WORK", "off"),
            ("PARLEY_PROXIES", "10.0.0.1, 10.1.0.0/16 2001:db8::/32"));

        Assert.Equal(("http://0.0.0.0:80", "/srv/parley", "Host=db"), (settings.Urls, settings.Data, settings.Database));
        Assert.Equal("https://talk.example.org", settings.Origin);
        Assert.False(settings.Limits || settings.ProofOfWork);
        Assert.Equal(3, settings.Proxies.Count);
        Assert.Contains(IPNetwork.Parse("10.0.0.1/32"), settings.Proxies);
    }

    [Theory]
    [InlineData("http://127.0.0.1:8080", true)]
    [InlineData("http://localhost:1;http://[::1]:2", true)]
    [InlineData("http://127.0.0.1:8080;http://0.0.0.0:8080", false)]
    [InlineData("http://*:8080", false)]
    [InlineData("http://+:80", false)]
    public void Only_this_machines_own_addresses_count_as_loopback(string urls, bool expected) =>
        Assert.Equal(expected, new Settings { Urls = urls }.IsLoopbackOnly);

    [Theory]
    [InlineData("PARLEY_LIMITS", "no")]
    [InlineData("PARLEY_PROOF_OF_WORK", "1")]
    [InlineData("PARLEY_PUBLIC_URL", "https://talk.example.org/path")]
    [InlineData("PARLEY_PUBLIC_URL", "talk.example.org")]
    [InlineData("PARLEY_PROXIES", "proxy.example")]
    public void A_setting_that_cannot_be_read_is_named(string name, string value) =>
        Assert.Contains(name, Assert.Throws<FormatException>(() => Read((name, value))).Message, StringComparison.Ordinal);

    [Fact]
    public void Issuers_are_read_by_the_names_that_the_operator_chose_and_secrets_from_files()
    {
        var file = Path.GetTempFileName();
        File.WriteAllText(file, "from a file\n");
        var issuers = Read(
            ("PARLEY_OIDC_NEWS_ROOM_ISSUER", "https://login.example.org/realms/news/"), ("PARLEY_OIDC_NEWS_ROOM_CLIENT_ID", "parley"),
            ("PARLEY_OIDC_NEWS_ROOM_CLIENT_SECRET_FILE", file), ("PARLEY_OIDC_NEWS_ROOM_LABEL", "The newsroom"),
            ("PARLEY_OIDC_INNER_ISSUER", "http://login.internal:8081"), ("PARLEY_OIDC_INNER_CLIENT_ID", "parley"), ("PARLEY_INTERNAL_HOSTS", "login.internal:8081"),
            ("PARLEY_GOOGLE_CLIENT_ID", "g"), ("PARLEY_GOOGLE_CLIENT_SECRET", "gs"), ("PARLEY_GITHUB_CLIENT_ID", "h")).Issuers;
        File.Delete(file);

        Assert.Equal(["inner", "news-room", "google", "github"], issuers.Select(i => i.Name));
        Assert.Equal(["http://login.internal:8081", "https://login.example.org/realms/news/", "https://accounts.google.com", "github"], issuers.Select(i => i.Key));
        Assert.Equal([null, "from a file", "gs", null], issuers.Select(i => i.ClientSecret));
        Assert.Equal("https://api.github.com", issuers[3].GitHubApi);
        Assert.Empty(Read(("PARLEY_URLS", "http://127.0.0.1:1")).Issuers);
    }

    [Theory]
    [InlineData("PARLEY_OIDC_A_ISSUER", "http://login.example.org", "PARLEY_OIDC_A_CLIENT_ID")]
    [InlineData("PARLEY_OIDC_A_ISSUER", "login.example.org", "PARLEY_OIDC_A_CLIENT_ID")]
    [InlineData("PARLEY_OIDC_A_ISSUER", "https://login.example.org/?tenant=1", "PARLEY_OIDC_A_CLIENT_ID")]
    [InlineData("PARLEY_OIDC_A_ISSUER", "", "PARLEY_OIDC_A_CLIENT_ID")]
    [InlineData("PARLEY_OIDC_A_CLIENT_ID", "", "PARLEY_OIDC_A_LABEL")]
    [InlineData("PARLEY_OIDC_GITHUB_ISSUER", "https://login.example.org", "PARLEY_OIDC_GITHUB_CLIENT_ID")]
    [InlineData("PARLEY_GITHUB_URL", "http://git.example.org", "PARLEY_GITHUB_CLIENT_ID")]
    [InlineData("PARLEY_INTERNAL_HOSTS", "login.internal", "PARLEY_URLS")]
    [InlineData("PARLEY_INTERNAL_HOSTS", "http://login.internal:1", "PARLEY_URLS")]
    public void An_issuer_that_cannot_be_asked_safely_is_named(string name, string value, string other) =>
        Assert.Contains(
            name.StartsWith("PARLEY_OIDC_A", StringComparison.Ordinal) ? "PARLEY_OIDC_A_ISSUER" : name,
            Assert.Throws<FormatException>(() => Read((name, value), (other, "x"))).Message, StringComparison.Ordinal);

    private static Settings Read(params (string Name, string Value)[] variables) =>
        Settings.Read(name => variables.Where(v => v.Name == name).Select(v => v.Value).FirstOrDefault(), variables.Select(v => v.Name));
}
