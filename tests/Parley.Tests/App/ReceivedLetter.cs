using System.Text;
using System.Text.RegularExpressions;

namespace Parley.Tests.App;

/// <summary>A message as it arrived, taken apart by a reader that knows nothing of how it was made.</summary>
internal sealed partial record ReceivedLetter(
    IReadOnlyList<string> To, IReadOnlyList<(string Name, string Value)> Headers, string Text, string Html)
{
    public string Subject => Decode(this["Subject"]);

    public string Id => this["Message-ID"];

    /// <summary>The one header of that name.</summary>
    public string this[string name] => Headers.Single(h => h.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;

    /// <summary>The first address of ours in the text that begins so.</summary>
    public string LinkTo(string path) => Text.Split('\n').First(l => l.StartsWith("http", StringComparison.Ordinal)
        && new Uri(l).PathAndQuery.StartsWith(path, StringComparison.Ordinal));

    public static ReceivedLetter Read(IReadOnlyList<string> to, string message)
    {
        var (head, body) = Cut(message.ReplaceLineEndings("\n"));
        var headers = HeadersOf(head);
        var type = headers.Single(h => h.Name == "Content-Type").Value;
        var boundary = "--" + type.Split('"')[1];
        var parts = body.Split(boundary).Skip(1).Take(2).Select(p => Cut(p.TrimStart('\n'))).ToList();
        return new ReceivedLetter(to, headers, Plain(parts[0].Body), Plain(parts[1].Body));
    }

    private static (string Head, string Body) Cut(string text)
    {
        var at = text.IndexOf("\n\n", StringComparison.Ordinal);
        return (text[..at], text[(at + 2)..]);
    }

    private static List<(string Name, string Value)> HeadersOf(string head) =>
        [.. Folding().Replace(head, " ").Split('\n').Select(l => l.Split(": ", 2)).Select(l => (l[0], l[1]))];

    // Quoted-printable.
    private static string Plain(string encoded)
    {
        var bytes = new List<byte>();
        var text = encoded.Replace("=\n", "", StringComparison.Ordinal);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '=')
            {
                bytes.Add((byte)text[i]);
                continue;
            }

            bytes.AddRange(Convert.FromHexString(text.AsSpan(i + 1, 2)));
            i += 2;
        }

        return Encoding.UTF8.GetString([.. bytes]).TrimEnd('\n') + "\n";
    }

    private static string Decode(string value) => EncodedWord().Replace(
        Between().Replace(value, "?==?"), m => Encoding.UTF8.GetString(Convert.FromBase64String(m.Groups["it"].Value)));

    [GeneratedRegex(@"\n[ \t]+", RegexOptions.NonBacktracking)]
    private static partial Regex Folding();

    [GeneratedRegex(@"\?=\s+=\?", RegexOptions.NonBacktracking)]
    private static partial Regex Between();

    [GeneratedRegex(@"=\?utf-8\?B\?(?<it>[^?]*)\?=", RegexOptions.NonBacktracking)]
    private static partial Regex EncodedWord();
}
