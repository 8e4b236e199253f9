using System.Collections;
using System.Collections.Frozen;
using System.Resources;

namespace Parley.Texts;

/// <summary>Reads the sentences that were built in: every .resx file of this folder, whatever it is called.</summary>
internal static class Resources
{
    private const string Start = "Parley.Texts.";
    private const string End = ".resources";

    /// <summary>All sentences of a language, by their keys; a test sees to it that no two files have the same.</summary>
    public static IReadOnlyDictionary<string, string> Of(string language)
    {
        var sentences = new Dictionary<string, string>(StringComparer.Ordinal);
        var assembly = typeof(Resources).Assembly;
        foreach (var name in assembly.GetManifestResourceNames().Where(n => IsOf(n, language)))
        {
            using var reader = new ResourceReader(assembly.GetManifestResourceStream(name)!);
            foreach (DictionaryEntry entry in reader) sentences[(string)entry.Key] = (string)entry.Value!;
        }

        return sentences.ToFrozenDictionary(StringComparer.Ordinal);
    }

    // Parley.Texts.Texts.resources is English, Parley.Texts.Texts.de.resources German.
    private static bool IsOf(string name, string language)
    {
        if (!name.StartsWith(Start, StringComparison.Ordinal) || !name.EndsWith(End, StringComparison.Ordinal)) return false;

        var file = name[Start.Length..^End.Length];
        var dot = file.LastIndexOf('.');
        return (dot < 0 ? "en" : file[(dot + 1)..]) == language;
    }
}
