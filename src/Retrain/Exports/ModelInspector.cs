using Retrain.Foundation;
using Retrain.Networks;

namespace Retrain.Exports;

/// <summary>Says what a model file holds, whether it is supported or not.</summary>
public static class ModelInspector
{
    /// <summary>Size that a network for pictures of any size is counted at, that of most.</summary>
    private const int UsualSize = 224;

    /// <summary>
    /// Looks at a model: an ONNX file, a folder that retrain wrote, a frozen graph, a SavedModel, a module of TensorFlow Hub (folder or
    /// archive), a Keras, TensorFlow.js or TensorFlow Lite model. Nothing is run.
    /// </summary>
    /// <param name="path">The file or folder.</param>
    /// <param name="choice">Which part of it, where it leaves a choice.</param>
    /// <exception cref="RetrainException">
    /// It is missing, no model, or damaged so far that nothing can be said of it. All else is in the report.
    /// </exception>
    public static ModelReport Inspect(string path, ModelChoice? choice = null)
    {
        choice ??= new ModelChoice();
        ModelSource source = ModelSource.Open(path, choice.Tags);
        try
        {
            NetworkWish wish = source.Wish(choice);
            ModelReport report = Look(source, wish);
            if (report.Problem is null || wish.Height is not null)
            {
                return report;
            }

            // Is it only the size that is open?
            ModelReport sized = Look(source, wish with { Height = UsualSize, Width = UsualSize });
            return sized.Problem is null ? sized with { TakesAnySize = true } : report;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RetrainException($"'{path}' cannot be read: {e.OneLine()}", e);
        }
    }

    private static ModelReport Look(ModelSource source, NetworkWish wish) =>
        source.Origin switch
        {
            TensorFlowOrigin tensorFlow => TensorFlowInspection.Look(source, tensorFlow.Model, wish, i => i),
            TensorFlowJsOrigin { Model.Graph: { } graph } origin =>
                TensorFlowInspection.Look(source, graph, wish, origin.AsFed) with { Kind = origin.Kind, Producer = origin.Model.Producer },
            TensorFlowJsOrigin origin => KerasInspection.Look(source, origin.Model.Layers!, origin.Beside, wish) with
            {
                Producer = origin.Model.Producer,
            },
            LiteOrigin lite => LiteInspection.Look(source, lite, wish),
            KerasOrigin keras => KerasInspection.Look(source, keras.Model, keras.Beside, wish),
            _ => OnnxInspection.Look(source, source.Onnx!, wish),
        };
}
