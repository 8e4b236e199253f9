using System.Globalization;

namespace Parley.Imports;

/// <summary>Dates as pages print them beside a name.</summary>
internal static class PageDate
{
    // Comments under articles are younger than this; an older date in a comment's first line is what it talks about.
    private const int FirstYear = 1990;

    private static readonly char[] Separators = ['•', '·', '|', '∙'];

    private static readonly string[] Days =
    [
        "MMMM d, yyyy", "MMM d, yyyy", "MMMM d yyyy", "MMM d yyyy", "d MMMM yyyy", "d MMM yyyy", "d MMMM, yyyy",
        "d MMM, yyyy", "yyyy-MM-dd", "yyyy/MM/dd", "d.M.yyyy",
    ];

    private static readonly string[] Times =
        ["H:mm", "H:mm:ss", "H:mm:ss.FFFFFFF", "h:mm tt", "h:mmtt", "h:mm:ss tt", "H:mm 'Uhr'"];

    /// <summary>Reads a line that is a date and nothing else; relative ones count back from <paramref name="now"/>.</summary>
    /// <remarks>
    /// "3 years ago", "an hour ago", "yesterday", "March 2, 2015 at 10:31", "2 Mar 2015", "2015-03-02T10:31:00Z",
    /// "15:04" (the last time a clock showed it). Without a zone a time is UTC. "03/02/2015" is not read, because it
    /// is two days, one in Europe and one in America. A widget's word beside the date ("• Edited") is passed over.
    /// </remarks>
    public static bool TryRead(string line, DateTimeOffset now, out DateTimeOffset at)
    {
        at = default;
        // The longest date is far shorter; a paragraph is not worth looking at.
        if (line.Length > 80) return false;

        var isFound = false;
        foreach (var part in line.Split(Separators, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (!isFound && TryReadOne(part, now, out at))
                isFound = true;
            else if (!PageNoise.Is(part))
                return false;
        }

        return isFound;
    }

    /// <summary>Parts "Name • 3 years ago" in a name and its date; false where no date follows the name.</summary>
    public static bool TrySplit(string text, DateTimeOffset now, out string name, out DateTimeOffset at)
    {
        for (var i = 1; i < text.Length - 1; i++)
        {
            var isParting = text[i] is '•' or '·' or '|' or '∙' or '–' or '—' or '-' or ','
                && char.IsWhiteSpace(text[i + 1]) && (text[i] == ',' || char.IsWhiteSpace(text[i - 1]));
            var isWide = char.IsWhiteSpace(text[i]) && (char.IsWhiteSpace(text[i + 1]) || text[i] == '\t');
            if ((isParting || isWide) && TryRead(text[(i + 1)..], now, out at))
            {
                name = text[..i].TrimEnd();
                return true;
            }
        }

        (name, at) = (text, default);
        return false;
    }

    private static bool TryReadOne(string part, DateTimeOffset now, out DateTimeOffset at)
    {
        var text = part;
        if (text.EndsWith(" (edited)", StringComparison.OrdinalIgnoreCase)) text = text[..^" (edited)".Length];
        text = text.Trim('(', ')', ' ', '.', ',');
        foreach (var prefix in (ReadOnlySpan<string>)["posted on ", "posted ", "on "])
        {
            if (text.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)) text = text[prefix.Length..];
        }

        return TryReadRelative(text, now, out at) || TryReadAbsolute(text, now, out at);
    }

