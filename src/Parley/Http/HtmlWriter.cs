using System.Buffers;
using System.Globalization;
using System.Text;
using Parley.Core;

namespace Parley.Http;

/// <summary>Writes HTML as UTF-8 straight into a buffer, and encodes every text on the way.</summary>
internal readonly struct HtmlWriter(IBufferWriter<byte> output)
{
    // The five that can end a text or a quoted attribute; nothing else has a meaning in either.
    private static readonly SearchValues<char> Meaningful = SearchValues.Create("&<>\"'");

    public IBufferWriter<byte> Output { get; } = output;

    /// <summary>Markup of our own, as it stands in the source.</summary>
    public HtmlWriter Raw(ReadOnlySpan<byte> markup)
    {
        Output.Write(markup);
        return this;
    }

    /// <summary>HTML that is safe already: a comment's or a story's, written by the one renderer.</summary>
    public HtmlWriter Safe(string html)
    {
        _ = Encoding.UTF8.GetBytes(html, Output);
        return this;
    }

    /// <summary>Text of any origin, for an element's content or a quoted attribute.</summary>
    public HtmlWriter Text(ReadOnlySpan<char> text)
    {
        while (text.Length > 0)
        {
            var next = text.IndexOfAny(Meaningful);
            var plain = next < 0 ? text : text[..next];
            if (plain.Length > 0) _ = Encoding.UTF8.GetBytes(plain, Output);
            if (next < 0) return this;

            Output.Write(text[next] switch
            {
                '&' => "&amp;"u8,
                '<' => "&lt;"u8,
                '>' => "&gt;"u8,
                '"' => "&quot;"u8,
                _ => "&#39;"u8,
            });
            text = text[(next + 1)..];
        }

        return this;
    }

    public HtmlWriter Number(int number)
    {
        Span<byte> digits = stackalloc byte[11];
        _ = number.TryFormat(digits, out var length, provider: CultureInfo.InvariantCulture);
        Output.Write(digits[..length]);
        return this;
    }

    public HtmlWriter Identity(Guid id) => Text(Id.Text(id));

    /// <summary>A sentence whose {0}, if it has one, is a name: it is set apart, so that its direction cannot turn the sentence.</summary>
    public HtmlWriter Sentence(string sentence, string name)
    {
        if (!sentence.Contains("{0}", StringComparison.Ordinal)) return Text(sentence);

        var (before, after) = Cut(sentence);
        return Text(before).Raw("<bdi>"u8).Text(name).Raw("</bdi>"u8).Text(after);
    }

    /// <summary>What stands before and after the {0} of a sentence.</summary>
    public static (string Before, string After) Cut(string sentence)
    {
        var at = sentence.IndexOf("{0}", StringComparison.Ordinal);
        return at < 0 ? (sentence, "") : (sentence[..at], sentence[(at + 3)..]);
    }
}
