namespace Parley.Notifications;

/// <summary>What a letter says, before it is text or HTML.</summary>
/// <param name="Unsubscribe">Where the letters of this kind end with one click; null for letters that somebody asked for.</param>
internal sealed record LetterBody(Texts.Text Text, string Subject, IReadOnlyList<LetterPart> Parts, string? Unsubscribe = null);

internal enum LetterPartKind
{
    Paragraph,

    /// <summary>Parts a letter into chapters.</summary>
    Heading,

    /// <summary>What somebody else wrote: never more than text.</summary>
    Quote,

    /// <summary>Six digits to be typed in.</summary>
    Code,

    /// <summary>The one thing to do.</summary>
    Button,

    /// <summary>A link of ours beside it.</summary>
    Link,

    /// <summary>Why this letter came, and how to end it.</summary>
    Note,
}

/// <summary>One paragraph, line or link of a letter.</summary>
/// <param name="Address">Where a link leads: always an address of our own.</param>
internal sealed record LetterPart(LetterPartKind Kind, string Words, string? Address = null);
