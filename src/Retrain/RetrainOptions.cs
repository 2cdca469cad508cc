using System.Text.RegularExpressions;
using Retrain.Backbones;
using Retrain.Bottlenecks;
using Retrain.Foundation;
using Retrain.Models;
using Retrain.Photos;
using Retrain.Photos.Distorting;
using Retrain.Training;

namespace Retrain;

/// <summary>
/// Everything about a run but its photos and its backbone. Immutable; the defaults are the original's where it has the option.
/// </summary>
public sealed partial record RetrainOptions
{
    /// <summary>Seed of starting weights and batches. The same photos, options and seed give the same model. Default 0.</summary>
    public long Seed { get; init; }

    /// <summary>
    /// What the network computes with. Default <see cref="NetworkPrecision.Float32"/>. With <see cref="NetworkPrecision.Int8"/> the layer
    /// is trained on the features of the quantised network, which is the one that is written; the float network is measured beside it.
    /// </summary>
    public NetworkPrecision Precision { get; init; }

    /// <summary>How photos are divided into sets. Default 10 % validation, 10 % test by the hash of their names.</summary>
    public SplitOptions Split { get; init; } = new();

    /// <summary>How bottlenecks are computed and kept. Default: no cache, all cores.</summary>
    public BottleneckOptions Bottlenecks { get; init; } = new();

    /// <summary>What trains the last layer. Default <see cref="Retrain.Training.Optimizer.Sgd"/>.</summary>
    public Optimizer Optimizer { get; init; }

    /// <summary>Settings of <see cref="Retrain.Training.Optimizer.Sgd"/>; its seed and class weights are taken from this record.</summary>
    public SgdOptions Sgd { get; init; } = new();

    /// <summary>Settings of <see cref="Retrain.Training.Optimizer.Lbfgs"/>; its class weights are taken from this record.</summary>
    public LbfgsOptions Lbfgs { get; init; } = new();

    /// <summary>Random changes of the training photos. Default none.</summary>
    public DistortionOptions Distortions { get; init; } = new();

    /// <summary>Weights of the classes in the loss. Default none.</summary>
    public ClassWeights ClassWeights { get; init; }

    /// <summary>
    /// Photos of the final test, drawn without replacement (with replacement and class by class, as the original, with
    /// <see cref="SplitOptions.Compat"/>); negative: the whole test set. Default -1.
    /// </summary>
    public int TestBatchSize { get; init; } = -1;

    /// <summary>Name of the model's output: letters, digits, <c>_ . / -</c>. Default <c>final_result</c>.</summary>
    public string FinalTensorName { get; init; } = ModelMetadata.DefaultFinalTensorName;

    /// <summary>
    /// Where a frozen graph goes every <see cref="SgdOptions.SnapshotInterval"/> steps, as <c>intermediate_STEP.pb</c>. Default
    /// <see langword="null"/>: none. Only with <see cref="Retrain.Training.Optimizer.Sgd"/>.
    /// </summary>
    public string? IntermediateGraphsFolder { get; init; }

    /// <summary>
    /// Common name of a TensorFlow checkpoint, written every <see cref="SgdOptions.SnapshotInterval"/> steps and after the last one, as
    /// <c>PATH.index</c>, <c>PATH.data-00000-of-00001</c>, <c>PATH.meta</c>. Default <see langword="null"/>: none.
    /// </summary>
    public string? CheckpointPath { get; init; }

    /// <summary>
    /// Where TensorBoard's event files go, as the original's <c>--summaries_dir</c>: <c>train</c> and <c>validation</c>, and <c>test</c>
    /// with confusion matrix, mistakes and hyper-parameters. Event files of an earlier run are replaced; a folder that holds anything else
    /// is refused. Default <see langword="null"/>: none. Not with several heads (<see cref="Seeds"/>, <see cref="AutoSeconds"/>).
    /// </summary>
    public string? SummariesFolder { get; init; }

    /// <summary>
    /// Where the state of an unfinished training is kept, so that a stop or a crash costs at most some seconds. Default
    /// <see langword="null"/>: nowhere. Only with <see cref="Retrain.Training.Optimizer.Sgd"/>; lbfgs is too quick to need it.
    /// </summary>
    public string? ResumeFolder { get; init; }

    /// <summary>Whether to go on with such a state. Default: start again.</summary>
    public ResumeMode Resume { get; init; }

    /// <summary>
    /// Folds of a cross-validation over all photos that measures the recipe, besides the model; 2 to 100. Default 0: none.
    /// </summary>
    public int Folds { get; init; }

    /// <summary>Trainings with different seeds, 1 to 100; the one with the least validation loss is kept. Default 1.</summary>
    public int Seeds { get; init; } = 1;

    /// <summary>
    /// Seconds for a search over optimisers, rates, hidden layers; the best by cross-validation over training and validation photos is
    /// trained. Default 0: what the other options say is trained.
    /// </summary>
    public double AutoSeconds { get; init; }

    /// <summary>What decides which head comes out of a network's features.</summary>
    /// <param name="backbone">If it has quantisers, a plain layer trained by steps gets the original's (REFERENCE 5.3).</param>
    internal HeadRecipe RecipeFor(Backbone backbone) => new(
        Optimizer,
        Sgd with { ClassWeights = ClassWeights, Seed = Seed, FakeQuantize = backbone.IsQuantized && Sgd.HiddenUnits == 0 },
        Lbfgs with { ClassWeights = ClassWeights });

