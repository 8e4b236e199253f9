namespace Parley.Core;

/// <summary>When to try again what failed.</summary>
/// <remarks>
/// The wait doubles from 15 seconds to four hours and is up to a fifth shorter or longer, so that what failed together
/// does not come again together. After 16 tries, a little more than a day, it is given up: long enough for a mail server
/// that is down over night, or puts strangers off first (greylisting); soon enough that somebody sees it.
/// </remarks>
public static class Retry
{
    /// <summary>How often something is tried.</summary>
    public const int Most = 16;

    private static readonly TimeSpan First = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Longest = TimeSpan.FromHours(4);
    private const double Spread = 0.2;

    /// <summary>How long to wait after <paramref name="tries"/> failures, of which there was at least one; null to give up.</summary>
    /// <param name="chance">A random number from 0 to 1.</param>
    public static TimeSpan? After(int tries, double chance)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(tries, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(chance, 0);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(chance, 1);
        if (tries >= Most) return null;

        var wait = Math.Min(Longest.TotalSeconds, First.TotalSeconds * Math.Pow(2, tries - 1));
        return TimeSpan.FromSeconds(wait * (1 - Spread + (2 * Spread * chance)));
    }
}
