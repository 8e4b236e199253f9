using Microsoft.EntityFrameworkCore;
using Parley.Tests.App;

namespace Parley.Tests.Notifications;

/// <summary>Letters to a real mail server, in all its moods.</summary>
public abstract class LetterTests(bool onPostgres) : ProductTests(onPostgres)
{
    private MailServer _server = null!;

    private protected override Settings Change(Settings settings) => settings with { Mail = _server.Settings };

    public override async ValueTask InitializeAsync()
    {
        _server = await MailServer.StartAsync();
        await base.InitializeAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _server.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task A_letter_arrives_as_text_and_HTML_at_one_recipient_and_is_then_forgotten()
    {
        await App.WriteALetterAsync("ada@readers.example");

        var letter = (await _server.LettersAsync(1))[0];
        Assert.Equal(["ada@readers.example"], letter.To);
        Assert.Equal("Your code for The Times of Testing", letter.Subject);
        Assert.Equal("auto-generated", letter["Auto-Submitted"]);
        Assert.Contains("    123456\n", letter.Text, StringComparison.Ordinal);
        Assert.Contains("http://127.0.0.1:0/sign-in/link/abc\n", letter.Text, StringComparison.Ordinal);
        Assert.Contains("123456", letter.Html, StringComparison.Ordinal);
        await App.UntilAsync(async db => await db.Letters.AnyAsync(l => l.SentAt != null && l.To == "" && l.Values == "{}"));
        await App.UntilAsync(async db => !await db.Jobs.AnyAsync());
    }
}

public sealed class LetterOnSqliteTests() : LetterTests(onPostgres: false);

public sealed class LetterOnPostgresTests() : LetterTests(onPostgres: true);
