namespace Parley.Http;

/// <summary>Reads what a form sent; anything else is refused as what it is.</summary>
internal static class Forms
{
    /// <exception cref="BadHttpRequestException">It is no form (415), or a broken one (400).</exception>
    public static async Task<IFormCollection> ReadAsync(HttpRequest request, CancellationToken cancellation)
    {
        if (!request.HasFormContentType)
            throw new BadHttpRequestException("No form.", StatusCodes.Status415UnsupportedMediaType);

        try
        {
            return await request.ReadFormAsync(cancellation);
        }
        catch (Exception exception) when (exception is IOException and not BadHttpRequestException or InvalidDataException)
        {
            throw new BadHttpRequestException("A broken form.", exception);
        }
    }
}
