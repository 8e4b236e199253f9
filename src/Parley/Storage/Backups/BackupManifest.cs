using System.Text.Json;
using System.Text.Json.Serialization;

namespace Parley.Storage.Backups;

/// <summary>The last entry of a backup: what the others must hold.</summary>
internal sealed record BackupManifest(
    int Format, string Parley, DateTimeOffset At, IReadOnlyList<string> Migrations, IReadOnlyList<BackupTable> Tables)
{
    /// <summary>The format this version writes; it reads this one and older ones.</summary>
    public const int CurrentFormat = 1;

    public const string Entry = "manifest.json";

    public static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    [JsonIgnore]
    public long Rows => Tables.Sum(t => t.Rows);
}

/// <summary>One table of a backup: how many lines its entry has, and the SHA-256 of them.</summary>
internal sealed record BackupTable(string Name, long Rows, string Sha256)
{
    [JsonIgnore]
    public string Entry => EntryOf(Name);

    public static string EntryOf(string table) => $"tables/{table}.jsonl";
}
