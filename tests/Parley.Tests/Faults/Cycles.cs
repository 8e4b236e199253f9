using System.Globalization;

namespace Parley.Tests.Faults;

/// <summary>How often a fault is repeated: a few times in the gate, many times by <c>./test faults</c>.</summary>
internal static class Cycles
{
    public static int Of(string variable, int inTheGate) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var count) ? count : inTheGate;
}
