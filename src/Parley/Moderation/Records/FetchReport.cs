using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Parley.Core.Moderation;
using Parley.Http;
using Parley.Storage;

namespace Parley.Moderation.Records;

/// <summary>GET a year's statements of reasons as the Commission's database takes them, or its transparency report's files; for an editor who proved who they are minutes ago.</summary>
internal static class FetchReport
{
    private static readonly JsonSerializerOptions Snake = new(JsonSerializerDefaults.Web) { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull };

    public static async Task<IResult> Statements(
        string site, string year, HttpContext context, ParleyContext db, Settings settings, SecurityLog log, TimeProvider clock, CancellationToken cancellation)
    {
        var office = await Office.OfAsync(context, db, site, cancellation);
        if (LoadYear.Read(year, clock) is not { } wanted) return Pages.NotFound();
        if (await AgainAsync(context, office, clock) is { } instead) return instead;

        var all = await LoadYear.OfAsync(db, office.Site, wanted, cancellation);
        log.Acted(context, "Fetched statements of reasons", office.Account.Id);
        var bytes = JsonSerializer.SerializeToUtf8Bytes(new { Statements = all.Statements.Select(s => Row(s, settings.Origin, site)) }, Snake);
        return TypedResults.Bytes(bytes, "application/json", string.Create(CultureInfo.InvariantCulture, $"{site}-statements-{wanted}.json"));
    }

    public static async Task<IResult> Transparency(
        string site, string year, HttpContext context, ParleyContext db, SecurityLog log, TimeProvider clock, CancellationToken cancellation)
    {
        var office = await Office.OfAsync(context, db, site, cancellation);
        if (LoadYear.Read(year, clock) is not { } wanted) return Pages.NotFound();
        if (await AgainAsync(context, office, clock) is { } instead) return instead;

        var all = await LoadYear.OfAsync(db, office.Site, wanted, cancellation);
        log.Acted(context, "Fetched a transparency report", office.Account.Id);
        using var file = new MemoryStream();
        using (var zip = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true, Encoding.UTF8))
        {
            foreach (var (name, text) in TransparencyFiles.Of(all, office.Site))
            {
                await using var entry = await zip.CreateEntry(name).OpenAsync(cancellation);
                await entry.WriteAsync(Encoding.UTF8.GetBytes(text), cancellation);
            }
        }

        return TypedResults.Bytes(file.ToArray(), "application/zip", string.Create(CultureInfo.InvariantCulture, $"{site}-transparency-{wanted}.zip"));
    }

    // What goes out of the house wants a proof of minutes ago.
    private static async Task<IResult?> AgainAsync(HttpContext context, Office office, TimeProvider clock) =>
        (await SignIn.OfAsync(context))!.Session.IsRecent(clock.GetUtcNow()) ? null : Pages.SeeOther(ReturnPath.On("/account/prove", $"/admin/{office.Site.Key}/rules"));

    private static object Row(StatementOfReasons statement, string origin, string site) => new
    {
        statement.Puid,
        DecisionVisibility = statement.DecisionVisibility.Count > 0 ? statement.DecisionVisibility : null,
        EndDateVisibilityRestriction = statement.DecisionVisibility.Count > 0 ? Day(statement.Ends) : null,
        statement.DecisionProvision,
        EndDateServiceRestriction = statement.DecisionProvision is null ? null : Day(statement.Ends),
        statement.DecisionAccount,
        EndDateAccountRestriction = statement.DecisionAccount is null ? null : Day(statement.Ends),
        AccountType = statement.DecisionAccount is null ? null : "ACCOUNT_TYPE_PRIVATE",
        DecisionGround = statement.IsIllegal ? "DECISION_GROUND_ILLEGAL_CONTENT" : "DECISION_GROUND_INCOMPATIBLE_CONTENT",
        DecisionGroundReferenceUrl = $"{origin}/rules/{site}",
        IllegalContentLegalGround = statement.IsIllegal ? "The law of the publication's country" : null,
        IllegalContentExplanation = statement.IsIllegal ? statement.Facts : null,
        IncompatibleContentGround = statement.IsIllegal ? null : "The publication's rules",
        IncompatibleContentExplanation = statement.IsIllegal ? null : statement.Facts,
        IncompatibleContentIllegal = statement.IsIllegal ? null : "No",
        statement.Category,
        CategorySpecification = (string[])[statement.Keyword],
        CategorySpecificationOther = statement.Keyword == "KEYWORD_OTHER" ? statement.Facts : null,
        ContentType = (string[])["CONTENT_TYPE_TEXT"],
        ContentLanguage = statement.Language.Split('-')[0].ToUpperInvariant(),
        ContentDate = Day(statement.ContentAt),
        ApplicationDate = Day(statement.AppliedAt),
        DecisionFacts = statement.Facts,
        SourceType = statement.Source,
        AutomatedDetection = statement.IsAutomatedDetection ? "Yes" : "No",
        AutomatedDecision = statement.IsAutomatedDecision ? "AUTOMATED_DECISION_FULLY" : "AUTOMATED_DECISION_NOT_AUTOMATED",
    };

    private static string? Day(DateTimeOffset? at) => at?.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
