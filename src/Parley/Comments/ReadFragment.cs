using System.Buffers;
using Parley.Discussions;
using Parley.Http;
using Parley.Storage;
using Parley.Texts;

namespace Parley.Comments;

/// <summary>GET one comment as the discussion shows it, for a script to put in its place.</summary>
internal static class ReadFragment
{
    public static async Task<IResult> Handle(string id, ParleyContext db, CancellationToken cancellation)
    {
        if (await ReadComment.FindAsync(db, id, cancellation) is not var (site, story, comment)) return Problems.NotFound();

        var placed = await LoadDiscussion.LoadOneAsync(db, story, comment.Id, cancellation);
        if (placed is null) return Problems.NotFound();

        var html = new ArrayBufferWriter<byte>();
        CommentHtml.Write(html, placed, site, story, Text.English);
        return TypedResults.Bytes(html.WrittenMemory, "text/html; charset=utf-8");
    }
}
