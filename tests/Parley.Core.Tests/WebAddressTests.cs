using FsCheck;
using FsCheck.Fluent;

namespace Parley.Core.Tests;

public sealed class WebAddressTests
{
    [Theory]
    [InlineData("HTTPS://News.Example:443/Path/Story?b=2&a=1#comments", "https://news.example/Path/Story?b=2&a=1")]
    [InlineData("http://news.example", "http://news.example/")]
    [InlineData("http://news.example:80/?", "http://news.example/")]
    [InlineData("https://news.example:8443/a", "https://news.example:8443/a")]
    [InlineData("https://news.example./a", "https://news.example/a")]
    [InlineData("https://bücher.example/ä?ö=ü", "https://xn--bcher-kva.example/%C3%A4?%C3%B6=%C3%BC")]
    [InlineData("https://news.example/a?utm_source=x&id=7&UTM_Medium=y&fbclid=z", "https://news.example/a?id=7")]
    [InlineData("https://news.example/a?gclid=1", "https://news.example/a")]
    [InlineData("https://news.example/a?ref=front&source=x", "https://news.example/a?ref=front&source=x")]
    [InlineData("https://news.example/a/./b/../c/%2E%2e/d", "https://news.example/a/d")]
    [InlineData("https://news.example/../../a/..", "https://news.example/")]
    [InlineData("https://news.example/%7euser/%41%2f%c3%a9", "https://news.example/~user/A%2F%C3%A9")]
    [InlineData("https://news.example/a%zz?b=%", "https://news.example/a%25zz?b=%25")]
    [InlineData("https://news.example//a//b/", "https://news.example//a//b/")]
    [InlineData("http://[2001:DB8::0:1]/", "http://[2001:db8::1]/")]
    public void Addresses_of_one_article_become_one(string address, string expected)
    {
        Assert.True(WebAddress.TryCanonicalize(address, out var canonical));
        Assert.Equal(expected, canonical);
    }

    [Theory]
    [InlineData("https://news.example/a", "https://www.news.example/a")]
    [InlineData("https://news.example/a", "http://news.example/a")]
    [InlineData("https://news.example/a", "https://news.example/a/")]
    [InlineData("https://news.example/a", "https://news.example/A")]
    [InlineData("https://news.example/?a=1&b=2", "https://news.example/?b=2&a=1")]
    [InlineData("https://news.example/a%2Fb", "https://news.example/a/b")]
    public void What_a_server_may_tell_apart_stays_apart(string one, string other)
    {
        Assert.True(WebAddress.TryCanonicalize(one, out var canonical));
        Assert.True(WebAddress.TryCanonicalize(other, out var otherCanonical));
        Assert.NotEqual(canonical, otherCanonical, StringComparer.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("/a")]
    [InlineData("//news.example/a")]
    [InlineData("ftp://news.example/a")]
    [InlineData("javascript:alert(1)")]
    [InlineData("file:///a")]
    [InlineData("https://user@news.example/")]
    [InlineData("https://news.example@x.example/")]
    [InlineData("https://news.example\\@x.example/")]
    [InlineData("https://news.example/a b")]
    [InlineData("https://news.example/a\n")]
    [InlineData("https://\u200b/")]
    [InlineData("https://a..b/")]
    [InlineData("https://")]
    public void What_is_no_address_of_a_page_has_no_canonical_form(string? address)
    {
        Assert.False(WebAddress.TryCanonicalize(address, out var canonical));
        Assert.Equal("", canonical);
    }

    [Fact]
    public void A_canonical_address_has_at_most_2000_characters()
    {
        const string Start = "https://news.example/";
        var path = new string('a', WebAddress.MaximumLength - Start.Length);

        Assert.True(WebAddress.TryCanonicalize(Start + path, out _));
        Assert.True(WebAddress.TryCanonicalize(Start + path + "?utm_source=" + path, out var shortened));
        Assert.Equal(Start + path, shortened);
        Assert.False(WebAddress.TryCanonicalize(Start + path + "a", out _));
        Assert.False(WebAddress.TryCanonicalize(Start + new string('ä', 1_000), out _));
    }

    [Fact]
    public void No_hostile_address_becomes_anything_but_the_address_of_a_page()
    {
        var read = 0;
        foreach (var hostile in Hostile.Read("url", "open-redirect", "ssrf", "crlf", "naughty-text"))
        {
            foreach (var address in (string[])[hostile.Input, "https://news.example/" + hostile.Input, "https://news.example/?u=" + hostile.Input, "https://" + hostile.Input])
            {
                if (!WebAddress.TryCanonicalize(address, out var canonical)) continue;

                read++;
                Assert.True(IsCanonical(canonical), $"{hostile.Id}: {canonical}");
            }
        }

        Assert.InRange(read, 500, int.MaxValue);
    }

    [Fact]
    public void A_canonical_address_stays_as_it_is() => Prop.ForAll(
        Gen.Elements("a", "B", "/", ".", "..", "/../", "%2e", "%2E%2e", "%", "%41", "%c3%a9", "%25", "%252e", "é", "?", "&", "=", "#", "utm_a=1", "gclid",
            "+", "'", "[", "]", "^", "|", "\"", "<", "{", ":", "@", ";", "~", "\U0001F600", "\ud800", "%zz", "%e9", "//", "*", "\u202e")
            .ListOf().Select(string.Concat).ToArbitrary(),
        rest => !WebAddress.TryCanonicalize("https://news.example/" + rest, out var canonical) || IsCanonical(canonical))
        .Check(Generated.Cases(5_000));

    private static bool IsCanonical(string canonical) =>
        (canonical.StartsWith("http://", StringComparison.Ordinal) || canonical.StartsWith("https://", StringComparison.Ordinal))
        && canonical.All(c => c is > ' ' and < '\u007f' && !"\"<>\\^`{|}#".Contains(c, StringComparison.Ordinal))
        && Uri.TryCreate(canonical, UriKind.Absolute, out var uri) && uri.UserInfo.Length == 0
        && WebAddress.TryCanonicalize(canonical, out var again) && again == canonical;
}
