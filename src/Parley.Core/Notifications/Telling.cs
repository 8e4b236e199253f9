namespace Parley.Core.Notifications;

/// <summary>Who is told of a comment, and as what.</summary>
/// <remarks>
/// Whoever is answered, whoever is called by name, and whoever follows the story: each once, as the nearest of these to
/// them. Nobody is told of what they wrote themselves, nor of what somebody wrote whom they muted, nor of anything in a
/// story of which they want to hear nothing.
/// </remarks>
public static class Telling
{
    /// <param name="writer">Who wrote the comment.</param>
    /// <param name="answered">Who wrote what it answers; null where it answers nothing.</param>
    /// <param name="called">Who is called by name.</param>
    /// <param name="followers">Who follows the story.</param>
    /// <param name="unwilling">Who muted the writer, or wants to hear nothing of the story.</param>
    public static IReadOnlyDictionary<Guid, NotificationKind> Of(
        Guid writer, Guid? answered, IEnumerable<Guid> called, IEnumerable<Guid> followers, IReadOnlySet<Guid> unwilling)
    {
        ArgumentNullException.ThrowIfNull(called);
        ArgumentNullException.ThrowIfNull(followers);
        ArgumentNullException.ThrowIfNull(unwilling);
        var told = new Dictionary<Guid, NotificationKind>();
        if (answered is { } one) Tell(one, NotificationKind.Reply);
        foreach (var person in called) Tell(person, NotificationKind.Mention);
        foreach (var person in followers) Tell(person, NotificationKind.Story);
        return told;

        void Tell(Guid person, NotificationKind kind)
        {
            if (person != writer && !unwilling.Contains(person)) _ = told.TryAdd(person, kind);
        }
    }
}
