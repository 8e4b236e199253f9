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

    /// <summary>The same, for a rendering: the story, which nobody else holds, is closed where the room is.</summary>
    public static async Task<Room> EnterAsync(IServiceProvider services, Story story, Site site, CancellationToken cancellation)
    {
        var room = await OfAsync(
            services.GetRequiredService<ParleyContext>(), story, site, services.GetRequiredService<TimeProvider>().GetUtcNow(), cancellation);
        story.IsOpen = room.IsOpen;
        return room;
    }
}
