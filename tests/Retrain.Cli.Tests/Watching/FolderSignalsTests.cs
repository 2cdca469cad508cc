using System.Diagnostics;
using Retrain.Cli.Watching;

namespace Retrain.Cli.Tests.Watching;

public sealed class FolderSignalsTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task WaitAsync_FileIsWritten_ReturnsLongBeforeTheTimeIsOver()
    {
        folder.Write("daisy/1.jpg", "x"u8);
        using var signals = new FolderSignals(folder.FullPath);
        await signals.WaitAsync(TimeSpan.FromMilliseconds(1), Token);
        long start = Stopwatch.GetTimestamp();
        Task waiting = signals.WaitAsync(TimeSpan.FromMinutes(5), Token);
        folder.Write("daisy/2.jpg", "x"u8);
        await waiting.WaitAsync(TimeSpan.FromMinutes(1), Token);
        Assert.InRange(Stopwatch.GetElapsedTime(start), TimeSpan.Zero, TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task WaitAsync_FileWrittenBeforeTheFirstWait_ReturnsLongBeforeTheTimeIsOver()
    {
        folder.Write("daisy/1.jpg", "x"u8);
        using var signals = new FolderSignals(folder.FullPath);
        folder.Write("daisy/2.jpg", "x"u8);
        await signals.WaitAsync(TimeSpan.FromMinutes(5), Token).WaitAsync(TimeSpan.FromMinutes(1), Token);
    }

    [Fact]
    public async Task WaitAsync_FolderIsGoneForAWhile_IsWatchedAgainAfterwards()
    {
        folder.Write("photos/daisy/1.jpg", "x"u8);
        using var signals = new FolderSignals(folder["photos"]);
        await signals.WaitAsync(TimeSpan.FromMilliseconds(1), Token);
        Directory.Delete(folder["photos"], recursive: true);
        await signals.WaitAsync(TimeSpan.FromMilliseconds(100), Token);
        await signals.WaitAsync(TimeSpan.FromMilliseconds(1), Token);
        folder.Write("photos/daisy/1.jpg", "x"u8);
        await signals.WaitAsync(TimeSpan.FromMilliseconds(1), Token);
        Task waiting = signals.WaitAsync(TimeSpan.FromMinutes(5), Token);
        folder.Write("photos/daisy/2.jpg", "x"u8);
        await waiting.WaitAsync(TimeSpan.FromMinutes(1), Token);
    }
}
