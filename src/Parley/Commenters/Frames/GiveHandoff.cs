using Parley.Http;
using Parley.Storage;

namespace Parley.Commenters;

/// <summary>POST the word of a reader that a frame may sign them in: the answer holds the code that the frame waits for.</summary>
internal static class GiveHandoff
{
    public static async Task<IResult> Handle(
        HttpContext context, Writing writing, ParleyContext db, Fingerprints fingerprints, TimeProvider clock, CancellationToken cancellation)
    {
        // Load what the decision needs.
        var form = await Forms.ReadAsync(context.Request, cancellation);
        var account = (await SignIn.OfAsync(context))!.Account;
        var origin = form["origin"].ToString();
        var site = await Handoff.SiteAsync(db, form["site"], origin, cancellation);

        // Decide.
        if (site is null || Handoff.ReadChallenge(form["challenge"]) is not { } challenge) return Pages.Problem("not-found", "HandoffUnknown");
        if (!account.MayBeUsedOn(site.Id)) return Pages.Problem("not-found", "HandoffElsewhere");

        // Save.
        var (secret, typed) = await writing.DoAsync(
            async (act, stop) =>
            {
                var codes = await Handoff.IssueAsync(act.Db, fingerprints, context, account, site, origin, challenge, clock.GetUtcNow(), stop);
                await act.KeepAsync(stop);
                return codes;
            },
            cancellation);

        // Answer.
        context.BelongsTo(site);
        return Pages.Page<HandedOverPage>(new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            [nameof(HandedOverPage.Site)] = site,
            [nameof(HandedOverPage.Code)] = secret,
            [nameof(HandedOverPage.Typed)] = Handoff.Show(typed),
        });
    }
}
