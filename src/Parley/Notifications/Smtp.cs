using System.Globalization;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;

namespace Parley.Notifications;

/// <summary>One conversation with a mail server (RFC 5321), about one message to one recipient.</summary>
/// <remarks>
/// Of our own, because the framework's client knows no TLS before the first word (RFC 8314 recommends just that), and
/// because what a refusal means depends on the word that was refused.
/// </remarks>
internal sealed class Smtp : IAsyncDisposable
{
    private const int LongestLine = 4096;

    private readonly TcpClient _client = new();
    private Stream _stream = Stream.Null;

    /// <summary>Says it all; what comes back without an exception was taken by the server, which answers for it from then on.</summary>
    /// <param name="message">Lines that end in CR LF.</param>
    /// <exception cref="RefusedLetterException">The server does not want it.</exception>
    public static async Task SendAsync(MailSettings mail, string own, string to, byte[] message, CancellationToken cancellation)
    {
        await using var smtp = new Smtp();
        await smtp.ConnectAsync(mail, own, cancellation);
        _ = await smtp.AskAsync($"MAIL FROM:<{mail.From}>", 250, false, cancellation);
        _ = await smtp.AskAsync($"RCPT TO:<{to}>", 250, true, cancellation);
        _ = await smtp.AskAsync("DATA", 354, false, cancellation);
        await smtp._stream.WriteAsync(WithDots(message), cancellation);
        _ = await smtp.AskAsync(".", 250, true, cancellation);
        try
        {
            _ = await smtp.AskAsync("QUIT", 221, false, cancellation);
        }
        catch (Exception exception) when (exception is IOException or RefusedLetterException or OperationCanceledException)
        {
            // It has the letter; how it says goodbye does not matter.
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stream.DisposeAsync();
        _client.Dispose();
    }

    private async Task ConnectAsync(MailSettings mail, string own, CancellationToken cancellation)
    {
        await _client.ConnectAsync(mail.Host, mail.Port, cancellation);
        _client.NoDelay = true;
        _stream = _client.GetStream();
        if (mail.IsImplicit) await EncryptAsync(mail, cancellation);
        _ = await HearAsync(220, false, cancellation);
        var offers = await AskAsync("EHLO " + own, 250, false, cancellation);
        if (!mail.IsImplicit && mail.MustEncrypt)
        {
            if (!offers.Contains("STARTTLS", StringComparer.OrdinalIgnoreCase))
                throw new IOException("The mail server offers no TLS; nothing was said to it.");

            _ = await AskAsync("STARTTLS", 220, false, cancellation);
            await EncryptAsync(mail, cancellation);
            offers = await AskAsync("EHLO " + own, 250, false, cancellation);
        }

        if (mail.User is not null) await ProveAsync(mail, offers, cancellation);
    }

    private async Task EncryptAsync(MailSettings mail, CancellationToken cancellation)
    {
        var tls = new SslStream(_stream);
        _stream = tls;
        await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = mail.Host }, cancellation);
    }

    private async Task ProveAsync(MailSettings mail, IReadOnlyList<string> offers, CancellationToken cancellation)
    {
        var ways = offers.FirstOrDefault(o => o.StartsWith("AUTH ", StringComparison.OrdinalIgnoreCase)) ?? "";
        if (ways.Contains("PLAIN", StringComparison.OrdinalIgnoreCase) || !ways.Contains("LOGIN", StringComparison.OrdinalIgnoreCase))
        {
            _ = await AskAsync("AUTH PLAIN " + Base64($"\0{mail.User}\0{mail.Password}"), 235, false, cancellation);
            return;
        }

        _ = await AskAsync("AUTH LOGIN", 334, false, cancellation);
        _ = await AskAsync(Base64(mail.User!), 334, false, cancellation);
        _ = await AskAsync(Base64(mail.Password ?? ""), 235, false, cancellation);
    }

    /// <param name="isAboutLetter">Whether a final no is about this letter, and not about us.</param>
    private async Task<IReadOnlyList<string>> AskAsync(string line, int wanted, bool isAboutLetter, CancellationToken cancellation)
    {
        await _stream.WriteAsync(Encoding.ASCII.GetBytes(line + "\r\n"), cancellation);
        return await HearAsync(wanted, isAboutLetter, cancellation);
    }

    private async Task<IReadOnlyList<string>> HearAsync(int wanted, bool isAboutLetter, CancellationToken cancellation)
    {
        var lines = new List<string>();
        string line;
        do
        {
            line = await LineAsync(cancellation);
            lines.Add(line.Length > 4 ? line[4..] : "");
        }
        while (line.Length > 3 && line[3] == '-' && lines.Count < 100);

        var isCode = int.TryParse(line.AsSpan(0, Math.Min(3, line.Length)), NumberStyles.None, CultureInfo.InvariantCulture, out var code);
        if (isCode && code == wanted) return lines;

        throw new RefusedLetterException(isCode ? code : 0, lines[^1], isAboutLetter && code is >= 500 and < 600);
    }

    private async Task<string> LineAsync(CancellationToken cancellation)
    {
        // Replies are a few short lines: reading them letter by letter costs nothing and takes nothing too much before TLS.
        var line = new StringBuilder();
        var one = new byte[1];
        while (line.Length < LongestLine)
        {
            if (await _stream.ReadAsync(one, cancellation) == 0) throw new IOException("The mail server hung up.");
            if (one[0] == '\n') return line.ToString().TrimEnd('\r');

            _ = line.Append((char)one[0]);
        }

        throw new IOException("The mail server's answer does not end.");
    }

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    // A line that begins with a dot gets another (RFC 5321 §4.5.2): one alone would end the message.
    private static byte[] WithDots(byte[] message)
    {
        var text = Encoding.ASCII.GetString(message).Replace("\r\n.", "\r\n..", StringComparison.Ordinal);
        return Encoding.ASCII.GetBytes(text.StartsWith('.') ? "." + text : text);
    }
}

/// <summary>What the mail server answered.</summary>
/// <param name="isFinal">Whether it will not take this letter, however often it is asked.</param>
internal sealed class RefusedLetterException(int code, string answer, bool isFinal)
    : Exception(string.Create(CultureInfo.InvariantCulture, $"{code} {answer}"))
{
    public bool IsFinal { get; } = isFinal;
}
