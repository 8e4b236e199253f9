using Parley.Core.Moderation;
using Parley.Core.Sites;
using Parley.Jobs;
using Parley.Storage;

namespace Parley.Moderation.Notices;

/// <summary>Letters to whoever gave a notice, in the act that causes them: that it was received, and what became of it.</summary>
internal static class TellNotifier
{
    public const string Receipt = "LegalReceipt";

    public const string Outcome = "LegalOutcome";

    // What a moderator decides is always told.
    private const int Outcomes = 1_000;

    /// <param name="link">Where it leads: the notice, as long as its address is known, or what it is about.</param>
    public static async Task AddAsync(
        ParleyContext db, Fingerprints fingerprints, Notice notice, string template, Site site, string link, DateTimeOffset now, int mostAnHour, CancellationToken cancellation)
    {
        if (notice.NotifierEmail is not { } address) return;

        var values = new Dictionary<string, string>(StringComparer.Ordinal) { ["site"] = site.Name, ["url"] = notice.Url, ["link"] = link, ["answer"] = notice.ComplaintAnswer.Length > 0 ? notice.ComplaintAnswer : notice.Answer };
        _ = await Letters.WriteAsync(db, fingerprints, new Letters.Draft(address, template, notice.Language, values, SiteId: site.Id), now, mostAnHour, int.MaxValue, cancellation);
    }

    /// <summary>Word of what was found, or of how a complaint ended.</summary>
    public static Task AddOutcomeAsync(ParleyContext db, Fingerprints fingerprints, Notice notice, Site site, string origin, DateTimeOffset now, CancellationToken cancellation) =>
        AddAsync(db, fingerprints, notice, Outcome, site, $"{origin}/comments/{Core.Id.Text(notice.CommentId)}", now, Outcomes, cancellation);
}
