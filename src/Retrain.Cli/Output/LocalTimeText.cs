using System.Globalization;

namespace Retrain.Cli.Output;

/// <summary>Times as the original prints them.</summary>
internal static class LocalTimeText
{
    /// <summary>Python's <c>datetime.now()</c> as text: local time with microseconds, which are left out where they are 0.</summary>
    public static string Now(TimeProvider clock)
    {
        DateTimeOffset now = clock.GetLocalNow();
        bool isWhole = now.Ticks % TimeSpan.TicksPerSecond < TimeSpan.TicksPerMicrosecond;
        return now.ToString(isWhole ? "yyyy-MM-dd HH:mm:ss" : "yyyy-MM-dd HH:mm:ss.ffffff", CultureInfo.InvariantCulture);
    }
}
