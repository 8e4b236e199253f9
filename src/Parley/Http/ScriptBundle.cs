using System.Text;

namespace Parley.Http;

/// <summary>Joins a script and the modules it imports into one, so that a page needs one request.</summary>
/// <remarks>
/// Our modules are written for this: an import or export stands at the start of a line, names at the top of a module
/// are unique among all, and no string spans lines. So lines suffice, and no parser of the language is needed.
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
            var line = full.Trim();
            if (inComment || line.StartsWith("/*", StringComparison.Ordinal))
            {
                inComment = !line.EndsWith("*/", StringComparison.Ordinal);
                continue;
            }

            if (line.Length == 0 || line.StartsWith("//", StringComparison.Ordinal)) continue;

            if (line.StartsWith("import ", StringComparison.Ordinal))
            {
                var from = line.LastIndexOf("'./", StringComparison.Ordinal) + 3;
                Append(line[from..line.IndexOf('\'', from)], source, bundle, taken);
                continue;
            }

            _ = bundle.Append(line.StartsWith("export ", StringComparison.Ordinal) ? line["export ".Length..] : line)
                .Append('\n');
        }
    }
}
