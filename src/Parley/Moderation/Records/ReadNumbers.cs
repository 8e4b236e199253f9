using Microsoft.EntityFrameworkCore;
using Parley.Core.Moderation;
using Parley.Core.Sites;
using Parley.Http;
using Parley.Storage;

namespace Parley.Moderation.Records;

/// <summary>GET a publication's year of moderation in numbers: a page, and the same for programs.</summary>
internal static class ReadNumbers
{
    /// <param name="MedianHours">The median time they took to decide; null where none was decided.</param>
    internal sealed record Handled(int Received, IReadOnlyDictionary<string, int> Outcomes, double? MedianHours);

    internal sealed record Restricted(string Level, int All, int Automatic);

    /// <param name="Decisions">By kind; their sum is the number of all decisions.</param>
    /// <param name="CommentsAgainst">Comments taken away or not published, by class of reasons.</param>
    /// <param name="RoomMeasures">Measures for a whole room, which everybody bears.</param>
    internal sealed record Response(
        int Year, IReadOnlyDictionary<string, int> Decisions, IReadOnlyDictionary<string, int> CommentsAgainst, IReadOnlyList<Restricted> Restrictions,
        int RoomMeasures, Handled Notices, Handled Appeals, IReadOnlyDictionary<string, int> Flags);

    public static async Task<IResult> Page(string site, string year, HttpContext context, ParleyContext db, TimeProvider clock, CancellationToken cancellation)
    {
        if (LoadYear.Read(year, clock) is not { } wanted || await FindAsync(db, site, cancellation) is not { } publication) return Pages.NotFound();

        context.BelongsTo(publication);
        return Pages.Page<NumbersPage>(new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            [nameof(NumbersPage.Site)] = publication,
            [nameof(NumbersPage.Year)] = await LoadYear.OfAsync(db, publication, wanted, cancellation),
        });
    }

    public static async Task<IResult> Data(string site, string year, ParleyContext db, TimeProvider clock, CancellationToken cancellation)
    {
        if (LoadYear.Read(year, clock) is not { } wanted || await FindAsync(db, site, cancellation) is not { } publication) return Problems.NotFound();

        var all = await LoadYear.OfAsync(db, publication, wanted, cancellation);
        return TypedResults.Ok(new Response(
            wanted, Counts<DecisionKind>(all.Count), Counts<ReasonClass>(all.Against),
            [.. all.Restrictions.OrderBy(r => r.Key).Select(r => new Restricted(Word(r.Key), r.Value.All, r.Value.Automatic))], all.Measures,
            new Handled(all.Notices.Count, Counts<NoticeOutcome>(o => all.Notices.Count(n => n.Outcome == o)), all.NoticesTook?.TotalHours),
            new Handled(all.Appeals.Count, Counts<AppealOutcome>(o => all.Appeals.Count(a => a.Outcome == o)), all.AppealsTook?.TotalHours),
            new Dictionary<string, int>(StringComparer.Ordinal) { ["upheld"] = all.Flags.Upheld, ["dismissed"] = all.Flags.Dismissed, ["open"] = all.Flags.Open }));
    }

    private static Task<Site?> FindAsync(ParleyContext db, string site, CancellationToken cancellation) =>
        db.Sites.AsNoTracking().SingleOrDefaultAsync(s => s.Key == site, cancellation);

    private static Dictionary<string, int> Counts<T>(Func<T, int> count)
        where T : struct, Enum => Enum.GetValues<T>().ToDictionary(Word, count, StringComparer.Ordinal);

    private static string Word<T>(T value)
        where T : struct, Enum => System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(value.ToString());
}
