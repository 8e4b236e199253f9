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
    private const string Export = "export ";

    private readonly StringBuilder _text = new();
    private readonly string _name;
    private readonly HashSet<string> _modules = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _exported = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, SortedSet<string>> _borrowed = new(StringComparer.Ordinal);
    private readonly Func<string, string> _source;
    private readonly IReadOnlyList<ScriptBundle> _earlier;

    private ScriptBundle(string name, Func<string, string> source, IReadOnlyList<ScriptBundle> earlier)
    {
        (_name, _source, _earlier) = (name, source, earlier);
        Append(name);
    }

    public static string Of(string name, Func<string, string> source) => new ScriptBundle(name, source, [])._text.ToString();

    /// <summary>
    /// Scripts each of which is loaded later, by one before it. What several need stands in the first of them alone and is
    /// exported to the others, so that it exists once: a policy for trusted types can be made only once.
    /// </summary>
    public static IReadOnlyList<string> OfSeveral(IEnumerable<string> names, Func<string, string> source)
    {
        var bundles = new List<ScriptBundle>();
        foreach (var name in names) bundles.Add(new ScriptBundle(name, source, [.. bundles]));
        return [.. bundles.Select(b => b.Whole())];
    }

    private string Whole()
    {
        var imports = string.Concat(_borrowed.Select(b => $"import{{{string.Join(',', b.Value)}}}from'./{b.Key}'\n"));
        return imports + _text + (_exported.Count > 0 ? $"export{{{string.Join(',', _exported)}}}\n" : "");
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

            var isExported = line.StartsWith(Export, StringComparison.Ordinal);
            // What the first module of a script exports is for whoever imports the script.
            if (isExported && name == _name) _ = _exported.Add(line[(Export + "const ").Length..line.IndexOf('=', StringComparison.Ordinal)].Trim());
            Condense(isExported ? line[Export.Length..] : line, _text);
        }
    }

    private void Import(string line)
    {
        var from = line.LastIndexOf("'./", StringComparison.Ordinal) + 3;
        var module = line[from..line.IndexOf('\'', from)];
        if (_earlier.FirstOrDefault(b => b._modules.Contains(module)) is not { } lender)
        {
            Append(module);
            return;
        }

        var names = line[(line.IndexOf('{', StringComparison.Ordinal) + 1)..line.IndexOf('}', StringComparison.Ordinal)]
            .Split(',', StringSplitOptions.TrimEntries);
        lender._exported.UnionWith(names);
        if (!_borrowed.TryGetValue(lender._name, out var borrowed)) _borrowed[lender._name] = borrowed = new(StringComparer.Ordinal);
        borrowed.UnionWith(names);
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
