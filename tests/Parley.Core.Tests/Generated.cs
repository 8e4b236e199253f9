using FsCheck;
using Microsoft.FSharp.Core;

namespace Parley.Core.Tests;

/// <summary>How many generated cases a property is held against: the same ones in every run.</summary>
/// <remarks>With <c>PARLEY_HOSTILE=all</c> they are new in every run, and twenty times as many.</remarks>
internal static class Generated
{
    public static Config Cases(int count)
    {
        var config = Config.QuickThrowOnFailure.WithQuietOnSuccess(true);
        return Environment.GetEnvironmentVariable("PARLEY_HOSTILE") == "all"
            ? config.WithMaxTest(20 * count)
            : config.WithMaxTest(count).WithReplay(FSharpOption<Replay>.Some(new Replay(new Rnd(20_261_122, 1), null)));
    }
}
