using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Parley.Core.Commenters;
using Parley.Storage;
using Parley.Texts;

namespace Parley.Commenters;

/// <summary>Passwords as they are kept: PBKDF2 with HMAC-SHA512, salted (ASP.NET Core Identity's format, version 3).</summary>
internal sealed class Passwords : IDisposable
{
    /// <summary>As OWASP advises for PBKDF2 with SHA-512 (Password Storage Cheat Sheet): a tenth of a second.</summary>
    public const int Iterations = 220_000;

    private static readonly Account Nobody = new();

    private readonly PasswordHasher<Account> _hasher =
        new(Options.Create(new PasswordHasherOptions { IterationCount = Iterations }));

    // Half the machine goes on serving readers, however many try passwords.
    private readonly SemaphoreSlim _turns = new(Math.Max(1, Environment.ProcessorCount / 2));

    // What an address without a password is compared with, so that it takes as long as one that has one.
    private readonly Lazy<string> _dummy;

    public Passwords() => _dummy = new(() => _hasher.HashPassword(Nobody, "nobody has this"));

    public async Task<string> HashAsync(string password, CancellationToken cancellation)
    {
        await _turns.WaitAsync(cancellation);
        try
        {
            return await Task.Run(() => _hasher.HashPassword(Nobody, PasswordRules.Normalize(password)), cancellation);
        }
        finally
        {
            _ = _turns.Release();
        }
    }

    /// <summary>Whether a password is the one; the same work is done where there is none.</summary>
    public async Task<PasswordVerificationResult> VerifyAsync(string? hash, string password, CancellationToken cancellation)
    {
        await _turns.WaitAsync(cancellation);
        try
        {
            var dummy = _dummy.Value;
            var result = await Task.Run(
                () => _hasher.VerifyHashedPassword(Nobody, hash ?? dummy, PasswordRules.Normalize(password)), cancellation);
            return hash is null ? PasswordVerificationResult.Failed : result;
        }
        finally
        {
            _ = _turns.Release();
        }
    }

    public void Dispose() => _turns.Dispose();

    /// <summary>Why a new password cannot be taken here, as a sentence; null if it can.</summary>
    public static async Task<Sentence?> JudgeAsync(ParleyContext db, string password, string address, CancellationToken cancellation)
    {
        var sites = await db.Sites.Select(s => s.Name).ToListAsync(cancellation);
        if (PasswordRules.Judge(PasswordRules.Normalize(password), sites.Append(address).Append("parley")) is not { } refusal) return null;

        return refusal switch
        {
            PasswordRefusal.TooShort => new Sentence("PasswordTooShort"),
            PasswordRefusal.TooLong => new Sentence("PasswordTooLong"),
            PasswordRefusal.Common => new Sentence("PasswordCommon"),
        };
    }
}
