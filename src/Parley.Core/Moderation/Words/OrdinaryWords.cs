namespace Parley.Core.Moderation.Words;

/// <summary>Common words of the languages that Parley speaks: beside each other they are no word in disguise.</summary>
/// <remarks>They are folded as texts are; what the lists look for is not among them.</remarks>
internal static class OrdinaryWords
{
    private const string Unknown = "en";

    private static readonly Lazy<Dictionary<string, HashSet<string>>> All = new(Read);

    /// <summary>Whether a folded word is an ordinary one in a language; English where there is no list.</summary>
    public static bool Has(string folded, string? language) =>
        All.Value[language is not null && All.Value.ContainsKey(language) ? language : Unknown].Contains(folded);

    private static Dictionary<string, HashSet<string>> Read()
    {
        var all = new Dictionary<string, HashSet<string>>(StringComparer.Ordinal);
        var assembly = typeof(OrdinaryWords).Assembly;
        foreach (var name in assembly.GetManifestResourceNames().Where(n => n.StartsWith("words/common.", StringComparison.Ordinal)))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
            // Folded they may read like words of another script, so each language has its own.
            all[name.Split('.')[1]] = reader.ReadToEnd().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
                .Select(w => string.Concat(FoldedText.Of(w).Select(u => u.Letter))).ToHashSet(StringComparer.Ordinal);
        }

        return all;
    }
}
