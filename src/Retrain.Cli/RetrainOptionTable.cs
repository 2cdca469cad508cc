using System.CommandLine;
using Retrain.Cli.CommandLine;

namespace Retrain.Cli;

/// <summary>The options of <c>retrain</c>: the original's names and defaults (REFERENCE 1.2), then ours.</summary>
internal sealed class RetrainOptionTable : OptionTable
{
    public RetrainOptionTable()
    {
        Group("Photos");
        ImageDir = Text("--image_dir", "DIR", "Folder of photos: each folder in it is a class, named after the folder.");
        Recursive = Switch("--recursive", "Take photos of folders inside class folders too.");
        TestingPercentage = Whole("--testing_percentage", "Share of the photos for the final test, in per cent.", 10, 0, 100);
        ValidationPercentage = Whole(
            "--validation_percentage", "Share of the photos for validation during training, in per cent.", 10, 0, 100);
        SplitFile = Text("--split_file", "FILE",
            "CSV file (path,set) that says which set photos belong to; the others keep the set of their name's hash.");
        Strict = Switch("--strict", "Stop at the first photo that cannot be used (exit code 3), instead of leaving it out with a line.");

        Group("Network");
        TfhubModule = Text("--tfhub_module", "NAME|URL|PATH",
            "Pretrained network: efficientnet_lite0 (embedded, needs no download); "
                + "a module of TensorFlow Hub by name (mobilenet_v2_100_224, inception_v3, ...) or URL; "
                + "a Hub module's folder or tar.gz, a SavedModel, a frozen graph, an ONNX file.");
        FeatureLayer = Text("--feature_layer", "NODE", "Layer of the network to take the features from: an output or any node. "
            + "The embedded one has features_wide (2,432 features, default) and features (1,280).");
        TfhubCacheDir = Text("--tfhub_cache_dir", "DIR",
            "Where downloaded modules are kept, in TensorFlow Hub's layout. By default $TFHUB_CACHE_DIR, else a cache of your own.");
        ModuleBaseUrl = Text("--module_base_url", "URL", "A mirror that stands for https://tfhub.dev.");
        ImageSize = Whole("--image_size", "Input size in pixels, where the network allows it "
            + "(embedded: a multiple of 32; 288 costs 1.65 times as much and gains about a point). 0: the network's own.", 0, 0, 4096);
        BottleneckDir = Text("--bottleneck_dir", "DIR",
            "Folder of the cached bottlenecks (features of photos). By default a cache of your own that all runs share.");

        Group("Training");
        HowManyTrainingSteps = Whole("--how_many_training_steps", "How many steps of SGD to run before ending. 0: none.", 4000, 0);
        LearningRate = Fraction("--learning_rate", "How large a learning rate to use.", 0.01f, 1e-12f, float.MaxValue);
        TrainBatchSize = Whole("--train_batch_size", "How many photos to train on at a time; -1: all.", 100, -1);
        ValidationBatchSize = Whole("--validation_batch_size",
            "How many photos to use in an evaluation during training; -1: the whole validation set, steadier.", 100, -1);
        TestBatchSize = Whole("--test_batch_size", "How many photos to test on at the end; -1: the whole test set.", -1, -1);
        EvalStepInterval = Whole("--eval_step_interval", "How often to evaluate, in steps.", 10, 1);
        Optimizer = Choice("--optimizer", "sgd: as the original. lbfgs: L2-regularised regression to convergence; "
            + "strength and standardisation are chosen on the validation set.", "sgd", "lbfgs");
        ClassWeights = Choice(
            "--class_weights", "balanced: every class counts the same in the loss, however many photos it has.", "none", "balanced");
        Seed = LongWhole(
            "--seed", "Seed of starting weights and batches; the same photos, options and seed give the same model, byte for byte.");

        Group("Results");
        ModelDir = Text("--model_dir", "DIR", "Where to write the model folder (model.onnx, labels.txt, metrics.json, run.json). "
            + "By default a new folder retrained/<date-time> here.");
        OutputGraph = Text("--output_graph", "FILE", "Where to write the trained graph too: "
            + "a frozen TensorFlow graph (.pb, with labels and preprocessing in FILE.json), or a copy of the model if FILE ends in .onnx.");
        SavedModelDir = Text("--saved_model_dir", "DIR", "Where to write a TensorFlow SavedModel too; absent or empty.");
        IntermediateStoreFrequency = Whole("--intermediate_store_frequency", "Write a frozen graph every so many steps. 0: none.", 0, 0);
        IntermediateOutputGraphsDir = Text(
            "--intermediate_output_graphs_dir", "DIR", "Where these graphs go, as intermediate_STEP.pb.", "/tmp/intermediate_graph/");
        OutputLabels = Text("--output_labels", "FILE", "Where to write the labels too, one a line.");
        FinalTensorName = Text("--final_tensor_name", "NAME", "Name of the output layer of the trained network.", "final_result");
        PrintMisclassifiedTestImages = Switch(
            "--print_misclassified_test_images", "List all misclassified test photos instead of the first ten.");
        LoggingVerbosity = Choice("--logging_verbosity", "How much to say while working.", "INFO", "DEBUG", "WARN", "ERROR", "FATAL");
        Compat = Switch("--compat", "Do all as the original retrain.py: split by path, label spelling, pixels, places under /tmp.");

        Group("Known from the original, not there yet");
        SummariesDir = Text("--summaries_dir", "DIR", "TensorBoard logs are not written yet.");
        CheckpointPath = Text("--checkpoint_path", "PATH", "Checkpoints are not written yet.");
        FlipLeftRight = Switch("--flip_left_right", "Distortions are not there yet.");
        RandomCrop = Whole("--random_crop", "Distortions are not there yet; only 0 is accepted.", 0);
        RandomScale = Whole("--random_scale", "Distortions are not there yet; only 0 is accepted.", 0);
        RandomBrightness = Whole("--random_brightness", "Distortions are not there yet; only 0 is accepted.", 0);
    }

