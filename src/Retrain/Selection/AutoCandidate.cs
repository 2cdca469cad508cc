using Retrain.Training;

namespace Retrain.Selection;

/// <summary>A recipe that the search tries.</summary>
/// <param name="Name">As a person would ask for it: options of the command line.</param>
/// <param name="Recipe">The recipe.</param>
internal sealed record AutoCandidate(string Name, HeadRecipe Recipe)
{
    /// <summary>What is tried, the quickest first, so that a short time gives the best of the usual ones.</summary>
    /// <param name="asked">What the command line asks for; it is tried too, and its seed and batch sizes are those of all.</param>
    public static IReadOnlyList<AutoCandidate> All(HeadRecipe asked)
    {
        SgdOptions sgd = asked.Sgd with
        {
            Rule = UpdateRule.Sgd, Schedule = RateSchedule.Constant, WarmupSteps = 0, HiddenUnits = 0, LabelSmoothing = 0, Patience = 0,
        };
        SgdOptions momentum = sgd with { Rule = UpdateRule.Momentum, Schedule = RateSchedule.Cosine, LearningRate = 0.01f, Steps = 2000 };
        SgdOptions adam = sgd with
        {
            Rule = UpdateRule.AdamW, Schedule = RateSchedule.Cosine, LearningRate = 0.001f, Steps = 2000, WeightDecay = 0.01f,
        };
        return
        [
            new("as asked", asked),
            Lbfgs("--optimizer lbfgs", asked.Lbfgs),
            Lbfgs("--optimizer lbfgs --class_weights balanced", asked.Lbfgs with { ClassWeights = ClassWeights.Balanced }),
            Steps("--optimizer momentum --learning_rate_schedule cosine --how_many_training_steps 2000", momentum),
            Steps("--optimizer momentum --learning_rate_schedule cosine --how_many_training_steps 2000 --label_smoothing 0.1",
                momentum with { LabelSmoothing = 0.1f }),
            Steps("--optimizer adamw --learning_rate 0.001 --learning_rate_schedule cosine --weight_decay 0.01 "
                + "--how_many_training_steps 2000", adam),
            Steps("--optimizer adamw --learning_rate 0.001 --learning_rate_schedule cosine --weight_decay 0.01 "
                + "--how_many_training_steps 1000 --hidden_units 64", adam with { HiddenUnits = 64, Steps = 1000, FakeQuantize = false }),
            Steps("--optimizer adamw --learning_rate 0.001 --learning_rate_schedule cosine --weight_decay 0.01 "
                + "--how_many_training_steps 1000 --hidden_units 256 --label_smoothing 0.1",
                adam with { HiddenUnits = 256, Steps = 1000, LabelSmoothing = 0.1f, FakeQuantize = false }),
        ];

        AutoCandidate Steps(string name, SgdOptions options) => new(name, asked with { Optimizer = Optimizer.Sgd, Sgd = options });
        AutoCandidate Lbfgs(string name, LbfgsOptions options) => new(name, asked with { Optimizer = Optimizer.Lbfgs, Lbfgs = options });
    }
}
