using Retrain.Backbones;
using Retrain.Training;

namespace Retrain;

/// <summary>What TensorBoard's table of runs is sorted by.</summary>
internal static class HyperParameters
{
    /// <summary>Names as on the command line.</summary>
    public static IReadOnlyDictionary<string, object> Of(Backbone backbone, HeadRecipe recipe, RetrainOptions options)
    {
        SgdOptions sgd = recipe.Sgd;
        return new Dictionary<string, object>
        {
            ["tfhub_module"] = backbone.Name,
            ["optimizer"] = sgd.Rule.ToString().ToLowerInvariant(),
            ["how_many_training_steps"] = sgd.Steps,
            ["learning_rate"] = sgd.LearningRate,
            ["learning_rate_schedule"] = sgd.Schedule.ToString().ToLowerInvariant(),
            ["train_batch_size"] = sgd.TrainBatchSize,
            ["weight_decay"] = sgd.WeightDecay,
            ["label_smoothing"] = sgd.LabelSmoothing,
            ["hidden_units"] = sgd.HiddenUnits,
            ["flip_left_right"] = options.Distortions.FlipLeftRight,
            ["random_crop"] = options.Distortions.RandomCrop,
            ["random_scale"] = options.Distortions.RandomScale,
            ["random_brightness"] = options.Distortions.RandomBrightness,
            ["seed"] = sgd.Seed,
        };
    }
}
