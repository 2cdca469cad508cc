using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using Retrain.Formats.Onnx;

namespace Retrain.Backbones;

/// <summary>
/// How this program runs ONNX Runtime everywhere: silent, for the console belongs to the program around us, and each run on its caller's
/// thread alone, so that answers do not depend on the number of cores.
/// </summary>
internal static class OnnxEnvironment
{
    /// <summary>Sums of products of bytes are exact on every processor, and take longer where it has no instruction for them.</summary>
    private const string ExactByteSums = "session.x64quantprecision";

    private static readonly Lock Gate = new();

    /// <summary>Opens a network. Runs may be made at once from many threads.</summary>
    /// <param name="network">ONNX bytes.</param>
    /// <param name="optimise">Prepare it for many runs; false is quicker where only its inputs and outputs are of interest.</param>
    /// <exception cref="OnnxRuntimeException">ONNX Runtime refuses it.</exception>
    public static InferenceSession Open(ReadOnlyMemory<byte> network, bool optimise = true)
    {
        bool isWholeArray = MemoryMarshal.TryGetArray(network, out ArraySegment<byte> segment)
            && segment.Offset == 0 && segment.Count == segment.Array!.Length;
        return Open(
            options => new InferenceSession(isWholeArray ? segment.Array : network.ToArray(), options), optimise,
            optimise && OnnxByteSums.CanOverflow(network.Span));
    }

    /// <summary>Opens a network on the disk; weights in files beside it are found.</summary>
    /// <exception cref="OnnxRuntimeException">ONNX Runtime refuses it.</exception>
    public static InferenceSession Open(string file) =>
        Open(options => new InferenceSession(file, options), optimise: true, CanOverflow(file));

    /// <summary>Options of a run that writes nothing to the console.</summary>
    public static RunOptions SilentRun() => new() { LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL };

    /// <summary>What ONNX Runtime says of a fault, on one line, without its code in front and without a full stop.</summary>
    public static string OneLine(OnnxRuntimeException fault)
    {
        string text = string.Join(' ', fault.Message.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        int code =
            text.StartsWith('[') ? text.IndexOf(" : ", text.IndexOf(" : ", StringComparison.Ordinal) + 3, StringComparison.Ordinal) : -1;
        return (code < 0 ? text : text[(code + 3)..]).TrimEnd('.');
    }

    /// <summary>A file that cannot be read is for ONNX Runtime to complain about.</summary>
    private static bool CanOverflow(string file)
    {
        try
        {
            return OnnxByteSums.CanOverflow(File.ReadAllBytes(file));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static InferenceSession Open(Func<SessionOptions, InferenceSession> open, bool optimise, bool isExact)
    {
        Silence();
        using var options = new SessionOptions
        {
            IntraOpNumThreads = 1,
            InterOpNumThreads = 1,
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            GraphOptimizationLevel = optimise ? GraphOptimizationLevel.ORT_ENABLE_ALL : GraphOptimizationLevel.ORT_DISABLE_ALL,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL,
        };
        if (isExact)
        {
            options.AddSessionConfigEntry(ExactByteSums, "1");
        }

        return open(options);
    }

    private static void Silence()
    {
        lock (Gate)
        {
            // The environment belongs to the process. A host that made its own has chosen its own log level.
            if (!OrtEnv.IsCreated)
            {
                var options = new EnvironmentCreationOptions { logId = "retrain", logLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL };
                OrtEnv.CreateInstanceWithOptions(ref options);
            }
        }
    }
}
