using System.Text;

namespace Parley.Http;

/// <summary>Joins a script and the modules it imports into one, so that a page needs one request.</summary>
/// <remarks>
/// Our modules are written for this: an import or export stands at the start of a line, names at the top of a module
/// are unique among all, no string spans lines or holds the quotes it stands in, and only a comment has a slash before
/// a star. So lines suffice, and no parser of the language is needed.
/// </remarks>
internal sealed class ScriptBundle
{
    private readonly StringBuilder _text = new();
    private readonly HashSet<string> _modules = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _borrowed = new(StringComparer.Ordinal);
    private readonly Func<string, string> _source;
    private readonly ScriptBundle? _first;

    private ScriptBundle(string name, Func<string, string> source, ScriptBundle? first)
    {
        (_source, _first) = (source, first);
        Append(name);
    }

    public static string Of(string name, Func<string, string> source) => new ScriptBundle(name, source, null)._text.ToString();

    /// <summary>
    /// Two scripts, the second of which is loaded later, by the first. What both need stands in the first alone and is
    /// exported to the second, so that it exists once: a policy for trusted types can be made only once.
    /// </summary>
    public static (string First, string Second) OfTwo(string first, string second, Func<string, string> source)
    {
        var one = new ScriptBundle(first, source, null);
        var two = new ScriptBundle(second, source, one);
        var names = string.Join(',', two._borrowed);
        return ($"{one._text}export{{{names}}}\n", $"import{{{names}}}from'./{first}'\n{two._text}");
    }

    private void Append(string name)
    {
        if (!_modules.Add(name)) return;

        var inComment = false;
        foreach (var full in _source(name).Split('\n'))
        {
            var line = WithoutComments(full, ref inComment).Trim();
            if (line.Length == 0 || line.StartsWith("//", StringComparison.Ordinal)) continue;

            if (line.StartsWith("import ", StringComparison.Ordinal))
            {
                Import(line);
                continue;
            }

            Condense(line.StartsWith("export ", StringComparison.Ordinal) ? line["export ".Length..] : line, _text);
        }
    }

    private void Import(string line)
    {
        var from = line.LastIndexOf("'./", StringComparison.Ordinal) + 3;
        var module = line[from..line.IndexOf('\'', from)];
        if (_first?._modules.Contains(module) != true)
        {
            Append(module);
            return;
        }

        var names = line[(line.IndexOf('{', StringComparison.Ordinal) + 1)..line.IndexOf('}', StringComparison.Ordinal)];
        _borrowed.UnionWith(names.Split(',', StringSplitOptions.TrimEntries));
    }

    // A space means something between two words, between two signs, and inside quotes; nowhere else. A line's end may end
    // a statement, but not after an opening bracket, a comma or a semicolon.
    private static void Condense(string line, StringBuilder bundle)
    {
        var quote = '\0';
        for (var i = 0; i < line.Length; i++)
        {
            var c = line[i];
            if (quote == '\0' && c == ' ' && !(IsWord(line[i - 1]) && IsWord(line[i + 1])) && line[i - 1] != line[i + 1]) continue;

            if (quote == c) quote = '\0';
            else if (quote == '\0' && (c is '\'' or '"' or '`')) quote = c;
            _ = bundle.Append(c);
        }

        if (bundle[^1] is not (';' or '{' or ',' or '(')) _ = bundle.Append('\n');
    }

    private static bool IsWord(char c) => char.IsAsciiLetterOrDigit(c) || c is '_' or '$';

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
