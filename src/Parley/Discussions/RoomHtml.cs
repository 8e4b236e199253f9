using Parley.Core.Moderation;
using Parley.Http;
using Parley.Texts;

namespace Parley.Discussions;

/// <summary>Shows the room what holds in it for everybody: what, until when, and why.</summary>
internal static class RoomHtml
{
    public static void Write(HtmlWriter html, Room? room, Text text)
    {
        if (room is null) return;

        foreach (var measure in room.Measures)
        {
            html.Raw("<p class=\"note measure\">"u8).Text(Of(measure, text)).Raw(" <bdi>"u8).Text(measure.Reason).Raw("</bdi></p>"u8);
        }

        if (room is { IsOpen: true, ClosesAt: { } closing })
            html.Raw("<p class=\"note\">"u8).Text(text.Format("ClosesAt", text.Moment(closing))).Raw("</p>"u8);
    }

    private static string Of(RoomMeasure measure, Text text) => measure.Mode switch
    {
        Mode.Open => "",
        Mode.Slow => text.Format("RoomIsSlow", text.Moment(measure.EndsAt), text.Count("Seconds", measure.Pace)),
        Mode.NewcomersHeld => text.Format("RoomHoldsNewcomers", text.Moment(measure.EndsAt)),
        Mode.AllHeld => text.Format("RoomHoldsAll", text.Moment(measure.EndsAt)),
        Mode.Closed => text.Format("RoomIsClosed", text.Moment(measure.EndsAt)),
    };
}
