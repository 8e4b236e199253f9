using System.Diagnostics;
using Parley.Tests.App;

namespace Parley.Tests.Faults;

/// <summary>What faults need of the machine; a test that cannot have it skips, saying so.</summary>
internal static class Machine
{
    public static void NeedsMounts()
    {
        if (!Environment.IsPrivilegedProcess) Assert.Skip("Mounting needs root.");
    }

    /// <summary>The path of a library or program, or a skip that names its package.</summary>
    public static string Need(string package, params string[] paths)
    {
        var found = Array.Find(paths, File.Exists);
        if (found is null) Assert.Skip($"{paths[0]} is not there: install {package}.");
        return found;
    }

    public static async Task<(int Code, string Output)> TryAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        }.With(arguments))!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output + await error);
    }

    public static async Task RunAsync(string program, params string[] arguments)
    {
        var (code, output) = await TryAsync(program, arguments);
        if (code != 0) throw new InvalidOperationException($"{program} {string.Join(' ', arguments)}: {output}");
    }
}

/// <summary>A file system of a test's own, unmounted and gone at its end.</summary>
internal sealed class Disk : IAsyncDisposable
{
    private readonly string _place;

    private Disk(string place) => _place = place;

    /// <summary>Where it is mounted.</summary>
    public string Folder => Path.Combine(_place, "mounted");

    private string Image => Path.Combine(_place, "image");

    /// <summary>A file system in memory that is full soon.</summary>
    public static async Task<Disk> InMemoryAsync(int megabytes)
    {
        Machine.NeedsMounts();
        var disk = Make();
        await disk.MountAsync("-t", "tmpfs", "-o", $"size={megabytes}m", "tmpfs", disk.Folder);
        return disk;
    }

    /// <summary>An ext4 file system on an image, as on a disk: what was not flushed is not in the image.</summary>
    public static async Task<Disk> OnImageAsync()
    {
        Machine.NeedsMounts();
        _ = Machine.Need("e2fsprogs", "/usr/sbin/mkfs.ext4", "/sbin/mkfs.ext4");
        var disk = Make();
        await using (var image = File.Create(disk.Image)) image.SetLength(128 << 20);
        await Machine.RunAsync("mkfs.ext4", "-q", "-F", "-E", "lazy_itable_init=0,lazy_journal_init=0,nodiscard", disk.Image);
        await disk.MountAsync("-o", "loop", disk.Image, disk.Folder);
        return disk;
    }

    /// <summary>The disk as a power cut would leave it now: a copy of the image, its journal replayed by mounting it.</summary>
    public async Task<Disk> AfterAPowerCutAsync()
    {
        var copy = Make();
        // The image's own bytes and nothing that the mounted file system still holds back.
        await Machine.RunAsync("cp", "--sparse=always", Image, copy.Image);
        await copy.MountAsync("-o", "loop", copy.Image, copy.Folder);
        return copy;
    }

    public Task TurnReadOnlyAsync() => Machine.RunAsync("mount", "-o", "remount,abort", Folder);

    /// <summary>Unmounts it and mounts it again, as after a restart of the machine.</summary>
    public async Task MountAgainAsync()
    {
        await UnmountAsync();
        _ = await Machine.TryAsync("e2fsck", "-fy", Image);
        await MountAsync("-o", "loop", Image, Folder);
    }

    public async ValueTask DisposeAsync()
    {
        await UnmountAsync();
        Directory.Delete(_place, recursive: true);
    }

    private static Disk Make()
    {
        var disk = new Disk(Directory.CreateTempSubdirectory("parley-disk-").FullName);
        _ = Directory.CreateDirectory(disk.Folder);
        return disk;
    }

    private async Task MountAsync(params string[] arguments)
    {
        var (code, output) = await Machine.TryAsync("mount", arguments);
        if (code == 0) return;

        Directory.Delete(_place, recursive: true);
        Assert.Skip("This machine mounts nothing: " + output.Trim());
    }

    private async Task UnmountAsync()
    {
        // A process that was killed a moment ago may still be letting go; a mount that stays is detached at last.
        for (var left = 100; left > 0; left--)
        {
            if ((await Machine.TryAsync("mountpoint", "-q", Folder)).Code != 0) return;
            if ((await Machine.TryAsync("umount", Folder)).Code == 0) return;
            await Task.Delay(20);
        }

        await Machine.RunAsync("umount", "-l", Folder);
    }
}
