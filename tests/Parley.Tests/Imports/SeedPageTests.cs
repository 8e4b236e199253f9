using Parley.Imports;
using Parley.Tests.App;

namespace Parley.Tests.Imports;

/// <summary>The page that Parley was conceived on; it is not ours, and so is read where it lies beside the project.</summary>
public sealed class SeedPageTests
{
    // Number of the entry, its parent's; from the design, which drew the tree by hand.
    private static readonly (int Entry, int Parent)[] Tree =
    [
        (1, 0), (2, 0), (3, 2), (4, 3), (5, 4), (6, 0), (7, 6), (8, 7), (9, 8), (10, 0), (11, 0), (12, 0), (13, 0),
    ];

    private static string Path() => Repository.Shared("data/seed-page.txt");

    [Fact]
    public void It_is_read_whole()
    {
        using var file = File.OpenRead(Path());

        var page = PageFormat.Read(file, new DateTimeOffset(2026, 11, 22, 12, 0, 0, TimeSpan.Zero));
        var entries = page.Comments.ToList();

        Assert.Equal(6, page.Story.Body.Split("\n\n").Length);
        Assert.Equal(13, entries.Count);
        Assert.Equal(12, entries.Count(e => e.Text.Length > 0));
        Assert.Equal("", entries[12].Text);
        Assert.All(entries, e => Assert.Null(e.Refusal));

        var open = new List<int>();
        var tree = new List<(int, int)>();
        foreach (var (index, entry) in entries.Index())
        {
            open.RemoveRange(entry.Level - 1, open.Count - entry.Level + 1);
            tree.Add((index + 1, open.Count > 0 ? open[^1] : 0));
            open.Add(index + 1);
        }

        Assert.Equal(Tree, tree);
    }

    [Fact]
    public void No_word_of_it_is_lost_or_changed()
    {
        using var file = File.OpenRead(Path());
        var page = PageFormat.Read(file, new DateTimeOffset(2026, 11, 22, 12, 0, 0, TimeSpan.Zero));
        var read = $"{page.Story.Title} {page.Story.Body} " + string.Join(' ', page.Comments.Select(c => $"{c.Name} {c.Text}"));

        // What an import leaves out are the bullets and the white space.
        Assert.Equal([.. Words(File.ReadAllText(Path())).Where(w => w != "•")], Words(read));

        static string[] Words(string text) => text.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries);
    }
}
