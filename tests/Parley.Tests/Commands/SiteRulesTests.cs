using Microsoft.EntityFrameworkCore;
using Parley.Core.Sites;
using Parley.Tests.App;

namespace Parley.Tests.Commands;

public abstract class SiteRulesTests(bool onPostgres) : ProductTests(onPostgres)
{
    public sealed class OnSqlite() : SiteRulesTests(false);

    public sealed class OnPostgres() : SiteRulesTests(true);

    [Fact]
    public async Task Who_may_comment_and_whether_passwords_sign_in_is_set_by_command_and_what_is_not_named_stays()
    {
        _ = await App.GivenAStoryAsync();
        Assert.Equal((GuestRule.Open, false), await RulesAsync());

        await RunAsync("site", "set", "times", "--guests", "held", "--passwords", "on");
        Assert.Equal((GuestRule.Held, true), await RulesAsync());

        await RunAsync("site", "set", "times", "--guests", "closed");
        Assert.Equal((GuestRule.Closed, true), await RulesAsync());

        await RunAsync("site", "set", "times", "--passwords", "off");
        Assert.Equal((GuestRule.Closed, false), await RulesAsync());
    }

    private async Task RunAsync(params string[] arguments)
    {
        var (code, output, error) = await ParleyProcess.RunAsync([.. arguments, .. App.Options]);
        Assert.True(code == 0, output + error);
    }

    private async Task<(GuestRule Guests, bool HasPasswords)> RulesAsync()
    {
        await using var db = App.Open();
        var site = await db.Sites.SingleAsync(s => s.Key == "times");
        return (site.Guests, site.HasPasswords);
    }
}
