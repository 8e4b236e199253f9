using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace Parley.Core.Moderation;

/// <summary>What is wrong with a line of a word list.</summary>
public enum WordRuleProblem
{
    /// <summary>There is no word in it.</summary>
    NoWord,

    /// <summary>It has more than <see cref="WordRuleText.MaximumLength"/> characters or <see cref="WordRuleText.MaximumWords"/> words.</summary>
    TooLong,

    /// <summary>A list is banned, held or look.</summary>
    NoList,

    /// <summary>A language is a tag such as en, de or ar.</summary>
    NoLanguage,

    /// <summary>Its note has more than <see cref="WordRuleText.MaximumNote"/> characters.</summary>
    LongNote,

    /// <summary>It has more than four parts.</summary>
    TooManyParts,

    /// <summary>There are more than <see cref="WordRuleText.MaximumRules"/> rules.</summary>
    TooMany,

    /// <summary>A line before it has the same word in the same language on another list.</summary>
    Contradicts,
}

/// <summary>Word lists as an editor types and imports them: one rule a line.</summary>
/// <remarks>
/// <c>word or phrase | list | language | note</c>; what follows the word may be left out, and without a list it is
/// <see cref="WordList.Held"/>. Empty lines, and those that begin with <c>#</c>, are no rules. The same word on the same
/// list in the same language is one rule, the last of them; on two lists it is none.
/// </remarks>
public static class WordRuleText
{
    /// <summary>The most characters a word or phrase may have.</summary>
    public const int MaximumLength = 80;

    /// <summary>The most words a phrase may have.</summary>
    public const int MaximumWords = 6;

    /// <summary>The most characters a note may have.</summary>
    public const int MaximumNote = 300;

    /// <summary>The most rules a site may have.</summary>
    public const int MaximumRules = 5_000;

    private const int MaximumParts = 4;
    private const int MaximumTag = 35;

    private static readonly FrozenSet<string> Languages = CultureInfo.GetCultures(CultureTypes.NeutralCultures)
        .Select(c => c.Name.Split('-')[0]).Where(n => n.Length > 0).ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>Reads the lists; on false, <paramref name="line"/> (from 1) and <paramref name="problem"/> say what is wrong first.</summary>
    public static bool TryRead(string text, out IReadOnlyList<WordRule> rules, out int line, out WordRuleProblem problem)
    {
        ArgumentNullException.ThrowIfNull(text);
        var found = new Dictionary<(string, string?), WordRule>();
        (line, problem, rules) = (0, default, []);
        foreach (var full in text.ReplaceLineEndings("\n").Split('\n'))
        {
            line++;
            var typed = full.Trim();
            if (typed.Length == 0 || typed[0] == '#') continue;
            if (TryReadLine(typed, out var rule) is { } wrong) return Fail(wrong, out problem);

            // What comes last holds, in the place of what came first.
            var key = (rule!.Text.ToUpperInvariant(), rule.Language);
            if (!found.TryGetValue(key, out var before) && found.Count == MaximumRules) return Fail(WordRuleProblem.TooMany, out problem);
            if (before is not null && before.List != rule.List) return Fail(WordRuleProblem.Contradicts, out problem);
            found[key] = rule;
        }

        (line, rules) = (0, [.. found.Values]);
        return true;
    }

    /// <summary>The lists as text that <see cref="TryRead"/> reads: by list and then by word.</summary>
    public static string Write(IEnumerable<WordRule> rules)
    {
        ArgumentNullException.ThrowIfNull(rules);
        var text = new StringBuilder();
        foreach (var rule in rules.OrderBy(r => r.List).ThenBy(r => r.Language, StringComparer.Ordinal).ThenBy(r => r.Text, StringComparer.Ordinal))
        {
            _ = text.Append(rule.Text).Append(" | ").Append(WordOf(rule.List));
            if (rule.Language is not null || rule.Note is not null) _ = text.Append(" | ").Append(rule.Language);
            if (rule.Note is not null) _ = text.Append(" | ").Append(rule.Note);
            _ = text.Append('\n');
        }

        return text.ToString();
    }

    private static WordRuleProblem? TryReadLine(string typed, out WordRule? rule)
    {
        rule = null;
        var parts = typed.Split('|').Select(OneLine.Read).ToList();
        if (parts.Count > MaximumParts) return WordRuleProblem.TooManyParts;
        if (!parts[0].Any(char.IsLetterOrDigit)) return WordRuleProblem.NoWord;
        if (parts[0].Length > MaximumLength || parts[0].Split(' ').Length > MaximumWords) return WordRuleProblem.TooLong;

        var list = WordList.Held;
        if (parts.Count > 1 && parts[1].Length > 0 && !TryReadList(parts[1], out list)) return WordRuleProblem.NoList;

        var language = parts.Count > 2 && parts[2].Length > 0 ? parts[2] : null;
        if (language is not null && !IsLanguage(language)) return WordRuleProblem.NoLanguage;

        var note = parts.Count > 3 && parts[3].Length > 0 ? parts[3] : null;
        if (note?.Length > MaximumNote) return WordRuleProblem.LongNote;

        rule = new WordRule { Text = parts[0], List = list, Language = language, Note = note };
        return null;
    }

    // A tag nobody knows would make a rule that never holds, and nobody would notice.
    private static bool IsLanguage(string tag) => KeyText.IsKey(tag.ToLowerInvariant(), MaximumTag) && Languages.Contains(tag.Split('-')[0]);

    private static bool TryReadList(string word, out WordList list)
    {
        foreach (var each in Enum.GetValues<WordList>())
        {
            list = each;
            if (string.Equals(WordOf(each), word, StringComparison.OrdinalIgnoreCase)) return true;
        }

        list = default;
        return false;
    }

    private static string WordOf(WordList list) => list.ToString().ToLowerInvariant();

    private static bool Fail(WordRuleProblem wrong, out WordRuleProblem problem)
    {
        problem = wrong;
        return false;
    }
}
