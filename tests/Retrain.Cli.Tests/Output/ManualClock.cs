namespace Retrain.Cli.Tests.Output;

/// <summary>A clock that stands still until it is moved; it starts at a recorded moment, an hour east of Greenwich.</summary>
internal sealed class ManualClock : TimeProvider
{
    private static readonly DateTimeOffset Start = new DateTimeOffset(2026, 11, 25, 2, 9, 6, TimeSpan.Zero).AddMicroseconds(24897);

    private long ticks = 1;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override TimeZoneInfo LocalTimeZone { get; } =
        TimeZoneInfo.CreateCustomTimeZone("east", TimeSpan.FromHours(1), "east", "east");

    public override long GetTimestamp() => ticks;

    public override DateTimeOffset GetUtcNow() => Start.AddTicks(ticks - 1);

    public void Move(double seconds) => ticks += TimeSpan.FromSeconds(seconds).Ticks;
}
