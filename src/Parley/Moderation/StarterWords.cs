using Parley.Core.Moderation;

namespace Parley.Moderation;

/// <summary>The starter lists that were built in, one for each language of the interface: a beginning for editors.</summary>
internal static class StarterWords
{
    /// <summary>The list of a language; null where there is none.</summary>
    public static IReadOnlyList<WordRule>? Of(string language)
    {
        if (!Texts.Text.All.Any(t => t.Language == language)) return null;

        using var stream = typeof(StarterWords).Assembly.GetManifestResourceStream($"words/starter.{language}.txt");
        if (stream is null) return null;

        using var reader = new StreamReader(stream);
        if (!WordRuleText.TryRead(reader.ReadToEnd(), out var rules, out var line, out var problem))
            throw new InvalidDataException($"starter.{language}.txt, line {line}: {problem}");

        return rules;
    }
}
