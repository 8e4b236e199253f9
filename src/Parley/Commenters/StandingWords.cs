using Parley.Core.Commenters;
using Parley.Texts;

namespace Parley.Commenters;

/// <summary>A standing in words, by the names of the sentences.</summary>
internal static class StandingWords
{
    public static string NameOf(Standing standing) => standing switch
    {
        Standing.Newcomer => "StandingNewcomer",
        Standing.Member => "StandingMember",
        Standing.Trusted => "StandingTrusted",
    };

    public static string MeaningOf(Standing standing) => standing switch
    {
        Standing.Newcomer => "MeansNewcomer",
        Standing.Member => "MeansMember",
        Standing.Trusted => "MeansTrusted",
    };

    /// <summary>What stands above <see cref="NextOf"/>.</summary>
    public static string HeadingOf(Standing standing) => standing switch
    {
        Standing.Newcomer => "NextMember",
        Standing.Member => "NextTrusted",
        Standing.Trusted => "KeepTrusted",
    };

    /// <summary>What is missing to the next standing, or to the one that fades; nothing where all is well.</summary>
    public static IReadOnlyList<string> NextOf(StandingNow now, Text text)
    {
        var (member, trusted) = (now.ToMember, now.ToTrusted);
        (string Key, int Count)[] lines = now.Standing switch
        {
            Standing.Newcomer => [("LacksComments", member.Comments), ("LacksPeople", member.People), ("LacksTime", Days(member.Time))],
            Standing.Trusted when now.DaysLeft is null => [],
            Standing.Member or Standing.Trusted =>
            [
                ("LacksDays", trusted.Days), ("LacksEndorsements", trusted.Endorsements), ("LacksEndorsers", trusted.People),
                ("LacksEndorsedDays", trusted.EndorsedDays), ("LacksUnrestricted", Days(trusted.Unrestricted)),
            ],
        };
        return [.. lines.Where(l => l.Count > 0).Select(l => text.Count(l.Key, l.Count))];
    }

    private static int Days(TimeSpan time) => (int)Math.Ceiling(time.TotalDays);
}
