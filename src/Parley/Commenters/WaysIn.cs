namespace Parley.Commenters;

/// <summary>A button on the page to sign in that leads to somebody who vouches for people.</summary>
/// <param name="Name">Its name in addresses, such as <c>github</c>.</param>
/// <param name="Label">What people call it, such as GitHub.</param>
/// <param name="Href">The path that begins it; where to go on to is added to it.</param>
public sealed record WayIn(string Name, string Label, string Href);

/// <summary>The ways in besides mail, passkey and password, in the order in which they are offered.</summary>
internal sealed class WaysIn
{
    private readonly List<WayIn> _ways = [];

    public IReadOnlyList<WayIn> All => _ways;

    /// <summary>Offers one more; only while the server starts.</summary>
    public void Add(WayIn way) => _ways.Add(way);
}
