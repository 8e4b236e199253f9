using Parley.Core.Commenters;
using Parley.Core.Sites;

namespace Parley.Commenters;

/// <summary>What somebody's own account page shows.</summary>
/// <param name="NameStaysUntil">Until when the name cannot be changed; null where it can.</param>
/// <param name="HasPasswords">Whether any site lets its readers sign in with a password.</param>
/// <param name="Sessions">How many browsers are signed in.</param>
/// <param name="Standings">The standing at a place, by its commenter; at some of them only where there are very many.</param>
/// <param name="Muted">How many others it muted.</param>
/// <param name="HasIssuers">Whether there is anybody elsewhere to sign in by.</param>
/// <param name="Guest">What this browser did as a guest and could be made one's own.</param>
public sealed record AccountContents(
    Account Account, DateTimeOffset? NameStaysUntil, IReadOnlyList<Identity> Identities, int Passkeys, bool HasPasswords, int Sessions,
    IReadOnlyList<AccountPlace> Places, IReadOnlyDictionary<Guid, StandingNow> Standings, IReadOnlyList<GuestPast> Guest, int Muted, bool HasIssuers);

/// <summary>A site where an account has spoken or voted.</summary>
/// <param name="Comments">How many comments of its own stand there, also those that wait or were removed.</param>
/// <param name="HasProfile">Whether others can read who it is there: not before it has a name.</param>
public sealed record AccountPlace(Site Site, Guid CommenterId, int Comments, bool HasProfile);

/// <summary>What a browser did as a guest on a site.</summary>
/// <param name="Comments">How many comments; 0 for a guest who only voted or followed.</param>
public sealed record GuestPast(Site Site, int Comments);
