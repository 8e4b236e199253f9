namespace Parley.Storage.Backups;

/// <summary>Where a path leads once every link on the way is followed.</summary>
internal static class RealPath
{
    // As many as Linux follows; more is a circle.
    private const int MostLinks = 40;

    /// <summary>The one spelling of a path; what is not there yet is taken as it is written.</summary>
    public static string Of(string path)
    {
        var full = Path.GetFullPath(path);
        var real = Path.GetPathRoot(full)!;
        var rest = new Stack<string>();
        Push(rest, full[real.Length..]);
        var links = 0;
        while (rest.TryPop(out var name))
        {
            if (name == ".") continue;

            var next = name == ".." ? Path.GetDirectoryName(real) ?? real : Path.Combine(real, name);
            if (name == ".." || new FileInfo(next).LinkTarget is not { } target)
            {
                real = next;
                continue;
            }

            if (++links > MostLinks) throw new RefusedException($"{path} leads in a circle.");
            if (Path.IsPathRooted(target)) real = Path.GetPathRoot(target)!;
            Push(rest, target[(Path.IsPathRooted(target) ? real.Length : 0)..]);
        }

        return real;
    }

    private static void Push(Stack<string> rest, string names)
    {
        char[] between = [Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar];
        foreach (var name in names.Split(between, StringSplitOptions.RemoveEmptyEntries).Reverse()) rest.Push(name);
    }
}
