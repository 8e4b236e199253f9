using System.Globalization;

namespace Parley.Http;

/// <summary>What a language tag says about the page.</summary>
internal static class Languages
{
    /// <summary>The `dir` of text in <paramref name="language"/>: "rtl", "ltr", or "auto" where it is not known.</summary>
    public static string DirectionOf(string? language)
    {
        if (string.IsNullOrEmpty(language)) return "auto";

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
