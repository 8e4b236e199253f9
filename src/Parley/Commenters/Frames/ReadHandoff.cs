using Parley.Core.Commenters;
using Parley.Core.Sites;
using Parley.Http;
using Parley.Storage;

namespace Parley.Commenters;

/// <summary>GET the page in a window of Parley's own on which a reader says that a frame may sign them in.</summary>
internal static class ReadHandoff
{
    public static async Task<IResult> Handle(
        string? site, string? origin, string? challenge, HttpContext context, ParleyContext db, CancellationToken cancellation)
    {
        // Load what the decision needs.
        var account = (await SignIn.OfAsync(context))!.Account;
        var publication = await Handoff.SiteAsync(db, site, origin, cancellation);

        // Decide.
        if (publication is null || Handoff.ReadChallenge(challenge) is null) return Pages.Problem("not-found", "HandoffUnknown");
        if (!account.MayBeUsedOn(publication.Id)) return Pages.Problem("not-found", "HandoffElsewhere");

        // Answer.
        context.BelongsTo(publication);
        return Show(publication, origin!, account, challenge!);
    }

    private static IResult Show(Site site, string origin, Account account, string challenge) =>
        Pages.Page<HandoffPage>(new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            [nameof(HandoffPage.Site)] = site,
            [nameof(HandoffPage.Origin)] = origin,
            [nameof(HandoffPage.Account)] = account,
            [nameof(HandoffPage.Challenge)] = challenge,
        });
}
