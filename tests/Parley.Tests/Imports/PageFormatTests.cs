using System.Globalization;
using System.Text;
using Parley.Imports;

namespace Parley.Tests.Imports;

public sealed class PageFormatTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_page_is_a_headline_a_body_and_the_entries_of_its_discussion() =>
        Reads("""
            A bridge for the valley

            The council votes on Monday.

            It will cost nine million.

              • Ada

                About time.

                • Ben

                  Says who?

              • Cleo

                Not with my money.
            """,
            """
            # A bridge for the valley
            The council votes on Monday.¶It will cost nine million.
            1 Ada: About time.
            2 Ben: Says who?
            1 Cleo: Not with my money.
            """);

    [Theory]
    [InlineData("  ", "•", "\n")]
    [InlineData("    ", "*", "\r\n")]
    [InlineData("\t", "-", "\n")]
    [InlineData("  ", "◦", "\r")]
    [InlineData("    ", "1.", "\n")]
    [InlineData("\t", "12)", "\r\n")]
    [InlineData("\u00a0\u00a0", "•", "\n")]
    public void Indentation_bullets_and_line_ends_may_differ(string indent, string bullet, string end)
    {
        var page = $"Title{end}{end}Body{end}{end}{indent}{bullet} Ada{end}{end}{indent}{indent}One{end}{end}"
            + $"{indent}{indent}{bullet} Ben{end}{end}{indent}{indent}{indent}Two{end}{end}{indent}{bullet} Cleo{end}{end}{indent}{indent}Three";

        var expected = "# Title\nBody\n1 Ada: One\n2 Ben: Two\n1 Cleo: Three";
        Assert.Equal(expected, Show(page));
        Assert.Equal(expected, Show("\uFEFF" + page));
    }

    [Fact]
    public void Entries_may_begin_at_the_margin() =>
        Reads("""
            Title

            Body.

            • Ada

              One

              • Ben

                Two

            • Cleo

              Three
            """,
            """
            # Title
            Body.
            1 Ada: One
            2 Ben: Two
            1 Cleo: Three
            """);

    [Fact]
    public void A_name_without_text_at_the_end_is_kept() =>
        Reads("""
            Title

            Body.

              • Ada

                One

              • Ben

            """,
            """
            # Title
            Body.
            1 Ada: One
            1 Ben:
            """);

    [Fact]
    public void A_reply_cut_off_after_its_name_is_kept() =>
        Reads("""
            Title

              • Ada

                One

                • Ben
            """,
            """
            # Title

            1 Ada: One
            2 Ben:
            """);

    [Fact]
    public void A_name_without_text_between_others_is_kept() =>
        Reads("""
            Title

              • Ada

              • Ben

                Two

                • Cleo

              • Dora

                Four
            """,
            """
            # Title

            1 Ada:
            1 Ben: Two
            2 Cleo:
            1 Dora: Four
            """);

    [Fact]
    public void A_page_cut_off_after_its_first_name_is_kept() =>
        Reads("""
            Title

            Body.

              • Ada
            """,
            """
            # Title
            Body.
            1 Ada:
            """);

    [Fact]
    public void A_level_that_jumps_hangs_on_the_nearest_ancestor() =>
        Reads("""
            Title

              • Ada

                One

                    • Ben

                      Two

                • Cleo

                  Three

                  • Dora

                    Four

              • Emil

                Five
            """,
            """
            # Title

            1 Ada: One
            2 Ben: Two
            2 Cleo: Three
            3 Dora: Four
            1 Emil: Five
            """);

    [Fact]
    public void An_article_may_have_no_comment() =>
        Reads("""
            Title

            One.
            Still one.


            Two.
            """,
            """
            # Title
            One./Still one.¶Two.
            """);

    [Fact]
    public void A_headline_alone_is_an_article() => Reads("Title", "# Title\n");

    [Fact]
    public void Lists_in_the_article_stay_in_it() =>
        Reads("""
            Title

            Three points:

            1. It is dear.
            2. It is late.
            3. It is ugly.

            Loosely:

            • Dear

            • Late

            • Ugly

            And with reasons:

            - Dear

              Nine million, and that is only the estimate.

            - Late

              It was promised long ago.

            The council will not listen, and so it goes to the vote.

              • Ada

                One
            """,
            """
            # Title
            Three points:¶1. It is dear./2. It is late./3. It is ugly.¶Loosely:¶• Dear¶• Late¶• Ugly¶And with reasons:¶- Dear¶Nine million, and that is only the estimate.¶- Late¶It was promised long ago.¶The council will not listen, and so it goes to the vote.
            1 Ada: One
            """);

    [Fact]
    public void A_list_at_the_end_of_an_article_stays_in_it() =>
        Reads("""
            Title

            Read on:

            • The first part

            • The second part
            """,
            """
            # Title
            Read on:¶• The first part¶• The second part
            """);

    [Fact]
    public void A_list_with_the_same_bullet_stays_in_its_comment() =>
        Reads("""
            Title

              • Ada

                For three reasons:
                • money
                • time

                and

                • beauty
                • truth

                • Ben

                  • Yes
                  • No

                  • Maybe

                  • Never

                  That is all.

              • Cleo

                Three
            """,
            """
            # Title

            1 Ada: For three reasons:/• money/• time¶and¶• beauty/• truth
            2 Ben: • Yes/• No¶• Maybe¶• Never¶That is all.
            1 Cleo: Three
            """);

    [Fact]
    public void A_list_whose_items_have_paragraphs_stays_where_words_go_on_behind_it() =>
        Reads("""
            Title

              • Ada

                I see two ways

                • The bridge

                  It is dear.

                • The ferry

                  It is slow.

                and prefer the second

                • Ben

                  So do I.
            """,
            """
            # Title

            1 Ada: I see two ways¶• The bridge¶It is dear.¶• The ferry¶It is slow.¶and prefer the second
            2 Ben: So do I.
            """);

    [Fact]
    public void A_numbered_list_among_bulleted_entries_is_a_list() =>
        Reads("""
            Title

              • Ada

                Two ways

                1. The bridge

                   It is dear.

                2. The ferry

                   It is slow.

              • Ben

                Yes
            """,
            """
            # Title

            1 Ada: Two ways¶1. The bridge¶It is dear.¶2. The ferry¶It is slow.
            1 Ben: Yes
            """);

    [Fact]
    public void Numbered_entries_may_hold_numbered_lists() =>
        Reads("""
            Title

            1. An item
            2. Another

             9. Ada

                Points:

                1. one
                2. two

                1. Ben

                   Yes

            10. Cleo

                Three
            """,
            """
            # Title
            1. An item/2. Another
            1 Ada: Points:¶1. one/2. two
            2 Ben: Yes
            1 Cleo: Three
            """);

    [Fact]
    public void A_signature_and_a_footnote_are_words() =>
        Reads("""
            Title

              • Ada

                One

                - Ada L.

              • Ben

                Two*

                * At most.

              • Cleo

                Three
            """,
            """
            # Title

            1 Ada: One¶- Ada L.
            1 Ben: Two*¶* At most.
            1 Cleo: Three
            """);

    [Fact]
    public void A_comment_may_begin_with_a_list() =>
        Reads("""
            Title

              • Ada

                One

                • Ben

                  • cheap
                  • good
            """,
            """
            # Title

            1 Ada: One
            2 Ben: • cheap/• good
            """);

    [Fact]
    public void Bullets_may_differ_by_level() =>
        Reads("""
            Title

              * Ada

                One

                ◦ Ben

                  Two

                  - Cleo

                    Three

              * Dora

                Four
            """,
            """
            # Title

            1 Ada: One
            2 Ben: Two
            3 Cleo: Three
            1 Dora: Four
            """);

    [Fact]
    public void The_widgets_own_lines_are_left_out() =>
        Reads("""
            Title

            Body.

            3 Comments
            Sort by Best

              • Ada
                3 years ago • Edited

                I like it.
                Like
                was what I meant.

                3 Votes
                Reply
                Share ›

                • Ben

                  2 points

                  Well.

                  Reply · Share ⋯
                  Permalink
              • Cleo
                March 2, 2015 at 10:31

                Show me.

                Show 3 more replies
            """,
            """
            # Title
            Body.
            1 Ada @2023-11-22 12:00: I like it./Like/was what I meant.
            2 Ben: Well.
            1 Cleo @2015-03-02 10:31: Show me.
            """);

    [Fact]
    public void A_compact_page_is_read_where_it_is_dated() =>
        Reads("""
            Title
            Body.
            • Ada
              3 years ago
              One
              and more
              • Ben · 2 years ago
                Two
            • Cleo
              Three
            """,
            """
            # Title
            Body.
            1 Ada @2023-11-22 12:00: One/and more
            2 Ben @2024-11-22 12:00: Two
            1 Cleo: Three
            """);

    [Fact]
    public void Words_of_the_widget_can_be_somebodys_whole_answer() =>
        Reads("""
            Title

              • Ada

                When?

                • Ben

                  Yesterday

                • Cleo

                  Like
            """,
            """
            # Title

            1 Ada: When?
            2 Ben: Yesterday
            2 Cleo: Like
            """);

    [Fact]
    public void The_foot_of_a_page_is_nobodys_words() =>
        Reads("""
            Title

            Body.

              • Ada

                One
            still one

              • Ben

                Two

            © The Valley Courier. All rights reserved.

            Write to us.
            """,
            """
            # Title
            Body.
            1 Ada: One/still one
            1 Ben: Two
            ! line 14: 2 lines from here on stand outside every entry
            """);

    [Fact]
    public void A_page_break_of_an_extractor_is_no_word() =>
        Reads("Title\n\n\f  • Ada\n\n    One\n\n\f    Two\n", "# Title\n\n1 Ada: One¶Two");

    [Fact]
    public void Quotation_marks_dashes_and_ellipses_stay() =>
        Reads("Title\n\n  • Ada\n\n    ‘So’ – she said — “well…” ''x'' ... <b>&amp; **no** #tag a@b\n",
            "# Title\n\n1 Ada: ‘So’ – she said — “well…” ''x'' ... <b>&amp; **no** #tag a@b");

    [Fact]
    public void A_name_may_be_printed_with_a_verb() =>
        Reads("Title\n\n  • Ada L. says:\n    March 2, 2015 at 10:31 am\n\n    One\n",
            "# Title\n\n1 Ada L. @2015-03-02 10:31: One");

    [Fact]
    public void An_entry_without_a_name_does_not_lend_its_words_to_another() =>
        Reads("Title\n\n  • Ada\n\n    One\n\n  •\n\n    Two\n", "# Title\n\n1 Ada: One\n1 : Two");

    [Theory]
    [InlineData("", "The file is empty.")]
    [InlineData(" \n\n\t\n", "The file is empty.")]
    [InlineData("\uFEFF", "The file is empty.")]
    [InlineData("Title\n\nBo\0dy", "Line 3 holds a zero byte: this is not a text file.")]
    [InlineData("\n  • Ada\n\n    One\n", "Line 2 is an entry, and there is no headline before it.")]
    public void A_file_that_is_no_page_is_refused_in_one_sentence(string page, string sentence) =>
        Assert.Equal(sentence, Assert.Throws<UnreadableSource>(() => Show(page)).Message);

    [Fact]
    public void Other_encodings_are_refused_with_the_line()
    {
        byte[] latin = [.. "Title\n\nOne\r\nTw"u8, 0xF6, (byte)'\n'];
        Assert.Equal("Line 4 is not UTF-8 text.", Refused(latin));
        Assert.Equal("Line 1 is not UTF-8 text but UTF-16; save the file as UTF-8.",
            Refused([0xFF, 0xFE, .. Encoding.Unicode.GetBytes("Title")]));
        // An overlong form and half a pair are not UTF-8 either.
        Assert.Equal("Line 1 is not UTF-8 text.", Refused([0xC0, 0xAF]));
        Assert.Equal("Line 1 is not UTF-8 text.", Refused([0xED, 0xA0, 0x80]));
    }

    [Fact]
    public void A_fault_behind_the_story_is_met_when_its_entry_is_read()
    {
        var page = PageFormat.Read(new MemoryStream([.. "Title\n\n  • Ada\n\n    One\n"u8, .. Filler(), 0xFF]), Now);

        Assert.Equal("Title", page.Story.Title);
        Assert.Matches("^Line [0-9]+ is not UTF-8 text.$",
            Assert.Throws<UnreadableSource>(() => page.Comments.Count()).Message);

        static byte[] Filler() => Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("\n  • Ben\n\n    Two\n", 100)));
    }

    [Fact]
    public void A_headline_has_an_end() =>
        Assert.StartsWith("Line 1 is no headline", Assert.Throws<UnreadableSource>(() => Show(new string('x', 301))).Message,
            StringComparison.Ordinal);

    [Fact]
    public void A_comment_that_is_far_too_long_is_refused_alone()
    {
        var page = $"Title\n\n  • Ada\n\n    {new string('x', 90_000)}\n\n    • Ben\n\n      Two\n\n"
            + $"  • Cleo\n\n    {new string('y', 300_000)}\n\n  • Dora\n\n    Four\n";

        Assert.Equal("""
            # Title

            ! line 3: longer than 10000 characters
            2 Ben: Two
            ! line 11: longer than 10000 characters
            1 Dora: Four
            """.ReplaceLineEndings("\n"), Show(page));
    }

    [Fact]
    public void A_body_that_is_far_too_long_is_refused_with_its_line()
    {
        var page = new StringBuilder("Title\n");
        for (var i = 0; i < 20_000; i++) _ = page.Append('\n').Append('x', 80).Append('\n');

        Assert.Matches("^Line [0-9]+ makes the story longer than 1048576 characters.$",
            Assert.Throws<UnreadableSource>(() => Show(page.ToString())).Message);
    }

    [Fact]
    public void Twenty_thousand_levels_are_read_one_by_one()
    {
        using var deep = new DeepPage(20_000);

        var page = PageFormat.Read(deep, Now);
        var last = 0;
        foreach (var comment in page.Comments)
        {
            Assert.Equal(last + 1, comment.Level);
            last = comment.Level;
        }

        Assert.Equal(20_000, last);
    }

    private static string Refused(byte[] page) =>
        Assert.Throws<UnreadableSource>(() => PageFormat.Read(new MemoryStream(page), Now)).Message;

    private static void Reads(string page, string expected) =>
        Assert.Equal(expected.ReplaceLineEndings("\n"), Show(page.ReplaceLineEndings("\n")));

    internal static string Show(string page)
    {
        var read = PageFormat.Read(new MemoryStream(Encoding.UTF8.GetBytes(page)), Now);
        var shown = new StringBuilder("# ").Append(read.Story.Title).Append('\n').Append(OneLine(read.Story.Body));
        foreach (var comment in read.Comments)
        {
            _ = shown.Append('\n');
            _ = comment.Refusal is not null
                ? shown.Append(CultureInfo.InvariantCulture, $"! line {comment.Line}: {comment.Refusal}")
                : shown.Append(CultureInfo.InvariantCulture, $"{comment.Level} {comment.Name}")
                    .Append(comment.At is { } at ? at.ToString(" '@'yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture) : "")
                    .Append(comment.Text.Length > 0 ? ": " : ":").Append(OneLine(comment.Text));
        }

        return shown.ToString();
    }

    private static string OneLine(string text) =>
        text.Replace("\n\n", "¶", StringComparison.Ordinal).Replace('\n', '/');
}
