namespace Parley.Core.Moderation.Words;

/// <summary>What a word may end in, or begin with, and still be that word, by language.</summary>
/// <remarks>Few and short on purpose: an ending too many makes another word of it. They are written as <see cref="FoldedText"/> folds.</remarks>
internal static class Endings
{
    private static readonly string[] English = Fold("s es ed er ers ing in y z");
    private static readonly string[] German = Fold("e en er es em n s in innen");
    private static readonly string[] French = Fold("s e es x");
    private static readonly string[] Ukrainian = Fold("а у и і ю я е о й ою ею ом ем ів ам ами ах ові ого ому ий");
    private static readonly string[] Arabic = Fold("ون ين ات ه ها هم كم نا ي ك ان");
    private static readonly string[] ArabicBeginnings = Fold("ال وال بال فال كال لل و ف ب ك ل يا");

    public static IReadOnlyList<string> Of(string? language) => LanguageOf(language) switch
    {
        "de" => German,
        "fr" => French,
        "uk" => Ukrainian,
        "ar" => Arabic,
        null or "en" => English,
        _ => [],
    };

    /// <summary>What Arabic writes together with the word that follows.</summary>
    public static IReadOnlyList<string> BeginningsIn(char firstLetter) => firstLetter is >= '\u0600' and <= '\u06FF' ? ArabicBeginnings : [];

    /// <summary>The language of a tag without its region: <c>de</c> of <c>de-AT</c>.</summary>
    public static string? LanguageOf(string? tag) => tag?.Split('-')[0].ToLowerInvariant();

    private static string[] Fold(string endings) =>
        [.. endings.Split(' ').Select(e => string.Concat(FoldedText.Of(e).Select(u => u.Letter))).OrderByDescending(e => e.Length)];
}
