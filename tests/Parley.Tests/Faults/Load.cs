using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using Parley.Tests.App;

namespace Parley.Tests.Faults;

/// <summary>People who post, reply, edit, delete and vote at once, and who ask again until they are answered.</summary>
/// <remarks>It writes down what was acknowledged, and what was asked and not yet answered; see <see cref="Oracle"/>.</remarks>
internal sealed class Load : IDisposable
{
    public const string Story = "demo/stories/half-the-city-got-an-evening-out-the-other-half-got-a-detour";

    private readonly ConcurrentBag<Said> _said = [];
    private readonly List<Writer> _writers;
    private readonly List<Task> _running = [];
    private readonly TimeSpan _between;
    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenSource _abandon = new();
    private int _acknowledged;

    public Load(Uri url, int clients, TimeSpan between)
    {
        (_between, Url) = (between, url);
        _writers = [.. Enumerable.Range(0, clients).Select(i => new Writer(i, url))];
    }

    public Uri Url { get; }

    /// <summary>Every comment that was asked for, acknowledged or not.</summary>
    public IReadOnlyCollection<Said> Said => _said;

    public ConcurrentDictionary<(int Writer, string Comment), Voted> Votes { get; } = new();

    /// <summary>How often which answer came.</summary>
    public ConcurrentDictionary<int, int> Answers { get; } = new();

    /// <summary>Refusals to write for now that did not say when to come again.</summary>
    public int WithoutRetryAfter { get; private set; }

    public int Acknowledged => Volatile.Read(ref _acknowledged);

    /// <summary>Everybody says one thing while all is well, and so gets known; then the load begins.</summary>
    public async Task StartAsync()
    {
        foreach (var writer in _writers) await PostAsync(writer, null);
        Resume();
    }

    public void Resume() => _running.AddRange(_writers.Select(w => Task.Run(() => WriteAsync(w))));

    /// <summary>Waits until so many more acts are acknowledged.</summary>
    public async Task UntilAcknowledgedAsync(int more)
    {
        var wanted = Acknowledged + more;
        while (Acknowledged < wanted) await Task.WhenAny([.. _running, Task.Delay(5)]);
    }

