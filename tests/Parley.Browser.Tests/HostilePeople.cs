using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Parley.Core;
using Parley.Core.Commenters;
using Parley.Core.Sites;
using Parley.Core.Stories;
using Parley.Notifications;
using Parley.Storage;
using Parley.Tests.App;

namespace Parley.Browser.Tests;

/// <summary>Somebody by a hostile name who writes a hostile text.</summary>
internal sealed record HostilePerson(string Case, string Name, string Text);

/// <summary>People come in by every way there is for names and texts, and what is shown of them to whom it is shown is kept.</summary>
internal sealed class HostilePeople(ParleyApp app, IReadOnlyList<HostilePerson> people, string siteName)
{
    private const string Origin = "https://times.example";

    private readonly Dictionary<string, List<Answer>> _pages = new(StringComparer.Ordinal);
    private readonly List<(HostilePerson Who, Person Account, string Commenter)> _accounts = [];
    private readonly List<(HostilePerson Who, string Comment)> _held = [];

    /// <summary>The pages by their kind, each with the words that must stand in it.</summary>
    public async Task<IReadOnlyDictionary<string, List<Answer>>> VisitAsync()
    {
        var (site, story) = await app.GivenAStoryAsync(change: (site, story) =>
        {
            (site.Name, site.Guests) = (siteName, GuestRule.Held);
            site.Origins.Add(new SiteOrigin { SiteId = site.Id, Origin = Origin });
            story.Title = TitleOf(people[0]);
        });
        var olga = await app.GivenAPersonAsync("Olga Prus");
        await app.GivenARoleAsync(olga.Account, site, RoleKind.Owner);
        var mina = await app.GivenAPersonAsync("Mina Falk");
        var root = await olga.Browser.SayAsync("The first word.");
        // Guests first: afterwards their names are somebody's.
        foreach (var person in people) await WaitAsync(person, root);
        foreach (var (person, number) in people.Select((p, i) => (p, i))) await ComeAsync(site, person, number, root);
        foreach (var (_, _, commenter) in _accounts)
        {
            using var muted = await mina.Browser.SubmitAsync($"/times/commenters/{commenter}/mute");
            Assert.Equal(HttpStatusCode.SeeOther, muted.StatusCode);
        }

        using var followed = await mina.Browser.SubmitAsync("/times/bridge/follow", ("follow", "yes"));
        Assert.Equal(HttpStatusCode.SeeOther, followed.StatusCode);
        await app.WorkIsDoneAsync();

        await ReadNewsroomAsync(olga);
        await ReadAccountsAsync();
        await KeepAsync(olga.Browser, "notifications", "/account/notifications", people[0]);
        await KeepAsync(mina.Browser, "mutes", "/account/mutes", people[0]);
        await KeepAsync(mina.Browser, "mail", "/account/mail", people[0], [new("label bdi", TitleOf(people[0]))]);
        await KeepAsync(mina.Browser, "follow", "/times/bridge/follow", people[0], [new(".back bdi", TitleOf(people[0]))]);
        var token = new UnsubscribeToken(IsGuest: false, mina.Account.Id, MailScope.Story, story.Id).Write(app.Services.GetRequiredService<Fingerprints>());
        await KeepAsync(mina.Browser, "unsubscribe", "/unsubscribe/" + token, people[0], [new(".quiet bdi", TitleOf(people[0]))]);
        return _pages;
    }

    private static string TitleOf(HostilePerson person)
    {
        var title = OneLine.Read(person.Text);
        return title.Length is 0 or > Story.MaximumTitleLength ? "A bridge closes" : title;
    }

    private async Task WaitAsync(HostilePerson person, string root)
    {
        using var guest = app.Browser();
        foreach (var name in new[] { person.Name, "A guest" })
        {
            using var answer = await guest.PostCommentAsync(person.Text, root, name);
            if (answer.StatusCode == HttpStatusCode.UnprocessableEntity) continue;

            Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
            _held.Add((person with { Name = name }, (await answer.JsonAsync()).GetProperty("id").GetString()!));
            return;
        }

        Assert.Fail($"{person.Case} cannot write at all.");
    }

    // The first name is the one that somebody first writes under; others come by the account's own page.
    private async Task ComeAsync(Site site, HostilePerson person, int number, string root)
    {
        var account = await app.GivenAPersonAsync("", $"reader{number}@readers.example");
        var plain = "Reader " + (char)('A' + (number % 26)) + (char)('a' + (number / 26));
        string[] names = number % 2 == 0 ? [person.Name, plain] : [plain];
        foreach (var name in names)
        {
            using var answer = await account.Browser.PostCommentAsync(person.Text, root, name);
            if (answer.StatusCode == HttpStatusCode.Created) break;

            Assert.Equal((HttpStatusCode.UnprocessableEntity, person.Name), (answer.StatusCode, name));
        }

        if (number % 2 == 1 || number % 4 == 2)
        {
            using var changed = await account.Browser.SubmitAsync("/account/name", ("name", number % 2 == 1 ? person.Name : "Later " + plain));
            Assert.True(changed.StatusCode is HttpStatusCode.SeeOther or HttpStatusCode.UnprocessableEntity, person.Case);
        }

        await app.GivenARoleAsync(account.Account, site, RoleKind.Moderator);
        await GivenWaysInAsync(account, person, number);
        await using var db = app.Open();
        var commenter = await db.Commenters.Where(c => c.AccountId == account.Account.Id).Select(c => c.Id).SingleAsync();
        var now = await db.Accounts.Where(a => a.Id == account.Account.Id).Select(a => a.Name).SingleAsync();
        _accounts.Add((person with { Name = now }, account, Id.Text(commenter)));
    }

