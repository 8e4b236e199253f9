using System.Globalization;
using Parley.Core.Sites;
using Parley.Core.Stories;
using Parley.Texts;

namespace Parley.Http;

/// <summary>What a language tag says about the page.</summary>
internal static class Languages
{
    /// <summary>The language a story and its comments are most likely in.</summary>
    public static string Of(Story story, Site site) => story.Language ?? site.Language;

    /// <summary>The tag for words in <paramref name="language"/>; null where they stand in a page of the same language.</summary>
    public static string? UnlessIn(Text page, string language) => Text.Find(language) == page ? null : language;

    /// <summary>The `dir` of a story: "rtl", "ltr", or "auto" where its language is not known for sure.</summary>
    public static string DirectionOf(Story story, Site site)
    {
        if (story.Language is not null) return DirectionOf(story.Language);

        // Most sites never say their language, and many have a story in another; the other way round it is rare.
        return DirectionOf(site.Language) == "rtl" ? "rtl" : "auto";
    }

    private static string DirectionOf(string language)
    {
        try
        {
            return CultureInfo.GetCultureInfo(language).TextInfo.IsRightToLeft ? "rtl" : "ltr";
        }
        catch (CultureNotFoundException)
        {
            return "auto";
        }
    }
}
