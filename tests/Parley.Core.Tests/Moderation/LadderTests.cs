using FsCheck;
using FsCheck.Fluent;
using Parley.Core.Moderation;

namespace Parley.Core.Tests.Moderation;

public sealed class LadderTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 26, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Points_are_halved_every_fortnight()
    {
        LadderEvent[] events = [new(Now.AddDays(-14), ReasonClass.Threat), new(Now, ReasonClass.Spam), new(Now.AddDays(1), ReasonClass.Illegal)];
        Assert.Equal(3.5, Ladder.PointsOf(events, Now), 6);
    }

    [Theory]
    [InlineData(ReasonClass.OffTopic, 1)]
    [InlineData(ReasonClass.Insult, 1)]
    [InlineData(ReasonClass.Spam, 2)]
    [InlineData(ReasonClass.Hatred, 3)]
    [InlineData(ReasonClass.Threat, 3)]
    [InlineData(ReasonClass.PrivateDetails, 3)]
    [InlineData(ReasonClass.Illegal, 5)]
    public void What_weighs_more_counts_more(ReasonClass reason, double weight) => Assert.Equal(weight, Ladder.WeightOf(reason));

    [Fact]
    public void First_comes_a_reminder_whatever_happened()
    {
        var history = new LadderHistory { Events = [.. Enumerable.Repeat(new LadderEvent(Now, ReasonClass.Illegal), 9)], WroteLately = 9 };
        Assert.Equal((null, ReasonClass.Illegal), (Ladder.Propose(history, Now)!.Level, Ladder.Propose(history, Now)!.Reason));
        // One of long ago is none.
        Assert.Null(Ladder.Propose(history with { Reminders = [Now.AddDays(-91)] }, Now)!.Level);
        Assert.NotNull(Ladder.Propose(history with { Reminders = [Now.AddDays(-89)] }, Now)!.Level);
        // Whoever is restricted was told more than a reminder tells.
        Assert.Null(Ladder.Propose(history with { Restrictions = [Held(RestrictionLevel.Quieted, Now.AddDays(-1), Now.AddDays(1))] }, Now));
    }

    [Theory]
    [InlineData(2, null)]
    [InlineData(3, RestrictionLevel.Slowed)]
    [InlineData(6, RestrictionLevel.Quieted)]
    [InlineData(9, RestrictionLevel.Held)]
    [InlineData(90, RestrictionLevel.Held)]
    public void The_level_follows_from_the_points_and_never_goes_past_held(int insults, RestrictionLevel? level)
    {
        // So many among many comments that the share of them says nothing.
        var history = Reminded(insults) with { WroteLately = 1_000 };
        Assert.Equal(level, Ladder.Propose(history, Now)?.Level);
    }

    [Theory]
    [InlineData(3, 3, true)]
    [InlineData(3, 9, true)]
    [InlineData(3, 11, false)]
    [InlineData(2, 2, false)]
    public void Many_refused_of_few_written_within_a_week_is_held_and_two_are_not_many(int refused, int wrote, bool isHeld)
    {
        var step = Ladder.Propose(Reminded(refused) with { WroteLately = wrote }, Now);
        Assert.Equal(isHeld, step is { Level: RestrictionLevel.Held, IsShare: true });
    }

    [Fact]
    public void What_holds_already_is_not_proposed_again_but_the_next_step_is()
    {
        var slowed = Held(RestrictionLevel.Slowed, Now.AddDays(-1), Now.AddDays(1));
        Assert.Null(Ladder.Propose(Reminded(4) with { WroteLately = 1_000, Restrictions = [slowed] }, Now));
        Assert.Equal(RestrictionLevel.Quieted, Ladder.Propose(Reminded(7) with { WroteLately = 1_000, Restrictions = [slowed] }, Now)!.Level);
    }

    [Fact]
    public void Nobody_is_restricted_twice_for_the_same()
    {
        var history = Reminded(3) with { WroteLately = 1_000, Restrictions = [Held(RestrictionLevel.Slowed, Now, Now.AddDays(1))] };
        Assert.Null(Ladder.Propose(history, Now.AddDays(1).AddHours(1)));
        Assert.NotNull(Ladder.Propose(history with { Events = [.. history.Events, new(Now.AddHours(30), ReasonClass.Spam)] }, Now.AddHours(31)));
    }

    [Fact]
    public void Each_time_again_within_ninety_days_is_twice_as_long_up_to_the_longest()
    {
        // Each time for something new.
        var history = Reminded(3) with { WroteLately = 1_000 };
        var lengths = new List<double>();
        for (var before = 0; before < 4; before++)
        {
            lengths.Add(Ladder.Propose(history, Now)!.For.TotalHours);
            history = history with { Restrictions = [.. history.Restrictions, Held(RestrictionLevel.Slowed, Now.AddDays(-50), Now.AddDays(-49))] };
        }

        Assert.Equal([24, 48, 72, 72], lengths);
        Assert.Equal(24, Ladder.Propose(history with { Restrictions = [Held(RestrictionLevel.Slowed, Now.AddDays(-91), Now.AddDays(-90))] }, Now)!.For.TotalHours);
    }

    [Fact]
    public void Down_comes_at_half_the_way_up_and_not_before_the_shortest_time()
    {
        var slowed = Held(RestrictionLevel.Slowed, Now.AddHours(-24), Now.AddHours(48), isAutomatic: true);
        var faded = new LadderHistory { Events = [new(Now.AddDays(-14), ReasonClass.Spam)] };
        Assert.True(Ladder.IsToComeDown(slowed, faded, Now));
        Assert.False(Ladder.IsToComeDown(slowed, faded, Now.AddSeconds(-1)));
        Assert.False(Ladder.IsToComeDown(slowed, new LadderHistory { Events = [new(Now, ReasonClass.Spam)] }, Now));
        // What somebody decided by hand is theirs to end.
        Assert.False(Ladder.IsToComeDown(Held(RestrictionLevel.Slowed, Now.AddHours(-24), Now.AddHours(48)), faded, Now));
        var held = Held(RestrictionLevel.Held, Now.AddDays(-7), Now.AddDays(7), isAutomatic: true);
        Assert.False(Ladder.IsToComeDown(held, faded with { ApprovedInARow = 4 }, Now));
        Assert.True(Ladder.IsToComeDown(held, faded with { ApprovedInARow = 5 }, Now));
    }

    [Fact]
    public void Whatever_happens_automatic_steps_end_are_bounded_and_come_one_a_day_after_a_reminder() => Prop.ForAll(
        Gen.Choose(0, 30 * 24).Zip(Gen.Choose(0, 7)).ListOf().ToArbitrary(),
        happenings =>
        {
            var events = happenings.Select(h => new LadderEvent(Now.AddHours(h.Item1), (ReasonClass)h.Item2)).OrderBy(e => e.At).ToList();
            var history = new LadderHistory();
            var steps = new List<DateTimeOffset>();
            for (var now = Now; now < Now.AddDays(60); now = now.AddHours(3))
            {
                history = history with { Events = [.. events.Where(e => e.At <= now)], WroteLately = 200 };
                var down = history.Restrictions.FirstOrDefault(r => Ladder.IsToComeDown(r, history, now));
                var step = Ladder.Propose(history, now);
                if ((down is null && step is null) || !Ladder.IsCalm(history, now)) continue;

                steps.Add(now);
                if (step is { Level: null })
                {
                    history = history with { Reminders = [.. history.Reminders, now] };
                }
                else if (step is { Level: { } level })
                {
                    Assert.Contains(history.Reminders, r => r > now - Ladder.Memory && r < now);
                    Assert.InRange(level, RestrictionLevel.Slowed, RestrictionLevel.Held);
                    Assert.InRange(step.For, TimeSpan.FromHours(1), Ladder.LongestAutomaticOf(level));
                    history = history with { Restrictions = [.. history.Restrictions, Held(level, now, now + step.For, isAutomatic: true)] };
                }
                else
                {
                    down!.LiftedAt = now;
                }
            }

            Assert.All(steps.Zip(steps.Skip(1)), s => Assert.True(s.Second - s.First >= Ladder.Calm));
            // Left alone, nobody stays anywhere.
            Assert.DoesNotContain(history.Restrictions, r => r.HoldsAt(Now.AddDays(60)));
        }).Check(Generated.Cases(1_000));

    [Theory]
    [MemberData(nameof(Drafts))]
    public void What_a_level_lets_through_at_once_every_lower_level_does_too(bool isReply, bool isAnswered, int links, int ago)
    {
        var writer = new RestrictedWriter(Held(RestrictionLevel.Slowed, Now.AddDays(-1), Now.AddDays(1)), isReply, isAnswered, [(Now.AddMinutes(-ago), isReply)], 0);
        var passed = Enum.GetValues<RestrictionLevel>().Select(level =>
        {
            var here = writer with { Restriction = Held(level, Now.AddDays(-1), Now.AddDays(1)) };
            return Limits.OfComment(here, links, Now) is null && Limits.Holding(level, links) is null;
        }).ToList();
        Assert.Equal(passed.OrderByDescending(p => p), passed);
        var votes = Enum.GetValues<RestrictionLevel>().Select(l => Limits.MayVote(l)).ToList();
        Assert.Equal(votes.OrderByDescending(v => v), votes);
    }

    public static TheoryData<bool, bool, int, int> Drafts()
    {
        var drafts = new TheoryData<bool, bool, int, int>();
        foreach (var isReply in new[] { false, true })
        {
            foreach (var isAnswered in new[] { false, true })
            {
                foreach (var links in new[] { 0, 1 })
                {
                    foreach (var ago in new[] { 1, 20, 90, 1_439, 1_441 }) drafts.Add(isReply, isAnswered, links, ago);
                }
            }
        }

        return drafts;
    }

    private static readonly int[] SixAnswers = [20, 60, 100, 200, 400, 600];

    [Fact]
    public void Paces_are_kept_to_the_second_and_say_when_they_are_over()
    {
        var slowed = Held(RestrictionLevel.Slowed, Now.AddDays(-2), Now.AddDays(2));
        var top = new RestrictedWriter(slowed, false, false, [(Now.AddMinutes(-59), false)], 0);
        Assert.Equal((Refusal.TooOften, (DateTimeOffset?)Now.AddMinutes(1)), Limits.OfComment(top, 0, Now));
        Assert.Null(Limits.OfComment(top, 0, Now.AddMinutes(1)));
        var answering = new RestrictedWriter(slowed, true, false, [.. SixAnswers.Select(m => (Now.AddMinutes(-m), true))], 0);
        Assert.Equal((Refusal.TooOften, (DateTimeOffset?)Now.AddMinutes(-600).AddDays(1)), Limits.OfComment(answering, 0, Now));
        var quieted = Held(RestrictionLevel.Quieted, Now.AddDays(-2), Now.AddHours(1));
        // Never later than the restriction itself ends.
        Assert.Equal((Refusal.TooOften, (DateTimeOffset?)Now.AddHours(1)), Limits.OfComment(new RestrictedWriter(quieted, false, false, [(Now.AddHours(-2), false)], 0), 0, Now));
        Assert.Equal(Refusal.OnlyWhoAnswered, Limits.OfComment(new RestrictedWriter(quieted, true, false, [], 0), 0, Now)!.Value.Why);
        Assert.Null(Limits.OfComment(new RestrictedWriter(quieted, true, true, [], 0), 0, Now));
        Assert.Equal(Refusal.TextOnly, Limits.OfComment(new RestrictedWriter(quieted, true, true, [], 0), 1, Now)!.Value.Why);
        var held = Held(RestrictionLevel.Held, Now.AddDays(-2), Now.AddHours(1));
        Assert.Null(Limits.OfComment(new RestrictedWriter(held, false, false, [], 4), 0, Now));
        Assert.Equal(Refusal.TooManyWaiting, Limits.OfComment(new RestrictedWriter(held, false, false, [], 5), 0, Now)!.Value.Why);
        Assert.Equal((Refusal.Suspended, (DateTimeOffset?)Now.AddDays(1)), Limits.OfComment(new RestrictedWriter(Held(RestrictionLevel.Suspended, Now, Now.AddDays(1)), false, false, [], 0), 0, Now));
    }

    [Fact]
    public void Nobody_is_removed_by_one_alone()
    {
        var removed = Held(RestrictionLevel.Removed, Now.AddDays(-1), Now.AddDays(1));
        Assert.True(removed.WaitsForSignature);
        Assert.False(removed.HoldsAt(Now));
        removed.SignedAt = Now;
        Assert.True(removed.HoldsAt(Now));
    }

    [Fact]
    public void Nobody_decides_the_appeal_against_their_own_decision_or_about_themselves()
    {
        var (decider, signer, person, other) = (Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid());
        Assert.False(Appeal.MayBeDecidedBy(decider, [decider, signer], person));
        Assert.False(Appeal.MayBeDecidedBy(signer, [decider, signer], person));
        Assert.False(Appeal.MayBeDecidedBy(person, [decider], person));
        Assert.True(Appeal.MayBeDecidedBy(other, [decider, signer], person));
        // What the ladder did, anybody else may look at.
        Assert.True(Appeal.MayBeDecidedBy(other, [null], null));
        Assert.Equal(Now.AddMonths(6), Appeal.OpenUntil(Now));
    }

    private static LadderHistory Reminded(int insults) => new()
    {
        Events = [.. Enumerable.Repeat(new LadderEvent(Now, ReasonClass.Insult), insults)],
        Reminders = [Now.AddDays(-2)],
    };

    private static Restriction Held(RestrictionLevel level, DateTimeOffset begins, DateTimeOffset ends, bool isAutomatic = false) =>
        new() { Id = Guid.NewGuid(), Level = level, BeginsAt = begins, EndsAt = ends, IsAutomatic = isAutomatic };
}
