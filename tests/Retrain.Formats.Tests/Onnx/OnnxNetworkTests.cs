using Retrain.Formats.Onnx;
using Retrain.Graph;
using Retrain.Graph.Ops;
using Retrain.Graph.Passes;

namespace Retrain.Formats.Tests.Onnx;

public class OnnxNetworkTests
{
    [Fact]
    public void Read_EmbeddedBackbone_ComesBackWithEqualFeatures()
    {
        byte[] file = File.ReadAllBytes(
            Path.Combine(SharedData.RepositoryRoot, "src", "Retrain", "Backbones", "Embedded", "efficientnet_lite0.onnx"));
        Network read = OnnxNetworkReader.Read(OnnxModel.Read(file));
        OnnxNetworkReader.RefuseUnsupported(read);
        Network last = LayoutPass.Run(read, DataLayout.ChannelsLast);
        Network first = LayoutPass.Run(last, DataLayout.ChannelsFirst);
        Assert.DoesNotContain(first.Nodes, n => n.Operator is Transpose);
        byte[] written = OnnxNetworkWriter.Write(first, new OnnxWriterOptions()).Write();
        Assert.Equal(3, read.Inputs.Single().Fact.Shape[1].Length);
        var inputs = new Dictionary<string, Tensor>
        {
            [read.Inputs[0].Name] = OnnxRun.Numbers(new Random(1), ElementType.Float32, 1, 1, 3, 224, 224)
        };
        Dictionary<string, Tensor> original = OnnxRun.Run(file, inputs);
        Dictionary<string, Tensor> copy = OnnxRun.Run(written, inputs);
        Assert.All(original, o => Near(o.Value.Floats.ToArray(), copy[o.Key], 1e-4));
    }

    private static void Near(float[] expected, Tensor actual, double tolerance)
    {
        Assert.Equal(expected.Length, actual.Length);
        float[] numbers = actual.Floats.ToArray();
        Assert.All(expected, (v, i) => Assert.True(Math.Abs(v - numbers[i]) <= tolerance, $"[{i}]: expected {v}, not {numbers[i]}"));
    }
}
