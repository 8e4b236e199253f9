using System.Buffers.Text;
using Microsoft.EntityFrameworkCore;
using Parley.Core;
using Parley.Core.Commenters;
using Parley.Http;
using Parley.Storage;
using Parley.Texts;

namespace Parley.Commenters;

/// <summary>PATCH a passkey's name, or POST it by a form.</summary>
internal static class RenamePasskey
{
    internal sealed record Request(string Name);

    public static async Task<IResult> Handle(
        string id, Request request, HttpContext context, Writing writing, CancellationToken cancellation)
    {
        if (Read(request.Name) is not { } name)
            return Problems.NotAccepted("name", new Sentence("PasskeyNameWrong"));

        return await RenameAsync(id, name, context, writing, cancellation) ? TypedResults.NoContent() : Problems.NotFound();
    }

    public static async Task<IResult> Form(
        string id, HttpContext context, ParleyContext db, Writing writing, TimeProvider clock, CancellationToken cancellation)
    {
        if (Read((await Forms.ReadAsync(context.Request, cancellation))["name"]) is not { } name)
        {
            return await ReadPasskeys.ShowAsync(
                context, db, clock, StatusCodes.Status422UnprocessableEntity, null, Entry.Error("name-" + id, "PasskeyNameWrong"), cancellation);
        }

        return await RenameAsync(id, name, context, writing, cancellation) ? Pages.SeeOther("/account/passkeys?said=renamed") : Pages.NotFound();
    }

    /// <summary>A passkey's name on one line; null for none.</summary>
    public static string? Read(string? typed)
    {
        if (typed is null or { Length: > 4 * Passkey.MaximumNameLength }) return null;

        var name = OneLine.Read(typed);
        return name.Length is > 0 and <= Passkey.MaximumNameLength ? name : null;
    }

    /// <summary>What the authenticator calls it, by its form in addresses.</summary>
    public static byte[]? IdOf(string text) => Base64Url.IsValid(text) ? Base64Url.DecodeFromChars(text) : null;

    private static async Task<bool> RenameAsync(
        string id, string name, HttpContext context, Writing writing, CancellationToken cancellation)
    {
        var (_, account) = (await SignIn.OfAsync(context))!;
        if (IdOf(id) is not { } credential) return false;

        return await writing.DoAsync(
            async (act, stop) =>
            {
                var renamed = await act.Db.Passkeys.Where(p => p.CredentialId == credential && p.AccountId == account.Id)
                    .ExecuteUpdateAsync(p => p.SetProperty(x => x.Name, name), stop);
                await act.KeepAsync(stop);
                return renamed == 1;
            },
            cancellation);
    }
}
