using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Parley.Core.Notifications;

namespace Parley.Tests.App;

/// <summary>What was written to people and, without a mail server, waits.</summary>
internal static class Letterbox
{
    public static async Task<IReadOnlyList<Letter>> LettersToAsync(this ParleyApp app, string address)
    {
        await using var db = app.Open();
        return [.. (await db.Letters.AsNoTracking().OrderBy(l => l.Id).ToListAsync()).Where(l => IsTo(l, address))];
    }

    /// <summary>A value of the newest letter to somebody, such as its code or the path of its link.</summary>
    public static async Task<string> NewestAsync(this ParleyApp app, string address, string value)
    {
        var letters = await app.LettersToAsync(address);
        var values = JsonSerializer.Deserialize<Dictionary<string, string>>(letters.MaxBy(l => (l.CreatedAt, l.Id))!.Values)!;
        return value == "link" ? new Uri(values["link"]).PathAndQuery : values[value];
    }

    /// <summary>The link of a letter to somebody that leads where it should.</summary>
    public static async Task<string> NewestLinkAsync(this ParleyApp app, string address, string place)
    {
        var letters = await app.LettersToAsync(address);
        return letters.Select(l => JsonSerializer.Deserialize<Dictionary<string, string>>(l.Values)!)
            .Where(v => v.ContainsKey("link")).Select(v => new Uri(v["link"]).PathAndQuery).Last(l => l.StartsWith(place, StringComparison.Ordinal));
    }

    /// <summary>Asks for a code and enters it: what a person does.</summary>
    public static async Task<HttpResponseMessage> SignInByMailAsync(this ParleyApp app, HttpClient browser, string address)
    {
        using var asked = await browser.SubmitAsync("/sign-in", ("email", address));
        Assert.Equal("/sign-in/code", asked.Headers.Location?.ToString());
        return await browser.SubmitAsync("/sign-in/code", ("code", await app.NewestAsync(address, "code")));
    }

    private static bool IsTo(Letter letter, string address) => letter.To.Equals(address, StringComparison.OrdinalIgnoreCase);
}
