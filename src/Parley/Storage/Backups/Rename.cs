using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Parley.Storage.Backups;

/// <summary>Gives a file its name for good: a power cut after it does not take the name back.</summary>
internal static class Rename
{
    // O_RDONLY; zero on every Unix.
    private const int ToRead = 0;

    public static void Durably(string from, string to, bool overwrite)
    {
        File.Move(from, to, overwrite);
        // A name belongs to its folder, which is flushed on its own. Windows writes names down before it answers.
        if (OperatingSystem.IsWindows()) return;

        using var folder = OpenFolder(Path.GetDirectoryName(to)!);
        RandomAccess.FlushToDisk(folder);
    }

    private static SafeFileHandle OpenFolder(string folder)
    {
        // The framework opens no folders.
        var handle = Open(Encoding.UTF8.GetBytes(folder + '\0'), ToRead);
        return handle >= 0
            ? new SafeFileHandle(handle, ownsHandle: true)
            : throw new IOException($"{folder} cannot be flushed: {new Win32Exception(Marshal.GetLastPInvokeError()).Message}");
    }

    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Open(byte[] path, int flags);
}
