using System.Globalization;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Parley.Imports;

namespace Parley.Tests.Imports;

public sealed class PagePropertyTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    private static readonly string[] Names = ["Ada", "Ben L.", "Charles J. Kent", "gmx", "Чех", "王小明", "O’Neil-Roy", "Ünal 7"];

    private static readonly string[] Paragraphs =
    [
        "I agree.", "No", "Well said!\nReally.", "“So?” – he asked…", "See #here and [mail protected]@Dee",
        "Three things:\n{0} money\n{0} time", "First\n\n{0} one\n{0} two\n\nand so on", "1. one\n2. two",
        "Loose:\n\n{0} one\n\n{0} two\n\nand so on", "Like it or\nlike\nnot", "- so\n- they say", "يوم جديد",
    ];

    // What varies about a page as a whole, and entries with levels that may also jump.
    private sealed record Page(string Indent, bool IsFlushLeft, string Bullet, string End, bool HasMark, bool IsDated, bool IsNoisy,
        int Blank, IReadOnlyList<Entry> Entries);

    private sealed record Entry(int Level, string Name, string Text);

    [Fact]
    public void What_is_written_as_a_page_is_read_as_the_same_discussion() =>
        Prop.ForAll(Arb.From(Pages()), page => ReadsAs(page, Write(page))).Check(Config.QuickThrowOnFailure.WithMaxTest(2_000));

    [Fact]
    public void No_text_at_all_makes_the_reader_fail_in_any_other_way_than_by_its_sentence()
    {
        var pieces = Gen.Elements("•", "* ", "1. ", "  ", "\t", "\n", "\n\n", "\r", "Ada", "3 years ago", "Reply", "⋯", "\u00a0", "\f", "x: y.", "\uD83D\uDE00", "- ", "\uFEFF");
        Prop.ForAll(Arb.From(pieces.ListOf()), text =>
        {
            try
            {
                var page = PageFormat.Read(new MemoryStream(Encoding.UTF8.GetBytes(string.Concat(text))), Now);
                var level = 0;
                foreach (var comment in page.Comments.Where(c => c.HasPlace))
                {
                    if (comment.Level < 1 || comment.Level > level + 1) return false;

                    level = comment.Level;
                }

                return true;
            }
            catch (UnreadableSource)
            {
                return true;
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(5_000).WithEndSize(60));
    }

    private static bool ReadsAs(Page page, string written)
    {
        var read = PageFormat.Read(new MemoryStream(Encoding.UTF8.GetBytes(written)), Now);
        var actual = read.Comments.Select(c => $"{c.Level} {c.Name}: {c.Text} {(c.At is null ? "" : "dated")}{c.Refusal}");
        var expected = page.Entries.Select(e => $"{e.Level} {e.Name}: {e.Text} {(page.IsDated ? "dated" : "")}");
        Assert.Equal("The headline", read.Story.Title);
        Assert.Equal("The body.\n\n• with\n• a list\n\nIts end.", read.Story.Body);
        Assert.Equal(string.Join('\n', expected), string.Join('\n', actual));
        return true;
    }

    private static string Write(Page page)
    {
        var text = new StringBuilder(page.HasMark ? "\uFEFF" : "");
        _ = text.Append("The headline\n\nThe body.\n\n• with\n• a list\n\nIts end.\n");
        foreach (var entry in page.Entries)
        {
            var depth = entry.Level - (page.IsFlushLeft ? 1 : 0);
            var head = string.Concat(Enumerable.Repeat(page.Indent, depth));
            var indent = head + page.Indent;
            _ = text.Append('\n', page.Blank).Append(head).Append(page.Bullet).Append(' ').Append(entry.Name);
            if (page.IsDated) _ = text.Append('\n').Append(indent).Append("March 2, 2015 at 10:31");
            if (entry.Text.Length > 0)
                _ = text.Append('\n', page.Blank + 1);
            foreach (var line in entry.Text.Length > 0 ? entry.Text.Split('\n') : [])
                _ = text.Append(line.Length > 0 ? indent + line : "").Append('\n');
            if (entry.Text.Length == 0) _ = text.Append('\n');
            if (page.IsNoisy) _ = text.Append('\n').Append(indent).Append("0 Votes\n").Append(indent).Append("Reply · Share ›\n");
        }

        return text.Replace("\n", page.End).ToString();
    }

    private static Gen<Page> Pages() =>
        from indent in Gen.Elements("  ", "    ", "\t")
        from flush in Gen.Elements(true, false)
        from bullet in Gen.Elements("•", "*", "-", "◦", "7.", "(12)")
        from end in Gen.Elements("\n", "\r\n", "\r")
        from mark in Gen.Elements(true, false)
        from dated in Gen.Elements(true, false)
        from noisy in Gen.Elements(true, false)
        from blank in Gen.Choose(1, 3)
        from entries in Entries(bullet, canMiss: dated || noisy)
        select new Page(indent, flush, bullet, end, mark, dated, noisy, blank, entries);

    private static Gen<IReadOnlyList<Entry>> Entries(string bullet, bool canMiss) =>
        from entries in (from step in Gen.Choose(0, 9)
                         from name in Gen.Elements(Names)
                         from text in Gen.Elements(Paragraphs).NonEmptyListOf()
                         from isMissing in Gen.Frequency((9, Gen.Constant(false)), (1, Gen.Constant(true)))
                         select (step, name, text, isMissing)).ListOf()
        select Place(entries, bullet, canMiss);

    private static IReadOnlyList<Entry> Place(
        IEnumerable<(int Step, string Name, List<string> Text, bool IsMissing)> entries, string bullet, bool canMiss)
    {
        var placed = new List<Entry>();
        var level = 0;
        foreach (var (step, name, text, isMissing) in entries)
        {
            // A name alone is sure to be an entry only where no list could stand.
            var next = step < 4 || level == 0 ? level + 1 : Math.Max(1, level - (step - 4));
            var words = string.Join("\n\n", text.Take(4));
            placed.Add(new Entry(next, name, isMissing && (canMiss || next <= level)
                ? ""
                : string.Format(CultureInfo.InvariantCulture, words, bullet)));
            level = next;
        }

        return placed;
    }
}
