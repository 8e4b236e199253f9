using System.Buffers.Text;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http.Features;

namespace Parley.Http;

/// <summary>The address a page was asked for, as it is looked up: short, and without what only counts clicks.</summary>
internal static class PageAddress
{
    // Longer ones are known by their hash, so that nobody fills the memory with them.
    private const int Longest = 200;

    // What others hang onto links. No door of ours reads any of them.
    private static readonly string[] Trackers =
        ["fbclid=", "gclid=", "dclid=", "gbraid=", "wbraid=", "msclkid=", "yclid=", "twclid=", "igshid=", "mc_cid=", "mc_eid=", "_ga=", "_gl=", "utm_"];

    public static string Of(HttpContext context) => Of(context.Features.Get<IHttpRequestFeature>()!.RawTarget);

    public static string Of(string target)
    {
        var question = target.IndexOf('?', StringComparison.Ordinal);
        var plain = question < 0 || !IsTracked(target.AsSpan(question + 1)) ? target : WithoutTrackers(target, question);
        return plain.Length <= Longest ? plain : Base64Url.EncodeToString(SHA256.HashData(MemoryMarshal.AsBytes(plain.AsSpan())));
    }

    private static bool IsTracked(ReadOnlySpan<char> query)
    {
        foreach (var part in query.Split('&'))
        {
            if (IsTracker(query[part])) return true;
        }

        return false;
    }

    private static string WithoutTrackers(string target, int question)
    {
        var kept = string.Join('&', target[(question + 1)..].Split('&').Where(part => !IsTracker(part)));
        return kept.Length == 0 ? target[..question] : $"{target.AsSpan(0, question + 1)}{kept}";
    }

    private static bool IsTracker(ReadOnlySpan<char> part)
    {
        foreach (var tracker in Trackers)
        {
            if (part.StartsWith(tracker, StringComparison.Ordinal)) return true;
        }

        return false;
    }
}
