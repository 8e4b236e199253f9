namespace Parley.Texts;

/// <summary>A sentence that is not said yet: its key, and what stands in its {0}, {1}… It has no language until it is written.</summary>
public sealed record Sentence(string Key, params IReadOnlyList<object?> Values)
{
    public string In(Text text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Values.Count == 0 ? text[Key] : text.Format(Key, [.. Values]);
    }
}
