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

    private static Settings Read(params (string Name, string Value)[] variables) =>
        Settings.Read(name => variables.Where(v => v.Name == name).Select(v => v.Value).FirstOrDefault());
}
