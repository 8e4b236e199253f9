namespace Parley.Tests.App;

/// <summary>Where things lie in the checkout that the tests run from.</summary>
public static class Repository
{
    public static string Root { get; } = Find();

    /// <summary>Third-party data beside the checkout; a test that needs it skips, saying so, where it is absent.</summary>
    public static string Shared(string path)
    {
        var full = Path.Combine(Root, "..", "shared", path);
        if (!Path.Exists(full)) Assert.Skip($"../shared/{path} is not there.");
        return full;
    }

    private static string Find()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Parley.slnx"))) folder = Path.GetDirectoryName(folder)!;
        return folder;
    }
}
