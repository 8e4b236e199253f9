namespace Parley.Core.Commenters;

/// <summary>The last <see cref="StandingRule.Season"/> days of a history, as they were on one day after another.</summary>
internal sealed class SeasonWindow
{
    private readonly HashSet<int> _took = [];
    private readonly Dictionary<int, List<Guid>> _endorsed = [];
    private readonly Dictionary<Guid, int> _people = [];
    private int _day;
    private int _days;
    private int _endorsements;
    private int _endorsedDays;

    /// <summary>Takes in what happened until <paramref name="now"/>, as far back as is looked at.</summary>
    public SeasonWindow(CommenterHistory history, DateTimeOffset now)
    {
        Today = DayOf(now);
        var oldest = Today - StandingRule.Horizon;
        foreach (var at in history.TookPart.Where(at => at <= now && DayOf(at) > oldest)) _ = _took.Add(DayOf(at));
        foreach (var (at, by) in history.Endorsements.Where(e => e.At <= now && DayOf(e.At) > oldest))
        {
            if (!_endorsed.TryGetValue(DayOf(at), out var people)) _endorsed.Add(DayOf(at), people = []);
            people.Add(by);
        }

        First = _took.Concat(_endorsed.Keys).DefaultIfEmpty(Today).Min();
        _day = First - 1;
    }

    /// <summary>The first day on which something happened.</summary>
    public int First { get; }

    public int Today { get; }

    /// <summary>What is missing to the lines of trust on the day moved to.</summary>
    public ToTrusted Missing => new(
        Math.Max(0, StandingRule.TrustedDays - _days), Math.Max(0, StandingRule.TrustedEndorsements - _endorsements),
        Math.Max(0, StandingRule.TrustedPeople - _people.Count), Math.Max(0, StandingRule.TrustedEndorsedDays - _endorsedDays), TimeSpan.Zero);

    /// <summary>Whether one of them is below nine tenths.</summary>
    public bool IsFaded => IsBelow(_days, StandingRule.TrustedDays) || IsBelow(_endorsements, StandingRule.TrustedEndorsements)
        || IsBelow(_people.Count, StandingRule.TrustedPeople) || IsBelow(_endorsedDays, StandingRule.TrustedEndorsedDays);

    /// <summary>The moment at which a day is over, and no part of it.</summary>
    public static DateTimeOffset EndOf(int day) => DateTimeOffset.UnixEpoch.AddDays(day + 1);

    /// <summary>Goes on to a later day.</summary>
    public void MoveTo(int day)
    {
        while (_day < day)
        {
            Count(++_day, 1);
            Count(_day - StandingRule.Season, -1);
        }
    }

    private static int DayOf(DateTimeOffset at) => (int)Math.Floor((at - DateTimeOffset.UnixEpoch).TotalDays);

    private static bool IsBelow(int count, int line) => count * 10 < line * 9;

    private void Count(int day, int by)
    {
        if (_took.Contains(day)) _days += by;
        if (!_endorsed.TryGetValue(day, out var people)) return;

        _endorsements += by * people.Count;
        _endorsedDays += by;
        foreach (var person in people)
        {
            var left = _people.GetValueOrDefault(person) + by;
            if (left > 0) _people[person] = left;
            else _ = _people.Remove(person);
        }
    }
}