    /// <summary>Nobody begins anything more; whoever waits for an answer asks until it comes.</summary>
    public async Task FinishAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_running);
    }

    /// <summary>Everybody goes away without waiting for an answer.</summary>
    public async Task AbandonAsync()
    {
        await _stop.CancelAsync();
        await _abandon.CancelAsync();
        await Task.WhenAll(_running);
    }

    public void Dispose()
    {
        _writers.ForEach(w => w.Dispose());
        _stop.Dispose();
        _abandon.Dispose();
    }

    private async Task WriteAsync(Writer writer)
    {
        try
        {
            while (!_stop.IsCancellationRequested)
            {
                await ActAsync(writer);
                await Task.Delay(_between, _stop.Token);
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // Asked to go.
        }
    }

    private Task ActAsync(Writer writer)
    {
        var others = _said.Where(s => s.Id is not null && !s.IsDeleted).Take(200).ToList();
        var mine = writer.Said.Where(s => s is { Id: not null, IsDeleted: false, IsSettled: false }).ToList();
        var pick = RandomNumberGenerator.GetInt32(100);
        return pick switch
        {
            < 25 => PostAsync(writer, null),
            < 60 when others.Count > 0 => PostAsync(writer, Any(others).Id),
            < 72 when mine.Count > 0 => EditAsync(writer, Any(mine)),
            < 78 when mine.Count > 1 => DeleteAsync(writer, Any(mine)),
            _ when others.Exists(o => o.Writer != writer.Number) => VoteAsync(writer, Any(others.FindAll(o => o.Writer != writer.Number))),
            _ => PostAsync(writer, null),
        };
    }

    private async Task PostAsync(Writer writer, string? parent)
    {
        var said = new Said(writer.Number, writer.Said.Count);
        writer.Said.Add(said);
        _said.Add(said);
        var key = Guid.NewGuid().ToString();
        using var answer = await AskAsync(() => writer.Client.PostCommentAsync(said.First, parent, $"Writer {writer.Number}", key, Story));
        if (answer.StatusCode == HttpStatusCode.Created) said.Accept((await answer.JsonAsync()).GetProperty("id").GetString()!);
        else said.Refuse();
    }

    private async Task EditAsync(Writer writer, Said said)
    {
        var text = said.Ask();
        using var answer = await AskAsync(() => writer.Client.SendJsonAsync(
            HttpMethod.Patch, $"/api/v1/comments/{said.Id}", "{\"text\":\"" + text + "\"}"));
        said.Answer(answer.IsSuccessStatusCode ? text : null);
        // Its time is up: it stays as it is.
        if (!answer.IsSuccessStatusCode) said.IsSettled = true;
    }

    private async Task DeleteAsync(Writer writer, Said said)
    {
        said.AskToDelete();
        using var answer = await AskAsync(() => writer.Client.SendJsonAsync(HttpMethod.Delete, $"/api/v1/comments/{said.Id}", "{}"));
        said.AnswerToDelete(answer.IsSuccessStatusCode);
    }

    private async Task VoteAsync(Writer writer, Said said)
    {
        var value = RandomNumberGenerator.GetInt32(3) - 1;
        var voted = Votes.GetOrAdd((writer.Number, said.Id!), _ => new Voted());
        voted.Pending = value;
        using var answer = await AskAsync(() => writer.Client.SendJsonAsync(
            HttpMethod.Put, $"/api/v1/comments/{said.Id}/vote", "{\"value\":" + value.ToString(CultureInfo.InvariantCulture) + "}"));
        if (answer.IsSuccessStatusCode) voted.Value = value;
        voted.Pending = null;
    }

    // Asks the same again until the answer is not "later": after a lost answer nobody knows whether it was done.
    private async Task<HttpResponseMessage> AskAsync(Func<Task<HttpResponseMessage>> ask)
    {
        while (true)
        {
            try
            {
                var answer = await ask().WaitAsync(_abandon.Token);
                _ = Answers.AddOrUpdate((int)answer.StatusCode, 1, (_, n) => n + 1);
                if ((int)answer.StatusCode < 500)
                {
                    if (answer.IsSuccessStatusCode) _ = Interlocked.Increment(ref _acknowledged);
                    return answer;
                }

                if (answer.Headers.RetryAfter is null) WithoutRetryAfter++;
                answer.Dispose();
            }
            catch (Exception exception) when (exception is HttpRequestException or IOException or TimeoutException
                || (exception is OperationCanceledException && !_abandon.IsCancellationRequested))
            {
                // The server is gone; it may come again.
            }

            await Task.Delay(50, _abandon.Token);
        }
    }

    private static T Any<T>(List<T> list) => list[RandomNumberGenerator.GetInt32(list.Count)];

    private sealed class Writer(int number, Uri url) : IDisposable
    {
        public int Number { get; } = number;

        public List<Said> Said { get; } = [];

        public HttpClient Client { get; } = new(new SocketsHttpHandler { UseCookies = true, AllowAutoRedirect = false })
        {
            BaseAddress = url,
            Timeout = TimeSpan.FromSeconds(20),
        };

        public void Dispose() => Client.Dispose();
    }
}

/// <summary>One comment of a <see cref="Load"/>: what was acknowledged of it, and what was asked and not answered.</summary>
internal sealed class Said(int writer, int number)
{
    private readonly string _first = string.Create(CultureInfo.InvariantCulture, $"Load {writer}.{number} as first said");
    private int _edits;

    public int Writer => writer;

    /// <summary>Which of its writer's comments it is, from 0.</summary>
    public int Number => number;

    public string First => _first;

    /// <summary>Null until it is acknowledged.</summary>
    public string? Id { get; private set; }

    public bool IsRefused { get; private set; }

    public string? Text { get; private set; }

    public string? Pending { get; private set; }

    public bool IsDeleted { get; private set; }

    public bool IsDeletePending { get; private set; }

    public bool IsSettled { get; set; }

    public void Accept(string id) => (Text, Id) = (First, id);

    public void Refuse() => IsRefused = true;

    public string Ask() => Pending = string.Create(CultureInfo.InvariantCulture, $"Load {writer}.{number} edited {++_edits}");

    public void Answer(string? text) => (Text, Pending) = (text ?? Text, null);

    public void AskToDelete() => IsDeletePending = true;

    public void AnswerToDelete(bool isDeleted) => (IsDeleted, IsDeletePending) = (isDeleted || IsDeleted, false);
}

internal sealed class Voted
{
    public int Value { get; set; }

    public int? Pending { get; set; }
}
