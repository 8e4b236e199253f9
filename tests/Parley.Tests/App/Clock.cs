namespace Parley.Tests.App;

/// <summary>A clock that stands still until a test moves it.</summary>
public sealed class Clock : TimeProvider
{
    private DateTimeOffset _now = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    private TimeSpan _moved;
    private long? _heldAt;

    public override DateTimeOffset GetUtcNow() => _now;

    // What is measured goes on by itself, unless it is held, and jumps when the test moves the clock.
    public override long GetTimestamp() =>
        (_heldAt ?? System.GetTimestamp()) + (long)(_moved.TotalSeconds * TimestampFrequency);

    /// <summary>From now on no time passes but what the test moves.</summary>
    public void Hold() => _heldAt = System.GetTimestamp();

    public void Move(TimeSpan by)
    {
        _now += by;
        _moved += by;
    }
}
