using Microsoft.EntityFrameworkCore;
using Parley.Core.Moderation;
using Parley.Http;
using Parley.Storage;
using Parley.Texts;

namespace Parley.Moderation;

/// <summary>GET the measures that ask something of a whole room: those in force, those that were, and the form for another.</summary>
internal static class ReadMeasures
{
    // As many as one looks back at.
    private const int Listed = 50;

    public static async Task<IResult> Handle(
        string site, string? story, string? changed, HttpContext context, ParleyContext db, TimeProvider clock, CancellationToken cancellation)
    {
        var office = await Office.OfAsync(context, db, site, cancellation);
        // From a story's own page the form is about that story.
        var entered = string.IsNullOrEmpty(story) ? new EnteredMeasure() : new EnteredMeasure("story", story);
        return await PageAsync(db, office, entered, null, changed, clock.GetUtcNow(), StatusCodes.Status200OK, cancellation);
    }

    public static async Task<IResult> PageAsync(
        ParleyContext db, Office office, EnteredMeasure entered, Sentence? trouble, string? changed, DateTimeOffset now, int status, CancellationToken cancellation)
    {
        var found = await db.RoomMeasures.AsNoTracking().Within(office.Reach, db).Where(m => m.SiteId == office.Site.Id)
            .OrderByDescending(m => m.BeginsAt).ThenByDescending(m => m.Id).Take(Listed).ToListAsync(cancellation);
        var stories = await db.StoriesAmong([.. found.Select(m => m.StoryId).OfType<Guid>().Distinct()]).AsNoTracking()
            .ToDictionaryAsync(s => s.Id, cancellation);
        var people = found.Select(m => m.ByAccountId).Distinct().ToList();
        var names = await db.Accounts.AsNoTracking().Where(a => people.Contains(a.Id)).ToDictionaryAsync(a => a.Id, a => a.Name.Length > 0 ? a.Name : a.Email ?? "", cancellation);
        return Pages.Page<MeasuresPage>(
            new Dictionary<string, object?>(StringComparer.Ordinal)
            {
                [nameof(MeasuresPage.Office)] = office,
                [nameof(MeasuresPage.Measures)] = found.Select(m => new ListedMeasure(
                    m, m.StoryId is { } id ? stories.GetValueOrDefault(id) : null, names.GetValueOrDefault(m.ByAccountId) ?? "", m.HoldsAt(now))).ToList(),
                [nameof(MeasuresPage.Entered)] = entered,
                [nameof(MeasuresPage.Trouble)] = trouble,
                [nameof(MeasuresPage.Changed)] = changed,
            },
            status);
    }
}

/// <summary>What the form for a measure brought, shown again with what was wrong.</summary>
public sealed record EnteredMeasure(string Where = "site", string Place = "", string Mode = "", string Pace = "", string Length = "", string Reason = "");

/// <summary>A measure in the list.</summary>
/// <param name="By">Who decided it.</param>
public sealed record ListedMeasure(RoomMeasure Measure, Core.Stories.Story? Story, string By, bool IsInForce);
