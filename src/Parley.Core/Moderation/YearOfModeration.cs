namespace Parley.Core.Moderation;

/// <summary>What was decided on a site within a year, as everybody may read it: numbers, computed from the record each time.</summary>
/// <param name="Year">The calendar year, in UTC.</param>
/// <param name="Decisions">All decisions of the year.</param>
/// <param name="Statements">Those of them that go against somebody, in the attributes of the database.</param>
/// <param name="Restrictions">How many people's restrictions of each level began, and how many of these the ladder took by itself.</param>
/// <param name="Measures">How many measures for a whole room began: another kind of decision, which everybody bears.</param>
/// <param name="Notices">The legal notices received in the year.</param>
/// <param name="Appeals">The appeals sent in the year.</param>
/// <param name="Flags">How many flags were acted on, dismissed, and still stand.</param>
public sealed record YearOfModeration(
    int Year, IReadOnlyList<Decision> Decisions, IReadOnlyList<StatementOfReasons> Statements,
    IReadOnlyDictionary<RestrictionLevel, (int All, int Automatic)> Restrictions, int Measures,
    IReadOnlyList<Notice> Notices, IReadOnlyList<Appeal> Appeals, (int Upheld, int Dismissed, int Open) Flags)
{
    /// <summary>When it begins.</summary>
    public static DateTimeOffset From(int year) => new(year, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>How many decisions there were of a kind.</summary>
    public int Count(DecisionKind kind) => Decisions.Count(d => d.Kind == kind);

    /// <summary>How many comments were taken away or not published for a class of reasons.</summary>
    public int Against(ReasonClass reason) => Decisions.Count(d => Decision.AgainstComments.Contains(d.Kind) && d.Reason == reason);

    /// <summary>The share of answered appeals that were not upheld, 0 to 1; null where none was answered.</summary>
    public double? Reversed
    {
        get
        {
            var answered = Appeals.Count(a => a.Outcome is not null);
            return answered == 0 ? null : Appeals.Count(a => a.Outcome is AppealOutcome.Reversed or AppealOutcome.Softened) / (double)answered;
        }
    }

    /// <summary>The median time from a notice to its decision; null where none was decided.</summary>
    public TimeSpan? NoticesTook => TimeOf(Notices);

    /// <summary>The same of trusted flaggers' notices.</summary>
    public TimeSpan? TrustedNoticesTook => TimeOf(Notices.Where(n => n.IsTrusted));

    /// <summary>The median time from an appeal to its answer; null where none was answered.</summary>
    public TimeSpan? AppealsTook => Median(Appeals.Where(a => a.DecidedAt is not null).Select(a => a.DecidedAt!.Value - a.At));

    /// <summary>The middle one of some times, the earlier of two; null of none.</summary>
    public static TimeSpan? Median(IEnumerable<TimeSpan> times)
    {
        var sorted = times.Order().ToList();
        return sorted.Count == 0 ? null : sorted[(sorted.Count - 1) / 2];
    }

    private static TimeSpan? TimeOf(IEnumerable<Notice> notices) => Median(notices.Where(n => n.DecidedAt is not null).Select(n => n.DecidedAt!.Value - n.At));
}
