using System.Xml.Linq;
using Parley.Tests.App;

namespace Parley.Tests.Texts;

public sealed class ResourceTests
{
    private static readonly string Folder = Path.Combine(Repository.Root, "src/Parley/Texts");

    [Fact]
    public void A_key_stands_in_one_file_and_once()
    {
        foreach (var language in Directory.GetFiles(Folder, "*.resx").GroupBy(LanguageOf))
        {
            var doubled = language.SelectMany(f => KeysOf(f).Select(key => (Key: key, File: Path.GetFileName(f))))
                .GroupBy(k => k.Key, StringComparer.Ordinal).Where(g => g.Count() > 1)
                .Select(g => $"{g.Key} is in {string.Join(" and ", g.Select(k => k.File))}");
            Assert.Empty(doubled);
        }
    }

    private static string LanguageOf(string file) =>
        Path.GetFileNameWithoutExtension(file).Split('.') is [_, var language] ? language : "en";

    private static IEnumerable<string> KeysOf(string file) =>
        XDocument.Load(file).Root!.Elements("data").Select(d => d.Attribute("name")!.Value);
}
