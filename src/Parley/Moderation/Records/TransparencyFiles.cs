using System.Globalization;
using Parley.Core.Moderation;
using Parley.Core.Sites;
using Parley.Texts;

namespace Parley.Moderation.Records;

/// <summary>A year's files of the harmonised transparency report (Implementing Regulation (EU) 2024/2835), each a sum over the record.</summary>
/// <remarks>What an installation cannot know, such as orders that came by post or how many readers there are, is left for its publisher to fill in.</remarks>
internal static class TransparencyFiles
{
    private static readonly string[] Visibility = ["REMOVED", "DISABLED", "DEMOTED", "AGE_RESTRICTED", "INTERACTION_RESTRICTED", "LABELLED"];

    private static readonly string[] Categories =
        [.. Enum.GetValues<ReasonClass>().Select(StatementOfReasons.CategoryOf).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    /// <summary>The files by name, each with its text.</summary>
    public static IEnumerable<(string Name, string Text)> Of(YearOfModeration year, Site site)
    {
        var period = string.Create(CultureInfo.InvariantCulture, $"{year.Year}-01-01/{year.Year}-12-31");
        var own = year.Statements.Where(s => s.Source is not ("SOURCE_ARTICLE_16" or "SOURCE_TRUSTED_FLAGGER")).ToList();
        yield return ("1_identification.csv", File(["Indicator", "Value"], [["Name of the service", site.Name], ["Reporting period", period], ["Type of service", "Hosting service: comments beneath stories"]]));
        yield return ("2_categories.csv", File(["Category"], Categories.Select(c => (string[])[c])));
        yield return ("3_orders.csv", File(["Scope", "Number of orders", "Items", "Median time to inform", "Median time to give effect"], []));
        yield return ("4_notices.csv", Notices(year, period, site));
        yield return ("5_own_initiative_illegal.csv", OwnInitiative(own.Where(s => s.IsIllegal)));
        yield return ("6_own_initiative_terms.csv", OwnInitiative(own.Where(s => !s.IsIllegal)));
        yield return ("7_appeals.csv", Appeals(year));
        yield return ("8_automated_means.csv", Automated(year));
        yield return ("10_recipients.csv", File(["Indicator", "Value"], [["Average monthly active recipients", ""]]));
        yield return ("11_qualitative.csv", File(["Indicator", "Value"],
            [["Moderation at the provider's own initiative", "Word lists mark and hold, people decide about every comment that is removed; restrictions of a person always end, with a statement of reasons and an appeal."]]));
    }

    private static string Notices(YearOfModeration year, string period, Site site)
    {
        string[] columns =
        [
            "Applicability", "Service", "Reporting period", "Category of illegal content", "Number of notices received", "Number of notices received from trusted flaggers",
            "Number of specific items of information included", "Number of specific items of information included by trusted flaggers", "Median time to take action in hours",
            "Median time to take action in hours, trusted flaggers", "Number of actions taken on the basis of the law", "Number of actions taken on the basis of the law, trusted flaggers",
            "Number of actions taken on the basis of the terms and conditions", "Number of actions taken on the basis of the terms and conditions, trusted flaggers",
        ];
        var trusted = year.Notices.Where(n => n.IsTrusted).ToList();
        return File(columns,
            [[
                "Yes", site.Name, period, "NOT_SPECIFIED_NOTICE", Say(year.Notices.Count), Say(trusted.Count), Say(year.Notices.Count), Say(trusted.Count),
                Hours(year.NoticesTook), Hours(year.TrustedNoticesTook),
                Say(year.Notices.Count(n => n.Outcome == NoticeOutcome.Illegal)), Say(trusted.Count(n => n.Outcome == NoticeOutcome.Illegal)),
                Say(year.Notices.Count(n => n.Outcome == NoticeOutcome.AgainstRules)), Say(trusted.Count(n => n.Outcome == NoticeOutcome.AgainstRules)),
            ]]);
    }

    private static string OwnInitiative(IEnumerable<StatementOfReasons> statements)
    {
        var all = statements.ToList();
        string[] columns =
        [
            "Category", "Number of measures", "Number after detection with solely automated means", .. Visibility.Select(v => "Visibility restriction: " + v),
            "Provision: suspension", "Provision: termination", "Account: suspension", "Account: termination",
        ];
        return File(columns, Categories.Select(category =>
        {
            var here = all.Where(s => s.Category == "STATEMENT_CATEGORY_" + category).ToList();
            return (string[])
            [
                category, Say(here.Count), Say(here.Count(s => s is { IsAutomatedDetection: true, IsAutomatedDecision: true })),
                .. Visibility.Select(v => Say(here.Count(s => s.DecisionVisibility.Contains("DECISION_VISIBILITY_CONTENT_" + v, StringComparer.Ordinal)))),
                Say(here.Count(s => s.DecisionProvision is not null)), "0",
                Say(here.Count(s => s.DecisionAccount == "DECISION_ACCOUNT_SUSPENDED")), Say(here.Count(s => s.DecisionAccount == "DECISION_ACCOUNT_TERMINATED")),
            ];
        }));
    }

    private static string Appeals(YearOfModeration year) => File(
        ["Section", "Indicator", "Scope", "Value"],
        [
            ["Complaints", "Number of complaints", "Decisions about people and comments", Say(year.Appeals.Count)],
            ["Complaints", "Number of complaints", "Decisions about notices", Say(year.Notices.Count(n => n.ComplainedAt is not null))],
            .. Enum.GetValues<AppealOutcome>().Select(o => (string[])["Complaints", o.ToString(), "Decisions about people and comments", Say(year.Appeals.Count(a => a.Outcome == o))]),
            ["Complaints", "Reversed", "Decisions about notices", Say(year.Notices.Count(n => n.ComplaintIsRight == true))],
            ["Complaints", "Median time to decide in hours", "All", Hours(year.AppealsTook)],
            ["Suspensions", "People suspended", "Own content", Say(year.Restrictions.GetValueOrDefault(RestrictionLevel.Suspended).All)],
        ]);

    private static string Automated(YearOfModeration year) => File(
        ["Section", "Indicator", "Scope", "Value"],
        [
            ["Automated means", "Decisions taken wholly by automated means", "Restrictions of levels three to five, with an end", Say(year.Statements.Count(s => s.IsAutomatedDecision))],
            ["Automated means", "Decisions by people after automated detection", "Word lists", Say(year.Statements.Count(s => s is { IsAutomatedDetection: true, IsAutomatedDecision: false }))],
            ["Automated means", "Safeguards", "All", "A reminder comes first; one step a day at most; never past holding each comment for a person; always an end, reasons and an appeal decided by a person."],
        ]);

    private static string File(string[] columns, IEnumerable<string[]> rows) => Csv.ByteOrderMark + Csv.Line(columns) + string.Concat(rows.Select(r => Csv.Line(r)));

    private static string Hours(TimeSpan? took) => took is { } time ? time.TotalHours.ToString("0.#", CultureInfo.InvariantCulture) : "";

    private static string Say(int number) => number.ToString(CultureInfo.InvariantCulture);
}
