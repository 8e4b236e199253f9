using System.Net;
using Microsoft.AspNetCore.WebUtilities;
using Parley.Tests.App;

namespace Parley.Tests.Commenters;

/// <summary>Nobody can have us hammer an identity provider.</summary>
public abstract class IssuerPaceTests(bool onPostgres) : ProductTests(onPostgres)
{
    // What is given at once; a slow machine gives one more every three seconds meanwhile.
    private const int AtOnce = 40;
    private const int Meanwhile = 20;

    private IssuerApp _issuer = null!;

    public sealed class OnSqlite() : IssuerPaceTests(false);

    public sealed class OnPostgres() : IssuerPaceTests(true);

    public override async ValueTask InitializeAsync()
    {
        _issuer = await IssuerApp.StartAsync();
        await base.InitializeAsync();
        _issuer.Now = App.Clock.GetUtcNow;
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _issuer.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    private protected override Settings Change(Settings settings) => settings with
    {
        Limits = true,
        InternalHosts = [_issuer.Host],
        Issuers = [new Issuer { Name = "house", Label = "House", Kind = IssuerKind.OpenId, Url = _issuer.Url, ClientId = IssuerApp.ClientId, ClientSecret = IssuerApp.ClientSecret }],
    };

    [Fact]
    public async Task Leaving_for_it_again_and_again_ends_and_a_whole_newsroom_may_leave_at_once()
    {
        using var browser = App.Browser();
        var left = await UntilTooManyAsync(() => browser.GetAsync("/sign-in/with/house"), HttpStatusCode.SeeOther);

        Assert.InRange(left, AtOnce, AtOnce + Meanwhile);
        Assert.Equal(1, _issuer.Discovered);
    }

    [Fact]
    public async Task Bringing_codes_that_are_none_again_and_again_ends()
    {
        using var browser = App.Browser();
        // Without a departure nothing is asked at all.
        using var nothing = await browser.GetAsync("/sign-in/back/house?code=none&state=none");
        Assert.Equal((HttpStatusCode.Forbidden, 0), (nothing.StatusCode, _issuer.Exchanged));

        var brought = await UntilTooManyAsync(
            async () =>
            {
                var left = await browser.GetAsync("/sign-in/with/house");
                if (left.StatusCode == HttpStatusCode.TooManyRequests) return left;

                var state = QueryHelpers.ParseQuery(left.Headers.Location!.Query)["state"].ToString();
                left.Dispose();
                return await browser.GetAsync($"/sign-in/back/house?code=none&state={Uri.EscapeDataString(state)}");
            },
            HttpStatusCode.Forbidden);

        Assert.InRange(brought, (AtOnce - 1) / 2, (AtOnce + Meanwhile) / 2);
        Assert.Equal(brought, _issuer.Exchanged);
    }

    [Fact]
    public async Task Adding_it_again_and_again_ends()
    {
        using var ruth = await App.GivenAPersonAsync();
        var asked = await UntilTooManyAsync(() => ruth.Browser.SubmitAsync("/account/identities", ("issuer", "house")), HttpStatusCode.OK);

        Assert.InRange(asked, AtOnce, AtOnce + Meanwhile);
        Assert.Equal(1, _issuer.Discovered);
    }

    [Fact]
    public async Task One_that_cannot_be_asked_is_left_alone_for_a_while_however_many_want_to_sign_in()
    {
        _issuer.CallsItself = "https://somebody-else.example";
        using var browser = App.Browser();
        var refused = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => browser.GetAsync("/sign-in/with/house")));
        Assert.All(refused, r => Assert.Equal(HttpStatusCode.Forbidden, r.StatusCode));
        Assert.Equal(1, _issuer.Discovered);

        _issuer.CallsItself = null;
        App.Clock.Move(TimeSpan.FromSeconds(9));
        using var early = await browser.GetAsync("/sign-in/with/house");
        Assert.Equal((HttpStatusCode.Forbidden, 1), (early.StatusCode, _issuer.Discovered));
        App.Clock.Move(TimeSpan.FromSeconds(1));
        using var later = await browser.GetAsync("/sign-in/with/house");
        Assert.Equal((HttpStatusCode.SeeOther, 2), (later.StatusCode, _issuer.Discovered));
    }

    private static async Task<int> UntilTooManyAsync(Func<Task<HttpResponseMessage>> act, HttpStatusCode otherwise)
    {
        for (var done = 0; ; done++)
        {
            using var answer = await act();
            if (answer.StatusCode == HttpStatusCode.TooManyRequests)
            {
                Assert.NotNull(answer.Headers.RetryAfter);
                return done;
            }

            Assert.Equal((done, otherwise), (done, answer.StatusCode));
        }
    }
}
