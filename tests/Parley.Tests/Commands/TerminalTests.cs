using Parley.Commands;
using Parley.Tests.App;

namespace Parley.Tests.Commands;

public sealed class TerminalTests
{
    [Theory]
    [InlineData("Ärger um die Fähre, «wieder»\tund\nwieder", "Ärger um die Fähre, «wieder»\tund\nwieder")]
    [InlineData("\u001b[2J\u0007\r\u007f\u009b", "<U+001B>[2J<U+0007><U+000D><U+007F><U+009B>")]
    [InlineData("a\u202egnp\u2066\u200f\u2028", "a<U+202E>gnp<U+2066><U+200F><U+2028>")]
    [InlineData("👩\u200d🚀 می\u200cخواهم", "👩\u200d🚀 می\u200cخواهم")]
    public void Words_of_others_are_printed_and_command_nothing(string text, string printed) =>
        Assert.Equal(printed, Terminal.Clean(text));

    [Fact]
    public void Commands_speak_through_it_alone()
    {
        var folder = Path.Combine(Repository.Root, "src/Parley/Commands");
        Assert.Equal(["Terminal.cs"], Directory.GetFiles(folder, "*.cs").Where(f => File.ReadAllText(f)
            .Split("Console.").Skip(1).Any(c => c.StartsWith("Write", StringComparison.Ordinal) || c.StartsWith("Error.Write", StringComparison.Ordinal))).Select(Path.GetFileName));
    }
}
