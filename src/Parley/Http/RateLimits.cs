using System.Globalization;
using System.Threading.RateLimiting;

namespace Parley.Http;

/// <summary>What is counted; each door has one.</summary>
internal enum Pace
{
    /// <summary>Reading what is the same for everybody.</summary>
    Reading,

    /// <summary>Reading a part that nobody asked for lately, so that it is rendered for this reader.</summary>
    Rendering,

    /// <summary>Small questions of the composer: a preview, a challenge, what this browser may change.</summary>
    Asking,

    /// <summary>Posting, by a script that proved a little work or by a form without script.</summary>
    Posting,

    /// <summary>Editing and deleting.</summary>
    Changing,

    /// <summary>Voting.</summary>
    Voting,

    /// <summary>Voting for the first time, by a browser that has no token yet.</summary>
    Meeting,

    /// <summary>Stories that begin with their first reader.</summary>
    Beginning,

    /// <summary>Asking for a code, trying a code or a password, beginning with a passkey, leaving for an issuer and coming back.</summary>
    SigningIn,
}

/// <summary>How much one address may do. Counts live in memory: a restart forgives.</summary>
internal sealed class RateLimits : IDisposable
{
    private readonly PartitionedRateLimiter<(Pace Pace, bool Proved, string Address)>? _limiter;

    public RateLimits(bool isOn)
    {
        if (!isOn) return;

        _limiter = PartitionedRateLimiter.Create<(Pace Pace, bool Proved, string Address), (Pace, bool, string)>(
            key => RateLimitPartition.GetTokenBucketLimiter(key, _ => Bucket(key.Pace, key.Proved)));
    }

    /// <summary>Whether anything is counted at all.</summary>
    public bool IsOn => _limiter is not null;

    /// <summary>Counts one act; false when it is too much, with the time after which to try again.</summary>
    public bool Allow(Pace pace, bool proved, HttpContext context, out TimeSpan retryAfter)
    {
        retryAfter = TimeSpan.Zero;
        if (_limiter is null) return true;

        using var lease = _limiter.AttemptAcquire((pace, proved, ClientAddress.KeyOf(context)));
        if (lease.IsAcquired) return true;

        retryAfter = lease.TryGetMetadata(MetadataName.RetryAfter, out var time) ? time : TimeSpan.FromSeconds(30);
        context.Response.Headers.RetryAfter =
            Math.Max(1, Math.Ceiling(retryAfter.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        return false;
    }

    public void Dispose() => _limiter?.Dispose();

    private static TokenBucketRateLimiterOptions Bucket(Pace pace, bool proved)
    {
        var (burst, tokens, seconds) = (pace, proved) switch
        {
            // Whole newsrooms and mobile networks share an address; bytes that are the same for all cost little.
            (Pace.Reading, _) => (2_000, 200, 1),
            // These cost a hundred times as much.
            (Pace.Rendering, _) => (200, 10, 1),
            (Pace.Asking, _) => (60, 1, 1),
            // A lively person writes a comment in ten seconds, not five of them.
            (Pace.Posting, true) => (8, 1, 10),
            // Without script there is no proof of work, so patience takes its place.
            (Pace.Posting, false) => (4, 1, 30),
            (Pace.Changing, _) => (20, 1, 3),
            // A reader going through a page votes quickly, and then reads on.
            (Pace.Voting, _) => (40, 1, 1),
            // Whoever throws the token away after each vote is a new voter each time, and gets no further than this.
            (Pace.Meeting, _) => (10, 1, 20),
            (Pace.Beginning, _) => (20, 1, 10),
            // A newsroom signs in behind one address in the morning; what is guessed at is slowed by itself (Guesses).
            (Pace.SigningIn, _) => (40, 1, 3),
        };
        return new TokenBucketRateLimiterOptions
        {
            TokenLimit = burst,
            TokensPerPeriod = tokens,
            ReplenishmentPeriod = TimeSpan.FromSeconds(seconds),
            QueueLimit = 0,
            AutoReplenishment = true,
        };
    }
}
