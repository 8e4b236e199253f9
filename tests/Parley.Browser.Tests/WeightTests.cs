using System.IO.Compression;
using System.Text;
using Parley.Http;

namespace Parley.Browser.Tests;

public sealed class WeightTests
{
    [Fact]
    public void The_loader_weighs_at_most_two_kilobytes()
    {
        Assert.InRange(Compressed(Assets.Bytes("embed.js").ToArray()), 500, 2_048);
    }

    [Fact]
    public async Task Everything_a_reader_of_an_embedded_discussion_loads_weighs_at_most_twelve_kilobytes()
    {
        await using var app = await Parley.Tests.App.ParleyApp.StartAsync();
        _ = await app.GivenAStoryAsync();
        using var browser = app.Browser();
        var frame = await browser.GetByteArrayAsync(new Uri("/embed/times?story=bridge", UriKind.Relative));
        Assert.Contains("<style>", Encoding.UTF8.GetString(frame), StringComparison.Ordinal);

        var (html, script, loader) = (
            Compressed(frame), Compressed(Assets.Bytes("discussion.js").ToArray()), Compressed(Assets.Bytes("embed.js").ToArray()));
        TestContext.Current.SendDiagnosticMessage($"frame {html}, discussion.js {script}, embed.js {loader}");
        Assert.InRange(html + script + loader, 5_000, 12_000);
    }

    [Fact]
    public void What_a_writer_loads_besides_weighs_at_most_six_kilobytes()
    {
        Assert.InRange(Compressed(Assets.Bytes("write.js").ToArray()), 2_000, 6_000);
    }

    [Fact]
    public void What_those_load_besides_who_sign_in_weighs_at_most_four_kilobytes()
    {
        Assert.InRange(Compressed(Assets.Bytes("account.js").ToArray()), 1_000, 4_096);
        Assert.InRange(Compressed(Assets.Bytes("handoff.js").ToArray()), 100, 1_024);
    }

    [Fact]
    public void The_script_that_counts_weighs_at_most_one_kilobyte()
    {
        Assert.InRange(Compressed(Assets.Bytes("counts.js").ToArray()), 300, 1_024);
    }

    private static int Compressed(byte[] bytes)
    {
        using var result = new MemoryStream();
        using (var stream = new GZipStream(result, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            stream.Write(bytes);
        }

        return (int)result.Length;
    }
}
