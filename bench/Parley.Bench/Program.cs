using Parley.Bench;

// parley-bench load DATA [CONNECTION]     discussions from standard input, one comment a line, into a new database
// parley-bench weigh URL SELECTOR         what Chromium loads until SELECTOR can be read, and in all, as JSON
switch (args)
{
    case ["load", var folder, .. var connection]:
        await LoadDiscussions.RunAsync(folder, connection is [var postgres] ? postgres : null, Console.In);
        return 0;
    case ["weigh", var url, var selector]:
        Console.WriteLine(await WeighPage.RunAsync(url, selector));
        return 0;
    default:
        await Console.Error.WriteLineAsync("usage: parley-bench load DATA [CONNECTION] | weigh URL SELECTOR");
        return 2;
}
