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
                + "a Hub module's folder or tar.gz, a SavedModel, a frozen graph, an ONNX file, "
                + "a model of Keras (.h5, .keras) or TensorFlow.js (model.json).");
        FeatureLayer = Text("--feature_layer", "NODE", "Layer of the network to take the features from: an output or any node. "
            + "The embedded one has features_wide (2,432 features, default) and features (1,280).");
        TfhubCacheDir = Text("--tfhub_cache_dir", "DIR",
            "Where downloaded modules are kept, in TensorFlow Hub's layout. By default $TFHUB_CACHE_DIR, else a cache of your own.");
        ModuleBaseUrl = Text("--module_base_url", "URL", "A mirror that stands for https://tfhub.dev.");
        ImageSize = Whole("--image_size", "Input size in pixels, where the network allows it "
            + "(embedded: a multiple of 32; 288 costs 1.65 times as much and gains about a point). 0: the network's own.", 0, 0, 4096);
        Views = Text("--views", "VIEW,VIEW,...", "Look at each photo in several ways and train on the features of all: stretch (the whole "
            + "photo) or centre (its largest centred square), each with an input size; stretch224,centre224 for instance. "
            + "Each view costs a run of the network.");
        CombineViews = Choice(
            "--combine_views", "How the features of --views become one row: join (side by side) or mean.", "join", "mean");
        Precision = Choice("--precision", "What the network computes with. int8: whole numbers of 8 bits, with ranges from training "
            + "photos; a quarter of the size and quicker. Its accuracy is shown beside that of float32.", "float32", "int8");
        FloatModelDir = Text("--float_model_dir", "DIR", "With --precision int8: where to write the float32 model too. "
            + "By default it is written only where int8 loses more than a point, to the folder float in that of --model_dir.");
        BottleneckDir = Text("--bottleneck_dir", "DIR",
            "Folder of the cached bottlenecks (features of photos). By default a cache of your own that all runs share.");
        MemoryLimit = Whole("--memory_limit", "Megabytes that features may take in memory; beyond that they lie in a file "
            + "in the folder of the bottlenecks while the program runs. 0: half of what the machine has.", 0, 0);

        Group("Training");
        HowManyTrainingSteps = Whole("--how_many_training_steps", "How many steps of SGD to run before ending. 0: none.", 4000, 0);
        LearningRate = Fraction("--learning_rate", "How large a learning rate to use.", 0.01f, 1e-12f, float.MaxValue);
        TrainBatchSize = Whole("--train_batch_size", "How many photos to train on at a time; -1: all.", 100, -1);
        ValidationBatchSize = Whole("--validation_batch_size",
            "How many photos to use in an evaluation during training; -1: the whole validation set, steadier.", 100, -1);
        TestBatchSize = Whole("--test_batch_size", "How many photos to test on at the end; -1: the whole test set.", -1, -1);
        EvalStepInterval = Whole("--eval_step_interval", "How often to evaluate, in steps.", 10, 1);
        Optimizer = Choice("--optimizer", "sgd: as the original. momentum (0.9) and adamw: the same steps by other rules. "
            + "lbfgs: L2-regularised regression to convergence; strength and standardisation are chosen on the validation set.",
            "sgd", "lbfgs", "momentum", "adamw");
        ClassWeights = Choice(
            "--class_weights", "balanced: every class counts the same in the loss, however many photos it has.", "none", "balanced");
        Sampling = Choice("--sampling", "How training photos are drawn. balanced: a class first, as the original, "
            + "so that small classes count as much as large ones. natural: every photo as likely.", "balanced", "natural");
        Seed = LongWhole(
            "--seed", "Seed of starting weights and batches; the same photos, options and seed give the same model, byte for byte.");

        Group("Better heads");
        LearningRateSchedule = Choice("--learning_rate_schedule", "How the learning rate goes over the steps. cosine, linear: down to 0. "
            + "steps: a tenth after half of the steps, a hundredth after three quarters.", "constant", "cosine", "linear", "steps");
        WarmupSteps = Whole("--warmup_steps", "Steps over which the learning rate first rises to its full value.", 0, 0);
        WeightDecay = Fraction("--weight_decay", "Weight decay; with adamw decoupled, else L2.", 0, 0, 0.999f);
        LabelSmoothing = Fraction("--label_smoothing", "Share of a photo's target that is spread over all classes, 0.1 for instance.",
            0, 0, 0.999f);
        HiddenUnits = Whole("--hidden_units", "Units of a hidden layer before the last one. 0: none, as the original.", 0, 0, 65536);
        EarlyStopping = Whole("--early_stopping", "Stop when the validation loss has not fallen for so many evaluations, "
            + "and keep the layer that had the least. 0: all steps.", 0, 0);
        Seeds = Whole(
            "--seeds", "Train with so many seeds: shows mean and spread, keeps the one with the least validation loss.", 1, 1, 100);
        Folds = Whole("--folds", "Cross-validate the recipe with so many folds of all photos (5 is usual), besides the model. 0: no.",
            0, 0, 100);
        Auto = Whole("--auto", "Search optimisers, rates and hidden layers for so many seconds; keeps the best by cross-validation on "
            + "training and validation photos. 0: no.", 0, 0, 86400);

        Group("Stop and go on");
        Resume = Switch("--resume", "Go on with an interrupted training of the same photos and options; "
            + "the result is that of a run that was not interrupted.");
        ExportBest = Switch("--export_best", "Train no more: write the best layer so far of an interrupted training.");
        CheckpointPath = Text("--checkpoint_path", "PATH", "Where to write a TensorFlow checkpoint (PATH.index, ...), "
            + "every --intermediate_store_frequency steps and at the end.");
        Watch = Switch("--watch", "After training stay, and train again as the folder changes; says what changed. Ctrl-C ends it.");

        Group("Distortions");
        FlipLeftRight = Switch("--flip_left_right", "Mirror half of the training photos left to right.");
        RandomCrop = Whole(
            "--random_crop", "Cut a margin off the training photos, at random places: so many per cent of the piece's sides.", 0);
        RandomScale = Whole("--random_scale", "Enlarge the training photos by up to so many per cent, and cut a random piece out.", 0);
        RandomBrightness = Whole("--random_brightness", "Make the training photos darker or brighter by up to so many per cent.", 0);
        DistortionViews = Whole("--distortion_views", "Compute so many distorted views of each photo once, keep them in the cache and "
            + "train on them. 0: distort anew in every step, as the original: with the default steps 400,000 passes through the network.", 0);

        Group("Results");
        ModelDir = Text("--model_dir", "DIR", "Where to write the model folder (model.onnx, labels.txt, metrics.json, run.json). "
            + "By default a new folder retrained/<date-time> here.");
        OutputGraph = Text("--output_graph", "FILE", "Where to write the trained graph too: "
            + "a frozen TensorFlow graph (.pb, with labels and preprocessing in FILE.json), or a copy of the model if FILE ends in .onnx.");
        SavedModelDir = Text("--saved_model_dir", "DIR", "Where to write a TensorFlow SavedModel too; absent or empty.");
        ExportTo = Text("--export_to", "A,B,...", "Formats to export the model to as well, as retrain export --to takes them. What the network "
            + "cannot be exported to is refused before training.");
        ExportDir = Text("--export_dir", "DIR", "The folder for these files. By default exports in the model folder.");
        IntermediateStoreFrequency = Whole("--intermediate_store_frequency", "Write a frozen graph every so many steps. 0: none.", 0, 0);
        IntermediateOutputGraphsDir = Text(
            "--intermediate_output_graphs_dir", "DIR", "Where these graphs go, as intermediate_STEP.pb.", "/tmp/intermediate_graph/");
        SummariesDir = Text("--summaries_dir", "DIR", "Where to write TensorBoard's event files: curves, histograms, graph, "
            + "confusion matrix, mistakes. Those of an earlier run are replaced; a folder that holds anything else is refused.");
        OutputLabels = Text("--output_labels", "FILE", "Where to write the labels too, one a line.");
        FinalTensorName = Text("--final_tensor_name", "NAME", "Name of the output layer of the trained network.", "final_result");
        PrintMisclassifiedTestImages = Switch(
            "--print_misclassified_test_images", "List all misclassified test photos instead of the first ten.");
        LoggingVerbosity = Choice("--logging_verbosity", "How much to say while working.", "INFO", "DEBUG", "WARN", "ERROR", "FATAL");
        Compat = Switch("--compat", "Do all as the original retrain.py: split by path, label spelling, pixels, places under /tmp.");
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

    public Option<string> Views { get; }

    public Option<string> CombineViews { get; }

    public Option<string> Precision { get; }

    public Option<string> FloatModelDir { get; }

    public Option<string> BottleneckDir { get; }

    public Option<int> MemoryLimit { get; }

    public Option<int> HowManyTrainingSteps { get; }

    public Option<float> LearningRate { get; }

    public Option<int> TrainBatchSize { get; }

    public Option<int> ValidationBatchSize { get; }

    public Option<int> TestBatchSize { get; }

    public Option<int> EvalStepInterval { get; }

    public Option<string> Optimizer { get; }

    public Option<string> ClassWeights { get; }

    public Option<string> Sampling { get; }

    public Option<long> Seed { get; }

    public Option<string> LearningRateSchedule { get; }

    public Option<int> WarmupSteps { get; }

    public Option<float> WeightDecay { get; }

    public Option<float> LabelSmoothing { get; }

    public Option<int> HiddenUnits { get; }

    public Option<int> EarlyStopping { get; }

    public Option<int> Seeds { get; }

    public Option<int> Folds { get; }

    public Option<int> Auto { get; }

    public Option<bool> Resume { get; }

    public Option<bool> ExportBest { get; }

    public Option<bool> Watch { get; }

    public Option<string> ModelDir { get; }

    public Option<string> OutputLabels { get; }

    public Option<string> FinalTensorName { get; }

    public Option<bool> PrintMisclassifiedTestImages { get; }

    public Option<string> LoggingVerbosity { get; }

    public Option<bool> Compat { get; }

    public Option<string> OutputGraph { get; }

    public Option<string> SavedModelDir { get; }

    public Option<string> ExportTo { get; }

    public Option<string> ExportDir { get; }

    public Option<string> SummariesDir { get; }

    public Option<int> IntermediateStoreFrequency { get; }

    public Option<string> IntermediateOutputGraphsDir { get; }

    public Option<string> CheckpointPath { get; }

    public Option<bool> FlipLeftRight { get; }

    public Option<int> RandomCrop { get; }

    public Option<int> RandomScale { get; }

    public Option<int> RandomBrightness { get; }

    public Option<int> DistortionViews { get; }

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
