using System.Diagnostics;
using FsCheck;
using FsCheck.Fluent;
using Parley.Core.Comments;

namespace Parley.Core.Tests.Comments;

public sealed class CommentTextTests
{
    private const string Rel = "rel=\"ugc nofollow noopener noreferrer\"";

    [Theory]
    [InlineData("one\ntwo\n\nthree", "<p dir=\"auto\">one<br>two</p><p dir=\"auto\">three</p>")]
    [InlineData("a *b* **c** ~~d~~ `e<f`", "<p dir=\"auto\">a <em>b</em> <strong>c</strong> <del>d</del> <code>e&lt;f</code></p>")]
    [InlineData("> said\n> so\n\nI disagree", "<blockquote dir=\"auto\"><p>said<br>so</p></blockquote><p dir=\"auto\">I disagree</p>")]
    [InlineData("- a\n- b\n  - c", "<ul dir=\"auto\"><li>a</li><li>b<ul><li>c</li></ul></li></ul>")]
    [InlineData("- a\n\n- b", "<ul dir=\"auto\"><li><p>a</p></li><li><p>b</p></li></ul>")]
    [InlineData("1. a\n2. b", "<ol dir=\"auto\"><li>a</li><li>b</li></ol>")]
    [InlineData("1986. What a year", "<ol dir=\"auto\" start=\"1986\"><li>What a year</li></ol>")]
    [InlineData("```js\nx < 1\n\ny\n```", "<pre dir=\"auto\"><code>x &lt; 1\n\ny</code></pre>")]
    [InlineData("line  \nnext\\\nlast", "<p dir=\"auto\">line<br>next<br>last</p>")]
    [InlineData("&copy; AT&T \"x\" \\*y\\*", "<p dir=\"auto\">© AT&amp;T \"x\" *y*</p>")]
    public void Markdown_has_what_a_conversation_needs(string typed, string html) => Assert.Equal(html, Html(typed));

    [Theory]
    [InlineData("# a\n\nb\n===\n\nc\n---", "<p dir=\"auto\"># a</p><p dir=\"auto\">b<br>===</p><p dir=\"auto\">c<br>---</p>")]
    [InlineData("* * *", "<p dir=\"auto\">* * *</p>")]
    [InlineData("<b onclick=\"x\">hi</b>", "<p dir=\"auto\">&lt;b onclick=\"x\"&gt;hi&lt;/b&gt;</p>")]
    [InlineData("<script>\nx\n</script>", "<p dir=\"auto\">&lt;script&gt;<br>x<br>&lt;/script&gt;</p>")]
    [InlineData("|a|b|\n|-|-|\n|c|d|", "<p dir=\"auto\">|a|b|<br>|-|-|<br>|c|d|</p>")]
    [InlineData("a[^1] {#id .class}", "<p dir=\"auto\">a[^1] {#id .class}</p>")]
    public void Everything_else_is_shown_as_it_was_typed(string typed, string html) => Assert.Equal(html, Html(typed));

    [Theory]
    [InlineData("[a](https://x.example/b?c=d&e#f)", "https://x.example/b?c=d&amp;e#f", "a")]
    [InlineData("[a](HTTP://X.example:80 \"a title\")", "http://x.example/", "a")]
    [InlineData("<https://x.example/>", "https://x.example/", "https://x.example/")]
    [InlineData("https://x.example/a_b_(c)", "https://x.example/a_b_(c)", "https://x.example/a_b_(c)")]
    [InlineData("[a][b]\n\n[b]: https://x.example/", "https://x.example/", "a")]
    [InlineData("[](https://x.example/)", "https://x.example/", "https://x.example/")]
    [InlineData("![a cat](https://x.example/cat.png)", "https://x.example/cat.png", "a cat")]
    [InlineData("[![a cat](https://y.example/cat.png)](https://x.example/)", "https://x.example/", "a cat")]
    [InlineData("<someone@x.example>", "mailto:someone@x.example", "someone@x.example")]
    [InlineData("[write](mailto:someone@x.example)", "mailto:someone@x.example", "write")]
    [InlineData("[a](https://bücher.example/ä)", "https://xn--bcher-kva.example/%C3%A4", "a")]
    [InlineData("[a](https://\u0440\u0430ypal.example/)", "https://xn--ypal-43d9g.example/", "a")]
    [InlineData("[a](https://[2001:db8::1]:8443/)", "https://[2001:db8::1]:8443/", "a")]
    public void A_link_leads_to_an_absolute_address_that_can_be_read(string typed, string href, string label) =>
        Assert.Equal($"<p dir=\"auto\"><a href=\"{href}\" {Rel}>{label}</a></p>", Html(typed));

