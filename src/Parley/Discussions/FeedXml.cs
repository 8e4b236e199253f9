using System.Text;
using System.Xml;
using Parley.Core;
using Parley.Texts;

namespace Parley.Discussions;

/// <summary>Writes a feed as Atom (RFC 4287), answers with what they answer (RFC 4685).</summary>
internal static class FeedXml
{
    private const string Atom = "http://www.w3.org/2005/Atom";
    private const string Threading = "http://purl.org/syndication/thread/1.0";

    public static byte[] Write(Feed feed, Text text)
    {
        using var bytes = new MemoryStream();
        using (var xml = XmlWriter.Create(bytes, new XmlWriterSettings { Encoding = new UTF8Encoding(false) }))
        {
            var path = feed.Story is null ? feed.Site.Key : $"{feed.Site.Key}/{feed.Story.Key}";
            var page = feed.Story is null ? feed.Origin + "/" : feed.Story.Url ?? $"{feed.Origin}/{path}";
            xml.WriteStartElement("feed", Atom);
            xml.WriteAttributeString("xmlns", "thr", null, Threading);
            xml.WriteAttributeString("xml", "lang", null, text.Language);
            WriteElement(xml, "id", Urn(feed.Story?.Id ?? feed.Site.Id));
            WriteElement(xml, "title", feed.Story is null
                ? text.Format("CommentsAt", feed.Site.Name)
                : text.Format("DiscussionOf", feed.Story.Title));
            WriteElement(xml, "updated", Moment(UpdatedAt(feed)));
            WriteLink(xml, "self", "application/atom+xml", $"{feed.Origin}/{path}/feed.atom");
            WriteLink(xml, "alternate", "text/html", page);
            WriteElement(xml, "generator", "Parley");
            foreach (var entry in feed.Entries) WriteEntry(xml, entry, feed, text);
            xml.WriteEndElement();
        }

        return bytes.ToArray();
    }

    private static DateTimeOffset UpdatedAt(Feed feed) => feed.Entries.Count > 0
        ? feed.Entries.Max(e => e.Comment.EditedAt ?? e.Comment.At)
        : feed.Story?.PublishedAt ?? feed.Site.CreatedAt;

    private static void WriteEntry(XmlWriter xml, FeedEntry entry, Feed feed, Text text)
    {
        var comment = entry.Comment;
        xml.WriteStartElement("entry", Atom);
        WriteElement(xml, "id", Urn(comment.Id));
        WriteElement(xml, "title", text.Format("CommentByOn", comment.Name, entry.Story.Title));
        WriteElement(xml, "updated", Moment(comment.EditedAt ?? comment.At));
        if (comment.IsDated) WriteElement(xml, "published", Moment(comment.At));
        xml.WriteStartElement("author", Atom);
        WriteElement(xml, "name", comment.Name);
        xml.WriteEndElement();
        WriteLink(xml, "alternate", "text/html", $"{feed.Origin}/comments/{Id.Text(comment.Id)}");
        if (comment.ParentId is { } parent)
        {
            xml.WriteStartElement("in-reply-to", Threading);
            xml.WriteAttributeString("ref", Urn(parent));
            xml.WriteAttributeString("href", $"{feed.Origin}/comments/{Id.Text(parent)}");
            xml.WriteAttributeString("type", "text/html");
            xml.WriteEndElement();
        }

        xml.WriteStartElement("content", Atom);
        xml.WriteAttributeString("type", "html");
        xml.WriteString(Clean(comment.Html));
        xml.WriteEndElement();
        xml.WriteEndElement();
    }

    private static void WriteElement(XmlWriter xml, string name, string value) =>
        xml.WriteElementString(name, Atom, Clean(value));

    private static void WriteLink(XmlWriter xml, string relation, string type, string address)
    {
        xml.WriteStartElement("link", Atom);
        xml.WriteAttributeString("rel", relation);
        xml.WriteAttributeString("type", type);
        xml.WriteAttributeString("href", Clean(address));
        xml.WriteEndElement();
    }

    private static string Urn(Guid id) => $"urn:uuid:{id:D}";

    private static string Moment(DateTimeOffset at) => DiscussionJson.Moment(at);

    // XML has no way to write most control characters, not even escaped: one of them would cost the whole feed.
    private static string Clean(string text)
    {
        if (IsClean(text)) return text;

        var clean = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
            _ = clean.Append(rune.Value is 0x9 or 0xA or 0xD or (>= 0x20 and not (0xFFFE or 0xFFFF)) ? rune : Rune.ReplacementChar);
        return clean.ToString();
    }

    private static bool IsClean(string text)
    {
        foreach (var c in text)
        {
            if (!XmlConvert.IsXmlChar(c) || char.IsSurrogate(c)) return false;
        }

        return true;
    }
}
