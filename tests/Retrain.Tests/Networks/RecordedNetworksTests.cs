using Retrain.Testing;

namespace Retrain.Tests.Networks;

/// <summary>Every recorded TensorFlow model gives TensorFlow's outputs, inner tensors included.</summary>
public class RecordedNetworksTests
{
    public static TheoryData<string> Names(string kind) => [.. NetworkFixtures.All(kind).Select(c => c.Name).DefaultIfEmpty("")];

    [Theory]
    [MemberData(nameof(Names), "frozen")]
    public void Run_FrozenGraph_GivesTensorFlowsAnswers(string name) => Compare("frozen", name);

    [Theory]
    [MemberData(nameof(Names), "saved_models")]
    public void Run_SavedModel_GivesTensorFlowsAnswers(string name) => Compare("saved_models", name);

    [Theory]
    [MemberData(nameof(Names), "modules")]
    public void Run_HubModule_GivesTensorFlowsAnswers(string name) => Compare("modules", name);

    [Fact]
    public void Run_EmbeddedNetworkAndItsModule_GiveTheRecordedFeatures() => Assert.All(GoldenCase.All().Select(c => c.Run()), m =>
    {
        TestContext.Current.TestOutputHelper?.WriteLine($"{m.Name}: {m.Outputs[0].Difference}");
        Assert.True(m.Outputs[0].Difference.Largest <= GoldenCase.Tolerance, m.Outputs[0].Difference.ToString());
    });

    private static void Compare(string kind, string name)
    {
        SharedData.Shared("fixtures", kind);
        NetworkCase recorded = NetworkFixtures.All(kind).First(c => c.Name == name);
        float[][] ours = NetworkRun.OnnxRuntime(recorded);
        var faults = new List<string>();
        for (int i = 0; i < ours.Length; i++)
        {
            NetworkAnswer answer = recorded.Answers[i];
            float[] theirs = Npy.Read(answer.File).Floats();
            NetworkDifference difference = NetworkDifference.Of(ours[i], theirs);
            double limit = double.IsNaN(answer.Tolerance) ? answer.Scaled * Math.Max(1, difference.Greatest) : answer.Tolerance;
            TestContext.Current.TestOutputHelper?.WriteLine($"{answer.Tensor}: {difference} of {limit:g2}");
            if (!(difference.Largest <= limit) || difference.Mean > answer.MeanTolerance)
            {
                faults.Add($"{answer.Tensor}: {difference}, allowed {limit:g3}");
            }
        }

        Assert.True(faults.Count == 0, string.Join('\n', faults));
    }
}
