using System.Security.Cryptography;
using System.Text;
using Parley.Core;
using Parley.Core.Comments;

namespace Parley.Http;

/// <summary>Idempotency keys for forms, which stand in public bytes and so carry none of their own.</summary>
/// <remarks>
/// The same text by the same browser, or by the same address where there is no browser token yet, under the same
/// parent is the same comment for <see cref="IdempotencyKey.SameFormFor"/>. Addresses go in only under a key of this
/// installation, so that none can be read back.
/// </remarks>
internal sealed class FormKeys(byte[] key)
{
    /// <summary>The key by which to look for a first posting, and the further one to leave for the next.</summary>
    public string[] For(HttpContext context, string story, Draft draft)
    {
        var byAddress = Derive("address", ClientAddress.KeyOf(context), story, draft);
        // HashOrNew also gives a browser without a token one, so that going back and sending again is recognized.
        var isKnown = Browser.HashOf(context.Request) is not null;
        var byBrowser = Derive("browser", Convert.ToHexString(Browser.HashOrNew(context)), story, draft);
        return isKnown ? [byBrowser] : [byAddress, byBrowser];
    }

    private string Derive(string kind, string who, string story, Draft draft)
    {
        var parent = draft.ParentId is { } id ? Id.Text(id) : "";
        var text = string.Join('\0', kind, who, story, parent, draft.Text);
        return "form:" + Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text)));
    }
}
