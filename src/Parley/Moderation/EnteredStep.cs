using System.Globalization;
using Parley.Core.Moderation;
using Parley.Texts;

namespace Parley.Moderation;

/// <summary>What the form for a step about somebody brought, shown again with what was wrong.</summary>
/// <param name="Known">The last decision about the person that its moderator had seen: a decision on what has changed asks again.</param>
public sealed record EnteredStep(string Level = "", string Hours = "", string Where = "site", string Reason = "", string Statement = "", string Known = "")
{
    /// <summary>The lengths that are offered, in hours: from a day to five years.</summary>
    internal static readonly int[] Lengths = [24, 72, 168, 336, 720, 1440, 8760, 43800];

    internal static EnteredStep Of(IFormCollection form) => new(
        form["level"].ToString(), form["hours"].ToString(), form["where"].ToString(), form["reason"].ToString(), form["statement"].ToString().ReplaceLineEndings("\n").Trim(),
        form["known"].ToString());

    /// <summary>Reads reason and statement, which every step has; the sentence says what is missing.</summary>
    internal Sentence? ReadGrounds(bool needsStatement, out ReasonClass reason)
    {
        if (!OfficeWords.TryRead(Reason, out reason)) return new Sentence("ReasonMissing");
        if (Statement.Length > Decision.MaximumStatement) return new Sentence("StatementTooLong", Decision.MaximumStatement);

        return needsStatement && Statement.Length == 0 ? new Sentence("StatementMissing") : null;
    }

    /// <summary>Reads level and length; the sentence says what is wrong.</summary>
    internal Sentence? ReadLimit(out RestrictionLevel level, out TimeSpan length)
    {
        length = default;
        if (!OfficeWords.TryRead(Level, out level)) return new Sentence("LevelMissing");
        if (Where is not ("site" or "section" or "story")) return new Sentence("MeasureWhere");

        // Who is removed is removed for as long as a restriction lasts.
        length = level == RestrictionLevel.Removed ? Ladder.LongestOf(level)
            : int.TryParse(Hours, NumberStyles.None, CultureInfo.InvariantCulture, out var hours) && Lengths.Contains(hours) ? TimeSpan.FromHours(hours)
            : TimeSpan.Zero;
        if (length == TimeSpan.Zero) return new Sentence("LengthMissing");

        return length > Ladder.LongestOf(level) ? new Sentence("LengthTooLong", (int)Ladder.LongestOf(level).TotalDays) : null;
    }
}
