using System.Text;

namespace Parley.Http;

/// <summary>Joins a script and the modules it imports into one, so that a page needs one request.</summary>
/// <remarks>
/// Our modules are written for this: an import or export stands at the start of a line, names at the top of a module
/// are unique among all, no string spans lines, and only a comment has a slash before a star. So lines suffice, and no
/// parser of the language is needed.
/// </remarks>
internal static class ScriptBundle
{
    public static string Of(string name, Func<string, string> source)
    {
        var bundle = new StringBuilder();
        Append(name, source, bundle, []);
        return bundle.ToString();
    }

    private static void Append(
        string name, Func<string, string> source, StringBuilder bundle, HashSet<string> taken)
    {
        if (!taken.Add(name)) return;

        var inComment = false;
        foreach (var full in source(name).Split('\n'))
        {
            var line = WithoutComments(full, ref inComment).Trim();
            if (line.Length == 0 || line.StartsWith("//", StringComparison.Ordinal)) continue;

            if (line.StartsWith("import ", StringComparison.Ordinal))
            {
                var from = line.LastIndexOf("'./", StringComparison.Ordinal) + 3;
                Append(line[from..line.IndexOf('\'', from)], source, bundle, taken);
                continue;
            }

            // A line stays a line: some of them end a statement.
            _ = bundle.Append(line.StartsWith("export ", StringComparison.Ordinal) ? line["export ".Length..] : line).Append('\n');
        }
    }

    private static string WithoutComments(string line, ref bool inComment)
    {
        var kept = new StringBuilder();
        var at = 0;
        while (at < line.Length)
        {
            var next = line.IndexOf(inComment ? "*/" : "/*", at, StringComparison.Ordinal);
            if (!inComment) _ = kept.Append(line, at, (next < 0 ? line.Length : next) - at);
            if (next < 0) break;

            at = next + 2;
            inComment = !inComment;
        }

        return kept.ToString();
    }
}
