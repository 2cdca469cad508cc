namespace Retrain.Cli.Output;

/// <summary>Durations for people.</summary>
internal static class DurationText
{
    /// <summary>"8 s", "3 min 20 s", "2 h 5 min".</summary>
    public static string Of(TimeSpan time) =>
        time.TotalSeconds < 60 ? $"{Math.Ceiling(time.TotalSeconds):F0} s"
        : time.TotalMinutes < 60 ? $"{(int)time.TotalMinutes} min {time.Seconds} s"
        : $"{(int)time.TotalHours} h {time.Minutes} min";
}
