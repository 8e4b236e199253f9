using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Parley.Http;
using Parley.Tests.App;

namespace Parley.Tests.Http;

public sealed class PaceTests() : ProductTests(false)
{
    private protected override Settings Change(Settings settings) => settings with { Limits = true, ProofOfWork = true };

    [Fact]
    public async Task Without_proof_posting_is_slow_and_with_it_quicker()
    {
        _ = await App.GivenAStoryAsync();
        using var plain = App.Browser();
        using var scripted = App.Browser();

        var withoutProof = await PostUntilRefusedAsync(plain, proves: false);
        var withProof = await PostUntilRefusedAsync(scripted, proves: true);

        Assert.Equal(4, withoutProof);
        Assert.Equal(8, withProof);
    }

    [Fact]
    public async Task Too_much_is_said_with_the_time_to_wait_and_a_form_keeps_its_text()
    {
        _ = await App.GivenAStoryAsync();
        using var guest = App.Browser();
        HttpResponseMessage answer;
        var i = 0;
        do answer = await guest.SubmitAsync("/times/bridge/comments", ("text", $"My careful words {i++}"), ("name", "Ada"));
        while (answer.StatusCode == HttpStatusCode.SeeOther);

        Assert.Equal(HttpStatusCode.TooManyRequests, answer.StatusCode);
        Assert.True(int.Parse(answer.Headers.GetValues("Retry-After").Single(), CultureInfo.InvariantCulture) > 0);
        Assert.Contains("My careful words", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_proof_is_good_once_and_only_for_a_challenge_of_ours()
    {
        using var guest = App.Browser();
        var challenge = await ChallengeAsync(guest);
        var good = Solve(challenge);
        var proof = new ProofOfWork(new byte[32], true, App.Clock);

        Assert.False(Accepts(proof, good), "signed by another key");
        var own = Solve((proof.NewChallenge(), proof.Difficulty));
        Assert.True(Accepts(proof, own));
        Assert.False(Accepts(proof, own), "used twice");
        var late = Solve((proof.NewChallenge(), proof.Difficulty));
        App.Clock.Move(TimeSpan.FromHours(3));
        Assert.False(Accepts(proof, late), "too late");
        Assert.False(Accepts(proof, proof.NewChallenge() + ".1x"), "not worked for");
    }

    [Fact]
    public void An_address_is_counted_whole_and_IPv6_by_its_64()
    {
        Assert.Equal(ClientAddress.KeyOf(IPAddress.Parse("2001:db8::1")), ClientAddress.KeyOf(IPAddress.Parse("2001:db8:0:0:ffff::9")));
        Assert.NotEqual(ClientAddress.KeyOf(IPAddress.Parse("2001:db8::1")), ClientAddress.KeyOf(IPAddress.Parse("2001:db8:0:1::1")));
        Assert.Equal(ClientAddress.KeyOf(IPAddress.Parse("192.0.2.1")), ClientAddress.KeyOf(IPAddress.Parse("::ffff:192.0.2.1")));
        Assert.NotEqual(ClientAddress.KeyOf(IPAddress.Parse("192.0.2.1")), ClientAddress.KeyOf(IPAddress.Parse("192.0.2.2")));
    }

    [Fact]
    public async Task A_forwarded_address_is_believed_only_from_a_configured_proxy()
    {
        _ = await App.GivenAStoryAsync();
        using var liar = App.Browser();
        Assert.Equal(4, await PostUntilRefusedAsync(liar, proves: false, forwards: true));

        await using var behindProxy = await ParleyApp.StartAsync(change: s => Change(s) with { Proxies = [IPNetwork.Parse("127.0.0.0/8")] });
        _ = await behindProxy.GivenAStoryAsync();
        using var many = behindProxy.Browser();
        Assert.Equal(20, await PostUntilRefusedAsync(many, proves: false, forwards: true));
    }

    [Fact]
    public async Task A_browser_that_throws_its_token_away_is_no_new_voter_for_ever()
    {
        _ = await App.GivenAStoryAsync();
        using var writer = App.Browser();
        var id = await writer.SayAsync("Vote on me");
        using var forgetful = new HttpClient(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = App.Url };
        HttpResponseMessage answer;
        var votes = 0;
        do
        {
            var request = new HttpRequestMessage(HttpMethod.Put, $"/api/v1/comments/{id}/vote")
            {
                Content = new StringContent("{\"value\":1}", Encoding.UTF8, "application/json"),
            };
            request.Headers.Add("Sec-Fetch-Site", "same-origin");
            answer = await forgetful.SendAsync(request);
        }
        while (answer.IsSuccessStatusCode && ++votes < 30);

        Assert.Equal(HttpStatusCode.TooManyRequests, answer.StatusCode);
        Assert.NotNull(answer.Headers.RetryAfter);
        Assert.Equal(10, votes);
    }

    [Fact]
    public async Task Parts_that_must_be_rendered_are_given_out_more_slowly_than_those_that_are_there()
    {
        _ = await App.GivenAStoryAsync();
        using var reader = new HttpClient { BaseAddress = App.Url };
        HttpResponseMessage answer;
        var parts = 0;
        do answer = await reader.GetAsync($"/times/bridge?order=oldest&after={++parts}");
        while (answer.IsSuccessStatusCode && parts < 1_500);

        Assert.Equal(HttpStatusCode.TooManyRequests, answer.StatusCode);
        Assert.NotNull(answer.Headers.RetryAfter);
        Assert.True((await reader.GetAsync("/times/bridge?order=oldest&after=1")).IsSuccessStatusCode);
    }

    private static async Task<int> PostUntilRefusedAsync(HttpClient browser, bool proves, bool forwards = false)
    {
        for (var i = 0; i < 20; i++)
        {
            var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/sites/times/stories/bridge/comments")
            {
                Content = new StringContent($$"""{"text":"Comment {{i}}","name":"Ada"}""", Encoding.UTF8, "application/json"),
            };
            request.Headers.Add("Sec-Fetch-Site", "same-origin");
            if (proves) request.Headers.Add(ProofOfWork.Header, Solve(await ChallengeAsync(browser)));
            if (forwards) request.Headers.Add("X-Forwarded-For", $"198.51.100.{i}");
            using var answer = await browser.SendAsync(request);
            if (answer.StatusCode == HttpStatusCode.TooManyRequests) return i;

            Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        }

        return 20;
    }

    private static async Task<(string Challenge, int Difficulty)> ChallengeAsync(HttpClient browser)
    {
        using var answer = await browser.GetAsync("/api/v1/challenge");
        var json = await answer.JsonAsync();
        return (json.GetProperty("challenge").GetString()!, json.GetProperty("difficulty").GetInt32());
    }

    private static string Solve((string Challenge, int Difficulty) given)
    {
        for (var n = 0; ; n++)
        {
            var proof = string.Create(CultureInfo.InvariantCulture, $"{given.Challenge}.{n}");
            var hash = SHA256.HashData(Encoding.UTF8.GetBytes(proof));
            if (System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(hash) >> (32 - given.Difficulty) == 0) return proof;
        }
    }

    private static bool Accepts(ProofOfWork proof, string header)
    {
        var context = new DefaultHttpContext();
        context.Request.Headers[ProofOfWork.Header] = header;
        return proof.Accept(context.Request);
    }
}
