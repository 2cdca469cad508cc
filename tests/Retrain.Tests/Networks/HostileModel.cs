using System.Diagnostics;
using Retrain.Foundation;
using Retrain.Networks;

namespace Retrain.Tests.Networks;

/// <summary>A model of which one file is damaged over and over, and what the readers make of it.</summary>
/// <param name="name">For reports and for the damage: a path that does not depend on the machine.</param>
/// <param name="model">What is opened: a copy that may be changed.</param>
/// <param name="file">The file in it that is damaged.</param>
internal sealed class HostileModel(string name, string model, string file)
{
    private const double MostSeconds = 5;
    private const long MostBytes = 1L << 30;

    private static readonly NetworkWish[] Wishes =
    [
        new() { Purpose = NetworkPurpose.Scores },
        new() { Purpose = NetworkPurpose.Scores, Height = 64, Width = 64 },
        new() { Purpose = NetworkPurpose.Features },
    ];

    private readonly byte[] original = File.ReadAllBytes(file);
    private NetworkWish wish = Wishes[0];
    private string outcome = "";

    /// <summary>Damaged copies tried.</summary>
    public int Cases { get; private set; }

    /// <summary>How many were read all the same.</summary>
    public int Read { get; private set; }

    /// <summary>The longest case.</summary>
    public double WorstSeconds { get; private set; }

    /// <summary>Most memory that a case asked for, returned or not.</summary>
    public long WorstBytes { get; private set; }

    /// <summary>Name of the damaged file.</summary>
    public string Name => name;

    /// <summary>What went wrong: other exceptions, too much time, too much memory.</summary>
    public List<string> Faults { get; } = [];

    /// <summary>Tries so many damaged copies, the plain file first.</summary>
    /// <param name="mutations">Copies with changed bytes.</param>
    /// <param name="truncations">Copies that end early.</param>
    /// <param name="fields">Copies that are whole files of changed content.</param>
    /// <param name="next">Is told what comes next.</param>
    public void Run(int mutations, int truncations, int fields, Action<string>? next = null)
    {
        wish = Wishes.FirstOrDefault(w => Try(w, out _)) ?? Wishes[0];
        for (int i = 0; i < mutations; i++)
        {
            next?.Invoke($"{name} mutation {i}");
            Case($"mutation {i}", HostileBytes.Mutate(original, name, i));
        }

        for (int i = 0; i < truncations; i++)
        {
            next?.Invoke($"{name} truncation {i}");
            Case($"truncation {i}", HostileBytes.Truncate(original, name, i, truncations));
        }

        for (int i = 0; i < fields && HostileFields.ParserOf(file) is { } parser; i++)
        {
            if (HostileFields.Mutate(original, parser, name, i) is { } changed)
            {
                next?.Invoke($"{name} field mutation {i}");
                Case($"field mutation {i}", changed);
            }
        }

        File.WriteAllBytes(file, original);
    }

    private void Case(string what, byte[] bytes)
    {
        File.WriteAllBytes(file, bytes);
        (double seconds, long memory) = Measure(out bool isRead, out Exception? fault);
        if (seconds > MostSeconds)
        {
            // Another program may have had the processor.
            seconds = Math.Min(seconds, Measure(out isRead, out fault).Seconds);
        }

        Cases++;
        Read += isRead ? 1 : 0;
        WorstSeconds = Math.Max(WorstSeconds, seconds);
        WorstBytes = Math.Max(WorstBytes, memory);
        if (fault is not null)
        {
            Faults.Add($"{name} {what}: {fault.GetType().Name}: {fault.Message} {Place(fault)}");
        }

        if (seconds > MostSeconds)
        {
            Faults.Add($"{name} {what}: {seconds:f1} s; {outcome}");
        }

        if (memory > MostBytes)
        {
            Faults.Add($"{name} {what}: {memory >> 20} MiB; {outcome}");
        }
    }

    private (double Seconds, long Bytes) Measure(out bool isRead, out Exception? fault)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        long start = Stopwatch.GetTimestamp();
        isRead = Try(wish, out fault);
        return (Stopwatch.GetElapsedTime(start).TotalSeconds, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    /// <summary>All that happens to a model before it runs.</summary>
    private bool Try(NetworkWish wanted, out Exception? fault)
    {
        fault = null;
        try
        {
            ImageNetwork network = NetworkOrigins.Open(model).Read(wanted);
            int length = NetworkCompiler.ToOnnx(network.Network, model).Length;
            outcome = $"read, {length >> 20} MiB of ONNX";
            return true;
        }
        catch (RetrainException e)
        {
            fault = e.Message.Any(char.IsControl) ? e : null;
            outcome = e.Message;
            return false;
        }
        catch (Exception e)
        {
            fault = e;
            return false;
        }
    }

    private static string Place(Exception e) =>
        e.StackTrace?.Split('\n').FirstOrDefault(l => l.Contains("Retrain.", StringComparison.Ordinal))?.Trim() ?? "";
}
