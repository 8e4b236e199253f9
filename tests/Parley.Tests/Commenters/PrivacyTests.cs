using Microsoft.EntityFrameworkCore;
using Parley.Core.Moderation;
using Parley.Core.Sites;
using Parley.Core.Stories;
using Parley.Storage;
using Parley.Tests.App;

namespace Parley.Tests.Commenters;

public sealed class PrivacyTests
{
    // What a publisher says of itself, and keys of the installation.
    private static readonly Type[] NobodysOwn = [typeof(Site), typeof(SiteOrigin), typeof(Story), typeof(SignOn), typeof(Secret), typeof(WordRule), typeof(WordListText)];

    [Fact]
    public void Every_text_and_every_blob_that_is_kept_of_people_is_named_in_the_page_on_privacy_and_nothing_else_is()
    {
        var page = File.ReadAllText(Path.Combine(Repository.Root, "docs/privacy.md"));
        using var db = Database.Choose(null, Path.GetTempPath()).Open();
        var kept = db.Model.GetEntityTypes().Where(t => !NobodysOwn.Contains(t.ClrType))
            .SelectMany(t => t.GetProperties().Where(p => p.ClrType == typeof(string) || p.ClrType == typeof(byte[]))
                .Select(p => $"{t.GetTableName()}.{p.GetColumnName()}"))
            .ToHashSet(StringComparer.Ordinal);

        var named = page.Split('`').Where((_, i) => i % 2 == 1).Where(w => w.Count(c => c == '.') == 1 && w.All(c => char.IsAsciiLetterLower(c) || c is '_' or '.'))
            .Where(w => !w.EndsWith(".txt", StringComparison.Ordinal)).ToHashSet(StringComparer.Ordinal);
        Assert.Equal(kept.Order(StringComparer.Ordinal), named.Order(StringComparer.Ordinal));
    }
}
