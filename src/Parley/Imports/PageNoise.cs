namespace Parley.Imports;

/// <summary>Lines that belong to a page's comment widget and not to anybody's words.</summary>
internal static class PageNoise
{
    private static readonly HashSet<string> Sentences = new(StringComparer.OrdinalIgnoreCase)
    {
        "(edited)", "add a comment", "advertisement", "collapse", "comments", "copy link", "dislike", "disqus",
        "edited", "expand", "flag", "flag as inappropriate", "follow", "hide replies", "join the discussion",
        "leave a comment", "leave a reply", "like", "liked", "load more", "load more comments", "log in",
        "log in to reply", "mark as spam", "more options", "permalink", "post a comment", "recommend", "reply",
        "report", "report abuse", "report comment", "see less", "see more", "see more replies", "see translation",
        "share", "share this comment", "show less", "show more", "show more comments", "show more replies",
        "show replies", "sign in to reply", "sort by best", "sort by newest", "sort by oldest", "subscribe",
        "thumbs down", "thumbs up", "upvote", "downvote", "view more", "view more comments", "view replies",
        "vote down", "vote up",
    };

    private static readonly HashSet<string> Buttons = new(StringComparer.OrdinalIgnoreCase)
        { "dislike", "downvote", "edited", "flag", "like", "permalink", "recommend", "reply", "report", "share", "upvote" };

    private static readonly HashSet<string> Counted = new(StringComparer.OrdinalIgnoreCase)
    {
        "comment", "comments", "dislike", "dislikes", "downvote", "downvotes", "like", "likes", "point", "points",
        "recommendation", "recommendations", "replies", "reply", "share", "shares", "upvote", "upvotes", "vote", "votes",
    };

    private static readonly char[] Parting = ['•', '·', '|', '›', '»', '∙', '\t'];

    private static readonly char[] Glyphs =
        ['›', '»', '▾', '▼', '▲', '△', '▽', '↓', '↑', '⋯', '⋮', '︙', '−', '•', '·', '|', '∙', '‹', '«', '⚑', '↩', ' ', '\u00a0'];

    /// <summary>Whether a line holds nothing but a widget's buttons, counts and glyphs.</summary>
    public static bool Is(string line)
    {
        // The longest of them is far shorter.
        if (line.Length is 0 or > 80) return false;

        var hasWords = false;
        foreach (var part in line.Split(Parting))
        {
            var text = part.Trim(Glyphs);
            if (text.Length == 0) continue;

            hasWords = true;
            if (!IsOne(text)) return false;
        }

        // A line of glyphs alone is noise too, but for a bullet that stands where an entry's would.
        return hasWords || line is not ['•' or '·' or '∙'];
    }

    private static bool IsOne(string text)
    {
        if (Sentences.Contains(text.TrimEnd('.', '…', ' '))) return true;

        var words = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (words.Length > 1 && words.All(Buttons.Contains)) return true;

        // "0 Votes", "2 points", "Comments (13)"
        if (words.Length == 2 && IsNumber(words[0]) && Counted.Contains(words[1])) return true;
        if (words.Length == 2 && Counted.Contains(words[0]) && IsNumber(words[1].Trim('(', ')'))) return true;

        // "Show 3 more replies", "View all 12 comments"
        return words.Length is >= 3 and <= 5
            && words[0].ToUpperInvariant() is "SHOW" or "VIEW" or "HIDE" or "LOAD" or "SEE"
            && words[^1].ToUpperInvariant() is "REPLIES" or "REPLY" or "COMMENTS" or "COMMENT"
            && words[1..^1].All(w => IsNumber(w) || w.ToUpperInvariant() is "ALL" or "MORE" or "PREVIOUS");
    }

    private static bool IsNumber(string word) =>
        word.Length <= 9 && word.Any(char.IsAsciiDigit) && word.All(c => char.IsAsciiDigit(c) || c is ',' or '.' or '+' or '-' or 'k' or 'K');
}
