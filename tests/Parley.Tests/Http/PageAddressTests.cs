using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Parley.Http;
using Parley.Tests.App;

namespace Parley.Tests.Http;

public sealed class PageAddressTests() : ProductTests(false)
{
    [Theory]
    [InlineData("/times/bridge?fbclid=abc", "/times/bridge")]
    [InlineData("/times/bridge?utm_source=a&utm_medium=b", "/times/bridge")]
    [InlineData("/times/bridge?order=newest&gclid=1", "/times/bridge?order=newest")]
    [InlineData("/times/bridge?gclid=1&order=newest", "/times/bridge?order=newest")]
    [InlineData("/times/bridge?order=newest", "/times/bridge?order=newest")]
    [InlineData("/times/fbclid=1", "/times/fbclid=1")]
    [InlineData("/times/bridge?", "/times/bridge?")]
    public void What_only_counts_clicks_leads_to_the_same_page(string asked, string known) => Assert.Equal(known, PageAddress.Of(asked));

    [Fact]
    public void Long_addresses_are_known_by_a_short_name_each_by_its_own()
    {
        var one = PageAddress.Of("/embed/times?title=" + new string('%', 3_000));
        var other = PageAddress.Of("/embed/times?title=" + new string('%', 3_001));

        Assert.True(one.Length < 60);
        Assert.NotEqual(one, other);
    }

    [Fact]
    public async Task A_discussion_embedded_under_a_long_title_stands_ready_like_any_other()
    {
        _ = await App.GivenAStoryAsync();
        using var reader = new HttpClient { BaseAddress = App.Url };
        var address = "/embed/times?story=bridge&title=" + Uri.EscapeDataString(new string('\u0436', 100));
        _ = await reader.GetByteArrayAsync(address);

        Assert.True(StandsReady(address));
    }

    [Fact]
    public async Task Addresses_that_nobody_links_to_do_not_keep_a_page_from_standing_ready()
    {
        _ = await App.GivenAStoryAsync();
        using var reader = new HttpClient { BaseAddress = App.Url };
        for (var i = 0; i < 20; i++) _ = await reader.GetByteArrayAsync($"/times/bridge?x{i}");
        _ = await reader.GetByteArrayAsync("/times/bridge");

        Assert.True(StandsReady("/times/bridge"));
        Assert.False(StandsReady("/times/bridge?x0"));
    }

    private bool StandsReady(string target)
    {
        var context = new DefaultHttpContext { Request = { Method = "GET" } };
        context.Features.Get<IHttpRequestFeature>()!.RawTarget = target;
        return App.Services.GetRequiredService<PublicBytes>().TryAnswer(context, out _);
    }
}
