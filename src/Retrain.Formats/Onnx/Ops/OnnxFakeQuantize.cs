using System.Collections.Immutable;
using Retrain.Graph;
using Retrain.Graph.Ops;

namespace Retrain.Formats.Onnx.Ops;

/// <summary>
/// Fake quantisation, written as the float32 operations of its definition in their order: other orders miss a level here and there.
/// </summary>
internal static class OnnxFakeQuantize
{
    /// <summary>Writes it.</summary>
    public static void Write(OnnxNodeWriter node)
    {
        var fake = (FakeQuantize)node.Operator;
        Nudged[] ranges = [.. fake.Min.Zip(fake.Max, (min, max) => Nudge(min, max, fake))];
        string x = Clamp(node, ranges);
        string low = Numbers("lowest", r => r.Min);
        string scale = Numbers("scale", r => r.Scale);
        string half = node.Scalar("half", 0.5);
        string shifted = node.Step("shifted", "Sub", [x, low]);
        if (fake.Formula == FakeQuantizeFormula.TensorFlow1)
        {
            string steps = node.Step("steps", "Div", [shifted, scale]);
            string level = node.Step("level", "Floor", [node.Step("rounded", "Add", [steps, half])]);
            node.Result("Add", [node.Step("scaled", "Mul", [level, scale]), low]);
        }
        else
        {
            bool isInverse = fake.Formula == FakeQuantizeFormula.TensorFlow2Args;
            string steps = isInverse
                ? node.Step("steps", "Mul", [shifted, Numbers("inverse", r => 1f / r.Scale)])
                : node.Step("steps", "Div", [shifted, scale]);
            string moved = node.Step("moved", "Sub", [steps, Numbers("zero", r => Zero(r, isInverse))]);
            string level = node.Step("level", "Floor", [node.Step("rounded", "Add", [moved, half])]);
            node.Result("Mul", [level, scale]);
        }

        string Numbers(string suffix, Func<Nudged, float> of)
        {
            float[] numbers = [.. ranges.Select(of)];
            return node.Store(suffix, numbers.Length == 1 ? Tensor.Of(numbers) : Tensor.Of(numbers, numbers.Length));
        }
    }

    private static string Clamp(OnnxNodeWriter node, Nudged[] ranges)
    {
        if (ranges.Length == 1)
        {
            return node.Step("clamped", "Clip", [node.Input(0), node.Scalar("min", ranges[0].Min), node.Scalar("max", ranges[0].Max)]);
        }

        string lowest = node.Store("min", Tensor.Of(ranges.Select(r => r.Min).ToArray(), ranges.Length));
        string highest = node.Store("max", Tensor.Of(ranges.Select(r => r.Max).ToArray(), ranges.Length));
        return node.Step("clamped", "Max", [node.Step("not_above", "Min", [node.Input(0), highest]), lowest]);
    }

    /// <summary>The range moved so that 0 is a level; a range of nothing gives 0.</summary>
    private static Nudged Nudge(float min, float max, FakeQuantize fake)
    {
        if (min == 0 && max == 0)
        {
            return new Nudged(0, 0, 1);
        }

        float lowest = fake.IsNarrow ? 1 : 0;
        float highest = (1 << fake.Bits) - 1;
        float scale = (max - min) / (highest - lowest);
        float zero = lowest - (min / scale);
        zero = zero < lowest ? lowest : zero > highest ? highest : MathF.Floor(zero + 0.5f);
        return new Nudged((lowest - zero) * scale, (highest - zero) * scale, scale);
    }

    private static float Zero(Nudged range, bool isInverse) =>
        MathF.Floor((isInverse ? -range.Min * (1f / range.Scale) : -range.Min / range.Scale) + 0.5f);

    private readonly record struct Nudged(float Min, float Max, float Scale);
}
