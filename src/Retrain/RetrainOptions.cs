using System.Text.RegularExpressions;
using Retrain.Bottlenecks;
using Retrain.Foundation;
using Retrain.Models;
using Retrain.Photos;
using Retrain.Training;

namespace Retrain;

/// <summary>
/// Everything about a run but its photos and its backbone. Immutable; the defaults are the original's where it has the option.
/// </summary>
public sealed partial record RetrainOptions
{
    /// <summary>Seed of starting weights and batches. The same photos, options and seed give the same model. Default 0.</summary>
    public long Seed { get; init; }

    /// <summary>How photos are divided into sets. Default 10 % validation, 10 % test by the hash of their names.</summary>
    public SplitOptions Split { get; init; } = new();

    /// <summary>How bottlenecks are computed and kept. Default: no cache, all cores.</summary>
    public BottleneckOptions Bottlenecks { get; init; } = new();

    /// <summary>What trains the last layer. Default <see cref="Retrain.Optimizer.Sgd"/>.</summary>
    public Optimizer Optimizer { get; init; }

    /// <summary>Settings of <see cref="Retrain.Optimizer.Sgd"/>; its seed and class weights are taken from this record.</summary>
    public SgdOptions Sgd { get; init; } = new();

    /// <summary>Settings of <see cref="Retrain.Optimizer.Lbfgs"/>; its class weights are taken from this record.</summary>
    public LbfgsOptions Lbfgs { get; init; } = new();

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
    /// <see langword="null"/>: none. Only with <see cref="Retrain.Optimizer.Sgd"/>.
    /// </summary>
    public string? IntermediateGraphsFolder { get; init; }

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
