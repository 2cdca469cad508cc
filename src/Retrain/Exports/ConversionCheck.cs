using System.Globalization;
using Retrain.Backbones;
using Retrain.Formats.Onnx;
using Retrain.Foundation;
using Retrain.Graph;
using Retrain.Models;
using Retrain.Networks;

namespace Retrain.Exports;

/// <summary>Runs source and result on the same pictures.</summary>
internal static class ConversionCheck
{
    /// <summary>Share of the largest output that the result may be off.</summary>
    private const double Share = 1e-4;

    /// <summary>Absolute, for quantised networks.</summary>
    private const double Quantized = 0.3;

    /// <summary>The plain definition takes some ten nanoseconds for each of them.</summary>
    private const long MostByDefinition = 50_000_000;

    /// <summary>Compares.</summary>
    /// <param name="plan">What was written.</param>
    /// <param name="written">Where.</param>
    /// <param name="cancellationToken">Checked between pictures.</param>
    public static ModelComparison Run(ConversionPlan plan, string written, CancellationToken cancellationToken)
    {
        IReadOnlyList<float[]> pictures = TrialPictures.Of(plan.Preprocessing);
        ImageNetwork image = plan.Image;
        using PictureRun source = Source(plan, out string against);
        using PictureRun result = Result(plan, written);
        double difference = 0;
        double largest = 0;
        double? byDefinition = null;
        float[]? defined = ByDefinition(plan, pictures[0]);
        foreach (float[] picture in pictures)
        {
            cancellationToken.ThrowIfCancellationRequested();
            float[] expected = source.Run(picture, image.Height, image.Width);
            float[] found = result.Run(picture, image.Height, image.Width);
            largest = Math.Max(largest, expected.Max(v => Math.Abs((double)v)));
            difference = Math.Max(difference, Difference(expected, found));
            byDefinition ??= defined is null ? null : Difference(defined, found);
        }

        double allowed = plan.IsQuantized ? Quantized : Share * largest;
        return new ModelComparison(pictures.Count, against, difference, largest, allowed, byDefinition);
    }

    /// <summary>Refuses a result that is not what its source is.</summary>
    /// <exception cref="RetrainException">It differs.</exception>
    public static void Require(ModelComparison comparison, string input)
    {
        double worst = Math.Max(comparison.LargestDifference, comparison.ByDefinition ?? 0);
        if (!(worst <= comparison.Allowed))
        {
            throw new RetrainException(string.Create(
                CultureInfo.InvariantCulture,
                $"'{input}' was converted, but the result gives other values: {worst:g3} off, where {comparison.Allowed:g3} is allowed ")
                + string.Create(CultureInfo.InvariantCulture,
                    $"(largest output {comparison.LargestOutput:g3}). Nothing was written; please report it"));
        }
    }

    /// <summary>An ONNX file as it is; a network of TensorFlow's before any simplification.</summary>
    private static PictureRun Source(ConversionPlan plan, out string against)
    {
        ImageNetwork image = plan.Image;
        if (plan.Source.Onnx is { } onnx)
        {
            against = "the file in ONNX Runtime";
            OnnxValue input = onnx.Model.Inputs.First(i => i.Name == image.Input.Name);
            return new PictureRun(
                OnnxSessions.Open(plan.Source.File, image.Output.Name),
                input.Name,
                image.Output.Name,
                plan.SourceIsChannelsFirst,
                (int)(input.Shape![0].Size ?? 1));
        }

        byte[] network;
        try
        {
            network = NetworkCompiler.ToOnnx(image.Source, plan.Source.Path);
            against = "the graph as it was read";
        }
        catch (RetrainException)
        {
            // What only training needs, dropout for one, may have no words in ONNX.
            network = NetworkCompiler.ToOnnx(image.Network, plan.Source.Path);
            against = "the simplified graph";
        }

        return new PictureRun(
            OnnxSessions.Open(network, plan.Source.Path), image.Input.Name, image.Output.Name, isChannelsFirst: false, Batch(image));
    }

    /// <summary>The written model, from the disk.</summary>
    private static PictureRun Result(ConversionPlan plan, string written)
    {
        if (plan.Format == ModelFormat.Onnx)
        {
            return new PictureRun(OnnxSessions.Open(written), plan.InputName, plan.OutputName, plan.IsChannelsFirst, Batch(plan.Image));
        }

        var wish = new NetworkWish { Purpose = NetworkPurpose.Scores };
        bool isSigned = plan.Format == ModelFormat.SavedModel;
        ImageNetwork back = NetworkOrigins.Open(written)
            .Read(isSigned ? wish : wish with { Input = plan.InputName, Output = plan.OutputName });
        byte[] onnx = NetworkCompiler.ToOnnx(back.Network, written);
        return new PictureRun(OnnxSessions.Open(onnx, written), back.Input.Name, back.Output.Name, isChannelsFirst: false, Batch(back));
    }

    private static int Batch(ImageNetwork image) => image.Input.Fact.Shape[0].Length ?? 1;

    /// <summary>The output by the scalar kernels that define the operators; <see langword="null"/>: too slow, or not possible.</summary>
    private static float[]? ByDefinition(ConversionPlan plan, float[] picture)
    {
        ImageNetwork image = plan.Image;
        if (plan.Source.Onnx is not null || Batch(image) != 1
            || NetworkCost.Of(image.Network).MultiplyAdds is not (>= 0 and < MostByDefinition))
        {
            return null;
        }

        try
        {
            var pixels = Tensor.Of(picture, 1, image.Height, image.Width, 3);
            return ReferenceEvaluator.Run(
                image.Source, new Dictionary<string, Tensor> { [image.Input.Name] = pixels })[image.Output.Name].Floats.ToArray();
        }
        catch (GraphException)
        {
            // Random numbers of dropout have no definition to compare with.
            return null;
        }
    }

    private static double Difference(float[] expected, float[] found)
    {
        if (expected.Length != found.Length)
        {
            return double.PositiveInfinity;
        }

        double largest = 0;
        for (int i = 0; i < expected.Length; i++)
        {
            double difference = Math.Abs((double)expected[i] - found[i]);
            largest = Math.Max(largest, double.IsNaN(difference) ? double.PositiveInfinity : difference);
        }

        return largest;
    }
}
