using System.Data;
using System.Data.Common;
using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Parley.Storage.Backups;

/// <summary>Writes everything that is stored, as it was in one moment, into one file (docs/decisions/0010-backups.md).</summary>
internal static class Backup
{
    /// <summary>What the file ends with: these words, and the SHA-256 of everything before its digits.</summary>
    public const string Seal = "parley-backup sha256:";

    public const int SealLength = 64;

    /// <summary>Backs up into <paramref name="file"/>, which is whole or not there.</summary>
    /// <param name="tell">Hears rows written and rows in all.</param>
    public static async Task<BackupManifest> RunAsync(
        Database database, string file, bool overwrite, string version, DateTimeOffset now, Action<long, long> tell,
        CancellationToken cancellation)
    {
        var path = Path.GetFullPath(file);
        if (IsOf(database, path)) throw new RefusedException($"{file} is a file of the database itself; name another file for the backup.");
        if (Directory.Exists(path)) throw new RefusedException($"{file} is a folder; name a file in it.");
        var folder = Path.GetDirectoryName(path)!;
        if (!Directory.Exists(folder)) throw new RefusedException($"There is no folder {folder}; make it, or name a file elsewhere.");
        if (!overwrite && Path.Exists(path)) throw AlreadyThere(file);

        // Beside the target, so that the last step is one rename within one file system; mail addresses are in it.
        var part = $"{path}.{Guid.NewGuid():N}.part";
        try
        {
            BackupManifest manifest;
            await using (var target = Make(part, folder))
            {
                manifest = await WriteAsync(database, target, version, now, tell, cancellation);
                await SealAsync(target, cancellation);
                target.Flush(flushToDisk: true);
            }

            try
            {
                Rename.Durably(part, path, overwrite);
            }
            catch (IOException) when (!overwrite && Path.Exists(path))
            {
                throw AlreadyThere(file);
            }

            return manifest;
        }
        finally
        {
            File.Delete(part);
        }
    }

    private static RefusedException AlreadyThere(string file) =>
        new($"{file} is there already; --overwrite replaces it.");

    // Whatever way it is spelled: what SQLite keeps beside its file is as good as the file.
    private static bool IsOf(Database database, string path)
    {
        if (database.File is not { } file) return false;

        string[] kept = [file, RealPath.Of(file)];
        string[] asked = [path, RealPath.Of(path), Path.Combine(RealPath.Of(Path.GetDirectoryName(path) ?? path), Path.GetFileName(path))];
        // Some file systems tell no large letters from small ones.
        return kept.SelectMany(Sqlite.FilesOf).Intersect(asked, StringComparer.OrdinalIgnoreCase).Any();
    }

    private static FileStream Make(string part, string folder)
    {
        try
        {
            return new FileStream(part, Private());
        }
        catch (Exception exception) when (exception is UnauthorizedAccessException or FileNotFoundException or DirectoryNotFoundException)
        {
            throw new RefusedException($"Nothing may be written into the folder {folder}.");
        }
    }

    private static FileStreamOptions Private()
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, Share = FileShare.None };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return options;
    }

    private static async Task<BackupManifest> WriteAsync(
        Database database, Stream target, string version, DateTimeOffset now, Action<long, long> tell, CancellationToken cancellation)
    {
        await using var db = database.Open();
        await using var connection = database.Connect();
        await connection.OpenAsync(cancellation);
        if (!database.IsPostgres) Sqlite.Prepare(connection);

        // One snapshot for all tables; writers go on meanwhile.
        await using var snapshot = connection is Microsoft.Data.Sqlite.SqliteConnection sqlite
            ? sqlite.BeginTransaction(deferred: true)
            : await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellation);
        if (!database.IsPostgres) await Sqlite.RequireWholeAsync(connection, snapshot, cancellation);
        var migrations = await Migration.AppliedAsync(connection, cancellation);
        var tables = StoredTable.All(db);
        long rows = 0, written = 0;
        foreach (var table in tables) rows += await StoredTable.AskAsync(connection, snapshot, table.Count, cancellation);

        using var archive = new ZipArchive(target, ZipArchiveMode.Create, leaveOpen: true, Encoding.UTF8);
        archive.Comment = Seal + new string('0', SealLength);
        var done = new List<BackupTable>();
        foreach (var table in tables)
        {
            done.Add(await WriteAsync(archive, table, connection, snapshot, () => tell(++written, rows), cancellation));
        }

        var manifest = new BackupManifest(BackupManifest.CurrentFormat, version, now, migrations, done);
        await using var entry = archive.CreateEntry(BackupManifest.Entry).Open();
        await JsonSerializer.SerializeAsync(entry, manifest, BackupManifest.Json, cancellation);
        return manifest;
    }

    private static async Task<BackupTable> WriteAsync(
        ZipArchive archive, StoredTable table, DbConnection connection, DbTransaction snapshot, Action tell,
        CancellationToken cancellation)
    {
        var entry = archive.CreateEntry(BackupTable.EntryOf(table.Name), CompressionLevel.Fastest);
        await using var lines = entry.Open();
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var line = new MemoryStream();
        await using var json = new Utf8JsonWriter(line, new JsonWriterOptions { Encoder = JavaScriptEncoderOfText });
        await using var command = StoredTable.Command(connection, snapshot, table.Select);
        await using var row = await command.ExecuteReaderAsync(CommandBehavior.SequentialAccess, cancellation);
        var count = 0L;
        while (await row.ReadAsync(cancellation))
        {
            line.SetLength(0);
            json.Reset();
            json.WriteStartObject();
            for (var i = 0; i < table.Columns.Count; i++) table.Columns[i].Write(json, table.Columns[i].Read(row, i));
            json.WriteEndObject();
            await json.FlushAsync(cancellation);
            line.WriteByte((byte)'\n');
            var bytes = line.GetBuffer().AsMemory(0, (int)line.Length);
            hash.AppendData(bytes.Span);
            await lines.WriteAsync(bytes, cancellation);
            count++;
            tell();
        }

        return new BackupTable(table.Name, count, Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    // Letters of every script as themselves: a backup can be read, and is no larger than what was written.
    private static System.Text.Encodings.Web.JavaScriptEncoder JavaScriptEncoderOfText =>
        System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping;

    private static async Task SealAsync(FileStream file, CancellationToken cancellation)
    {
        // The archive's comment is the last thing in the file: its digits take the place kept for them.
        await file.FlushAsync(cancellation);
        file.Position = 0;
        var digits = await HashAsync(file, file.Length - SealLength, cancellation);
        file.Position = file.Length - SealLength;
        await file.WriteAsync(Encoding.ASCII.GetBytes(digits), cancellation);
    }

    /// <summary>SHA-256 of the next <paramref name="length"/> bytes.</summary>
    public static async Task<string> HashAsync(Stream source, long length, CancellationToken cancellation)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[128 * 1024];
        while (length > 0)
        {
            var read = await source.ReadAsync(buffer.AsMemory(0, (int)Math.Min(length, buffer.Length)), cancellation);
            if (read == 0) throw new EndOfStreamException(string.Create(CultureInfo.InvariantCulture, $"{length} bytes are missing."));
            hash.AppendData(buffer, 0, read);
            length -= read;
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
