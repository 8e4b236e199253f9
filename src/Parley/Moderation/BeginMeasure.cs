using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Parley.Core;
using Parley.Core.Moderation;
using Parley.Core.Stories;
using Parley.Http;
using Parley.Live;
using Parley.Storage;
using Parley.Texts;

namespace Parley.Moderation;

/// <summary>POST a measure for a whole room: a story, a section or the site. It has a reason and an end, and the room reads both.</summary>
internal static class BeginMeasure
{
    public static async Task<IResult> Handle(
        string site, HttpContext context, Writing writing, ParleyContext db, TimeProvider clock, CancellationToken cancellation)
    {
        // Load.
        var office = await Office.OfAsync(context, db, site, cancellation);
        var form = await Forms.ReadAsync(context.Request, cancellation);
        var entered = new EnteredMeasure(form["where"].ToString(), form["place"].ToString().Trim(), form["mode"].ToString(), form["pace"].ToString(), form["length"].ToString(), form["reason"].ToString());
        var now = clock.GetUtcNow();
        var story = entered.Where == "story" ? await FindStoryAsync(db, office.Site.Id, entered.Place, cancellation) : null;

        // Decide.
        var (measure, trouble) = Read(entered, office, story, now);
        if (measure is null)
            return await ReadMeasures.PageAsync(db, office, entered, trouble, null, now, StatusCodes.Status422UnprocessableEntity, cancellation);

        // Save.
        _ = await writing.DoAsync(
            async (act, stop) =>
            {
                _ = act.Db.RoomMeasures.Add(measure);
                await AnnounceAsync(act, measure, stop);
                return true;
            },
            cancellation);

        // Answer.
        return Pages.SeeOther($"/admin/{office.Site.Key}/measures?changed=begun");
    }

    /// <summary>Saves, and has every page that shows the room made anew.</summary>
    public static async Task AnnounceAsync(Act act, RoomMeasure measure, CancellationToken cancellation)
    {
        if (measure.StoryId is { } storyId && await act.Db.TakeStoryAsync(storyId, cancellation) is { } story)
        {
            await act.KeepAsync(cancellation, new Change(story.Id, story.Version, ChangeKind.Story));
            return;
        }

        var site = await act.Db.Sites.SingleAsync(s => s.Id == measure.SiteId, cancellation);
        site.Version++;
        await act.KeepAsync(cancellation);
    }

    // Its key, or the address of its page here or at the publisher's.
    private static async Task<Story?> FindStoryAsync(ParleyContext db, Guid site, string place, CancellationToken cancellation)
    {
        var key = place.Split('?', '#')[0].TrimEnd('/').Split('/')[^1];
        var url = WebAddress.TryCanonicalize(place, out var canonical) ? canonical : null;
        return await db.Stories.AsNoTracking().Where(s => s.SiteId == site && (s.Key == key || (url != null && s.Url == url)))
            .OrderBy(s => s.Url == url ? 0 : 1).FirstOrDefaultAsync(cancellation);
    }

    private static (RoomMeasure? Measure, Sentence? Trouble) Read(EnteredMeasure entered, Office office, Story? story, DateTimeOffset now)
    {
        if (entered.Where is not ("site" or "section" or "story")) return (null, new Sentence("MeasureWhere"));
        if (entered.Where == "story" && story is null) return (null, new Sentence("MeasureNoStory"));
        if (entered.Where == "section" && !Story.IsSection(entered.Place)) return (null, new Sentence("MeasureNoSection"));
        if (!office.Reach.Covers(entered.Where == "section" ? entered.Place : story?.Section)) return (null, new Sentence("OnlyYourSections"));
        if (!OfficeWords.TryRead<Mode>(entered.Mode, out var mode) || mode == Mode.Open) return (null, new Sentence("MeasureMode"));

        var pace = 0;
        if (mode == Mode.Slow
            && (!int.TryParse(entered.Pace, NumberStyles.None, CultureInfo.InvariantCulture, out pace) || pace is < RoomMeasure.LeastPace or > RoomMeasure.MostPace))
        {
            return (null, new Sentence("MeasurePace"));
        }

        if (!int.TryParse(entered.Length, NumberStyles.None, CultureInfo.InvariantCulture, out var minutes)
            || TimeSpan.FromMinutes(minutes) is var length && (length < RoomMeasure.Shortest || length > RoomMeasure.Longest))
        {
            return (null, new Sentence("MeasureLength"));
        }

        var reason = OneLine.Read(entered.Reason);
        if (reason.Length is 0 or > RoomMeasure.MaximumReason) return (null, new Sentence("MeasureReason"));

        return (new RoomMeasure
        {
            Id = Id.New(now),
            SiteId = office.Site.Id,
            Section = entered.Where == "section" ? entered.Place : null,
            StoryId = story?.Id,
            Mode = mode,
            Pace = pace,
            Reason = reason,
            BeginsAt = now,
            EndsAt = now.AddMinutes(minutes),
            ByAccountId = office.Account.Id,
        }, null);
    }
}
