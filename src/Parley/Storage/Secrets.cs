using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;

namespace Parley.Storage;

/// <summary>Random keys that the installation makes for itself at its first start.</summary>
internal static class Secrets
{
    public static async Task<byte[]> ReadOrMakeAsync(Database database, string name, CancellationToken cancellation)
    {
        await using var db = database.Open();
        if (await db.Secrets.AsNoTracking().SingleOrDefaultAsync(s => s.Name == name, cancellation) is { } found)
            return found.Value;

        try
        {
            _ = db.Secrets.Add(new Secret { Name = name, Value = RandomNumberGenerator.GetBytes(32) });
            _ = await db.SaveChangesAsync(cancellation);
        }
        catch (DbUpdateException exception) when (db.IsDuplicate(exception))
        {
            db.ChangeTracker.Clear();
        }

        return (await db.Secrets.AsNoTracking().SingleAsync(s => s.Name == name, cancellation)).Value;
    }
}
