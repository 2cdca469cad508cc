using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;

namespace Retrain.Backbones;

/// <summary>How this program runs ONNX Runtime everywhere: silent, and without threads of its own.</summary>
internal static class OnnxEnvironment
{
    private static readonly Lock Gate = new();

    /// <summary>Opens a network for one thread a call. Calls may be made at once from many threads.</summary>
    /// <param name="network">ONNX bytes.</param>
    /// <param name="optimise">Prepare it for many runs; false is quicker where only its inputs and outputs are of interest.</param>
    /// <exception cref="OnnxRuntimeException">ONNX Runtime refuses the file.</exception>
    public static InferenceSession CreateSession(ReadOnlyMemory<byte> network, bool optimise = true)
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
        bool isWholeArray = MemoryMarshal.TryGetArray(network, out ArraySegment<byte> segment)
            && segment.Offset == 0 && segment.Count == segment.Array!.Length;
        return new InferenceSession(isWholeArray ? segment.Array : network.ToArray(), options);
    }

    /// <summary>What ONNX Runtime says of a fault, in one line.</summary>
    public static string Explain(OnnxRuntimeException fault) => string.Join(' ', fault.Message.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

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