    [Fact]
    public void Links_never_stand_in_one_another() => Assert.Equal(
        $"<p dir=\"auto\"><a href=\"https://x.example/\" {Rel}>a https://y.example/ b https://z.example c</a></p>",
        Html("[a ![<https://y.example/> b](https://w.example/) https://z.example c](https://x.example/)"));

    [Theory]
    [InlineData("[a](javascript:alert(1))")]
    [InlineData("[a](data:text/html,x)")]
    [InlineData("[a](/path)")]
    [InlineData("[a](//x.example/)")]
    [InlineData("![a](file:///etc/hosts)")]
    [InlineData("[a](https://bank.example@x.example/)")]
    [InlineData("[a](mailto:a@x.example?bcc=b@x.example)")]
    [InlineData("[a](ftp://x.example/)")]
    [InlineData("https://user:secret@x.example/")]
    [InlineData("www.x.example")]
    public void A_link_that_may_not_be_one_is_shown_as_typed(string typed) =>
        Assert.Equal($"<p dir=\"auto\">{typed}</p>", Html(typed));

    [Fact]
    public void Plain_text_has_paragraphs_and_line_breaks_and_nothing_else() => Assert.Equal(
        "<p dir=\"auto\">*a* [b](https://x.example) &lt;i&gt;<br>https://x.example</p><p dir=\"auto\">- c</p>",
        Html("  *a* [b](https://x.example) <i>\r\n https://x.example \n \t\n\n- c\n", TextFormat.Plain));

