using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Parley.Storage.Backups;

namespace Parley.Tests.Storage;

/// <summary>A backup that somebody changed and sealed again: what the seal alone cannot tell.</summary>
internal static class EditedBackup
{
    /// <summary>Writes a copy whose entries are what <paramref name="edit"/> makes of them; null leaves one out.</summary>
    public static async Task<string> WriteAsync(string backup, Func<string, byte[], byte[]?> edit)
    {
        var copy = Path.Combine(Path.GetDirectoryName(backup)!, Guid.NewGuid().ToString("N") + ".zip");
        using (var source = await ZipFile.OpenReadAsync(backup))
        await using (var target = await ZipFile.OpenAsync(copy, ZipArchiveMode.Create))
        {
            target.Comment = Backup.Seal + new string('0', Backup.SealLength);
            foreach (var entry in source.Entries)
            {
                using var content = new MemoryStream();
                await using (var stream = await entry.OpenAsync()) await stream.CopyToAsync(content);
                if (edit(entry.FullName, content.ToArray()) is not { } bytes) continue;

                await using var written = await target.CreateEntry(entry.FullName).OpenAsync();
                await written.WriteAsync(bytes);
            }
        }

        var file = await File.ReadAllBytesAsync(copy);
        var seal = Encoding.ASCII.GetBytes(Convert.ToHexStringLower(SHA256.HashData(file.AsSpan(0, file.Length - Backup.SealLength))));
        seal.CopyTo(file, file.Length - Backup.SealLength);
        await File.WriteAllBytesAsync(copy, file);
        return copy;
    }

    public static Func<string, byte[], byte[]?> Manifest(Action<JsonNode> edit) => (name, content) =>
    {
        if (name != BackupManifest.Entry) return content;

        var manifest = JsonNode.Parse(content)!;
        edit(manifest);
        return Encoding.UTF8.GetBytes(manifest.ToJsonString());
    };

    /// <summary>Edits every row of a table, and the manifest so that it agrees.</summary>
    public static Func<string, byte[], byte[]?> Rows(string table, Action<JsonNode> edit, bool agree = true)
    {
        var hash = "";
        return (name, content) =>
        {
            if (name == $"tables/{table}.jsonl")
            {
                var lines = Encoding.UTF8.GetString(content).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line =>
                {
                    var row = JsonNode.Parse(line)!;
                    edit(row);
                    return row.ToJsonString() + "\n";
                });
                var written = Encoding.UTF8.GetBytes(string.Concat(lines));
                hash = Convert.ToHexStringLower(SHA256.HashData(written));
                return written;
            }

            return agree ? Manifest(m => m["tables"]!.AsArray().Single(t => (string?)t!["name"] == table)!["sha256"] = hash)(name, content) : content;
        };
    }
}
