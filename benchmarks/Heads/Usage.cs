using System.Diagnostics;

namespace Retrain.Benchmarks.Heads;

/// <summary>
/// Time and memory of a piece of work. Processor seconds tell more than the clock where others use the machine. Memory is sampled
/// twenty times a second: "own" is anonymous, "file" are pages of mapped files that the system may take back at any time.
/// </summary>
internal sealed class Usage : IDisposable
{
    private readonly Timer timer;
    private readonly long start = Stopwatch.GetTimestamp();
    private readonly TimeSpan processor = Process.GetCurrentProcess().TotalProcessorTime;
    private readonly long before;
    private long own;
    private long file;
    private long both;

    private Usage()
    {
        GC.Collect();
        Sample();
        before = own;
        timer = new Timer(_ => Sample(), null, 0, 50);
    }

    /// <summary>Does some work and prints a line about it.</summary>
    public static T Of<T>(string name, Func<T> work)
    {
        using var usage = new Usage();
        T result = work();
        Console.WriteLine($"{name,-46}{usage}");
        return result;
    }

    /// <inheritdoc/>
    public override string ToString()
    {
        Sample();
        double cpu = (Process.GetCurrentProcess().TotalProcessorTime - processor).TotalSeconds;
        return $"{Stopwatch.GetElapsedTime(start).TotalSeconds,8:F2} s {cpu,8:F2} s cpu, "
            + $"peak {Math.Max(own, both) / 1024,5} MB: own {own / 1024,5} ({before / 1024,5} before), file {file / 1024,5}";
    }

    /// <inheritdoc/>
    public void Dispose() => timer.Dispose();

    private void Sample()
    {
        long ownNow = 0, fileNow = 0;
        foreach (string line in File.ReadLines("/proc/self/status"))
        {
            ownNow += Kilobytes(line, "RssAnon:");
            fileNow += Kilobytes(line, "RssFile:") + Kilobytes(line, "RssShmem:");
        }

        own = Math.Max(own, ownNow);
        file = Math.Max(file, fileNow);
        both = Math.Max(both, ownNow + fileNow);
    }

    private static long Kilobytes(string line, string name) =>
        line.StartsWith(name, StringComparison.Ordinal) ? long.Parse(line[name.Length..^2].Trim()) : 0;
}
