namespace Parley.Core.Tests;

/// <summary>Judges the HTML of a comment by a strict reading of its own, which shares nothing with what wrote it.</summary>
/// <remarks>
/// Stricter than HTML: every tag in lower case, every attribute quoted and known, every element closed where it belongs,
/// no character reference but the four that the writer uses. What does not read so is a finding, whether a browser would
/// be harmed by it or not.
/// </remarks>
public static class MarkupOracle
{
    private static readonly string[] Blocks = ["p", "blockquote", "ul", "ol", "pre"];
    private static readonly string[] Inlines = ["code", "em", "strong", "del", "a", "br"];

    /// <summary>What is wrong with it; nothing, if it is the HTML of a comment.</summary>
    public static string? FindFault(string html)
    {
        ArgumentNullException.ThrowIfNull(html);
        var open = new Stack<string>();
        var at = 0;
        while (at < html.Length)
        {
            if (html[at] != '<')
            {
                var end = html.IndexOf('<', at);
                if (end < 0) end = html.Length;
                if (FaultOfText(html[at..end], open) is { } fault) return fault;
                at = end;
                continue;
            }

            var close = html.IndexOf('>', at);
            if (close < 0) return "a tag without an end";
            var tag = html[(at + 1)..close];
            at = close + 1;
            if (tag.StartsWith('/'))
            {
                if (open.Count == 0 || open.Pop() != tag[1..]) return $"</{tag[1..]}> closes nothing";
            }
            else if (FaultOfTag(tag, open) is { } fault)
            {
                return fault;
            }
        }

        return open.Count == 0 ? null : $"<{open.Peek()}> is never closed";
    }

    private static string? FaultOfText(string text, Stack<string> open)
    {
        if (text.Contains('>', StringComparison.Ordinal)) return "a bare > in text";
        if (text.Any(c => (char.IsControl(c) && c is not ('\t' or '\n')) || c is '\uFFFE' or '\uFFFF'))
            return "a control character in text";
        if (open.Count == 0 || open.Peek() is "ul" or "ol" or "blockquote" or "pre")
            return $"text outside a paragraph: {text}";

        return FaultOfReferences(text, ["&amp;", "&lt;", "&gt;"]);
    }

    private static string? FaultOfReferences(string text, string[] allowed)
    {
        for (var i = text.IndexOf('&', StringComparison.Ordinal); i >= 0; i = text.IndexOf('&', i + 1))
        {
            if (!allowed.Any(a => string.CompareOrdinal(text, i, a, 0, a.Length) == 0)) return "an unknown reference";
        }

        return null;
    }

    private static string? FaultOfTag(string tag, Stack<string> open)
    {
        var space = tag.IndexOf(' ', StringComparison.Ordinal);
        var name = space < 0 ? tag : tag[..space];
        if (FaultOfPlace(name, open) is { } misplaced) return misplaced;

        var attributes = new List<(string Name, string Value)>();
        for (var rest = space < 0 ? "" : tag[space..]; rest.Length > 0;)
        {
            var equals = rest.IndexOf("=\"", StringComparison.Ordinal);
            var end = equals < 0 ? -1 : rest.IndexOf('"', equals + 2);
            if (rest[0] != ' ' || end < 0) return $"an attribute not written as one: <{tag}>";

            attributes.Add((rest[1..equals], rest[(equals + 2)..end]));
            rest = rest[(end + 1)..];
        }

        if (attributes.DistinctBy(a => a.Name, StringComparer.Ordinal).Count() != attributes.Count) return $"an attribute twice: <{tag}>";
        if (name == "a" && !attributes.Select(a => a.Name).SequenceEqual(["href", "rel"], StringComparer.Ordinal)) return $"<{tag}> is no link";
        if (name != "br") open.Push(name);
        return attributes.Select(a => FaultOfAttribute(name, a.Name, a.Value)).FirstOrDefault(f => f is not null);
    }

    private static string? FaultOfPlace(string name, Stack<string> open)
    {
        var parent = open.Count > 0 ? open.Peek() : "";
        var fits = parent switch
        {
            "" or "blockquote" => Blocks.Contains(name),
            "ul" or "ol" => name == "li",
            "li" => Blocks.Contains(name) || Inlines.Contains(name),
            "pre" => name == "code",
            "code" => false,
            _ => Inlines.Contains(name) && !(name == "a" && open.Contains("a")),
        };
        if (open.Count > 40) return "nested too deeply";
        return fits ? null : $"<{name}> in <{parent}>";
    }

    private static string? FaultOfAttribute(string element, string name, string value)
    {
        var fits = (element, name) switch
        {
            ("p" or "blockquote" or "ul" or "ol" or "pre", "dir") => value == "auto",
            ("ol", "start") => value.Length is > 0 and < 10 && value.All(char.IsAsciiDigit),
            ("a", "rel") => value == "ugc nofollow noopener noreferrer",
            ("a", "href") => IsAllowed(value),
            _ => false,
        };
        return fits ? FaultOfReferences(value, ["&amp;", "&quot;"]) : $"{name}=\"{value}\" on <{element}>";
    }

    private static bool IsAllowed(string href)
    {
        if (href.Any(c => c is <= ' ' or >= '\u007f' or '<' or '>' or '"' or '\\')) return false;
        if (href.StartsWith("mailto:", StringComparison.Ordinal))
        {
            var mailbox = href["mailto:".Length..];
            return mailbox.Count(c => c == '@') == 1 && !mailbox.AsSpan().ContainsAny("?,;:");
        }

        var start = href.StartsWith("http://", StringComparison.Ordinal) ? 7
            : href.StartsWith("https://", StringComparison.Ordinal) ? 8
            : -1;
        if (start < 0) return false;

        var end = href.AsSpan(start).IndexOfAny("/?#");
        var authority = end < 0 ? href[start..] : href[start..(start + end)];
        return authority.Length > 0 && authority.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c)
            || c is '.' or '-' or '_' or ':' or '[' or ']');
    }
}
