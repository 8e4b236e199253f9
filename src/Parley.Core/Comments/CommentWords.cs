using System.Globalization;
using System.Net;
using System.Text;

namespace Parley.Core.Comments;

/// <summary>The words of a comment without its markup, for whoever shows them as text.</summary>
/// <remarks>
/// Read from the HTML that <see cref="CommentText"/> wrote, in which every <c>&lt;</c> of the writer's is encoded: what
/// looks like a tag is one, and entities are decoded once.
/// </remarks>
public static class CommentWords
{
    // Between these and what follows a reader sees no space.
    private static readonly string[] Inline = ["a", "code", "em", "strong", "del"];

    /// <summary>All of its words on one line.</summary>
    public static string Of(string html) => OneLine.Read(Read(html, withCode: true));

    /// <summary>The beginning of its words on one line, at most <paramref name="most"/> characters as people count them.</summary>
    public static string Beginning(string html, int most)
    {
        var words = Of(html);
        if (Characters.Count(words, most) <= most) return words;

        var length = 0;
        for (var i = 1; i < most; i++) length += StringInfo.GetNextTextElementLength(words.AsSpan(length));
        return words[..length].TrimEnd() + "…";
    }

    /// <summary>Its words outside code, a line for each of its lines.</summary>
    public static string WithoutCode(string html) => Read(html, withCode: false);

    private static string Read(string html, bool withCode)
    {
        ArgumentNullException.ThrowIfNull(html);
        var words = new StringBuilder();
        var inCode = 0;
        for (var rest = html.AsSpan(); rest.Length > 0;)
        {
            var tag = rest.IndexOf('<');
            var text = tag < 0 ? rest : rest[..tag];
            if (withCode || inCode == 0) _ = words.Append(WebUtility.HtmlDecode(text.ToString()));
            if (tag < 0) break;

            rest = rest[tag..];
            var end = rest.IndexOf('>');
            if (end < 0) break;

            var isEnd = rest[1] == '/';
            var name = rest[(isEnd ? 2 : 1)..end];
            var space = name.IndexOf(' ');
            if (space >= 0) name = name[..space];
            if (name is "code" or "pre")
            {
                inCode += isEnd ? -1 : 1;
                // What stands on both sides of code is not one word.
                if (!withCode) _ = words.Append('\n');
            }

            if (!Contains(Inline, name)) _ = words.Append('\n');
            rest = rest[(end + 1)..];
        }

        return words.ToString();
    }

    private static bool Contains(string[] names, ReadOnlySpan<char> name)
    {
        foreach (var one in names)
        {
            if (name.SequenceEqual(one)) return true;
        }

        return false;
    }
}
