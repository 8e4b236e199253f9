using Parley.Core.Commenters;
using Parley.Http;
using Parley.Jobs;
using Parley.Storage;
using Parley.Texts;

namespace Parley.Moderation;

/// <summary>POST an invitation by mail: whoever owns the address signs in by its link, with a role lower than one's own.</summary>
internal static class InviteStaff
{
    // A newsroom invites few; a stolen session shall not fill mailboxes.
    private const int ToOneAnHour = 3;
    private const int FromOneAnHour = 20;

    public static async Task<IResult> Handle(
        string site, HttpContext context, Writing writing, ParleyContext db, Fingerprints fingerprints, Settings settings, SecurityLog log, TimeProvider clock,
        CancellationToken cancellation)
    {
        var office = await Office.OfAsync(context, db, site, cancellation);
        var form = await Forms.ReadAsync(context.Request, cancellation);
        var typed = form["email"].ToString().Trim();
        if (!OfficeWords.TryRead<RoleKind>(form["role"], out var role)) return Pages.Problem("bad-request", "RoleUnknown");
        if (EnteredRole.ReachOf(form["sections"]) is not { } reach) return await AgainAsync(new Sentence("RoleSections"), StatusCodes.Status422UnprocessableEntity);
        if (role is RoleKind.Owner or RoleKind.Flagger && !reach.IsEverywhere) return await AgainAsync(new Sentence("RoleOfWholeSite"), StatusCodes.Status422UnprocessableEntity);
        if (!EmailAddress.TryRead(typed, out var address))
            return await AgainAsync(new Sentence("InviteAddress"), StatusCodes.Status422UnprocessableEntity);

        var now = clock.GetUtcNow();
        if (!(await SignIn.OfAsync(context))!.Session.IsRecent(now)) return await AgainAsync(OfficeFrame.ProveThenAgain, StatusCodes.Status403Forbidden);

        var (problem, isSent) = await writing.DoAsync<(string? Problem, bool IsSent)>(
            async (act, stop) =>
            {
                // Meanwhile somebody may have taken the role by which this is done.
                if (await Guards.AppointmentOnAsync(act.Db, office.Account, office.Site.Id, stop) is not { } own || !own.MayChange(role, reach)) return ("not-yours", false);

                // A later invitation takes the place of one that nobody has used.
                await Invitation.TakeBackAsync(act.Db, address!, office.Site.Id, own, stop);
                var secret = await new Invitation(address!, role, reach.ToString()).IssueAsync(act.Db, office.Site.Id, now, stop);
                var values = new Dictionary<string, string>(StringComparer.Ordinal) { ["site"] = office.Site.Name, ["link"] = $"{settings.Origin}/sign-in/invitation/{secret}" };
                var letter = new Letters.Draft(address!, "Invitation", office.Site.Language, values, Core.Id.Text(office.Account.Id), SiteId: office.Site.Id);
                if (!await Letters.WriteAsync(act.Db, fingerprints, letter, now, ToOneAnHour, FromOneAnHour, stop)) return (null, false);

                await act.KeepAsync(stop);
                return (null, true);
            },
            cancellation);
        if (problem is not null) return Pages.Problem(problem, "RoleTooHigh");
        if (!isSent) return await AgainAsync(new Sentence("InviteTooOften"), StatusCodes.Status429TooManyRequests);

        log.Acted(context, "Invited somebody to help", office.Account.Id);
        return Pages.SeeOther($"/admin/{office.Site.Key}/staff?changed=invited");

        Task<IResult> AgainAsync(Sentence why, int status) => ReadStaff.PageAsync(db, office, why, new EnteredInvitation(typed, form["role"].ToString(), form["sections"].ToString()), null, status, cancellation);
    }
}