    // An account elsewhere by the name that it has there, and a passkey that its owner named.
    private async Task GivenWaysInAsync(Person account, HostilePerson person, int number)
    {
        var label = OneLine.Read(person.Text.Length <= 100 ? person.Text : person.Name);
        byte[] key = [1, (byte)number];
        await using (var db = app.Open())
        {
            var now = app.Clock.GetUtcNow();
            _ = db.Identities.Add(new Identity { Issuer = "https://elsewhere.example", Subject = $"s{number}", AccountId = account.Account.Id, Label = label.Length == 0 ? "Elsewhere" : label, CreatedAt = now });
            _ = db.Passkeys.Add(new Passkey { CredentialId = key, AccountId = account.Account.Id, Name = "A key", PublicKey = [1], AttestationObject = [1], ClientDataJson = [1], CreatedAt = now });
            _ = await db.SaveChangesAsync();
        }

        using var renamed = await account.Browser.SubmitAsync(
            $"/account/passkeys/{System.Buffers.Text.Base64Url.EncodeToString(key)}/rename", ("name", person.Name));
        Assert.True(renamed.StatusCode is HttpStatusCode.SeeOther or HttpStatusCode.UnprocessableEntity, person.Case);
    }

    private async Task ReadNewsroomAsync(Person olga)
    {
        await KeepAsync(olga.Browser, "sites", "/admin", people[0]);
        await KeepAsync(olga.Browser, "office", "/admin/times", people[0]);
        await KeepAsync(olga.Browser, "staff", "/admin/times/staff", people[0]);
        foreach (var (person, comment) in _held)
            await KeepAsync(olga.Browser, "held", "/admin/times/held?comment=" + comment, person, [new("#shown-title bdi", person.Name)]);
        foreach (var (person, _, commenter) in _accounts)
        {
            await KeepAsync(olga.Browser, "commenter", "/admin/times/commenters/" + commenter, person, [new("h1 bdi", person.Name)]);
            // Asked for by name, and by what is none: both stand in the field again.
            foreach (var asked in new[] { person.Name, person.Text }.Where(a => a.Length <= 500))
            {
                await KeepAsync(
                    olga.Browser, "commenters", "/admin/times/commenters?name=" + Uri.EscapeDataString(HostileCases.AsUtf8(asked)), person, [],
                    [new("#find-name", HostileJourney.AsInput(HostileCases.AsUtf8(asked)))]);
            }
        }
    }

    private async Task ReadAccountsAsync()
    {
        using var anybody = app.Browser();
        foreach (var (person, account, commenter) in _accounts)
        {
            ExpectedWords[] name = [new(".top .name", person.Name)];
            await KeepAsync(anybody, "profile", "/times/commenters/" + commenter, person, [new("h1 bdi", person.Name)]);
            await KeepAsync(account.Browser, "account", "/account", person, [.. name, new(".own-name", person.Name)]);
            await KeepAsync(account.Browser, "name", "/account/name", person, name);
            await KeepAsync(account.Browser, "own", "/account/comments", person, name);
            await KeepAsync(account.Browser, "sessions", "/account/sessions", person, name);
            await KeepAsync(account.Browser, "identities", "/account/identities", person, name);
            await KeepAsync(account.Browser, "passkeys", "/account/passkeys", person, name);
            await KeepAsync(account.Browser, "leaving", "/account/erase", person, [new("label bdi", person.Name)]);
            await KeepAsync(account.Browser, "standing", "/account/standing/times", person);
            await KeepAsync(
                account.Browser, "handing over",
                $"/sign-in/frame?site=times&origin={Uri.EscapeDataString(Origin)}&challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
                person, [new(".whose bdi", person.Name)]);
        }
    }

    private async Task KeepAsync(
        HttpClient browser, string kind, string path, HostilePerson person, IReadOnlyList<ExpectedWords>? texts = null, IReadOnlyList<ExpectedWords>? values = null)
    {
        using var answer = await browser.GetAsync(new Uri(path, UriKind.Relative));
        Assert.True(answer.StatusCode == HttpStatusCode.OK, $"{person.Case} at {path}: {(int)answer.StatusCode}");
        if (!_pages.TryGetValue(kind, out var pages)) _pages[kind] = pages = [];
        pages.Add(new Answer($"{kind} {person.Case}", await answer.Content.ReadAsStringAsync(), new Expected { Texts = texts, Values = values }));
    }
}