    public Option<string> ImageDir { get; }

    public Option<bool> Recursive { get; }

    public Option<int> TestingPercentage { get; }

    public Option<int> ValidationPercentage { get; }

    public Option<string> SplitFile { get; }

    public Option<bool> Strict { get; }

    public Option<string> TfhubModule { get; }

    public Option<string> FeatureLayer { get; }

    public Option<string> TfhubCacheDir { get; }

    public Option<string> ModuleBaseUrl { get; }

    public Option<int> ImageSize { get; }

    public Option<string> BottleneckDir { get; }

    public Option<int> HowManyTrainingSteps { get; }

    public Option<float> LearningRate { get; }

    public Option<int> TrainBatchSize { get; }

    public Option<int> ValidationBatchSize { get; }

    public Option<int> TestBatchSize { get; }

    public Option<int> EvalStepInterval { get; }

    public Option<string> Optimizer { get; }

    public Option<string> ClassWeights { get; }

    public Option<long> Seed { get; }

    public Option<string> ModelDir { get; }

    public Option<string> OutputLabels { get; }

    public Option<string> FinalTensorName { get; }

    public Option<bool> PrintMisclassifiedTestImages { get; }

    public Option<string> LoggingVerbosity { get; }

    public Option<bool> Compat { get; }

    public Option<string> OutputGraph { get; }

    public Option<string> SavedModelDir { get; }

    public Option<string> SummariesDir { get; }

    public Option<int> IntermediateStoreFrequency { get; }

    public Option<string> IntermediateOutputGraphsDir { get; }

    public Option<string> CheckpointPath { get; }

    public Option<bool> FlipLeftRight { get; }

    public Option<int> RandomCrop { get; }

    public Option<int> RandomScale { get; }

    public Option<int> RandomBrightness { get; }

    /// <inheritdoc/>
    protected override bool AcceptsWords => false;

    /// <inheritdoc/>
    protected override IReadOnlyList<Option> OfTheOriginal =>
    [
        ImageDir, OutputGraph, IntermediateOutputGraphsDir, IntermediateStoreFrequency, OutputLabels, SummariesDir, HowManyTrainingSteps,
        LearningRate, TestingPercentage, ValidationPercentage, EvalStepInterval, TrainBatchSize, TestBatchSize, ValidationBatchSize,
        PrintMisclassifiedTestImages, BottleneckDir, FinalTensorName, FlipLeftRight, RandomCrop, RandomScale, RandomBrightness, TfhubModule,
        SavedModelDir, LoggingVerbosity, CheckpointPath,
    ];
}
