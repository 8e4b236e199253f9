using System.Net;

namespace Parley.Tests.App;

/// <summary>The way to an issuer and back, step by step.</summary>
internal static class Away
{
    /// <summary>Leaves for the issuer, is recognized there, and answers with the address on our side to come back to.</summary>
    public static async Task<string> LeaveAsync(HttpClient browser, string address)
    {
        using var left = await browser.GetAsync(new Uri(address, UriKind.Relative));
        Assert.Equal(HttpStatusCode.SeeOther, left.StatusCode);
        return await AtIssuerAsync(left.Headers.Location!.AbsoluteUri);
    }

    /// <summary>Is recognized at the issuer.</summary>
    public static async Task<string> AtIssuerAsync(string address)
    {
        using var plain = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false });
        using var answer = await plain.GetAsync(new Uri(address));
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        return answer.Headers.Location!.PathAndQuery;
    }
}