    /// <summary>Checks all ranges.</summary>
    /// <exception cref="UsageException">Lists every fault, a line each.</exception>
    public void Validate()
    {
        var faults = new List<string>();
        (int validation, int testing) = (Split.ValidationPercentage, Split.TestingPercentage);
        Check(validation is >= 0 and <= 100, $"validation_percentage must be from 0 to 100; found {validation}");
        Check(testing is >= 0 and <= 100, $"testing_percentage must be from 0 to 100; found {testing}");
        Check(
            (long)validation + testing <= 99,
            $"validation_percentage and testing_percentage must leave photos to train on; found {validation} + {testing}");
        Check(Sgd.Steps >= 0, $"how_many_training_steps must be 0 or more; found {Sgd.Steps}");
        Check(
            float.IsFinite(Sgd.LearningRate) && Sgd.LearningRate > 0,
            $"learning_rate must be a number above 0; found {Sgd.LearningRate}");
        Check(Sgd.EvaluationInterval >= 1, $"eval_step_interval must be 1 or more; found {Sgd.EvaluationInterval}");
        Check(Sgd.TrainBatchSize != 0, "train_batch_size must not be 0; -1 takes all training photos");
        Check(Sgd.ValidationBatchSize != 0, "validation_batch_size must not be 0; -1 takes the whole validation set");
        Check(Sgd.SnapshotInterval >= 0, $"intermediate_store_frequency must be 0 or more; found {Sgd.SnapshotInterval}");
        Check(IntermediateGraphsFolder is null || Optimizer == Optimizer.Sgd,
            "intermediate graphs exist only with the optimizer sgd; lbfgs has no steps to store");
        Check(Sgd.Momentum is >= 0 and < 1, $"momentum must be from 0 to below 1; found {Sgd.Momentum}");
        Check(Sgd.WeightDecay is >= 0 and < 1, $"weight_decay must be from 0 to below 1; found {Sgd.WeightDecay}");
        Check(Sgd.LabelSmoothing is >= 0 and < 1, $"label_smoothing must be from 0 to below 1; found {Sgd.LabelSmoothing}");
        Check(Sgd.HiddenUnits >= 0, $"hidden_units must be 0 or more; found {Sgd.HiddenUnits}");
        Check(Sgd.Patience >= 0, $"early_stopping must be 0 or more; found {Sgd.Patience}");
        Check(Sgd.Patience == 0 || Split.ValidationPercentage > 0 || Split.SplitFile is not null,
            "early_stopping looks at validation photos: validation_percentage must be above 0");
        Check(
            Sgd.WarmupSteps >= 0 && (Sgd.WarmupSteps < Sgd.Steps || Sgd.WarmupSteps == 0),
            $"warmup_steps must be from 0 to below how_many_training_steps; found {Sgd.WarmupSteps}");
        Check(CheckpointPath is null || Optimizer == Optimizer.Sgd, "checkpoint_path: lbfgs has no steps to keep; leave it out");
        Check(Resume == ResumeMode.StartAgain || Optimizer == Optimizer.Sgd,
            "resume: lbfgs has no steps to go on with; run it again, it takes seconds");
        Check(Resume == ResumeMode.StartAgain || ResumeFolder is not null,
            "resume: no folder is named that may hold an interrupted training");
        Check(Folds is 0 or (>= 2 and <= 100), $"folds must be 0 or from 2 to 100; found {Folds}");
        Check(Seeds is >= 1 and <= 100, $"seeds must be from 1 to 100; found {Seeds}");
        Check(double.IsFinite(AutoSeconds) && AutoSeconds >= 0, $"auto must be 0 or more seconds; found {AutoSeconds}");
        bool many = Seeds > 1 || AutoSeconds > 0;
        Check(Seeds == 1 || Optimizer == Optimizer.Sgd, "seeds: lbfgs draws nothing, all seeds give the same model");
        Check(Seeds == 1 || AutoSeconds == 0, "seeds and auto do not go together: run auto first, then seeds with what it kept");
        Check(!many || (IntermediateGraphsFolder is null && CheckpointPath is null && Resume == ResumeMode.StartAgain),
            "seeds and auto train many heads: intermediate graphs, checkpoint_path and resume need a single one");
        Check(SummariesFolder is null || (Optimizer == Optimizer.Sgd && !many),
            "summaries_dir: lbfgs, seeds and auto have no single run of steps to show; leave it out");
        Check(Precision == NetworkPrecision.Float32 || (IntermediateGraphsFolder is null && CheckpointPath is null),
            "precision int8: intermediate graphs and checkpoint_path are TensorFlow's, which hold no whole numbers; leave them out");
        faults.AddRange(Distortions.Faults());
        Check(
            !Distortions.IsActive || Distortions.Views > 0 || Optimizer == Optimizer.Sgd,
            "lbfgs has no steps in which to distort photos anew: add distortion_views 10 to fit ten views of each photo");
        Check(
            !Distortions.IsActive || (!many && Folds == 0),
            "folds, seeds and auto train on the photos as they are: leave the distortions out, or folds, seeds and auto");
        Check(TestBatchSize != 0, "test_batch_size must not be 0; -1 takes the whole test set");
        Check(
            Lbfgs.Strengths.Count > 0 && Lbfgs.Strengths.All(c => double.IsFinite(c) && c > 0),
            "strengths of lbfgs must be one or more numbers above 0");
        Check(
            TensorName().IsMatch(FinalTensorName),
            $"final_tensor_name must be letters, digits, _ . / or -, and begin with a letter or digit; found '{FinalTensorName}'");
        if (faults.Count > 0)
        {
            throw new UsageException(string.Join('\n', faults));
        }

        void Check(bool holds, string fault)
        {
            if (!holds)
            {
                faults.Add(fault);
            }
        }
    }

    // TensorFlow's rule for names of operations.
    [GeneratedRegex(@"^[A-Za-z0-9.][A-Za-z0-9_.\\/>-]*\z")]
    private static partial Regex TensorName();
}
