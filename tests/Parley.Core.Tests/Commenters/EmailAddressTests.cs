using Parley.Core.Commenters;

namespace Parley.Core.Tests.Commenters;

public sealed class EmailAddressTests
{
    [Theory]
    [InlineData("someone@example.org", "someone@example.org")]
    [InlineData(" First.Last+tag@Sub.Example.ORG ", "First.Last+tag@sub.example.org")]
    [InlineData("o'brien_x-y@example.co.uk", "o'brien_x-y@example.co.uk")]
    [InlineData("a@bücher.example", "a@xn--bcher-kva.example")]
    [InlineData("a@xn--bcher-kva.example", "a@xn--bcher-kva.example")]
    [InlineData("a@उदाहरण.example", "a@xn--p1b6ci4b4b3a.example")]
    public void An_ordinary_address_is_taken(string typed, string expected)
    {
        Assert.True(EmailAddress.TryRead(typed, out var address));
        Assert.Equal(expected, address);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("a")]
    [InlineData("a@b")]
    [InlineData("@example.org")]
    [InlineData("a@@example.org")]
    [InlineData("a@example.org, b@example.org")]
    [InlineData("a@example.org;b@example.org")]
    [InlineData("Ann <a@example.org>")]
    [InlineData("\"a\"@example.org")]
    [InlineData("a(b)@example.org")]
    [InlineData("group:a@example.org;")]
    [InlineData("a@example.org\r\nBcc: b@example.org")]
    [InlineData("a\0@example.org")]
    [InlineData("a@[127.0.0.1]")]
    [InlineData("a@127.0.0.1")]
    [InlineData("a@-example.org")]
    [InlineData("a@example..org")]
    [InlineData("a@example.org.")]
    [InlineData("a@exa\u3002mple.org")]
    [InlineData("a@exa\u00admple.org")]
    [InlineData("a@exa\u200bmple.org")]
    [InlineData("ä@example.org")]
    [InlineData(".a@example.org")]
    [InlineData("a..b@example.org")]
    public void What_a_mail_system_could_read_otherwise_is_not(string? typed)
    {
        Assert.False(EmailAddress.TryRead(typed, out var address));
        Assert.Null(address);
    }

    [Fact]
    public void An_address_has_at_most_254_characters()
    {
        var domain = string.Join('.', Enumerable.Repeat(new string('d', 61), 3)) + ".example";

        Assert.True(EmailAddress.TryRead(new string('a', 60) + "@" + domain[..^1], out var longest));
        Assert.Equal(253, longest!.Length);
        Assert.False(EmailAddress.TryRead(new string('a', 63) + "@" + domain, out _));
        Assert.False(EmailAddress.TryRead(new string('a', 65) + "@example.org", out _));
    }

    [Fact]
    public void No_hostile_address_passes_as_more_than_one_plain_mailbox()
    {
        foreach (var hostile in Hostile.Read("email", "mail-injection", "crlf", "naughty-text", "url"))
        {
            if (!EmailAddress.TryRead(hostile.Input, out var address)) continue;

            Assert.True(address!.All(c => c is > ' ' and < '\u007f' && !",;:<>()[]\\\"".Contains(c, StringComparison.Ordinal)), hostile.Id);
            Assert.Equal(1, address!.Count(c => c == '@'));
            Assert.Equal(hostile.Input.Trim(' '), address, ignoreCase: true);
            // What an old and careful validator calls an error, we do too.
            Assert.NotEqual("ISEMAIL_ERR", hostile.Expected, StringComparer.Ordinal);
        }
    }

    [Fact]
    public void Every_valid_address_with_a_domain_of_two_labels_passes()
    {
        var valid = Hostile.Read("email").Where(hostile => hostile.Expected == "ISEMAIL_VALID_CATEGORY"
            && hostile.Input.Split('@')[1].Contains('.', StringComparison.Ordinal)).ToList();

        Assert.NotEmpty(valid);
        Assert.All(valid, hostile => Assert.True(EmailAddress.TryRead(hostile.Input, out _), hostile.Input));
    }
}
