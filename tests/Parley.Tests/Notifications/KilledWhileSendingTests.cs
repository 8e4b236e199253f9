using Microsoft.EntityFrameworkCore;
using Parley.Core.Notifications;
using Parley.Jobs;
using Parley.Storage;
using Parley.Tests.App;

namespace Parley.Tests.Notifications;

public sealed class KilledWhileSendingTests
{
    private const int Count = 20;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_server_that_is_killed_while_it_sends_loses_no_letter(bool onPostgres)
    {
        var folder = Directory.CreateTempSubdirectory("parley-test-").FullName;
        var connection = onPostgres ? PostgresServer.NewDatabase() : null;
        var database = Database.Choose(connection, folder);
        await Migration.ApplyAsync(database, TimeProvider.System, CancellationToken.None);
        await using var mail = await MailServer.StartAsync();
        var port = PostgresServer.FreePort();
        var environment = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["PARLEY_SMTP"] = mail.Url,
            ["PARLEY_MAIL_FROM"] = "talk@times.example",
        };
        await WriteAsync(database, $"http://127.0.0.1:{port}");
        await mail.BeAsync("slow");
        await using (var first = ParleyProcess.ServeAt(port, folder, connection, environment))
        {
            await mail.UntilAsync(() => mail.Recipients.Count >= 3);
            await first.KillAsync();
        }

        // As if the time had passed for which the dead process holds what it had begun.
        await using (var db = database.Open())
        {
            foreach (var job in await db.Jobs.ToListAsync()) job.DueAt -= TimeSpan.FromMinutes(4);
            _ = await db.SaveChangesAsync();
        }

        await mail.BeAsync("take");
        await using (var second = ParleyProcess.ServeAt(port, folder, connection, environment))
        {
            await mail.UntilAsync(() => mail.Letters.Select(l => l.To[0]).Distinct().Count() == Count);
            await UntilNothingIsLeftToSendAsync(database);

            Assert.Equal(0, await second.StopAsync());
        }

        // What came twice came under the same id.
        Assert.All(mail.Letters.GroupBy(l => l.To[0]), g => Assert.Single(g.Select(l => l.Id).Distinct()));
        await using (var db = database.Open()) Assert.Equal(Count, await db.Letters.CountAsync(l => l.SentAt != null));
        if (onPostgres) Npgsql.NpgsqlConnection.ClearAllPools();
        else Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Several_nodes_share_the_letters_and_none_sends_what_another_does()
    {
        await using var mail = await MailServer.StartAsync();
        var connection = PostgresServer.NewDatabase();
        var database = Database.Choose(connection, "");
        await Migration.ApplyAsync(database, TimeProvider.System, CancellationToken.None);
        await WriteAsync(database, "http://127.0.0.1:1");
        var environment = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["PARLEY_SMTP"] = mail.Url,
            ["PARLEY_MAIL_FROM"] = "talk@times.example",
            ["PARLEY_PUBLIC_URL"] = "http://127.0.0.1:1",
        };
        var folder = Directory.CreateTempSubdirectory("parley-test-").FullName;
        await using (var one = ParleyProcess.ServeAt(PostgresServer.FreePort(), folder, connection, environment))
        await using (var other = ParleyProcess.ServeAt(PostgresServer.FreePort(), folder, connection, environment))
        {
            _ = await mail.LettersAsync(Count);
            await UntilNothingIsLeftToSendAsync(database);
        }

        Assert.Equal(Count, mail.Letters.Count);
        Assert.Equal(Count, mail.Letters.Select(l => l.Id).Distinct().Count());
        Npgsql.NpgsqlConnection.ClearAllPools();
        Directory.Delete(folder, recursive: true);
    }

    private static Task UntilNothingIsLeftToSendAsync(Database database) => Patience.UntilAsync(
        async () =>
        {
            await using var db = database.Open();
            return !await db.Jobs.AnyAsync(j => j.Kind == Letters.Send);
        },
        () => "every letter's job to be done");

    internal static async Task WriteAsync(Database database, string origin)
    {
        await using var db = database.Open();
        var now = TimeProvider.System.GetUtcNow();
        for (var i = 0; i < Count; i++)
        {
            var letter = new Letter
            {
                Id = Core.Id.New(now),
                To = $"reader{i}@readers.example",
                RecipientHash = [(byte)i],
                Template = "SignInCode",
                Language = "en",
                Values = $$"""{"code":"123456","site":"Times","link":"{{origin}}/sign-in"}""",
                CreatedAt = now,
            };
            _ = db.Letters.Add(letter);
            _ = db.Jobs.Add(Job.For(Letters.Send, letter.Id, now));
        }

        _ = await db.SaveChangesAsync();
    }
}
