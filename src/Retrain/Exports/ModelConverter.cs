using Retrain.Backbones;
using Retrain.Formats.Onnx;
using Retrain.Foundation;
using Retrain.Graph;
using Retrain.Networks;

namespace Retrain.Exports;

/// <summary>From one model format to another.</summary>
public static class ModelConverter
{
    /// <summary>
    /// Converts a model: the part from its image input to one output, simplified, with the source's names. The result is read back from
    /// the disk, run beside the source on generated
    /// pictures, and kept only if both agree. All or nothing.
    /// </summary>
    /// <param name="input">Anything that <see cref="ModelInspector.Inspect"/> reads.</param>
    /// <param name="output">
    /// The file (ONNX, frozen graph) or folder (SavedModel) to write. Beside a frozen graph a JSON file keeps labels and preprocessing,
    /// where they are known.
    /// </param>
    /// <param name="options">How.</param>
    /// <param name="cancellationToken">Checked between steps.</param>
    /// <exception cref="UsageException">A choice that only the caller can make; the choices are listed.</exception>
    /// <exception cref="RetrainException">
    /// The source is broken or not supported, the output is there already or cannot be written, or the result differs from the source by
    /// more than a ten-thousandth of the largest
    /// output (0.3 for quantised networks, where a value on the border of two levels falls to either side).
    /// </exception>
    public static ModelConversion Convert(
        string input, string output, ModelConversionOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new ModelConversionOptions();
        ModelFormat format = options.Format ?? FormatOf(output);
        var target = ConversionTarget.Prepare(input, output, format, options.Force);
        try
        {
            ModelSource source = ModelSource.Open(input, options.Choice.Tags);
            RefuseViews(source);
            cancellationToken.ThrowIfCancellationRequested();
            var plan = ConversionPlan.Make(source, options.Choice, format);
            cancellationToken.ThrowIfCancellationRequested();
            ModelComparison? comparison = null;
            target.Write(staged =>
            {
                ConversionWriter.Write(staged, plan);
                cancellationToken.ThrowIfCancellationRequested();
                comparison = ConversionCheck.Run(plan, staged, cancellationToken);
                ConversionCheck.Require(comparison, input);
            });
            return new ModelConversion(
                output,
                format,
                ModelSource.SizeOf(output),
                NetworkFacts.Describe(plan.InputName, plan.InputFact),
                NetworkFacts.Describe(plan.OutputName, plan.Image.Output.Value.Fact),
                comparison!,
                plan.Notes);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RetrainException($"'{input}' cannot be converted to '{output}': {e.OneLine()}", e);
        }
        catch (Exception e) when (e is GraphException or OnnxFormatException)
        {
            throw new RetrainException($"'{input}' cannot be written as {Name(format)}: {e.Message}", e);
        }
        catch (Microsoft.ML.OnnxRuntime.OnnxRuntimeException e)
        {
            throw new RetrainException($"'{input}' was not converted, for it or the result does not run: {OnnxEnvironment.OneLine(e)}", e);
        }
    }

    /// <summary>Refuses a model that takes several pictures a photo.</summary>
    /// <exception cref="RetrainException">It does.</exception>
    internal static void RefuseViews(ModelSource source)
    {
        if (source.Metadata is { Views: [_, ..] views })
        {
            throw new RetrainException(
                $"'{source.Path}' takes {views.Count} pictures of each photo ({string.Join(", ", views.Select(v => v.Name))}) and cannot "
                    + "be converted, for the other formats have one image input: use its ONNX file as it is, or train with one view");
        }
    }

    /// <summary>The format for people.</summary>
    internal static string Name(ModelFormat format) => format switch
    {
        ModelFormat.Onnx => "an ONNX model",
        ModelFormat.FrozenGraph => "a frozen graph",
        _ => "a SavedModel",
    };

    private static ModelFormat FormatOf(string output) =>
        Path.GetExtension(Path.TrimEndingDirectorySeparator(output)).ToLowerInvariant() switch
        {
            ".onnx" => ModelFormat.Onnx,
            ".pb" => ModelFormat.FrozenGraph,
            "" => ModelFormat.SavedModel,
            _ => throw new UsageException(
                $"'{output}': its ending does not say what to write; "
                    + ".onnx (ONNX), .pb (frozen graph) and a name without an ending (SavedModel) do, or --to"),
        };
}
