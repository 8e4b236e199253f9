namespace Parley.Core.Commenters;

/// <summary>Where on a site a role holds: everywhere, or in some sections.</summary>
/// <remarks>What is in no section is only theirs whose role holds everywhere.</remarks>
public sealed class Reach
{
    /// <summary>How many sections a role may name: whoever has more has the whole site.</summary>
    public const int MostSections = 20;

    /// <summary>The whole site.</summary>
    public static readonly Reach Everywhere = new([]);

    private Reach(IReadOnlyList<string> sections) => Sections = sections;

    /// <summary>The sections, in order; empty for the whole site.</summary>
    public IReadOnlyList<string> Sections { get; }

    /// <summary>Whether it is the whole site.</summary>
    public bool IsEverywhere => Sections.Count == 0;

    /// <summary>The reach of a role in some sections; everywhere where none is named.</summary>
    public static Reach Of(IEnumerable<string> sections) => new([.. sections.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)]);

    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    public static Reach Read(string written)
    {
        ArgumentNullException.ThrowIfNull(written);
        return Of(written.Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }

    /// <summary>Whether it holds for a story of a section; null for a story in none.</summary>
    public bool Covers(string? section) => IsEverywhere || (section is not null && Sections.Contains(section, StringComparer.Ordinal));

    /// <summary>Whether all that another reaches is within it.</summary>
    public bool Covers(Reach other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return IsEverywhere || (!other.IsEverywhere && other.Sections.All(Covers));
    }

    /// <summary>The sections with spaces between, as they are stored and typed; no section's key has one in it.</summary>
    public override string ToString() => string.Join(' ', Sections);
}
