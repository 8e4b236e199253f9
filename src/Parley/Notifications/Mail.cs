using System.Globalization;
using System.Text;
using Parley.Core;
using Parley.Core.Notifications;

namespace Parley.Notifications;

/// <summary>Makes a message of a letter and hands it to the mail server.</summary>
/// <remarks>
/// One recipient a message. Every header is ours: of what comes from outside only the recipient's address, which
/// <see cref="Core.Commenters.EmailAddress"/> read, and the site's name in the subject stand in any.
/// </remarks>
internal static class Mail
{
    // A server that takes longer is asked again later.
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(2);

    public static async Task SendAsync(
        Settings settings, Letter letter, LetterBody body, TimeProvider clock, CancellationToken cancellation)
    {
        var mail = settings.Mail!;
        using var limit = new CancellationTokenSource(Longest, clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        try
        {
            var host = new Uri(settings.Origin).DnsSafeHost;
            var own = System.Net.IPAddress.TryParse(host, out _) ? $"[{host}]" : host;
            await Smtp.SendAsync(mail, own, letter.To, Message(mail, letter, body), both.Token);
        }
        catch (OperationCanceledException late) when (!cancellation.IsCancellationRequested)
        {
            throw new TimeoutException("The mail server took too long.", late);
        }
    }

    /// <summary>The message as it goes over the line (RFC 5322, RFC 2045–2047): ASCII, lines that end in CR LF.</summary>
    internal static byte[] Message(MailSettings mail, Letter letter, LetterBody body)
    {
        var id = Id.Text(letter.Id);
        var message = new StringBuilder();
        Header("From", mail.FromName is null ? $"<{mail.From}>" : $"{Phrase(mail.FromName)} <{mail.From}>");
        Header("To", $"<{letter.To}>");
        Header("Subject", Phrase(body.Subject));
        Header("Date", letter.CreatedAt.ToUniversalTime().ToString("ddd, dd MMM yyyy HH:mm:ss '+0000'", CultureInfo.InvariantCulture));
        // The same however often it is sent: whoever gets it twice can tell.
        Header("Message-ID", $"<{id}@{mail.From[(mail.From.LastIndexOf('@') + 1)..]}>");
        Header("Auto-Submitted", "auto-generated");
        Header("X-Auto-Response-Suppress", "All");
        if (body.Unsubscribe is { } address)
        {
            Header("List-Unsubscribe", $"<{address}>");
            Header("List-Unsubscribe-Post", "List-Unsubscribe=One-Click");
        }

        Header("Content-Language", body.Text.Language);
        Header("MIME-Version", "1.0");
        Header("Content-Type", $"multipart/alternative; boundary=\"{id}\"");
        _ = message.Append("\r\n");
        Part("text/plain", LetterText.Of(body));
        Part("text/html", LetterHtml.Of(body));
        _ = message.Append("--").Append(id).Append("--\r\n");
        return Encoding.ASCII.GetBytes(message.ToString());

        void Header(string name, string value) => message.Append(name).Append(": ").Append(value).Append("\r\n");

        void Part(string type, string text) => message.Append("--").Append(id).Append("\r\nContent-Type: ").Append(type)
            .Append("; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n")
            .Append(QuotedPrintable.Of(text)).Append("\r\n");
    }

    // Letters, digits and spaces stand as they are; anything else goes in encoded words, which can hold no header.
    private static string Phrase(string text)
    {
        if (text.Length <= 60 && text.All(c => char.IsAsciiLetterOrDigit(c) || c is ' ' or '-' or '\'')) return text;

        var words = new List<string>();
        var word = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            // An encoded word has at most 75 characters; 42 bytes are 56 in base64.
            if (Encoding.UTF8.GetByteCount(word.ToString()) + rune.Utf8SequenceLength > 42) End();
            _ = word.Append(rune);
        }

        End();
        return string.Join("\r\n ", words);

        void End()
        {
            words.Add($"=?utf-8?B?{Convert.ToBase64String(Encoding.UTF8.GetBytes(word.ToString()))}?=");
            _ = word.Clear();
        }
    }
}
