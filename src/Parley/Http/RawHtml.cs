using System.Buffers;
using System.Text;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;

namespace Parley.Http;

/// <summary>The one place where a page takes in HTML as it is. Nothing that a person typed may come here unrendered.</summary>
/// <remarks>
/// Four things may: the discussion from its byte writer, a comment's or story's HTML from the safe renderer, our own
/// style sheet, and JSON from the framework's writer, which escapes the characters that could end its element.
/// </remarks>
public sealed class RawHtml : ComponentBase
{
    [Parameter, EditorRequired]
    public string Html { get; set; } = "";

    /// <summary>What <paramref name="write"/> writes, as text for a page.</summary>
    public static string Written(Action<IBufferWriter<byte>> write)
    {
        ArgumentNullException.ThrowIfNull(write);
        var buffer = new ArrayBufferWriter<byte>(4096);
        write(buffer);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    protected override void BuildRenderTree(RenderTreeBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.AddMarkupContent(0, Html);
    }
}
