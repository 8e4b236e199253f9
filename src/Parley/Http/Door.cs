namespace Parley.Http;

/// <summary>Who may use a door.</summary>
internal enum Guard
{
    /// <summary>Anybody, and everybody gets the same.</summary>
    Anybody,

    /// <summary>Any browser; what it writes becomes its own.</summary>
    Browser,

    /// <summary>Only the browser or the account that wrote the comment.</summary>
    Writer,

    /// <summary>Whoever is signed in, on Parley's own host or in a frame of the site that the address names.</summary>
    Commenter,

    /// <summary>Whoever is signed in on Parley's own host: an account's own affairs.</summary>
    Account,

    /// <summary>The same, and proved who they are within the last minutes: what cannot be undone.</summary>
    Recent,

    /// <summary>A moderator, editor or owner of the site that the address names, or of the section of what it names there.</summary>
    Moderator,

    /// <summary>An editor or owner of the whole site that the address names.</summary>
    Editor,

    /// <summary>The same, or of some of its sections.</summary>
    SectionEditor,
}

/// <summary>What is declared of every door: who may use it, what it gives out, how often.</summary>
internal sealed record Door(Guard Guard, Surface Surface, Pace Pace);

/// <summary>The page a form stands on: whoever must sign in first comes back to it, and presses its button again.</summary>
internal sealed record StandsOn(string Pattern)
{
    /// <summary>The address of that page, for the form a request came by.</summary>
    public string PathFor(HttpContext context) => context.Request.RouteValues.Aggregate(
        Pattern, (path, value) => path.Replace($"{{{value.Key}}}", Uri.EscapeDataString($"{value.Value}"), StringComparison.Ordinal));
}

/// <summary>What the id in a moderator's address names: only whose role holds where that stands comes in.</summary>
internal enum Subject
{
    Comment,
    Restriction,
    Appeal,
    Notice,
    Measure,

    /// <summary>Somebody's role, which its own rules guard.</summary>
    Role,
}

/// <summary>Declares it of a door.</summary>
internal sealed record About(Subject Subject);

/// <summary>Closed to readers whom a publisher signs on: how they come in is not theirs to change here.</summary>
internal sealed record NotOnVisit;

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

    /// <summary>Says on which page the form stands that leads through a door.</summary>
    public static RouteHandlerBuilder From(this RouteHandlerBuilder route, string page) => route.WithMetadata(new StandsOn(page));

    /// <summary>Says what the id in a door's address names.</summary>
    public static RouteHandlerBuilder About(this RouteHandlerBuilder route, Subject subject) => route.WithMetadata(new About(subject));

    /// <summary>Describes what a door answers when all is well, and the problems that may come instead.</summary>
    public static RouteHandlerBuilder Answers<TBody>(this RouteHandlerBuilder route, int status, params int[] problems) =>
        route.Produces<TBody>(status).Answers(null, problems);

    public static RouteHandlerBuilder Answers(this RouteHandlerBuilder route, int? status, params int[] problems)
    {
        if (status is { } bare) _ = route.Produces(bare);
        // Any door may be used too often or while nothing can be saved.
        foreach (var problem in problems.Append(StatusCodes.Status429TooManyRequests).Append(StatusCodes.Status503ServiceUnavailable))
            _ = route.ProducesProblem(problem);
        return route;
    }
}
