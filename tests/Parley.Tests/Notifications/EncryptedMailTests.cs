using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Parley.Storage;
using Parley.Tests.App;

namespace Parley.Tests.Notifications;

public sealed class EncryptedMailTests
{
    [Theory]
    [InlineData("implicit", "smtps", "p%40ss", true, "")]
    [InlineData("starttls", "smtp", "p%40ss", true, "")]
    [InlineData("starttls", "smtp", "wrong", true, "535")]
    // Whoever cannot show a certificate that we trust hears nothing.
    [InlineData("implicit", "smtps", "p%40ss", false, "AuthenticationException")]
    [InlineData("starttls", "smtp", "p%40ss", false, "AuthenticationException")]
    // A server without TLS is told no password.
    [InlineData("", "smtp", "p%40ss", true, "offers no TLS")]
    public async Task Letters_and_passwords_go_to_a_mail_server_over_TLS_that_it_proves_to_be_the_one_that_is_meant(
        string way, string scheme, string password, bool isTrusted, string error)
    {
        var folder = Directory.CreateTempSubdirectory("parley-test-").FullName;
        var (certificate, key) = (Path.Combine(folder, "cert.pem"), Path.Combine(folder, "key.pem"));
        using (var openssl = Process.Start(new ProcessStartInfo("openssl") { UseShellExecute = false, RedirectStandardError = true }.With(
            ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj", "/CN=localhost",
                "-addext", "subjectAltName=DNS:localhost", "-keyout", key, "-out", certificate]))!)
        {
            await openssl.WaitForExitAsync();
        }

        var database = Database.Choose(null, folder);
        await Migration.ApplyAsync(database, TimeProvider.System, CancellationToken.None);
        var port = PostgresServer.FreePort();
        await KilledWhileSendingTests.WriteAsync(database, $"http://127.0.0.1:{port}");
        await using var mail = await MailServer.StartAsync(way.Length == 0 ? [] : [way, certificate, key]);
        var environment = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["PARLEY_SMTP"] = $"{scheme}://parley:{password}@localhost:{mail.Port}",
            ["PARLEY_MAIL_FROM"] = "talk@times.example",
            ["SSL_CERT_DIR"] = Directory.CreateDirectory(Path.Combine(folder, "none")).FullName,
            ["SSL_CERT_FILE"] = isTrusted ? certificate : Path.Combine(folder, "none.pem"),
        };
        await using (var parley = ParleyProcess.ServeAt(port, folder, null, environment))
        {
            await Patience.UntilAsync(
                async () =>
                {
                    await using var db = database.Open();
                    return error.Length == 0 ? await db.Letters.AnyAsync(l => l.SentAt != null) : await db.Jobs.AnyAsync(j => j.Error != null);
                },
                () => error.Length == 0 ? "the letter to be sent" : "the letter to be refused");

            await using (var db = database.Open())
            {
                if (error.Length > 0) Assert.Contains(error, (await db.Jobs.FirstAsync(j => j.Error != null)).Error, StringComparison.Ordinal);
            }

            Assert.Equal(error.Length == 0, mail.Recipients.Count > 0);
            Assert.DoesNotContain("p@ss", parley.Output, StringComparison.Ordinal);
        }

        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(folder, recursive: true);
    }
}
