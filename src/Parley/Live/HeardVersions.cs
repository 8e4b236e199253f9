namespace Parley.Live;

/// <summary>Which versions of a story were heard of. Every change takes the next one, so a gap is a change that nobody told.</summary>
internal sealed class HeardVersions
{
    // Heard before one that came earlier; empty but for a moment.
    private readonly HashSet<long> _ahead = [];

    /// <summary>All up to this one were heard of, or told in another way.</summary>
    private long _whole;

    /// <summary>Takes a version in; false if it was known.</summary>
    public bool Hear(long version)
    {
        if (version <= _whole || !_ahead.Add(version)) return false;

        Close();
        return true;
    }

    /// <summary>Whether anything up to a version was not heard of.</summary>
    public bool Misses(long version) => _whole < version;

    /// <summary>Lets everything up to a version be known.</summary>
    public void Skip(long version)
    {
        _whole = Math.Max(_whole, version);
        _ = _ahead.RemoveWhere(v => v <= _whole);
        Close();
    }

    private void Close()
    {
        while (_ahead.Remove(_whole + 1)) _whole++;
    }
}
