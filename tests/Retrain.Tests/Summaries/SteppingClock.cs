namespace Retrain.Tests.Summaries;

/// <summary>A clock that moves by a quarter of a second at each look.</summary>
internal sealed class SteppingClock : TimeProvider
{
    private DateTimeOffset now = DateTimeOffset.FromUnixTimeSeconds(1700000000).AddMilliseconds(300);

    public override DateTimeOffset GetUtcNow() => now += TimeSpan.FromMilliseconds(250);
}
