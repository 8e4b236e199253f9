using System.Buffers;
using System.IO.Compression;
using System.IO.Pipelines;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Parley.Storage.Backups;

/// <summary>A backup that was read through once and found whole: its rows may be taken in.</summary>
internal sealed class BackupFile : IDisposable
{
    // Longer than any row: the longest, a story, has some 2 MiB.
    private const int LongestLine = 64 * 1024 * 1024;

    private readonly FileStream _file;
    private readonly ZipArchive _archive;

    private BackupFile(FileStream file, ZipArchive archive, BackupManifest manifest) =>
        (_file, _archive, Manifest) = (file, archive, manifest);

    public BackupManifest Manifest { get; }

    /// <summary>Opens a backup and verifies all of it.</summary>
    /// <param name="known">The migrations this version knows.</param>
    /// <exception cref="RefusedException">It is none, or damaged, or of a newer Parley; the message says which.</exception>
    public static async Task<BackupFile> OpenAsync(
        string path, ParleyContext db, IReadOnlyCollection<string> known, Action<long, long> tell, CancellationToken cancellation)
    {
        if (Directory.Exists(path)) throw new RefusedException($"{path} is a folder, not a backup.");
        var name = Path.GetFileName(path);
        var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        ZipArchive? archive = null;
        try
        {
            await CheckSealAsync(file, name, cancellation);
            archive = new ZipArchive(file, ZipArchiveMode.Read, leaveOpen: true, Encoding.UTF8);
            var manifest = await ReadManifestAsync(archive, name, cancellation);
            CheckVersions(manifest, known, name);
            var backup = new BackupFile(file, archive, manifest);
            await backup.CheckTablesAsync(StoredTable.All(db), name, tell, cancellation);
            return backup;
        }
        catch (Exception exception)
        {
            archive?.Dispose();
            await file.DisposeAsync();
            if (exception is InvalidDataException or JsonException or FormatException)
                throw new RefusedException($"{name} is damaged: {exception.Message}");
            throw;
        }
    }

    /// <summary>The rows of a table in the order of <see cref="StoredTable.Columns"/>; none if it was made later.</summary>
    public async IAsyncEnumerable<object?[]> ReadAsync(
        StoredTable table, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        if (Manifest.Tables.FirstOrDefault(t => t.Name == table.Name) is not { } kept) yield break;

        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var places = table.Columns.Select((c, i) => (c.Name, i)).ToDictionary(c => c.Name, c => c.i, StringComparer.Ordinal);
        var rows = 0L;
        await foreach (var line in LinesAsync(kept, hash, cancellation))
        {
            rows++;
            yield return Parse(table, places, line);
        }

        if (rows != kept.Rows) throw new InvalidDataException($"{table.Name} has {rows} rows where {kept.Rows} are named.");
        if (Convert.ToHexStringLower(hash.GetHashAndReset()) != kept.Sha256)
            throw new InvalidDataException($"{table.Name} is not what was backed up.");
    }

    public void Dispose()
    {
        _archive.Dispose();
        _file.Dispose();
    }

    private static object?[] Parse(StoredTable table, Dictionary<string, int> places, byte[] line)
    {
        using var json = JsonDocument.Parse(line);
        if (json.RootElement.ValueKind != JsonValueKind.Object) throw new FormatException($"{table.Name} has a line that is no row.");

        var row = new object?[table.Columns.Count];
        var seen = new bool[table.Columns.Count];
        foreach (var member in json.RootElement.EnumerateObject())
        {
            if (!places.TryGetValue(member.Name, out var place))
                throw new FormatException($"{table.Name} has a column {member.Name}, which is unknown.");
            if (seen[place]) throw new FormatException($"{table.Name} has {member.Name} twice in a row.");

            seen[place] = true;
            row[place] = table.Columns[place].Parse(member.Value);
        }

        for (var i = 0; i < row.Length; i++)
        {
            if (!seen[i]) row[i] = table.Columns[i].Beginning();
        }

        return row;
    }