    [Theory]
    [InlineData("a\r\nb\rc\vd\fe\u0085f\u2028g\u2029h", "a\nb\nc\nd\ne\nf\ng\nh")]
    [InlineData("\n \n  a \n\n", "  a")]
    [InlineData("e\u0301", "\u00e9")]
    public void Text_is_normalized_before_it_is_read(string typed, string source)
    {
        Assert.True(CommentText.TryRead(typed, TextFormat.Markdown, out var text, out _));
        Assert.Equal(source, text!.Source);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" \r\n\t ")]
    [InlineData("\u200b\u2060\ufeff\u00ad\u202e")]
    [InlineData("\u3164\u2800\u115f\uffa0")]
    public void Text_in_which_nothing_is_seen_is_empty(string? typed) => Assert.Equal(TextRefusal.Empty, Refusal(typed));

    [Theory]
    [InlineData("a\0b")]
    [InlineData("a\u001b[31m")]
    [InlineData("a\b")]
    [InlineData("a\ufffe")]
    [InlineData("a\ufdd0")]
    public void What_was_not_typed_is_not_text(string typed) => Assert.Equal(TextRefusal.NotText, Refusal(typed));

    // Not a row above: attributes cannot hold lone surrogates.
    [Fact]
    public void Half_a_character_is_not_text()
    {
        Assert.Equal(TextRefusal.NotText, Refusal("a\ud800b"));
        Assert.Equal(TextRefusal.NotText, Refusal("a\udc00"));
    }

    [Theory]
    [InlineData("a")]
    [InlineData("\U0001F600")]
    [InlineData("e\u0323\u0301")]
    [InlineData("\U0001F1E9\U0001F1EA")]
    [InlineData("\n", "a")]
    public void Length_is_counted_as_people_count(string character, string around = "")
    {
        var fill = string.Concat(Enumerable.Repeat(character, CommentText.MaximumLength - (2 * around.Length)));

        Assert.True(CommentText.TryRead(around + fill + around, TextFormat.Markdown, out var text, out _));
        Assert.Equal((around + fill + around).Normalize(), text!.Source);
        Assert.Equal(TextRefusal.TooLong, Refusal(around + fill + character + around));
    }

    [Fact]
    public void Marks_that_nobody_can_read_are_too_complex()
    {
        Assert.True(CommentText.TryRead("a" + new string('\u0301', 30), TextFormat.Markdown, out _, out _));
        Assert.Equal(TextRefusal.TooComplex, Refusal("a" + new string('\u0301', 31)));
        Assert.Equal(TextRefusal.TooComplex, Refusal(string.Concat(Enumerable.Repeat("e\u0323\u0301\u0302\u0303", 9_000))));
    }

    [Theory]
    [InlineData("&nbsp;")]
    [InlineData("> ")]
    [InlineData("[a]: https://x.example")]
    public void Markdown_that_would_show_nothing_is_shown_as_typed(string typed) =>
        Assert.Equal(Html(typed, TextFormat.Plain), Html(typed));

    [Fact]
    public void Structure_deeper_than_anybody_follows_is_flattened_or_shown_as_typed()
    {
        foreach (var depth in Enumerable.Range(1, 200))
        {
            string[] nests =
            [
                new string('>', depth) + "a\n\nb",
                Repeat("- ", depth) + "a\n\nb",
                string.Join('\n', Enumerable.Range(0, Math.Min(depth, 95)).Select(i => new string(' ', 2 * i) + "- x")),
                Repeat("*a **b ", depth) + "c" + Repeat("** *", depth),
                Repeat("[", depth) + "a" + Repeat("](https://x.example)", depth),
            ];
            Assert.All(nests, nest => Assert.Null(MarkupOracle.FindFault(Html(nest))));
        }
    }

    // Each was found to be the worst of its kind for the parser, before what it is given was bounded.
    [Theory]
    [InlineData("[ (](")]
    [InlineData("*[")]
    [InlineData("*_")]
    [InlineData("*a_ ")]
    [InlineData("[")]
    [InlineData("![a](")]
    [InlineData("`a``b")]
    [InlineData(">")]
    [InlineData("> - ")]
    [InlineData("1. ")]
    [InlineData("*a [b](c) ")]
    [InlineData("- - - - - - - - - - - - - - - - - - - - - - - - - - - - a\n")]
    [InlineData("http://a_b.c_")]
    [InlineData("[a]: b\n[c]: d\n\n")]
    [InlineData("a\n\n")]
    public void The_longest_comment_of_the_worst_kind_is_read_in_half_a_second(string unit)
    {
        var typed = Repeat(unit, CommentText.MaximumLength / unit.Length);

        // The quickest of three: the machine may be busy with something else.
        var shortest = Enumerable.Range(0, 3).Min(_ =>
        {
            var watch = Stopwatch.StartNew();
            Assert.Null(MarkupOracle.FindFault(Html(typed)));
            return watch.Elapsed;
        });

        Assert.InRange(shortest, TimeSpan.Zero, TimeSpan.FromMilliseconds(500));
    }

    private static readonly Gen<string> Markup = Gen.Elements(
        "a", "b ", " ", "\n", "\n\n", "*", "**", "_", "~~", "`", "```\n", "[", "]", "(", ")", "](https://x.example)", "!", "<", ">",
        "> ", "- ", "1. ", "    ", "\t", "\\", "&amp;", "&#x202e;", "&lt;script&gt;", "<script>", "https://x.example/?a=b&c",
        "javascript:", "\"", "'", "\u05d0", "\U0001F600", "\u0301", "\u200b", "[a]: /b\n", "#", "|").ListOf().Select(string.Concat);

    [Fact]
    public void Whatever_is_typed_becomes_the_HTML_of_a_comment_and_the_same_when_read_again() =>
        Prop.ForAll(Markup.ToArbitrary(), typed =>
        {
            if (!CommentText.TryRead(typed, TextFormat.Markdown, out var text, out _)) return true;

            return CommentText.TryRead(text!.Source, TextFormat.Markdown, out var again, out _)
                && text == again && MarkupOracle.FindFault(text.Html) is null;
        }).Check(Generated.Cases(3_000));

    private static string Repeat(string unit, int count) => string.Concat(Enumerable.Repeat(unit, count));

    [Fact]
    public void Reading_a_source_again_changes_nothing()
    {
        Assert.True(CommentText.TryRead(" a\r\n> *e\u0301*", TextFormat.Markdown, out var text, out _));
        Assert.True(CommentText.TryRead(text!.Source, text.Format, out var again, out _));
        Assert.Equal(text, again);
    }

    internal static string Html(string typed, TextFormat format = TextFormat.Markdown)
    {
        Assert.True(CommentText.TryRead(typed, format, out var text, out var refusal), $"{refusal}: {typed}");
        return text!.Html;
    }

    private static TextRefusal Refusal(string? typed)
    {
        Assert.False(CommentText.TryRead(typed, TextFormat.Markdown, out var text, out var refusal));
        Assert.Null(text);
        return refusal;
    }
}
