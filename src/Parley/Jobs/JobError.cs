using System.Text.RegularExpressions;
using Parley.Core;

namespace Parley.Jobs;

/// <summary>What is kept and logged of a failure: one line, without anybody's address.</summary>
internal static partial class JobError
{
    private const int Longest = 300;

    public static string Of(Exception exception)
    {
        var line = OneLine.Read($"{exception.GetType().Name}: {exception.Message}");
        line = Address().Replace(line, "…");
        return line.Length <= Longest ? line : line[..Longest];
    }

    // Mail servers like to repeat whom they refused.
    [GeneratedRegex(@"[^\s<>""']+@[^\s<>""']+", RegexOptions.NonBacktracking)]
    private static partial Regex Address();
}
