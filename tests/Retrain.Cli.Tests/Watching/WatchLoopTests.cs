using Retrain.Cli.Output;
using Retrain.Cli.Tests.Output;
using Retrain.Cli.Watching;
using Retrain.Foundation;

namespace Retrain.Cli.Tests.Watching;

public sealed class WatchLoopTests : IDisposable
{
    private static readonly RetrainResult First = MadeRun.Of("daisy/1.jpg=a:testing:daisy", "roses/1.jpg=b:testing:daisy");
    private static readonly RetrainResult Second =
        MadeRun.Of("daisy/1.jpg=a:testing:daisy", "daisy/2.jpg=c:training:daisy", "roses/1.jpg=b:testing:roses");

    private readonly ManualClock clock = new();
    private readonly StringWriter output = new() { NewLine = "\n" };
    private readonly StringWriter error = new() { NewLine = "\n" };
    private int rounds;

    public void Dispose()
    {
        output.Dispose();
        error.Dispose();
    }

    [Fact]
    public async Task RunAsync_NothingChanges_OnlyLooks()
    {
        Script script = await Watch(_ => Second, 1, 1, 1, 1);
        Assert.Equal(0, rounds);
        Assert.Equal("", output.ToString());
        Assert.All(script.Waits, time => Assert.Equal(TimeSpan.FromSeconds(3), time));
    }

    [Fact]
    public async Task RunAsync_FolderChanges_TrainsOnceItIsAtRestAndTellsWhatChanged()
    {
        // Photos arrive one by one: 2, 3, 4, then rest.
        Script script = await Watch(
            _ =>
            {
                clock.Move(1.94);
                return Second;
            },
            1, 2, 3, 4, 4, 4);
        Assert.Equal(1, rounds);
        Assert.Equal(3, script.Pauses);
        Assert.Equal(
            """

            Photos: 1 added (daisy 1)
            Test accuracy: 50.0 % (N=2) before, 100.0 % (N=2) now
            Flips: 1 of 2 validation and test photos that both models know got another answer, 1 now right, 0 now wrong
              roses/1.jpg: daisy (wrong) -> roses (right)
            New model after 1.9 s, at 03:09:07

            """,
            output.ToString());
        Assert.Equal("Watching has ended; the last model stays.\n", error.ToString());
    }

    [Fact]
    public async Task RunAsync_FileThatCameAndWentAgain_IsNoReason()
    {
        await Watch(_ => Second, 1, 2, 1, 1, 1);
        Assert.Equal(0, rounds);
    }

    [Fact]
    public async Task RunAsync_ChangeDuringTheFirstRun_IsSeenAtOnce()
    {
        Script script = await Watch(_ => Second, 2, 2);
        Assert.Equal(1, rounds);
        Assert.Equal(1, script.Pauses);
    }

    [Fact]
    public async Task RunAsync_RoundFails_SaysWhyInALineAndGoesOnFromTheLastModel()
    {
        await Watch(
            round => round == 1 ? throw new UsageException("image folder 'photos' does not exist\nit was there before.") : Second,
            -1, -1, -1, 5, 5, 5);
        Assert.Equal(2, rounds);
        Assert.StartsWith(
            "Error: image folder 'photos' does not exist; it was there before. The model of before stays; watching goes on\n",
            error.ToString(), StringComparison.Ordinal);
        Assert.Contains("Test accuracy: 50.0 % (N=2) before, 100.0 % (N=2) now", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_FailedRound_IsNotTriedAgainBeforeTheNextChange()
    {
        await Watch(_ => throw new RetrainException("No photo of class 'roses' can be used"), 2, 2, 2, 2, 2);
        Assert.Equal(1, rounds);
    }

    [Fact]
    public async Task RunAsync_FaultOfTheProgram_ComesOut() =>
        await Assert.ThrowsAsync<InvalidCastException>(() => Watch(_ => throw new InvalidCastException(), 2, 2, 2));

    /// <summary>Watches a folder of state 1 that then has the given states, a look each; ends after the last.</summary>
    private async Task<Script> Watch(Func<int, RetrainResult> round, params int[] states)
    {
        var script = new Script(states);
        var loop = new WatchLoop(
            script, script.Look, _ => Task.FromResult(round(++rounds)), output, new RunLog(error, "INFO"), clock);
        await loop.RunAsync(new FolderState(1, 0), First, script.End.Token);
        return script;
    }

    /// <summary>A folder whose states are known beforehand, in which no time passes.</summary>
    private sealed class Script(int[] states) : IFolderSignals
    {
        private int next;

        public CancellationTokenSource End { get; } = new();

        public List<TimeSpan> Waits { get; } = [];

        public int Pauses { get; private set; }

        public FolderState Look()
        {
            if (next == states.Length)
            {
                End.Cancel();
                return new FolderState(states[^1], 0);
            }

            return new FolderState(states[next++], 0);
        }

        public Task WaitAsync(TimeSpan atMost, CancellationToken cancellationToken)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Waits.Add(atMost);
            return Task.CompletedTask;
        }

        public Task PauseAsync(TimeSpan time, CancellationToken cancellationToken)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Pauses++;
            return Task.CompletedTask;
        }

        public void Dispose() => End.Dispose();
    }
}
