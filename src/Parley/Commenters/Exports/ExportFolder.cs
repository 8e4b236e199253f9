using System.Buffers.Text;
using Parley.Core;
using Parley.Storage;
using Parley.Storage.Backups;

namespace Parley.Commenters;

/// <summary>Where finished copies lie: files that only Parley reads, whole or not there (docs/decisions/0016-copies-are-files.md).</summary>
internal sealed class ExportFolder(Settings settings, Fingerprints fingerprints)
{
    private const string Unfinished = ".part";

    private readonly string _path = Path.Combine(Path.GetFullPath(settings.Data), "exports");

    /// <summary>The finished copy, open for reading; null where it is not here.</summary>
    public FileStream? Open(Guid export)
    {
        try
        {
            return new FileStream(PathOf(export), FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, 64 * 1024, FileOptions.Asynchronous);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Writes a copy; under its name it is whole, or it is not there. Its size in bytes.</summary>
    public async Task<long> WriteAsync(Guid export, Func<Stream, Task> write, CancellationToken cancellation)
    {
        Make();
        var path = PathOf(export);
        // Whoever was killed while writing left its part; this takes its place.
        var part = path + Unfinished;
        File.Delete(part);
        try
        {
            long size;
            await using (var file = new FileStream(part, Private()))
            {
                await write(file);
                await file.FlushAsync(cancellation);
                file.Flush(flushToDisk: true);
                size = file.Length;
            }

            Rename.Durably(part, path, overwrite: true);
            return size;
        }
        finally
        {
            File.Delete(part);
        }
    }

    public void Remove(Guid export)
    {
        if (!Directory.Exists(_path)) return;

        File.Delete(PathOf(export));
        File.Delete(PathOf(export) + Unfinished);
    }

    /// <summary>Removes every file but those of the given copies: what a kill, or a restored backup, left here.</summary>
    public void RemoveAllBut(IEnumerable<Guid> exports)
    {
        if (!Directory.Exists(_path)) return;

        var kept = exports.SelectMany(e => new[] { PathOf(e), PathOf(e) + Unfinished }).ToHashSet(StringComparer.Ordinal);
        foreach (var file in Directory.EnumerateFiles(_path).Where(f => !kept.Contains(f))) File.Delete(file);
    }

    // Whoever sees the table of copies, or an address of one, cannot tell the file's name: it is made with the installation's key.
    private string PathOf(Guid export) => Path.Combine(_path, Base64Url.EncodeToString(fingerprints.Of("export", Id.Text(export))) + ".zip");

    private void Make()
    {
        if (OperatingSystem.IsWindows()) _ = Directory.CreateDirectory(_path);
        else _ = Directory.CreateDirectory(_path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private static FileStreamOptions Private()
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            BufferSize = 64 * 1024,
            Options = FileOptions.Asynchronous,
        };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return options;
    }
}
