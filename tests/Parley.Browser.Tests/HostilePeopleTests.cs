using Parley.Core.Commenters;
using Parley.Core.Comments;
using Parley.Core.Tests;
using Parley.Tests.App;

namespace Parley.Browser.Tests;

/// <summary>Hostile names, texts and titles in the newsroom, in accounts, on profiles and in what people are told.</summary>
/// <remarks>
/// As many of each as one run of people takes, or all with <c>PARLEY_HOSTILE=all</c>, in a browser without any policy that would
/// help. What the pages are made of is learned from people of other names who do exactly the same.
/// </remarks>
public sealed class HostilePeopleTests(Chromium chromium)
{
    // As many as one run of people takes: each has fourteen pages to be looked at. All lists show them all.
    private static readonly int People = HostileCases.IsWhole ? 25 : 10;

    private const string Name = "Hubert Blaine Wolfe";

    private const string HostileSite = "Times \"'><img src=x onerror=caught('site')></title></style>{{7*7}}";

    [Fact]
    public async Task Hostile_people_come_out_of_the_newsroom_of_accounts_profiles_and_notifications_as_words()
    {
        await using var home = await ParleyApp.StartAsync();
        await using var oracle = await PageOracle.OpenAsync(chromium.Browser, home);
        foreach (var (kind, answers) in await new HostilePeople(home, Harmless(), "The Times of Testing").VisitAsync()) await oracle.LearnAsync(kind, answers);
        var looked = 0;

        foreach (var people in Hostiles().Chunk(People))
        {
            await using var app = await ParleyApp.StartAsync();
            foreach (var (kind, answers) in await new HostilePeople(app, people, HostileSite).VisitAsync())
            {
                await oracle.LookAsync(kind, answers);
                looked += answers.Count;
            }
        }

        Assert.True(looked > 10 * People, $"Only {looked} pages were looked at.");
        Assert.True(oracle.Findings.Count == 0, string.Join('\n', oracle.Findings.Take(20)));
    }

    [Fact]
    public async Task Names_that_are_their_raw_input_would_be_caught_on_each_of_these_pages()
    {
        await using var home = await ParleyApp.StartAsync();
        await using var oracle = await PageOracle.OpenAsync(chromium.Browser, home);
        var pages = await new HostilePeople(home, Harmless(), "The Times of Testing").VisitAsync();
        foreach (var (kind, answers) in pages) await oracle.LearnAsync(kind, answers);

        foreach (var (kind, answers) in pages)
        {
            var before = oracle.Findings.Count;
            // A name of the harmless, wherever it stands, or the site's.
            var page = answers.Find(a => a.Html.Contains(Name, StringComparison.Ordinal)) ?? answers[0];
            var raw = page.Html.Replace(Name, "<img src=x onerror=caught('name')>", StringComparison.Ordinal)
                .Replace("The Times of Testing", "<b onclick=caught('site')>x</b>", StringComparison.Ordinal)
                .Replace("Words of many kinds", "<script>caught('words')</script>", StringComparison.Ordinal);
            await oracle.LookAsync(kind, [page with { Html = raw, Expected = new Expected() }]);
            if (raw != page.Html) Assert.True(oracle.Findings.Count > before, $"Nothing is found on the page of {kind}.");
        }

        Assert.Contains(oracle.Findings, f => f.Contains("ran script", StringComparison.Ordinal));
        Assert.Contains(oracle.Findings, f => f.Contains("outside of any comment", StringComparison.Ordinal));
    }

    // Nobody means any harm here, and every kind of text and name is there.
    private static List<HostilePerson> Harmless()
    {
        string[] texts =
        [
            "Words of many kinds.", "Two\n\nparagraphs, *one* of them **strong**.", "> A quote\n\nand `code`:\n\n- one\n- two", "1. a list\n2. of two",
            "[A link](https://example.org/)", "```\na block\n```", "أُغلقت العبّارة الليلية.", "~~gone~~", new string('w', 400),
        ];
        return [.. Enumerable.Range(0, People).Select(i => new HostilePerson(
            "", i % 3 == 0 ? $"{Name} {(char)('a' + i % 26)}{i}" : i % 3 == 1 ? $"Cem {(char)('a' + i % 26)}{i}" : $"ليلى {i}", texts[i % texts.Length]))];
    }

    // Every name with a text beside it, as long as there are both; of a sample as many as one run takes.
    private static List<HostilePerson> Hostiles()
    {
        var cases = HostileCases.Read().Where(c => !c.Input.Contains('\0', StringComparison.Ordinal)).ToList();
        var names = cases.FindAll(c => CommenterName.TryRead(HostileCases.AsUtf8(c.Input), out _, out _));
        var texts = cases.FindAll(c => CommentText.TryRead(HostileCases.AsUtf8(c.Input), TextFormat.Markdown, out _, out _));
        // In a sample only what has something that HTML knows.
        if (!HostileCases.IsWhole) (names, texts) = (HostileCases.Choose(names.Where(IsMarkup), People), HostileCases.Choose(texts.Where(IsMarkup), People));
        var count = Math.Max(names.Count, texts.Count);
        return [.. Enumerable.Range(0, (count + People - 1) / People * People).Select(i => PersonOf(names[i % names.Count], texts[i % texts.Count]))];
    }

    private static bool IsMarkup(HostileCase hostile) => hostile.Input.AsSpan().ContainsAny("<>\"'&");

    private static HostilePerson PersonOf(HostileCase name, HostileCase text)
    {
        // As it is kept: what is trimmed and joined is not what is looked at here.
        _ = CommenterName.TryRead(HostileCases.AsUtf8(name.Input), out var read, out _);
        return new HostilePerson($"{name.Id}, {text.Id}", read, HostileCases.AsUtf8(text.Input));
    }
}
