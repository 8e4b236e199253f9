using Microsoft.EntityFrameworkCore;
using Parley.Core.Commenters;
using Parley.Tests.App;

namespace Parley.Tests.Moderation;

public abstract class FindCommentersTests(bool onPostgres) : ProductTests(onPostgres)
{
    private static readonly string[] Names =
        ["Ruth Amsel", "Rufus Bock", "R_th Caro", "100% Dora", "1000 Edas", "Back\\slash", "Backyslash", "[Ruth] Fink", "Ru*h Gall"];

    public sealed class OnSqlite() : FindCommentersTests(false);

    public sealed class OnPostgres() : FindCommentersTests(true);

    [Theory]
    [InlineData("Ruth", "Ruth Amsel", "[Ruth] Fink")]
    [InlineData("RUTH AMSEL", "Ruth Amsel")]
    // What stands for any letter elsewhere is a letter of nobody's name here.
    [InlineData("R_th", "R_th Caro")]
    [InlineData("R__h")]
    [InlineData("R%Amsel")]
    [InlineData("R%l")]
    [InlineData("%th")]
    [InlineData("Ru%h", "Ru*h Gall")]
    [InlineData("Ru*h", "Ru*h Gall")]
    [InlineData("Ruth%Amsel", "Ruth Amsel")]
    [InlineData("R[aeiou]th")]
    [InlineData("100%", "100% Dora", "1000 Edas")]
    [InlineData("Back_slash", "Back\\slash")]
    [InlineData("Back\\", "Back\\slash", "Backyslash")]
    // Nobody is called so.
    [InlineData("%")]
    [InlineData("_")]
    [InlineData("%%%")]
    [InlineData("\\%")]
    [InlineData("*")]
    [InlineData("' OR '1'='1")]
    public async Task Only_those_are_found_whose_name_begins_as_what_was_typed_looks(string typed, params string[] found)
    {
        var (site, _) = await App.GivenAStoryAsync();
        using var editor = await App.GivenAPersonAsync("Olga Prus");
        await App.GivenARoleAsync(editor.Account, site, RoleKind.Owner);
        foreach (var name in Names)
        {
            using var person = await App.GivenAPersonAsync(name);
            _ = await person.Browser.SayAsync("Hello");
        }

        // Who wears a badge is listed where nothing is asked for, and only there whatever was typed.
        await using (var db = App.Open())
        {
            _ = await db.Commenters.Where(c => c.Name == "Rufus Bock").ExecuteUpdateAsync(
                c => c.SetProperty(x => x.Badge, Badge.Expert), TestContext.Current.CancellationToken);
        }

        var page = await editor.Browser.GetStringAsync("/admin/times/commenters?name=" + Uri.EscapeDataString(typed));

        Assert.Equal(found.Order(StringComparer.Ordinal), Names.Where(n => page.Contains($"<bdi>{System.Net.WebUtility.HtmlEncode(n)}</bdi></a>", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
    }
}
