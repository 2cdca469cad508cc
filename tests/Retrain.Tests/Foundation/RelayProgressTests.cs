using Retrain.Foundation;

namespace Retrain.Tests.Foundation;

public sealed class RelayProgressTests
{
    [Fact]
    public void Report_Value_IsHandedOnAtOnceOnTheSameThread()
    {
        var told = new List<(int Value, int Thread)>();
        var progress = new RelayProgress<int>(value => told.Add((value, Environment.CurrentManagedThreadId)));

        for (int i = 0; i < 100; i++)
        {
            progress.Report(i);
            Assert.Equal(i + 1, told.Count);
        }

        Assert.Equal(Enumerable.Range(0, 100).Select(i => (i, Environment.CurrentManagedThreadId)), told);
    }

    [Fact]
    public void Report_HandlerThatThrows_ThrowsToTheReporter() =>
        Assert.Throws<TimeoutException>(() => new RelayProgress<int>(_ => throw new TimeoutException()).Report(1));
}
