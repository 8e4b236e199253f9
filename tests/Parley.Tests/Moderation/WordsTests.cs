using System.Net;
using Microsoft.EntityFrameworkCore;
using Parley.Core.Commenters;
using Parley.Core.Moderation;
using Parley.Moderation;
using Parley.Tests.App;
using Parley.Texts;

namespace Parley.Tests.Moderation;

public abstract class WordsTests(bool onPostgres) : ProductTests(onPostgres)
{
    public sealed class OnSqlite() : WordsTests(false);

    public sealed class OnPostgres() : WordsTests(true);

    [Fact]
    public async Task Lists_are_saved_as_text_and_read_back_the_same()
    {
        using var editor = await GivenAnEditorAsync();
        Assert.Equal(HttpStatusCode.SeeOther, (await SaveAsync(editor, 0, "fool | held | en | Look twice. <b>\n# not this\ndarn | look")).Status);
        var page = await editor.Browser.GetStringAsync("/admin/times/words");
        Assert.Contains("fool | held | en | Look twice. &lt;b&gt;\n# not this\ndarn | look</textarea>", page, StringComparison.Ordinal);
        Assert.Contains("name=\"version\" value=\"1\"", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_saved_meanwhile_is_not_overwritten_and_nothing_typed_is_lost()
    {
        using var editor = await GivenAnEditorAsync();
        Assert.Equal(HttpStatusCode.SeeOther, (await SaveAsync(editor, 0, "first")).Status);
        var (status, page) = await SaveAsync(editor, 0, "second");
        Assert.Equal(HttpStatusCode.Conflict, status);
        Assert.Contains("Somebody else saved the lists meanwhile", page, StringComparison.Ordinal);
        Assert.Contains(">\nsecond</textarea>", page, StringComparison.Ordinal);
        await using var db = App.Open();
        Assert.Equal("first", (await db.WordRules.SingleAsync(TestContext.Current.CancellationToken)).Text);
    }

    [Fact]
    public async Task A_wrong_line_is_named_and_nothing_is_saved()
    {
        using var editor = await GivenAnEditorAsync();
        var (status, page) = await SaveAsync(editor, 0, "good\nbad | secret");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, status);
        Assert.Contains("Line 2: a list is banned, held or look.", page, StringComparison.Ordinal);
        Assert.Contains("bad | secret", page, StringComparison.Ordinal);
        await using var db = App.Open();
        Assert.Empty(await db.WordRules.ToListAsync(TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("good | held | enn", "Line 1: a language is a tag")]
    [InlineData("fool | held | en\nFOOL | banned | en", "Line 2: a line above has the same word")]
    public async Task What_would_never_hold_or_says_two_things_is_not_saved(string lists, string why)
    {
        using var editor = await GivenAnEditorAsync();
        var (status, page) = await SaveAsync(editor, 0, lists);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, status);
        Assert.Contains(why, page, StringComparison.Ordinal);
        Assert.Contains("fool | held | de-AT\nfool | banned | en", await ListsAsync(editor, 0, "fool | held | de-AT\nfool | banned | en"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Headings_remarks_and_order_stay_as_they_were_typed()
    {
        using var editor = await GivenAnEditorAsync();
        const string Typed = "# Insults, agreed in March\nzounds | look\n\n# Ask Edda\nfool|held";
        Assert.Contains(">\n" + Typed + "</textarea>", await ListsAsync(editor, 0, Typed), StringComparison.Ordinal);
        using (await editor.Browser.SubmitAsync("/admin/times/words/starter", ("language", "en"))) { }
        var page = await editor.Browser.GetStringAsync("/admin/times/words");
        Assert.Contains(Typed + "\n", page, StringComparison.Ordinal);
        Assert.Contains("| held | en", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_tried_are_the_lists_as_they_stand_in_the_form_and_nothing_of_it_is_lost()
    {
        using var editor = await GivenAnEditorAsync();
        _ = await SaveAsync(editor, 0, "fool | held");
        using var tried = await editor.Browser.SubmitAsync(
            "/admin/times/words/try", ("text", "A zany fool"), ("version", "1"), ("lists", "# Not saved yet\nzany | banned"));
        var page = await tried.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Contains("A <mark title=\"zany\">zany</mark> fool", page, StringComparison.Ordinal);
        Assert.Contains(">\n# Not saved yet\nzany | banned</textarea>", page, StringComparison.Ordinal);
        using var wrong = await editor.Browser.SubmitAsync("/admin/times/words/try", ("text", "A zany fool"), ("version", "1"), ("lists", "zany | odd"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, wrong.StatusCode);
        Assert.Contains(">\nA zany fool</textarea>", await wrong.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        await using var db = App.Open();
        Assert.Equal("fool", (await db.WordRules.SingleAsync(TestContext.Current.CancellationToken)).Text);
    }

    [Fact]
    public async Task The_box_shows_what_would_match_and_keeps_nothing()
    {
        using var editor = await GivenAnEditorAsync();
        _ = await SaveAsync(editor, 0, "fool | held | en | Look twice.\nslur | banned");
        using var tried = await editor.Browser.SubmitAsync("/admin/times/words/try", ("text", "A f.o.o.l & a fol <i>"));
        var page = await tried.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Contains("A <mark title=\"fool\">f.o.o.l</mark> &amp; a fol &lt;i&gt;", page, StringComparison.Ordinal);
        Assert.Contains("It would wait for a moderator.", page, StringComparison.Ordinal);
        Assert.Contains("Look twice.", page, StringComparison.Ordinal);
        using var harmless = await editor.Browser.SubmitAsync("/admin/times/words/try", ("text", "Nothing"));
        Assert.Contains("Nothing in it stands on a list.", await harmless.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        await using var db = App.Open();
        Assert.Empty(await db.Comments.ToListAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_starter_list_is_added_to_what_is_there_and_again_adds_nothing()
    {
        using var editor = await GivenAnEditorAsync();
        _ = await SaveAsync(editor, 0, "IDIOT | banned | | Ours.");
        for (var i = 0; i < 2; i++)
        {
            using var added = await editor.Browser.SubmitAsync("/admin/times/words/starter", ("language", "en"));
            Assert.Equal(HttpStatusCode.SeeOther, added.StatusCode);
        }

        await using var db = App.Open();
        var rules = await db.WordRules.ToListAsync(TestContext.Current.CancellationToken);
        Assert.Equal(StarterWords.Of("en")!.Count, rules.Count);
        Assert.Equal(WordList.Banned, Assert.Single(rules, r => r.Text.Equals("idiot", StringComparison.OrdinalIgnoreCase)).List);
        using var unknown = await editor.Browser.SubmitAsync("/admin/times/words/starter", ("language", "xx"));
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
    }

    private async Task<Person> GivenAnEditorAsync()
    {
        var (site, _) = await App.GivenAStoryAsync();
        var editor = await App.GivenAPersonAsync("Edda Mohr");
        await App.GivenARoleAsync(editor.Account, site, RoleKind.Editor);
        return editor;
    }

    private static async Task<string> ListsAsync(Person editor, int version, string lists)
    {
        Assert.Equal(HttpStatusCode.SeeOther, (await SaveAsync(editor, version, lists)).Status);
        return await editor.Browser.GetStringAsync("/admin/times/words");
    }

    private static async Task<(HttpStatusCode Status, string Page)> SaveAsync(Person editor, int version, string lists)
    {
        using var answer = await editor.Browser.SubmitAsync(
            "/admin/times/words", ("version", version.ToString(System.Globalization.CultureInfo.InvariantCulture)), ("lists", lists));
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }
}

public sealed class StarterWordsTests
{
    public static TheoryData<string> Languages => [.. Text.All.Select(t => t.Language)];

    [Theory]
    [MemberData(nameof(Languages))]
    public void Each_language_of_the_interface_has_a_list_of_all_three_kinds(string language)
    {
        var rules = StarterWords.Of(language)!;
        Assert.InRange(rules.Count, 80, 500);
        Assert.All(Enum.GetValues<WordList>(), list => Assert.Contains(rules, r => r.List == list));
        Assert.All(rules, r => Assert.Equal(language, r.Language));
        // Each finds itself.
        var matcher = WordMatcher.Of(rules);
        Assert.All(rules, r => Assert.Contains(matcher.Find("… " + r.Text + " …", language), h => h.Rule.Text == r.Text && !h.IsNear));
    }

    [Fact]
    public void Of_the_page_that_began_it_all_the_disguised_insult_and_the_threats_wait_and_the_sharp_dissent_does_not()
    {
        var path = Repository.Shared("data/seed-page.txt");
        var matcher = WordMatcher.Of(StarterWords.Of("en")!);
        var text = File.ReadAllText(path);
        var held = matcher.Find(text, "en").Where(h => h is { IsNear: false, Rule.List: not WordList.Look }).ToList();
        Assert.Equal(
            ["bitc hslaps", "brought down on his knees", "must feel pain", "needs a good fucking"],
            held.Select(h => text.Substring(h.Start, h.Length)));
    }

    [Theory]
    [InlineData("He must be made to feel pain.")]
    [InlineData("That man should be brought to his knees.")]
    [InlineData("She needs to be raped, then she would know.")]
    [InlineData("Somebody should hang her.")]
    [InlineData("Go and kill your self.")]
    [InlineData("K.i.l.l  y.o.u.r.s.e.l.f")]
    [InlineData("Whoever voted for it deserves a bullet.")]
    [InlineData("I am going to kill you, and your dog.")]
    public void Threats_and_wishes_of_violence_wait(string text) =>
        Assert.Contains(WordMatcher.Of(StarterWords.Of("en")!).Find(text, "en"), h => h is { IsNear: false, Rule.List: not WordList.Look });

    [Theory]
    [InlineData("Shoot them a message and hang them on the wall, those pictures.")]
    [InlineData("She felt the prick of a needle.")]
    [InlineData("The country was brought to its knees, and he got down on his knees to pray.")]
    [InlineData("Niger and Nigeria agreed about the border.")]
    [InlineData("The bill must die in committee, and the plan must be executed well.")]
    [InlineData("David Lynch made the film; smoking is going to kill you.")]
    [InlineData("The phone number is on their page.")]
    public void What_only_sounds_like_it_is_published(string text) =>
        Assert.DoesNotContain(WordMatcher.Of(StarterWords.Of("en")!).Find(text, "en"), h => !h.IsNear && h.Rule.List != WordList.Look);

    [Fact]
    public void A_neighbouring_country_is_no_slur_misspelt() =>
        Assert.Empty(WordMatcher.Of(StarterWords.Of("en")!).Find("Niger, Nigeria, Nigerians and a snigger.", "en"));

    [Fact]
    public void Civil_opinions_hardly_ever_wait()
    {
        var path = Path.Combine(Repository.Shared("data/polis"), "bg2050-volunteers", "comments.csv");
        var matcher = WordMatcher.Of(StarterWords.Of("en")!);
        var lines = File.ReadAllLines(path).Where(l => l.Length > 40).ToList();
        var flagged = lines.Where(l => matcher.Find(l, "en").Any(h => h is { IsNear: false, Rule.List: not WordList.Look })).ToList();
        Assert.True(flagged.Count * 250 <= lines.Count, $"{flagged.Count} of {lines.Count}: {string.Join('\n', flagged)}");
    }
}
