using Parley.Core.Commenters;
using Parley.Core.Sites;

namespace Parley.Core.Moderation;

/// <summary>A text as screening reads it, made before anybody waits for it: how long that takes depends on the text alone.</summary>
/// <param name="Findings">What the word lists found; null where that could not be asked.</param>
/// <param name="Links">How many links it has.</param>
/// <param name="Print">Its fingerprint; null for a text too short to have one.</param>
public sealed record ScreenedText(IReadOnlyList<Finding>? Findings, int Links, long? Print)
{
    /// <summary>Reads a text with a site's word lists, in the language of its story.</summary>
    public static ScreenedText Of(Comments.CommentText text, WordMatcher words, string? language)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(words);
        return new ScreenedText(Find(text.Source, words, language), CountLinks(text.Html), Fingerprint.Of(text.Source));
    }

#pragma warning disable CA1031 // Whatever it was: a check that fails must publish nothing and lose nothing, so a person looks.
    private static IReadOnlyList<Finding>? Find(string text, WordMatcher words, string? language)
    {
        try
        {
            return [.. words.Find(text, language).Select(h => new Finding(h.Start, h.Length, h.Rule.List, h.Rule.Text, h.Rule.Note, h.IsNear))];
        }
        catch (Exception)
        {
            return null;
        }
    }
#pragma warning restore CA1031

    // Every link that the renderer writes begins so, and nothing that somebody typed does.
    private static int CountLinks(string html)
    {
        var count = 0;
        for (var at = 0; (at = html.IndexOf("<a ", at, StringComparison.Ordinal)) >= 0; at++) count++;
        return count;
    }
}

/// <summary>All that screening weighs of a draft and its surroundings. It is loaded like any other fact; Core weighs it.</summary>
public sealed record ScreeningFacts
{
    public required ScreenedText Text { get; init; }

    /// <summary>The room it is said in.</summary>
    public required Room Room { get; init; }

    /// <summary>Whether it changes a comment that is there, which is no new act.</summary>
    public bool IsEdit { get; init; }

    /// <summary>Whether it changes a text that a moderator approved into one that says something else.</summary>
    public bool IsUnlikeApproved { get; init; }

    /// <summary>Whether its writer has an account.</summary>
    public bool HasAccount { get; init; }

    /// <summary>The writer's badge: whom the publication answers for is no newcomer.</summary>
    public Badge Badge { get; init; }

    public Standing Standing { get; init; }

    /// <summary>The writer as far as they are restricted here; null where they are not.</summary>
    public RestrictedWriter? Restricted { get; init; }

    /// <summary>What they said lately; null where the site does not limit that.</summary>
    public Recently? Recently { get; init; }

    /// <summary>Whether those without an account may comment, and how.</summary>
    public GuestRule Guests { get; init; }

    /// <summary>Whether the site always looks at what newcomers write.</summary>
    public bool HoldsNewcomers { get; init; }

    /// <summary>How many links a newcomer may set unseen.</summary>
    public int NewcomersLinks { get; init; }

    /// <summary>When the writer's last comment in this discussion was; null for none.</summary>
    public DateTimeOffset? LastHereAt { get; init; }

    /// <summary>Whether the writer said the same on this site within <see cref="Screening.RepetitionWithin"/>.</summary>
    public bool IsRepeated { get; init; }

    /// <summary>How many others said the same on this site within <see cref="Screening.FloodWithin"/>.</summary>
    public int OthersWhoSaidTheSame { get; init; }

    /// <summary>Whether paces are kept: an operator may lift them for tests.</summary>
    public bool IsPaced { get; init; } = true;

    /// <summary>Whether the verdict depends on the writer's <see cref="Standing"/> or <see cref="Badge"/>, so that they have to be known.</summary>
    public bool DependsOnStanding => HoldsNewcomers || Room.Measures.Count > 0 || Text.Links > NewcomersLinks;
}
