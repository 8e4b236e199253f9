namespace Parley.Live;

/// <summary>Tells this node, and every other, what was stored. What is announced may be missed; what is stored is true.</summary>
internal interface IAnnouncements
{
    /// <summary>Announces what has been committed; never waits, never fails.</summary>
    void Announce(IReadOnlyList<Change> changes);

    /// <summary>Hears what this and other nodes announce, in no promised order, until disposed of.</summary>
    /// <param name="hear">Must be quick: it runs where the change was made.</param>
    IDisposable Subscribe(Action<Change> hear);
}
