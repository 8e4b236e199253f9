namespace Parley.Core.Moderation;

/// <summary>When votes on one comment that came from one network are shown to moderators.</summary>
/// <remarks>
/// A sign to look at, and nothing else: no vote counts less for it, nobody is held up, and readers never see it. A network
/// is an IPv6 network of /64 or one IPv4 address. Behind either may be one person with many accounts, a school, or the
/// thousands of a mobile operator; a moderator can tell, a count cannot.
/// </remarks>
public static class OnePlace
{
    /// <summary>How many voters of one network are worth a look: more than live or work behind one door and vote alike by chance.</summary>
    public const int LeastVoters = 10;

    /// <summary>
    /// And at least so many percent of all votes on the comment: fewer change nothing about how it stands, and where
    /// hundreds vote, ten of them share an operator's address anyway.
    /// </summary>
    public const int LeastShare = 10;

    /// <summary>Whether <paramref name="voters"/> of one network, among all <paramref name="votes"/> on a comment, are worth a look.</summary>
    public static bool IsWorthALook(int voters, int votes) => voters >= LeastVoters && voters * 100L >= (long)votes * LeastShare;
}
