namespace Parley.Http;

/// <summary>Who may use a door.</summary>
internal enum Guard
{
    /// <summary>Anybody, and everybody gets the same.</summary>
    Anybody,

    /// <summary>Any browser; what it writes becomes its own.</summary>
    Browser,

    /// <summary>Only the browser that wrote the comment.</summary>
    Writer,
}

/// <summary>What is declared of every door: who may use it, what it gives out, how often.</summary>
internal sealed record Door(Guard Guard, Surface Surface, Pace Pace);

internal static class Doors
{
    /// <summary>Declares a door, and counts its use before it opens.</summary>
    public static RouteHandlerBuilder For(this RouteHandlerBuilder route, Guard guard, Surface surface, Pace pace)
    {
        _ = route.WithMetadata(new Door(guard, surface, pace));
        // Posting is counted inside: whether the writer's script proved its work decides how, and a form must keep
        // its text through a refusal.
        if (pace is Pace.Posting) return route;

        return route.AddEndpointFilter(async (invocation, next) =>
        {
            var context = invocation.HttpContext;
            var limits = context.RequestServices.GetRequiredService<RateLimits>();
            return limits.Allow(pace, false, context, out _)
                ? await next(invocation)
                : Problems.Of("too-many-requests", "TooManyRequestsDetail");
        });
    }
}
