using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Parley.Core.Tests;

/// <summary>One line of the hostile and conformance inputs.</summary>
public sealed record HostileCase(string Id, string Input, string? Expected, string? Expect);

/// <summary>The hostile and conformance inputs, read where they lie: beside the project, never in it.</summary>
public static class Hostile
{
    /// <summary>The cases of these files; the test is skipped, saying so, where they are absent.</summary>
    public static IReadOnlyList<HostileCase> Read(params string[] names)
    {
        var folder = Path.Combine(FindProject(), "..", "shared", "data", "hostile");
        if (!Directory.Exists(folder))
            Assert.Skip("The hostile inputs (../shared/data/hostile beside the project) are not here.");

        return [.. names.SelectMany(name => File.ReadLines(Path.Combine(folder, name + ".jsonl"))).Select(ReadCase)];
    }

    private static string FindProject()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Parley.slnx"))) return folder.FullName;
        }

        throw new DirectoryNotFoundException("Parley.slnx is in no folder above the tests.");
    }

    private static HostileCase ReadCase(string line)
    {
        using var json = JsonDocument.Parse(line);
        var root = json.RootElement;
        return new HostileCase(Read(root, "id")!, Read(root, "input")!, Read(root, "expected"), Read(root, "expect"));
    }

    // By hand: the inputs have lone surrogates, for which the JSON reader throws.
    private static string? Read(JsonElement root, string name)
    {
        if (!root.TryGetProperty(name, out var value) || value.ValueKind != JsonValueKind.String) return null;

        var raw = value.GetRawText().AsSpan(1..^1);
        var text = new StringBuilder(raw.Length);
        for (var i = 0; i < raw.Length; i++)
        {
            if (raw[i] != '\\')
            {
                _ = text.Append(raw[i]);
            }
            else if (raw[++i] == 'u')
            {
                _ = text.Append((char)ushort.Parse(raw.Slice(i + 1, 4), NumberStyles.HexNumber, CultureInfo.InvariantCulture));
                i += 4;
            }
            else
            {
                _ = text.Append(raw[i] switch { 'n' => '\n', 'r' => '\r', 't' => '\t', 'b' => '\b', 'f' => '\f', var c => c });
            }
        }

        return text.ToString();
    }
}
