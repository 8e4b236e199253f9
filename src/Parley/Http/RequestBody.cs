using System.Buffers;

namespace Parley.Http;

/// <summary>Reads what a request brings before anything is done with it; 64 KiB are the most.</summary>
internal static class RequestBody
{
    /// <summary>
    /// A server told to stop wakes everybody who waits for the rest of a body. Readers of JSON take that for the end; here
    /// it is not: what has begun to come is awaited and answered.
    /// </summary>
    public static async Task HoldAsync(HttpContext context)
    {
        var request = context.Request;
        if (request.ContentLength is null or 0 && !request.Headers.ContainsKey("Transfer-Encoding")) return;

        var reader = request.BodyReader;
        while (true)
        {
            var read = await reader.ReadAsync(context.RequestAborted);
            if (read.IsCompleted)
            {
                request.Body = new MemoryStream(read.Buffer.ToArray(), writable: false);
                reader.AdvanceTo(read.Buffer.End);
                return;
            }

            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }
}
