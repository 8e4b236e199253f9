using System.Runtime.CompilerServices;

namespace Parley.Tests.App;

/// <summary>Compares an outer surface with the approved file beside its test; PARLEY_APPROVE=1 approves anew.</summary>
public static class Approved
{
    public static void Is(string actual, string name, [CallerFilePath] string caller = "")
    {
        var file = Path.Combine(Path.GetDirectoryName(caller)!, name);
        var text = actual.ReplaceLineEndings("\n").TrimEnd() + "\n";
        if (Environment.GetEnvironmentVariable("PARLEY_APPROVE") == "1") File.WriteAllText(file, text);

        Assert.True(File.Exists(file), $"{name} is not there; look at the surface and approve it with PARLEY_APPROVE=1.");
        Assert.Equal(File.ReadAllText(file), text);
    }
}
