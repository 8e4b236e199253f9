using System.Data.Common;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Parley.Storage;
using Parley.Tests.App;

namespace Parley.Tests.Storage;

public sealed class MigrationTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("parley-test-").FullName;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Migrations_lead_to_the_models_tables(bool onPostgres)
    {
        var migrated = NewDatabase(onPostgres, "migrated");
        await Migration.ApplyAsync(migrated, TimeProvider.System, CancellationToken.None);

        var made = NewDatabase(onPostgres, "made");
        await using (var model = made.Open())
        {
            var script = model.Database.GenerateCreateScript();
            await using var connection = made.Connect();
            await connection.OpenAsync(TestContext.Current.CancellationToken);
            await using var command = connection.CreateCommand();
            command.CommandText = script;
            try
            {
                _ = await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
            }
            finally
            {
                if (Environment.GetEnvironmentVariable("PARLEY_SCHEMA") is { } target)
                    await File.WriteAllTextAsync(Path.Combine(target, onPostgres ? "model.postgres.sql" : "model.sqlite.sql"), script, TestContext.Current.CancellationToken);
            }
        }

        Assert.Equal(await SchemaAsync(made), await SchemaAsync(migrated));
    }

    public void Dispose()
    {
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }

    private Database NewDatabase(bool onPostgres, string name) =>
        Database.Choose(onPostgres ? PostgresServer.NewDatabase() : null, Directory.CreateDirectory(Path.Combine(_folder, name)).FullName);

    private static async Task<string> SchemaAsync(Database database)
    {
        await using var connection = database.Connect();
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        var text = new StringBuilder();
        foreach (var question in database.IsPostgres ? Postgres : Sqlite)
        {
            await using var command = connection.CreateCommand();
            command.CommandText = question;
            await using var reader = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
            while (await reader.ReadAsync(TestContext.Current.CancellationToken)) _ = text.AppendLine(Line(reader));
        }

        return text.ToString();
    }

    private static string Line(DbDataReader reader) => string.Join(
        " | ", Enumerable.Range(0, reader.FieldCount).Select(i => Squeeze(reader.GetValue(i).ToString()!)));

    private static string Squeeze(string text) =>
        string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private static readonly string[] Sqlite =
    [
        "SELECT m.name, c.name, c.type, c.\"notnull\", c.dflt_value, c.pk FROM sqlite_master m, pragma_table_info(m.name) c WHERE m.type = 'table' AND m.name <> 'migrations' ORDER BY 1, 2",
        "SELECT m.name, f.\"table\", f.\"from\", f.\"to\", f.on_delete FROM sqlite_master m, pragma_foreign_key_list(m.name) f WHERE m.type = 'table' ORDER BY 1, 2, 3",
        "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL ORDER BY 1",
    ];

    private static readonly string[] Postgres =
    [
        "SELECT table_name, column_name, data_type, is_nullable, column_default FROM information_schema.columns WHERE table_schema = 'public' AND table_name <> 'migrations' ORDER BY 1, 2",
        "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND conrelid::regclass::text <> 'migrations' ORDER BY 1, 2",
        "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' AND tablename <> 'migrations' ORDER BY 1",
    ];
}