    private static async Task CheckSealAsync(FileStream file, string name, CancellationToken cancellation)
    {
        var seal = Encoding.ASCII.GetBytes(Backup.Seal);
        var tail = new byte[seal.Length + Backup.SealLength];
        if (file.Length == 0) throw new RefusedException($"{name} is empty.");

        var start = new byte[4];
        _ = await file.ReadAtLeastAsync(start, start.Length, throwOnEndOfStream: false, cancellation);
        if (!start.AsSpan().SequenceEqual("PK\u0003\u0004"u8)) throw new RefusedException($"{name} is not a backup of Parley.");

        file.Position = Math.Max(0, file.Length - tail.Length);
        _ = await file.ReadAtLeastAsync(tail, tail.Length, throwOnEndOfStream: false, cancellation);
        if (!tail.AsSpan().StartsWith(seal))
            throw new RefusedException($"{name} is not a backup of Parley, or its end is missing.");

        file.Position = 0;
        var found = await Backup.HashAsync(file, file.Length - Backup.SealLength, cancellation);
        if (found != Encoding.ASCII.GetString(tail.AsSpan(seal.Length)))
            throw new RefusedException($"{name} is damaged: it is not what was written.");

        file.Position = 0;
    }

    private static async Task<BackupManifest> ReadManifestAsync(ZipArchive archive, string name, CancellationToken cancellation)
    {
        if (archive.Entries.Count == 0 || archive.Entries[^1].FullName != BackupManifest.Entry)
            throw new RefusedException($"{name} is not a backup of Parley: it has no manifest.");

        await using var entry = archive.Entries[^1].Open();
        using var json = await JsonDocument.ParseAsync(entry, cancellationToken: cancellation);
        // Asked before the rest, which a newer format may say otherwise.
        if (json.RootElement.ValueKind != JsonValueKind.Object
            || !json.RootElement.TryGetProperty("format", out var format) || !format.TryGetInt32(out var number) || number < 1)
        {
            throw new RefusedException($"{name} is not a backup of Parley: its manifest names no format.");
        }

        if (number > BackupManifest.CurrentFormat)
            throw new RefusedException($"{name} has the format {number}, which this version does not know; restore it with the newer Parley that made it.");

        return json.RootElement.Deserialize<BackupManifest>(BackupManifest.Json) ?? throw new FormatException("its manifest is empty.");
    }

    private static void CheckVersions(BackupManifest manifest, IReadOnlyCollection<string> known, string name)
    {
        if (manifest.Migrations.Except(known, StringComparer.Ordinal).FirstOrDefault() is { } unknown)
            throw new RefusedException($"{name} has the migration {unknown}, which this version does not know; restore it with the newer Parley that made it.");
    }

    private async Task CheckTablesAsync(
        IReadOnlyList<StoredTable> tables, string name, Action<long, long> tell, CancellationToken cancellation)
    {
        var named = Manifest.Tables.Select(t => t.Name).ToList();
        if (named.Except(tables.Select(t => t.Name), StringComparer.Ordinal).FirstOrDefault() is { } unknown)
            throw new RefusedException($"{name} has a table {unknown}, which this version does not know.");
        var entries = _archive.Entries.Select(e => e.FullName).Order(StringComparer.Ordinal);
        var wanted = Manifest.Tables.Select(t => t.Entry).Append(BackupManifest.Entry).Order(StringComparer.Ordinal);
        if (!entries.SequenceEqual(wanted, StringComparer.Ordinal))
            throw new RefusedException($"{name} is damaged: its entries are not those that its manifest names.");

        var read = 0L;
        foreach (var table in tables)
        {
            await foreach (var _ in ReadAsync(table, cancellation)) tell(++read, Manifest.Rows);
        }
    }

    private async IAsyncEnumerable<byte[]> LinesAsync(
        BackupTable table, IncrementalHash hash, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        var entry = _archive.GetEntry(table.Entry) ?? throw new InvalidDataException($"{table.Name} is missing.");
        await using var source = entry.Open();
        var reader = PipeReader.Create(source, new StreamPipeReaderOptions(bufferSize: 64 * 1024));
        try
        {
            while (true)
            {
                var result = await reader.ReadAsync(cancellation);
                var rest = result.Buffer;
                while (rest.PositionOf((byte)'\n') is { } end)
                {
                    var line = rest.Slice(0, rest.GetPosition(1, end)).ToArray();
                    rest = rest.Slice(line.Length);
                    hash.AppendData(line);
                    yield return line;
                }

                if (rest.Length > LongestLine) throw new InvalidDataException($"{table.Name} has a line longer than any row.");
                if (result.IsCompleted && !rest.IsEmpty) throw new InvalidDataException($"{table.Name} ends within a row.");
                reader.AdvanceTo(rest.Start, rest.End);
                if (result.IsCompleted) yield break;
            }
        }
        finally
        {
            await reader.CompleteAsync();
        }
    }
}