    private static bool TryReadRelative(string text, DateTimeOffset now, out DateTimeOffset at)
    {
        at = now;
        if (text.Equals("just now", StringComparison.OrdinalIgnoreCase)) return true;

        if (text.Equals("yesterday", StringComparison.OrdinalIgnoreCase))
        {
            at = now.AddDays(-1);
            return true;
        }

        if (!text.EndsWith(" ago", StringComparison.OrdinalIgnoreCase)) return false;

        var words = text[..^4].Split(' ', StringSplitOptions.RemoveEmptyEntries).AsSpan();
        if (words.Length > 1 && words[0].ToUpperInvariant() is "ABOUT" or "OVER" or "ALMOST" or "NEARLY")
            words = words[1..];
        if (words.Length == 1 && SplitShort(words[0]) is { } split)
            words = split;
        if (words.Length != 2) return false;

        int count;
        if (words[0].ToUpperInvariant() is "A" or "AN" or "ONE")
            count = 1;
        else if (!int.TryParse(words[0], NumberStyles.None, CultureInfo.InvariantCulture, out count) || count > 100_000)
            return false;

        try
        {
            DateTimeOffset? read = words[1].ToUpperInvariant().TrimEnd('.') switch
            {
                "S" or "SEC" or "SECS" or "SECOND" or "SECONDS" => now.AddSeconds(-count),
                "M" or "MIN" or "MINS" or "MINUTE" or "MINUTES" => now.AddMinutes(-count),
                "H" or "HR" or "HRS" or "HOUR" or "HOURS" => now.AddHours(-count),
                "D" or "DAY" or "DAYS" => now.AddDays(-count),
                "W" or "WK" or "WKS" or "WEEK" or "WEEKS" => now.AddDays(-7.0 * count),
                "MO" or "MOS" or "MONTH" or "MONTHS" => now.AddMonths(-count),
                "Y" or "YR" or "YRS" or "YEAR" or "YEARS" => now.AddYears(-count),
                _ => null,
            };
            at = read ?? default;
            return read is { Year: >= FirstYear };
        }
        catch (ArgumentOutOfRangeException)
        {
            return false;
        }
    }

    // "3y" is "3 y".
    private static string[]? SplitShort(string word)
    {
        var digits = word.TakeWhile(char.IsAsciiDigit).Count();
        return digits > 0 && digits < word.Length ? [word[..digits], word[digits..]] : null;
    }

    private static bool TryReadAbsolute(string text, DateTimeOffset now, out DateTimeOffset at)
    {
        at = default;
        if (!text.Any(char.IsAsciiDigit)) return false;

        if (TryReadTime(text, out var time))
        {
            at = new DateTimeOffset(now.UtcDateTime.Date + time, TimeSpan.Zero);
            if (at > now) at = at.AddDays(-1);
            return true;
        }

        var isIso = text.Length > 10 && text[4] == '-' && text[10] is 'T' or ' ';
        if (isIso && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out at))
            return IsPlausible(at, now);

        text = WithoutWeekday(text);
        if (TryReadDay(text, out var day))
        {
            at = new DateTimeOffset(day, TimeSpan.Zero);
            return IsPlausible(at, now);
        }

        // The time follows the day after "at", a comma, a dash or a space: try every space as the border.
        for (var i = text.IndexOf(' ', StringComparison.Ordinal); i > 0; i = text.IndexOf(' ', i + 1))
        {
            var rest = text[(i + 1)..].TrimStart('@', '-', '–', ' ');
            if (rest.StartsWith("at ", StringComparison.OrdinalIgnoreCase)) rest = rest[3..];
            if (!TryReadTime(rest, out time) || !TryReadDay(text[..i].TrimEnd(',', ' ', '-', '–'), out day)) continue;

            at = new DateTimeOffset(day + time, TimeSpan.Zero);
            return IsPlausible(at, now);
        }

        return false;
    }

    private static string WithoutWeekday(string text)
    {
        var end = text.IndexOfAny([',', ' ']);
        if (end < 0) return text;

        var names = CultureInfo.InvariantCulture.DateTimeFormat;
        var word = text[..end].TrimEnd('.');
        var isWeekday = names.DayNames.Concat(names.AbbreviatedDayNames).Contains(word, StringComparer.OrdinalIgnoreCase);
        return isWeekday ? text[(end + 1)..].TrimStart() : text;
    }

    private static bool TryReadDay(string text, out DateTime day) => DateTime.TryParseExact(
        text.Replace(". ", " ", StringComparison.Ordinal), Days, CultureInfo.InvariantCulture,
        DateTimeStyles.None, out day);

    private static bool TryReadTime(string text, out TimeSpan time)
    {
        time = default;
        foreach (var zone in (ReadOnlySpan<string>)[" UTC", " GMT", "Z"])
        {
            if (text.EndsWith(zone, StringComparison.Ordinal)) text = text[..^zone.Length];
        }

        text = text.Replace("a.m.", "am", StringComparison.OrdinalIgnoreCase)
            .Replace("p.m.", "pm", StringComparison.OrdinalIgnoreCase);
        if (!DateTime.TryParseExact(text, Times, CultureInfo.InvariantCulture, DateTimeStyles.NoCurrentDateDefault, out var read))
            return false;

        time = read.TimeOfDay;
        return true;
    }

    // A day of grace, because a page's clock may be ahead of ours.
    private static bool IsPlausible(DateTimeOffset at, DateTimeOffset now) => at.Year >= FirstYear && at <= now.AddDays(1);
}
