using Parley.Core;

namespace Parley.Commenters;

/// <summary>What an issuer says of somebody, once everything about it is checked.</summary>
/// <param name="Subject">What it calls them, and never calls anybody else.</param>
/// <param name="Label">How they recognize their account there.</param>
/// <param name="Name">What they are called there; not yet a name that may be shown.</param>
/// <param name="Email">An address that the issuer has verified to be theirs; null where it has not.</param>
/// <param name="SignedInAt">When they last showed the issuer who they are; null where it does not say.</param>
internal sealed record Vouched(string Subject, string? Label, string? Name, string? Email, DateTimeOffset? SignedInAt = null);

/// <summary>An issuer did not vouch for anybody; the message says why, for the operator's log, and has no secrets.</summary>
internal sealed class NotVouchedException(string message, Exception? inner = null, bool isAway = false) : Exception(Line(message), inner)
{
    private const int Longest = 300;

    public NotVouchedException(string message, bool isAway)
        : this(message, null, isAway)
    {
    }

    /// <summary>Whether it could not be asked at all, so that trying again later makes sense.</summary>
    public bool IsAway { get; } = isAway;

    // Readers of JSON like to repeat what they could not read; it is somebody else's, and goes into a log.
    private static string Line(string message)
    {
        var line = OneLine.Read(message);
        return line.Length <= Longest ? line : line[..Longest];
    }
}
