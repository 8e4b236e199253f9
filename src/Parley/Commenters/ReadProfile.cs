using Microsoft.EntityFrameworkCore;
using Parley.Core;
using Parley.Http;
using Parley.Storage;
using Parley.Texts;

namespace Parley.Commenters;

/// <summary>GET what somebody with an account wrote on a site: the same for everybody.</summary>
internal static class ReadProfile
{
    public static async Task<IResult> Handle(
        string site, string id, string? after, HttpContext context, ParleyContext db, PublicBytes bytes, CancellationToken cancellation)
    {
        // Load.
        var behind = Guid.Empty;
        if (!Id.TryRead(id, out var commenterId) || !(string.IsNullOrEmpty(after) || Id.TryRead(after, out behind))) return Pages.NotFound();

        var siteId = await db.Sites.Where(s => s.Key == site).Select(s => (Guid?)s.Id).SingleOrDefaultAsync(cancellation);
        if (siteId is null || !await Profile.Those(db, siteId.Value).AnyAsync(c => c.Id == commenterId, cancellation)) return Pages.NotFound();

        // Answer. What they wrote is on many stories, so no version says that it changed: it is made anew every second in
        // which somebody asks.
        return await bytes.AnswerAsync(
            context, $"profile:{commenterId:N}:{behind:N}", source: null, isAlwaysThis: true,
            (services, stop) => RenderAsync(services, commenterId, behind == Guid.Empty ? null : behind, stop));
    }

    private static async Task<PublicPage> RenderAsync(
        IServiceProvider services, Guid commenterId, Guid? behind, CancellationToken cancellation)
    {
        var profile = await Profile.LoadAsync(
            services.GetRequiredService<ParleyContext>(), commenterId, behind, services.GetRequiredService<TimeProvider>().GetUtcNow(), cancellation);
        var html = await Pages.RenderAsync<ProfilePage>(services, new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            [nameof(ProfilePage.Profile)] = profile,
            [nameof(ProfilePage.IsContinued)] = behind is not null,
            [nameof(ProfilePage.Text)] = Text.In(profile.Site.Language),
        });
        return PublicPage.Document(html, Surface.Page, profile.Site, until: profile.PausedUntil);
    }
}
