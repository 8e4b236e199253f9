using System.Security.Cryptography;
using System.Text;
using Parley.Core;
using Parley.Core.Comments;

namespace Parley.Http;

/// <summary>The idempotency keys that a request is stored under: a writer's own, whoever else uses the same.</summary>
/// <remarks>
/// The writer is the browser, or the address where there is no browser token yet. Forms stand in public bytes and carry
/// no key: the same words under the same name and parent are the same comment for <see cref="IdempotencyKey.SameFormFor"/>.
/// Addresses go in only under a key of this installation, so that none can be read back.
/// </remarks>
internal sealed class RequestKeys(byte[] key)
{
    /// <summary>For a request that has a key of the client's own.</summary>
    public string[] ForClient(HttpContext context, string given) => For(context, "client:", given);

    /// <summary>For a form, whose words are its key.</summary>
    public string[] ForForm(HttpContext context, string story, Draft draft) => For(context, "form:", string.Join(
        '\0', story, draft.ParentId is { } id ? Id.Text(id) : "", draft.Name, draft.Text));

    // The key by which to look for a first request, and the further one to leave for the next.
    private string[] For(HttpContext context, string kind, string what)
    {
        var isKnown = Browser.HashOf(context.Request) is not null;
        // HashOrNew also gives a browser without a token one, so that sending again is recognized as its own.
        var byBrowser = Derive(kind, Convert.ToHexString(Browser.HashOrNew(context)), what);
        return isKnown ? [byBrowser] : [Derive(kind, ClientAddress.KeyOf(context), what), byBrowser];
    }

    private string Derive(string kind, string who, string what) =>
        kind + Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(who + '\0' + what)));
}
