using Microsoft.EntityFrameworkCore;
using Parley.Core.Comments;
using Parley.Core.Moderation;
using Parley.Http;
using Parley.Storage;
using Parley.Texts;

namespace Parley.Moderation.Records;

/// <summary>GET a publication's rules and how they are applied (Regulation (EU) 2022/2065, Article 14): a page, and the same for programs.</summary>
internal static class ReadRules
{
    /// <param name="Class">The name of the class, as comments are removed for it.</param>
    internal sealed record Rule(string Class, string Text);

    /// <param name="Level">How the level is called in data.</param>
    /// <param name="LongestHours">The longest it lasts by a person's hand.</param>
    /// <param name="LongestAutomaticHours">The longest the ladder takes it by itself; 0 where it never does.</param>
    internal sealed record Step(string Level, string Text, int LongestHours, int LongestAutomaticHours);

    /// <param name="Text">What the editors say besides.</param>
    /// <param name="Ladder">Whether the lower steps may be taken without a person: automatic or byHand.</param>
    /// <param name="Pace">Whether how often somebody writes follows from their standing: standing or free.</param>
    /// <param name="AppealMonths">For how long a decision can be contested, free of charge.</param>
    internal sealed record Response(
        string Site, string Name, string Language, string Text, IReadOnlyList<Rule> Rules, IReadOnlyList<Step> Restrictions, string Ladder, string Pace, bool UsesWordLists,
        int AppealMonths, string Notices, IReadOnlyList<int> Years);

    public static async Task<IResult> Page(string site, HttpContext context, ParleyContext db, TimeProvider clock, CancellationToken cancellation)
    {
        if (await db.Sites.AsNoTracking().SingleOrDefaultAsync(s => s.Key == site, cancellation) is not { } publication) return Pages.NotFound();

        context.BelongsTo(publication);
        return Pages.Page<RulesPage>(new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            [nameof(RulesPage.Site)] = publication,
            [nameof(RulesPage.Rules)] = CommentText.TryRead(publication.Rules, TextFormat.Markdown, out var text, out _) ? text.Html : "",
            [nameof(RulesPage.UsesWordLists)] = await db.WordRules.AnyAsync(r => r.SiteId == publication.Id, cancellation),
            [nameof(RulesPage.Years)] = await LoadYear.YearsAsync(db, publication, clock.GetUtcNow(), cancellation),
        });
    }

    public static async Task<IResult> Data(string site, ParleyContext db, TimeProvider clock, CancellationToken cancellation)
    {
        if (await db.Sites.AsNoTracking().SingleOrDefaultAsync(s => s.Key == site, cancellation) is not { } publication) return Problems.NotFound();

        var text = Text.In(publication.Language);
        return TypedResults.Ok(new Response(
            publication.Key, publication.Name, text.Language, publication.Rules,
            [.. Enum.GetValues<ReasonClass>().Select(r => new Rule(System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(r.ToString()), ReasonWords.Of(r, text)))],
            [.. Enum.GetValues<RestrictionLevel>().Select(l => new Step(
                System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(l.ToString()), DecisionNotice.Means(l, text), (int)Ladder.LongestOf(l).TotalHours, (int)Ladder.LongestAutomaticOf(l).TotalHours))],
            publication.TakesSteps ? "automatic" : "byHand", publication.PacesByStanding ? "standing" : "free", await db.WordRules.AnyAsync(r => r.SiteId == publication.Id, cancellation), 6, "/comments/{id}/notice",
            await LoadYear.YearsAsync(db, publication, clock.GetUtcNow(), cancellation)));
    }
}
