using System.Diagnostics;
using Retrain.Formats.Onnx;
using Retrain.Graph;
using Retrain.Graph.Passes;
using Retrain.Networks;
using Retrain.Testing;

namespace Retrain.Tests.Networks;

/// <summary>A recorded call, run and compared.</summary>
/// <param name="Name">Name of the call.</param>
/// <param name="Outputs">Each compared tensor: its name, its difference and what is allowed.</param>
/// <param name="Nodes">Nodes of the converted network.</param>
/// <param name="ReadMilliseconds">From the file to the network, variables included.</param>
/// <param name="ConvertMilliseconds">Passes, layout, ONNX.</param>
internal sealed record MeasuredNetwork(
    string Name, IReadOnlyList<(string Tensor, NetworkDifference Difference, double Limit)> Outputs, int Nodes, double ReadMilliseconds,
    double ConvertMilliseconds)
{
    /// <summary>Runs a call.</summary>
    public static MeasuredNetwork Of(NetworkCase recorded)
    {
        long start = Stopwatch.GetTimestamp();
        Network network = NetworkRun.ImportPlain(recorded);
        double read = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        start = Stopwatch.GetTimestamp();
        network = Simplification.Run(network);
        byte[] onnx = NetworkCompiler.ToOnnx(network, recorded.Name);
        double converted = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        float[][] ours = NetworkRun.OnnxRuntime(network, onnx, recorded);
        return new MeasuredNetwork(
            recorded.Name, [.. recorded.Answers.Select((answer, i) => Compare(answer, ours[i]))], CountNodes(onnx), read, converted);
    }

    /// <summary>Number of nodes of an ONNX file.</summary>
    public static int CountNodes(byte[] onnx) => OnnxModel.Read(onnx).Graph.Node.Count;

    private static (string Tensor, NetworkDifference Difference, double Limit) Compare(NetworkAnswer answer, float[] ours)
    {
        NetworkDifference difference = NetworkDifference.Of(ours, Npy.Read(answer.File).Floats());
        return (answer.Tensor, difference,
            double.IsNaN(answer.Tolerance) ? answer.Scaled * Math.Max(1, difference.Greatest) : answer.Tolerance);
    }
}
