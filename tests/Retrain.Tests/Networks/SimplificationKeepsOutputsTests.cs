using Retrain.Graph;
using Retrain.Graph.Passes;
using Retrain.Testing;

namespace Retrain.Tests.Networks;

/// <summary>
/// The network as it was read, by the scalar definition of its operators, against the simplified and converted one on ONNX Runtime: passes,
/// layout and writer keep what the reader understood.
/// </summary>
public class SimplificationKeepsOutputsTests
{
    private static readonly string[] Modules =
    [
        "modules/odd_ops", "modules/mobilenet_v1_025_128/feature_vector", "modules/mobilenet_v2_035_96/feature_vector"
    ];

    public static TheoryData<string> Names() =>
        [.. NetworkFixtures.All("frozen").Concat(NetworkFixtures.All("modules").Where(c => Modules.Any(m => c.Name == m + " default")))
            .Select(c => c.Name).DefaultIfEmpty("")];

    [Theory]
    [MemberData(nameof(Names))]
    public void Run_PlainNetworkByDefinition_GivesTheConvertedNetworksOutputs(string name)
    {
        SharedData.Shared("fixtures", "modules");
        NetworkCase recorded = NetworkFixtures.All(name.Split('/')[0]).First(c => c.Name == name);
        Network plain = NetworkRun.ImportPlain(recorded);
        Network simplified = Simplification.Run(plain);
        float[][] expected = NetworkRun.Reference(plain, recorded);
        float[][] converted = NetworkRun.OnnxRuntime(simplified, Retrain.Networks.NetworkCompiler.ToOnnx(simplified, name), recorded);
        var faults = new List<string>();
        for (int i = 0; i < expected.Length; i++)
        {
            NetworkAnswer answer = recorded.Answers[i];
            NetworkDifference difference = NetworkDifference.Of(converted[i], expected[i]);
            double limit = double.IsNaN(answer.Tolerance) ? answer.Scaled * Math.Max(1, difference.Greatest) : answer.Tolerance;
            TestContext.Current.TestOutputHelper?.WriteLine($"{answer.Tensor}: {difference} of {limit:g2}");
            if (!(difference.Largest <= limit))
            {
                faults.Add($"{answer.Tensor}: {difference}, allowed {limit:g3}");
            }
        }

        Assert.True(faults.Count == 0, string.Join('\n', faults));
        Assert.True(simplified.Nodes.Length <= plain.Nodes.Length);
    }
}
