using System.Text.Json;
using Retrain.Training;

namespace Retrain.Tests.Training;

/// <summary>Ten steps with given gradients: weights and memory as PyTorch has them after each.</summary>
public sealed class UpdateRuleTests
{
    [Theory]
    [InlineData("sgd", UpdateRule.Sgd)]
    [InlineData("sgd_weight_decay", UpdateRule.Sgd)]
    [InlineData("momentum_pytorch", UpdateRule.Momentum)]
    [InlineData("momentum_pytorch_step", UpdateRule.Momentum)]
    [InlineData("momentum_pytorch_warmup_cosine", UpdateRule.Momentum)]
    [InlineData("momentum_pytorch_weight_decay", UpdateRule.Momentum)]
    [InlineData("adamw_pytorch", UpdateRule.AdamW)]
    [InlineData("adamw_pytorch_no_decay", UpdateRule.AdamW)]
    [InlineData("adamw_pytorch_warmup_cosine", UpdateRule.AdamW)]
    [InlineData("adamw_pytorch_warmup_step", UpdateRule.AdamW)]
    public void Apply_RecordedGradients_MovesWeightsAsPyTorch(string name, UpdateRule rule)
    {
        JsonElement recorded = RecordedGradients.Case("optimisers", name);
        float decay = recorded.GetProperty("parameters").TryGetProperty("weight_decay", out JsonElement d) ? d.GetSingle() : 0;
        foreach (JsonElement weight in recorded.GetProperty("weights").EnumerateArray())
        {
            string which = weight.GetProperty("name").GetString()!;
            float[] moved = RecordedGradients.Floats($"optimisers/start_{which}.npy");
            float[] gradients = RecordedGradients.Floats($"optimisers/gradients_{which}.npy");
            float[] expected = RecordedGradients.Floats(weight.GetProperty("file").GetString()!);
            var options = new SgdOptions { Rule = rule, Momentum = 0.9f, WeightDecay = decay };
            var updater = new WeightUpdater(options, moved.Length, decays: true);
            int n = moved.Length;
            for (int t = 0; t < 10; t++)
            {
                float rate = recorded.GetProperty("learning_rates")[t].GetSingle();
                float[] gradient = gradients[(t * n)..((t + 1) * n)];

                Assert.True(updater.Apply(moved, gradient, rate, t + 1));

                RecordedGradients.AssertClose(expected[(t * n)..((t + 1) * n)], moved, weight.GetProperty("tolerance").GetDouble());
                Assert.All(gradient, g => Assert.Equal(0, g));
                AssertSlots(recorded, which, updater, t);
            }
        }
    }

    [Theory]
    [InlineData(UpdateRule.Momentum)]
    [InlineData(UpdateRule.AdamW)]
    public void Apply_Biases_DoNotDecay(UpdateRule rule)
    {
        float[] biases = [1, -2];
        new WeightUpdater(new SgdOptions { Rule = rule, WeightDecay = 0.5f }, 2, decays: false).Apply(biases, new float[2], 0.1f, 1);
        Assert.Equal([1, -2], biases);
    }

    [Theory]
    [MemberData(nameof(Lengths))]
    public void Kernels_AnyLength_GiveTheScalarBits(int length)
    {
        var draws = new RandomStreamDraws(length);
        float[] weights = draws.Next(length), gradient = draws.Next(length), first = draws.Next(length);
        float[] second = Array.ConvertAll(draws.Next(length), Math.Abs);
        foreach (UpdateRule rule in new[] { UpdateRule.Momentum, UpdateRule.AdamW })
        {
            (float[] w, float[] g, float[] a, float[] b) = ([.. weights], [.. gradient], [.. first], [.. second]);
            (float[] sw, float[] sg, float[] sa, float[] sb) = ([.. weights], [.. gradient], [.. first], [.. second]);
            AdamWFactors factors = AdamWFactors.Of(0.01, 0.1, 3);
            if (rule == UpdateRule.AdamW)
            {
                Assert.True(UpdateKernels.AdamW(w, g, a, b, factors) && UpdateKernels.AdamWScalar(sw, sg, sa, sb, factors));
            }
            else
            {
                Assert.True(UpdateKernels.Momentum(w, g, a, 0.1f, 0.9f) && UpdateKernels.MomentumScalar(sw, sg, sa, 0.1f, 0.9f));
            }

            Assert.Equal([sw, sg, sa, sb], new[] { w, g, a, b });
        }
    }

    [Theory]
    [MemberData(nameof(Lengths))]
    public void Kernels_NotFiniteWeight_IsSeenWhereverItIs(int length)
    {
        for (int at = 0; at < length; at++)
        {
            float[] weights = new float[length];
            weights[at] = float.NaN;
            Assert.False(UpdateKernels.Momentum([.. weights], new float[length], new float[length], 0.1f, 0.9f));
            Assert.False(
                UpdateKernels.AdamW([.. weights], new float[length], new float[length], new float[length], AdamWFactors.Of(0.1, 0, 1)));
        }
    }

    public static TheoryData<int> Lengths => [1, 7, 8, 9, 15, 16, 17, 40];

    private static void AssertSlots(JsonElement recorded, string which, WeightUpdater updater, int step)
    {
        JsonElement[] states = [.. recorded.GetProperty("state").EnumerateArray().Where(s => s.GetProperty("weight").GetString() == which)];
        Assert.Equal(states.Length, updater.Slots.Count);
        for (int s = 0; s < states.Length; s++)
        {
            int n = updater.Slots[s].Length;
            float[] expected = RecordedGradients.Floats(states[s].GetProperty("file").GetString()!)[(step * n)..((step + 1) * n)];
            RecordedGradients.AssertClose(expected, updater.Slots[s], states[s].GetProperty("tolerance").GetDouble());
        }
    }
}
