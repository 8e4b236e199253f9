using Microsoft.EntityFrameworkCore;
using Parley.Core.Moderation;
using Parley.Core.Sites;
using Parley.Core.Stories;

namespace Parley.Storage;

/// <summary>Reads what holds in a discussion for everybody.</summary>
internal static class Rooms
{
    public static async Task<Room> OfAsync(ParleyContext db, Story story, Site site, DateTimeOffset now, CancellationToken cancellation)
    {
        var measures = await db.RoomMeasures.AsNoTracking().Where(m => m.SiteId == site.Id && m.EndsAt > now && m.LiftedAt == null)
            .ToListAsync(cancellation);
        return Room.Of(story, site, measures, now);
    }

    /// <summary>The same, for a rendering, with whose comments are one line; the story, which nobody else holds, is closed where the room is.</summary>
    public static async Task<Room> EnterAsync(IServiceProvider services, Story story, Site site, CancellationToken cancellation)
    {
        var (db, now) = (services.GetRequiredService<ParleyContext>(), services.GetRequiredService<TimeProvider>().GetUtcNow());
        var room = await OfAsync(db, story, site, now, cancellation);
        story.IsOpen = room.IsOpen;
        return room.With(await Restrictions.QuietingAsync(db, site.Id, now, cancellation), story, now);
    }
}
