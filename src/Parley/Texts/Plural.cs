namespace Parley.Texts;

/// <summary>The six categories of CLDR; the names are the endings of keys: CommentsOne, CommentsFew.</summary>
public enum PluralCategory
{
    Zero,
    One,
    Two,
    Few,
    Many,
    Other,
}

/// <summary>Which form of a sentence fits a whole number.</summary>
/// <remarks>
/// The cardinal rules of UTS #35, part 3, from CLDR 48's plurals.xml, for integers alone: there v = 0, e = 0 and i = n.
/// Scripts ask Intl.PluralRules, which has the same rules.
/// </remarks>
public static class Plural
{
    /// <summary>The category of a number of zero or more in one of our languages.</summary>
    public static PluralCategory Of(string language, int number)
    {
        var (tens, hundreds) = (number % 10, number % 100);
        return language switch
        {
            // i = 0,1; many: i != 0 and i % 1000000 = 0
            "fr" => number is 0 or 1 ? PluralCategory.One
                : number % 1_000_000 == 0 ? PluralCategory.Many
                : PluralCategory.Other,
            // one: i % 10 = 1 and i % 100 != 11; few: i % 10 = 2..4 and i % 100 != 12..14; many: the other integers
            "uk" => tens == 1 && hundreds != 11 ? PluralCategory.One
                : tens is >= 2 and <= 4 && hundreds is not (>= 12 and <= 14) ? PluralCategory.Few
                : PluralCategory.Many,
            // zero: n = 0; one: n = 1; two: n = 2; few: n % 100 = 3..10; many: n % 100 = 11..99
            "ar" => number switch
            {
                0 => PluralCategory.Zero,
                1 => PluralCategory.One,
                2 => PluralCategory.Two,
                _ => hundreds is >= 3 and <= 10 ? PluralCategory.Few : hundreds >= 11 ? PluralCategory.Many : PluralCategory.Other,
            },
            // English and German: i = 1 and v = 0
            _ => number == 1 ? PluralCategory.One : PluralCategory.Other,
        };
    }

    /// <summary>The categories that whole numbers have in a language.</summary>
    public static IReadOnlyList<PluralCategory> CategoriesOf(string language) => language switch
    {
        "fr" => [PluralCategory.One, PluralCategory.Many, PluralCategory.Other],
        "uk" => [PluralCategory.One, PluralCategory.Few, PluralCategory.Many],
        "ar" =>
        [
            PluralCategory.Zero, PluralCategory.One, PluralCategory.Two, PluralCategory.Few, PluralCategory.Many,
            PluralCategory.Other,
        ],
        _ => [PluralCategory.One, PluralCategory.Other],
    };
}
